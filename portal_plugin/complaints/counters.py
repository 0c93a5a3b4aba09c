"""Counters kept in the transaction of the change that they count."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin.complaints.contribution import Contribution, CountKey
from portal_plugin.complaints.models import ComplaintCount, ComplaintDays
from portal_plugin.tenants.session import TenantSession

FIGURES = (
    "received",
    "done",
    "in_time",
    "explained",
    "late",
    "reopened",
    "merged",
    "rated",
    "satisfied",
)
_KEY = ["tenant_id", "month", "topic", "channel", "department_id"]


Move = tuple[Contribution | None, Contribution | None]
"""What a complaint added before and adds now; None: it was not there before, or is gone now."""


@dataclass(frozen=True, slots=True)
class Sums:
    """Amounts by counter: of each of FIGURES, and of complaints answered after so many days."""

    figures: dict[CountKey, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    days: Counter[tuple[CountKey, int]] = field(default_factory=Counter)

    def take(self, contribution: Contribution, times: int = 1) -> None:
        """Add a contribution `times` times; -1 takes it away."""
        for name in FIGURES:
            self.figures[contribution.key][name] += times * getattr(contribution, name)
        if contribution.days is not None:
            self.days[contribution.key, contribution.days] += times


def count(session: TenantSession, before: Contribution | None, after: Contribution | None) -> None:
    """Move the counters from what a complaint added `before` to what it adds `after`."""
    count_all(session, [(before, after)])


def count_all(session: TenantSession, moves: Iterable[Move]) -> None:
    """Move the counters for all the complaints that a transaction changes."""
    sums = Sums()
    for before, after in moves:
        if before == after:
            continue
        if before is not None:
            sums.take(before, -1)
        if after is not None:
            sums.take(after)
    add(session, sums)


def add(session: TenantSession, sums: Sums) -> None:
    """Add the amounts to the counters.

    Counters are touched in the order of their keys, so that two changes at once wait for each
    other instead of locking crosswise.
    """
    for key in sorted(sums.figures, key=lambda key: [str(part) for part in key]):
        _add_figures(session, key, sums.figures[key])
    for key, number in sorted(sums.days, key=lambda entry: (*map(str, entry[0]), entry[1])):
        _add_days(session, key, number, sums.days[key, number])


def _add_figures(session: TenantSession, key: CountKey, amounts: Counter[str]) -> None:
    changed = {name: amount for name, amount in amounts.items() if amount}
    if not changed:
        return
    table = ComplaintCount.__table__.c
    session.execute(
        insert(ComplaintCount)
        .values(**key._asdict(), **changed)
        .on_conflict_do_update(
            index_elements=_KEY,
            set_={name: table[name] + amount for name, amount in changed.items()},
        )
    )


def _add_days(session: TenantSession, key: CountKey, days: int, amount: int) -> None:
    if not amount:
        return
    session.execute(
        insert(ComplaintDays)
        .values(**key._asdict(), days=days, answered=amount)
        .on_conflict_do_update(
            index_elements=[*_KEY, "days"],
            set_={"answered": ComplaintDays.__table__.c.answered + sa.literal(amount)},
        )
    )
