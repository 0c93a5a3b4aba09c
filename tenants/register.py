"""Adding tenants: the owner's right alone, so no request can do it."""

from __future__ import annotations

import re
import unicodedata

import sqlalchemy as sa

from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.errors import TenancyError
from portal_plugin.tenants.models import Tenant, TenantType
from portal_plugin.tenants.resolve import TenantRecord

RESERVED_CODES = frozenset({"api", "health", "metrics", "open311", "portal-plugin", "static"})
"""Codes that would hide an address of the plugin itself."""

_LONGEST_NAME = 200
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}")


class TenantRefused(TenancyError):
    """The tenant cannot be added; the message says why."""


def add_tenant(
    owner_engine: sa.Engine, code: str, name: str, kind: TenantType, province: str
) -> TenantRecord:
    """Add a tenant. Raises `TenantRefused` for a code that is taken, reserved or malformed."""
    name, province = name.strip(), province.strip()
    if not _CODE.fullmatch(code) or code in RESERVED_CODES:
        raise TenantRefused(
            f"{code!r} cannot be a tenant's code: use 2 to 39 small letters, digits and hyphens"
        )
    if not _is_plain(name) or not _is_plain(province):
        raise TenantRefused("a tenant needs a name and a province: give both as plain text")
    tenant = TenantRecord(new_id(), code, kind, name, province)
    row = {"id": tenant.id, "code": code, "type": kind, "name": name, "province": province}
    try:
        with owner_engine.begin() as connection:
            connection.execute(sa.insert(Tenant), [row])
    except sa.exc.IntegrityError as fault:
        raise TenantRefused(f"the code {code} is taken: choose another") from fault
    return tenant


def _is_plain(text: str) -> bool:
    """One line that the database can hold: no control characters, no half of a surrogate pair."""
    return 0 < len(text) <= _LONGEST_NAME and not any(
        unicodedata.category(each) in {"Cc", "Cs", "Zl", "Zp"} for each in text
    )
