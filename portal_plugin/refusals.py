"""What a page answers when a service of plans and measures refuses."""

from __future__ import annotations

from dataclasses import dataclass

from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.guard import current_session
from portal_plugin.said import said


@dataclass(frozen=True, slots=True)
class Faults:
    """Why a form was not taken: for its summary and beside its fields."""

    breaches: tuple[Breach, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.breaches)

    @property
    def listed(self) -> list[dict[str, str]]:
        """Every sentence with the name of its field ("" for the whole form)."""
        return [{"name": breach.field, "text": said(breach.message)} for breach in self.breaches]

    @property
    def of(self) -> dict[str, str]:
        """The first sentence of each field."""
        return {breach.field: said(breach.message) for breach in reversed(self.breaches)}


NO_FAULTS = Faults()


def undone(broken: RuleBroken) -> Faults:
    """The breaches as a form shows them, after undoing what the request had begun.

    The page that shows them reads the database again and must not see a half-made change.
    """
    current_session().rollback()
    return Faults(broken.breaches)
