"""The figures of a period: sums of the counters, and what is overdue today.

Complaints are counted in the month of their receipt, whatever becomes of them later. No complaint
is read but the open ones that are past their day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.counters import FIGURES
from portal_plugin.complaints.models import Complaint, ComplaintCount, ComplaintDays
from portal_plugin.statistics.period import HALVES, QUARTERS, Part, Period, months_of
from portal_plugin.tenants.session import TenantSession

FEWEST_SPLIT = 5
"""Where fewer complaints were received no split is published: it might tell who complained."""

SATISFIED_PERCENT = 80
"""How many of a hundred ratings should be satisfied (C9)."""

_SPLITS = ("month", "topic", "channel", "department_id")


class Group(NamedTuple):
    """One value of one split; `Group("", None)` is all."""

    split: str
    value: Any


ALL = Group("", None)


@dataclass(frozen=True, slots=True)
class Totals:
    """Sums of one group. `overdue_now` are open, unexplained and past their due day today."""

    received: int = 0
    done: int = 0
    in_time: int = 0
    explained: int = 0
    late: int = 0
    reopened: int = 0
    merged: int = 0
    rated: int = 0
    satisfied: int = 0
    overdue_now: int = 0
    median_days: float | None = None

    @property
    def in_progress(self) -> int:
        """Without an answer yet."""
        return self.received - self.done

    @property
    def overdue(self) -> int:
        """Neither answered nor explained by the due day, answered since or not (C1)."""
        return self.late + self.overdue_now

    @property
    def in_time_percent(self) -> float | None:
        """Answered or explained in time, of all whose day has come or who have either (C1)."""
        kept = self.in_time + self.explained
        return percent(kept, kept + self.overdue)

    @property
    def satisfied_percent(self) -> float | None:
        """Satisfied ratings of all ratings (C9)."""
        return percent(self.satisfied, self.rated)

    @property
    def satisfying(self) -> bool | None:
        """Whether the ratings reach the threshold; None without any."""
        return self.satisfied * 100 >= SATISFIED_PERCENT * self.rated if self.rated else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A period's totals, and the same by month (every one of the period), topic, channel and
    department (the most complaints first; None: not assigned)."""

    period: Period
    today: date
    total: Totals
    by_month: tuple[tuple[date, Totals], ...]
    by_topic: tuple[tuple[str, Totals], ...]
    by_channel: tuple[tuple[Channel, Totals], ...]
    by_department: tuple[tuple[UUID | None, Totals], ...]
    received_of_year: Mapping[date, int] = field(default_factory=dict)

    @property
    def splits_tell_nobody(self) -> bool:
        """Whether splits may be published (domain 7.4).

        Not below the threshold, nor where subtracting another published period would get there:
        each half (quarter) of the year then holds none or enough.
        """
        if self.total.received < FEWEST_SPLIT:
            return False
        if self.period.part is Part.YEAR:
            return True
        siblings = HALVES if self.period.part in HALVES else QUARTERS
        sums = [
            sum(
                self.received_of_year.get(month, 0)
                for month in Period(self.period.fiscal_year, part).months
            )
            for part in siblings
        ]
        return all(number == 0 or number >= FEWEST_SPLIT for number in sums)


def figures(session: TenantSession, period: Period, today: date) -> Figures:
    """The figures of a period as they stand on `today`, in three statements."""
    sums, year = _sums(session, period)
    days = _days(session, period)
    overdue = _overdue(session, period, today)
    found = {
        group: Totals(
            **sums[group],
            overdue_now=overdue.get(group, 0),
            median_days=median(days.get(group, {})),
        )
        for group in sums
    }

    def split(name: str) -> tuple[tuple[Any, Totals], ...]:
        rows = [(group.value, totals) for group, totals in found.items() if group.split == name]
        rows = [row for row in rows if row[1].received]
        return tuple(sorted(rows, key=lambda row: (-row[1].received, str(row[0]))))

    by_month = dict(split("month"))
    return Figures(
        period=period,
        today=today,
        total=found.get(ALL, Totals()),
        by_month=tuple((month, by_month.get(month, Totals())) for month in period.months),
        by_topic=split("topic"),
        by_channel=split("channel"),
        by_department=split("department_id"),
        received_of_year=year,
    )


