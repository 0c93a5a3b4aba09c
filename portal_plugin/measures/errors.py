"""What a service of this package refuses, in sentences an officer can act on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal_plugin.errors import PortalPluginError

OVERTAKEN = "OVERTAKEN"
"""The code of the breach that somebody else was faster; it answers as a conflict."""


class MeasureError(PortalPluginError):
    """Base of the errors of plans, measures, rounds and progress."""


class NotFound(MeasureError):
    """The tenant has no such row. Another tenant's row answers exactly the same."""

    status = 404

    def __init__(self, subject: str) -> None:
        super().__init__(f"ไม่พบ{subject}")
        self.subject = subject


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that was not kept.

    `rule` is its code ("R4", or a word where the domain numbers none), `field` the input it
    belongs to ("" for the whole form), `message` one Thai sentence saying what to do.
    """

    rule: str
    field: str
    message: str


class RuleBroken(MeasureError):
    """Nothing was changed: one or more rules were not kept. `str()` joins their sentences."""

    status = 422

    def __init__(self, breaches: Iterable[Breach]) -> None:
        self.breaches = tuple(breaches)
        super().__init__(" ".join(breach.message for breach in self.breaches))
        if OVERTAKEN in self.rules:
            self.status = 409

    @classmethod
    def single(cls, rule: str, field: str, message: str) -> RuleBroken:
        """An error of one breach."""
        return cls([Breach(rule, field, message)])

    @property
    def rules(self) -> frozenset[str]:
        """The codes of the rules that were not kept."""
        return frozenset(breach.rule for breach in self.breaches)

    def by_field(self) -> dict[str, list[str]]:
        """Sentences by field, as a form shows them."""
        fields: dict[str, list[str]] = {}
        for breach in self.breaches:
            fields.setdefault(breach.field, []).append(breach.message)
        return fields
