"""The short tree of errors that a person meets, and the one place that turns them into answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

OVERTAKEN = "OVERTAKEN"
"""The code of the breach that somebody else was faster; it answers as a conflict."""


class PortalPluginError(Exception):
    """Base of errors with a sentence for a person; `status` is the HTTP status it answers with."""

    status = 400

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class NotSignedIn(PortalPluginError):
    """Nobody of this tenant is signed in."""

    status = 401


class NotAllowed(PortalPluginError):
    """The actor's roles do not permit this."""

    status = 403


class NotFound(PortalPluginError):
    """No such row in this tenant. Another tenant's row answers the same, byte for byte."""

    status = 404

    def __init__(self, sentence: str = "ไม่พบข้อมูลที่ขอ ตรวจที่อยู่ของหน้าอีกครั้ง") -> None:
        super().__init__(sentence)


class Conflict(PortalPluginError):
    """Somebody else was faster, or the state no longer permits this."""

    status = 409


@dataclass(frozen=True, slots=True)
class Breach:
    """One rule that was not kept.

    `rule` is its code ("R4", or a word where the domain numbers none), `field` the input it
    belongs to ("" for the whole form), `message` one Thai sentence saying what to do.
    """

    rule: str
    field: str
    message: str


class RuleBroken(PortalPluginError):
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
