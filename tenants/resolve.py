"""From the code in an address to a tenant. Reads the shared registry only."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.tenants.errors import UnknownTenant
from portal_plugin.tenants.models import Tenant, TenantType

_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}")


@dataclass(frozen=True, slots=True)
class TenantRecord:
    """What a request or a task needs to know of its tenant."""

    id: UUID
    code: str
    type: TenantType
    name: str
    province: str
    brand_colour: str | None = None


_COLUMNS = (Tenant.id, Tenant.code, Tenant.type, Tenant.name, Tenant.province, Tenant.brand_colour)


def tenant_by_code(engine: sa.Engine, code: str) -> TenantRecord:
    """The tenant of `code`. Raises `UnknownTenant`."""
    if not _CODE.fullmatch(code):
        raise UnknownTenant(code)
    return _one(engine, sa.select(*_COLUMNS).where(Tenant.code == code), code)


def tenant_by_id(engine: sa.Engine, tenant_id: UUID) -> TenantRecord:
    """The tenant of `tenant_id`. Raises `UnknownTenant`."""
    return _one(engine, sa.select(*_COLUMNS).where(Tenant.id == tenant_id), str(tenant_id))


def all_tenants(engine: sa.Engine) -> list[TenantRecord]:
    """Every tenant, by code."""
    with engine.connect() as connection:
        rows = connection.execute(sa.select(*_COLUMNS).order_by(Tenant.code))
        return [TenantRecord(*row) for row in rows]


def _one(engine: sa.Engine, query: sa.Select[*tuple[Any, ...]], asked: str) -> TenantRecord:
    with engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise UnknownTenant(asked)
    return TenantRecord(*row)
