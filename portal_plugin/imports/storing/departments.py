"""Units named in a document, matched with the municipality's departments or made new."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.imports.departments import ImportedDepartment
from portal_plugin.imports.wording import bare
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.models import Department, DepartmentKind
from portal_plugin.tenants.session import TenantSession

_KINDS = {
    "สำนัก": DepartmentKind.BUREAU,
    "กอง": DepartmentKind.DIVISION,
    "หน่วย": DepartmentKind.UNIT,
    "ฝ่าย": DepartmentKind.SECTION,
    "งาน": DepartmentKind.SUBSECTION,
}


class DepartmentBook:
    """Departments by name or alias, white space and punctuation apart."""

    def __init__(self, session: TenantSession) -> None:
        self._session = session
        self._ids: dict[str, UUID] = {}
        self.added: list[str] = []
        for id_, name, aliases in session.execute(
            sa.select(Department.id, Department.name, Department.aliases)
        ):
            for spelling in (name, *aliases):
                self._ids.setdefault(bare(spelling), id_)

    def ids_of(self, units: Iterable[ImportedDepartment]) -> list[UUID]:
        """The departments of the named units, each once; "all units" and blanks name none (R7)."""
        named = [unit.name for unit in units if not (unit.is_all or unit.unfilled)]
        return list(dict.fromkeys(self._id(name) for name in named if bare(name)))

    def _id(self, name: str) -> UUID:
        known = self._ids.get(bare(name))
        if known is not None:
            return known
        department = Department(id=new_id(), name=name, kind=_kind(name), aliases=[])
        self._session.add(department)
        self._session.flush()
        self._ids[bare(name)] = department.id
        self.added.append(name)
        return department.id


def _kind(name: str) -> DepartmentKind:
    return next(
        (kind for word, kind in _KINDS.items() if name.startswith(word)), DepartmentKind.UNIT
    )
