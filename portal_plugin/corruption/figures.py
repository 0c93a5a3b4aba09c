"""What may be told of the channel to everybody: counts of half years that are over, and the head
of the ledger. The only module of the channel that statistics and reports import.

The database's function `published_figures` counts and hides; the application's role is granted
nothing else of the channel, so what it hides this process never holds.

**Why hidden cells stay hidden.** A split (by state, category or month) of a half year has a total
that is always shown (rules C6, C7). Where one of its cells is 1 to 4, every cell below 5 is hidden,
and in any case all cells of its two smallest numbers. Hidden are thus exactly the cells up to some
number, and which they are depends on the numbers alone and not on their places. So:

- where the hidden cells hold two different numbers, exchanging them between the hidden cells gives
  another table that publishes the same: each hidden cell keeps at least two possible values;
- they hold one number v only where every cell of the split is v, 1 to 4. For v below 4, one cell
  more and another less publishes the same; for v = 4, one cell of m + 3 and m - 1 cells of 3.

Zeros are hidden with the small ones: hidden does not mean that there was something. Splits of one
half year share nothing but the total, and any three tables of one total belong to some reports; no
table crosses two splits. Each report is counted in the half year of its receipt alone, as it stood
on its last day, so no half tells of another and no figure moves later. A cell of the year is shown
only where both halves show theirs: the year says nothing that the halves do not.
`tests/corruption/figures/test_suppression.py` tries all small tables.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal_plugin import clock
from portal_plugin.corruption.codes import Category
from portal_plugin.tenants.base import INSPECTION_SCHEMA
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import fiscal_year_of, fiscal_year_window

SMALLEST_SHOWN = 5
"""Cells of 1 to 4 are never shown; the database's function holds the same number."""

STATES = ("done", "in_progress")

Cells = Mapping[str, int | None]
"""Numbers by value of a split; None is hidden."""


@dataclass(frozen=True, slots=True)
class Counts:
    """Reports received in a period, and their splits: by state on the last day of the half year
    of their receipt, by category, by month ("2025-10")."""

    received: int
    states: Cells
    categories: Cells
    months: Cells

    @property
    def hides(self) -> bool:
        """Whether any cell is hidden."""
        splits = (self.states, self.categories, self.months)
        return any(number is None for cells in splits for number in cells.values())


@dataclass(frozen=True, slots=True)
class Half:
    """A half of a fiscal year ("H1", "H2"), both days included; no counts before it is over."""

    code: str
    first: date
    last: date
    counts: Counts | None


@dataclass(frozen=True, slots=True)
class Figures:
    """What is published of a Buddhist fiscal year.

    `ledger_head` is the digest of the ledger's last entry (64 hex characters), without its number:
    how far the ledger grew in half a year would tell of cases that the counts hide.
    """

    fiscal_year: int
    halves: tuple[Half, ...]
    ledger_head: str | None

    @property
    def year(self) -> Counts | None:
        """Both halves together, once both are over."""
        first, second = (half.counts for half in self.halves)
        return _together(first, second) if first and second else None

    def within(self, first: date, last: date) -> Counts | None:
        """The counts of a half year or the year, by its days; None for other days, and before it
        is over."""
        for half in self.halves:
            if (half.first, half.last) == (first, last):
                return half.counts
        is_year = (self.halves[0].first, self.halves[-1].last) == (first, last)
        return self.year if is_year else None


def corruption_figures(session: TenantSession, fiscal_year: int) -> Figures:
    """What is published today of a Buddhist fiscal year, in one statement.

    Raises `ValueError` for a number that cannot be such a year.
    """
    query = sa.select(figures_column(fiscal_year, clock.today()))
    return figures_from(session.execute(query).scalar_one(), fiscal_year)


def ledger_head(session: TenantSession, on: date) -> str | None:
    """The head at the end of the last half year that is over by the end of `on`; None before the
    first entry. Between those days nobody is told how the ledger grows."""
    query = sa.select(figures_column(fiscal_year_of(on), on))
    return figures_from(session.execute(query).scalar_one(), fiscal_year_of(on)).ledger_head


def figures_column(fiscal_year: int, through: date) -> sa.ColumnElement[Any]:
    """The figures of a Buddhist fiscal year as one JSON value, to travel with another statement,
    as they stood at the end of `through`, yesterday at the latest."""
    fiscal_year_window(fiscal_year)
    finished = min(through, clock.today() - timedelta(days=1))
    return sa.Function(
        "published_figures",
        sa.cast(fiscal_year, sa.Integer),
        sa.cast(finished, sa.Date),
        packagenames=(INSPECTION_SCHEMA,),
        type_=JSONB,
    )


def figures_from(value: Mapping[str, Any], fiscal_year: int) -> Figures:
    """The figures in what `figures_column` gave."""
    return Figures(
        fiscal_year,
        tuple(_half(half) for half in value["halves"]),
        value["ledger_head"],
    )


def added(cells: Iterable[int | None]) -> int | None:
    """Their sum; where one is hidden, so is the sum."""
    known = list(cells)
    shown = [number for number in known if number is not None]
    return sum(shown) if len(shown) == len(known) else None


def _half(value: Mapping[str, Any]) -> Half:
    counts = None
    if "received" in value:
        counts = Counts(
            value["received"],
            {state: value["states"][state] for state in STATES},
            {category.value: value["categories"][category] for category in Category},
            dict(sorted(value["months"].items())),
        )
    first, last = date.fromisoformat(value["from"]), date.fromisoformat(value["to"])
    return Half(value["half"], first, last, counts)


def _together(first: Counts, second: Counts) -> Counts:
    return Counts(
        first.received + second.received,
        _sums(first.states, second.states),
        _sums(first.categories, second.categories),
        {**first.months, **second.months},
    )


def _sums(first: Cells, second: Cells) -> Cells:
    return {value: added([number, second[value]]) for value, number in first.items()}
