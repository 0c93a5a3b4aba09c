"""Counters kept in the transaction of the change that they count."""

from __future__ import annotations

from collections import Counter, defaultdict

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


def count(session: TenantSession, before: Contribution | None, after: Contribution | None) -> None:
    """Move the counters from what a complaint added `before` to what it adds `after`.

    None: it was not there before, or is gone after. Counters are touched in the order of their
    keys, so that two changes at once wait for each other instead of locking crosswise.
    """
    if before == after:
        return
    figures: defaultdict[CountKey, Counter[str]] = defaultdict(Counter)
    days: Counter[tuple[CountKey, int]] = Counter()
    for each, sign in ((before, -1), (after, 1)):
        if each is None:
            continue
        for name in FIGURES:
            figures[each.key][name] += sign * getattr(each, name)
        if each.days is not None:
            days[each.key, each.days] += sign
    for key in sorted(figures, key=lambda key: [str(part) for part in key]):
        _add_figures(session, key, figures[key])
    for key, number in sorted(days, key=lambda entry: (*map(str, entry[0]), entry[1])):
        _add_days(session, key, number, days[key, number])


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