def median(histogram: Mapping[int, int]) -> float | None:
    """The exact median of values with their numbers; between two, their mean."""
    total = sum(histogram.values())
    if not total:
        return None
    return (_nth(histogram, (total - 1) // 2) + _nth(histogram, total // 2)) / 2


def percent(part: int, whole: int) -> float | None:
    """Percent to one place; None of nothing. Only the whole reaches 100."""
    if not whole:
        return None
    rounded = round(part * 100 / whole, 1)
    return min(rounded, 99.9) if part < whole else rounded


def _nth(histogram: Mapping[int, int], place: int) -> int:
    for value in sorted(histogram):
        place -= histogram[value]
        if place < 0:
            return value
    raise IndexError(place)


def _grouped(
    table: Any, sums: Iterable[sa.ColumnElement[Any]], *more: Any
) -> sa.Select[*tuple[Any, ...]]:
    """Sums of all and of each split, in one pass; `more` columns lie within every group."""
    columns = [getattr(table, name) for name in _SPLITS]
    sets = [sa.tuple_(*more), *(sa.tuple_(column, *more) for column in columns)]
    which = sa.func.grouping(*columns).label("which")
    grouped = sa.func.grouping_sets(*sets)
    return sa.select(which, *columns, *more, *sums).group_by(grouped)


def _group_of(row: Any) -> Group:
    # grouping() sets the bit of each column that a row is not grouped by, the last one lowest.
    for place, name in enumerate(reversed(_SPLITS)):
        if not row.which & (1 << place):
            return Group(name, getattr(row, name))
    return ALL


def _sums(
    session: TenantSession, period: Period
) -> tuple[dict[Group, dict[str, int]], dict[date, int]]:
    count = ComplaintCount
    year = months_of(period.fiscal_year)
    within = count.month.between(period.months[0], period.months[-1])
    sums = [
        sa.func.coalesce(sa.func.sum(getattr(count, name)).filter(within), 0).label(name)
        for name in FIGURES
    ]
    whole = sa.func.coalesce(sa.func.sum(count.received), 0).label("whole")
    query = _grouped(count, [*sums, whole]).where(count.month.between(year[0], year[-1]))
    rows = session.execute(query).all()
    by_group = {_group_of(row): {name: getattr(row, name) for name in FIGURES} for row in rows}
    received = {row.month: row.whole for row in rows if _group_of(row).split == "month"}
    return by_group, received


def _days(session: TenantSession, period: Period) -> dict[Group, dict[int, int]]:
    table = ComplaintDays
    answered = sa.func.sum(table.answered).label("answered")
    query = (
        _grouped(table, [answered], table.days)
        .where(table.month.between(period.months[0], period.months[-1]))
        .having(answered > 0)
    )
    found: dict[Group, dict[int, int]] = defaultdict(dict)
    for row in session.execute(query):
        found[_group_of(row)][row.days] = row.answered
    return found


def _overdue(session: TenantSession, period: Period, today: date) -> dict[Group, int]:
    row = Complaint
    late = (
        sa.select(
            sa.cast(sa.func.date_trunc("month", row.received_on), sa.Date()).label("month"),
            row.topic,
            row.channel,
            row.department_id,
        )
        .where(
            row.answered_on.is_(None),
            row.due_on < today,
            sa.or_(row.explained_on.is_(None), row.explained_on > row.due_on),
            row.received_on.between(period.first, period.last),
        )
        .subquery()
    )
    query = _grouped(late.c, [sa.func.count().label("number")])
    return {_group_of(found): found.number for found in session.execute(query)}
