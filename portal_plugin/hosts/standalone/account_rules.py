"""What an account may be: its name, its roles in its kind of tenant, its department."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.errors import PortalPluginError
from portal_plugin.tenants.models import Department, Tenant, TenantType
from portal_plugin.tenants.session import TenantSession

_LONGEST_NAME = 120
_ROLES_OF_THE_PROVINCE = frozenset(
    {Role.PROVINCE_OPERATOR, Role.TENANT_ADMINISTRATOR, Role.AUDITOR}
)


class InvalidAccount(PortalPluginError):
    """The account cannot be made or changed like this; the message says what to do."""

    status = 422


def roles_in(tenant_type: TenantType) -> frozenset[Role]:
    """The roles that exist in a kind of tenant: operators live in the province's own space."""
    if tenant_type is TenantType.PROVINCE_OFFICE:
        return _ROLES_OF_THE_PROVINCE
    return frozenset(Role) - {Role.PROVINCE_OPERATOR}


def checked_roles(
    session: TenantSession, roles: Iterable[Role], department_id: UUID | None
) -> list[str]:
    """The roles as they are stored. Raises `InvalidAccount`."""
    wanted = frozenset(roles)
    if not wanted:
        raise InvalidAccount("an account needs at least one role: give one")
    tenant_type = session.scalars(
        sa.select(Tenant.type).where(Tenant.id == session.tenant_id)
    ).one()
    misplaced = wanted - roles_in(tenant_type)
    if misplaced:
        raise InvalidAccount(
            f"the role {', '.join(sorted(misplaced))} does not exist in this space: the province's "
            "own space has operators, administrators and auditors, a municipality's has the others"
        )
    if Role.DEPARTMENT_OFFICER in wanted and department_id is None:
        raise InvalidAccount("a department officer belongs to a department: give it")
    return sorted(wanted)


def department_named(session: TenantSession, name: str | None) -> UUID | None:
    """The department of this tenant with this name. Raises `InvalidAccount`."""
    if name is None:
        return None
    plain = unicodedata.normalize("NFC", name).strip()
    found = None
    if _is_plain(plain):
        found = session.scalar(
            sa.select(Department.id).where(Department.name == plain, Department.active)
        )
    if found is None:
        raise InvalidAccount("this space has no such department: give the name of one it has")
    return found


def checked_name(typed: str) -> str:
    """A person's name as others see it. Raises `InvalidAccount`."""
    name = unicodedata.normalize("NFC", typed).strip()
    if not 0 < len(name) <= _LONGEST_NAME or not _is_plain(name):
        raise InvalidAccount(
            f"a person's name is 1 to {_LONGEST_NAME} ordinary characters: give it"
        )
    return name


def _is_plain(text: str) -> bool:
    """Whether the database can hold it: no control characters, no half of a surrogate pair."""
    return not {"Cc", "Cs"} & {unicodedata.category(each) for each in text}
