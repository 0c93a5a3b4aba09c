"""To whom a complaint can be given: a department, and a person of it as far as the host knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from portal_plugin.actor import Act, Person, role_allows
from portal_plugin.complaints.queries import departments
from portal_plugin.errors import RuleBroken
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.language import domain
from portal_plugin.state import portal_state

_BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class Assignee:
    """A department, or a person of it. `value` is what the form sends."""

    department_id: UUID
    department: str
    officer_id: str | None = None
    officer_name: str | None = None

    @property
    def value(self) -> str:
        """`<department>` or `<department>/<person>`."""
        whole = str(self.department_id)
        return whole if self.officer_id is None else f"{whole}{_BETWEEN}{self.officer_id}"


def people() -> list[Person]:
    """Who may answer complaints here, as the host tells."""
    return [
        person
        for person in portal_state().people(current_tenant())
        if role_allows(person, Act.ANSWER_COMPLAINTS)
    ]


def assignees() -> list[Assignee]:
    """Every department in use, each followed by its people."""
    known = people()
    found: list[Assignee] = []
    for unit in departments(current_session()):
        if unit.active:
            found.append(Assignee(unit.id, unit.name))
            found += [
                Assignee(unit.id, unit.name, person.id, person.name)
                for person in known
                if person.department_id == unit.id
            ]
    return found


def chosen(form: Mapping[str, str]) -> Assignee:
    """What the form chose. A name may be typed where the host knows nobody. Raises
    `RuleBroken`."""
    found = assignees()
    one = next((each for each in found if each.value == form.get("to", "")), None)
    if one is None:
        sentence = domain.gettext("กรุณาเลือกหน่วยงานจากรายการ")
        raise RuleBroken.single("C5", "to", sentence)
    if one.officer_id is None and not any(each.officer_id for each in found):
        return Assignee(one.department_id, one.department, None, form.get("officer_name", ""))
    return one
