"""The periods that statistics cover: a fiscal year, its halves and its quarters (C7)."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date, timedelta

from portal_plugin.thai import fiscal_year_window


class Part(enum.StrEnum):
    """A part of a fiscal year, October to September."""

    YEAR = "YEAR"
    FIRST_HALF = "H1"
    SECOND_HALF = "H2"
    FIRST_QUARTER = "Q1"
    SECOND_QUARTER = "Q2"
    THIRD_QUARTER = "Q3"
    FOURTH_QUARTER = "Q4"


HALVES = (Part.FIRST_HALF, Part.SECOND_HALF)
QUARTERS = (
    Part.FIRST_QUARTER,
    Part.SECOND_QUARTER,
    Part.THIRD_QUARTER,
    Part.FOURTH_QUARTER,
)

_MONTHS_OF: dict[Part, tuple[int, int]] = {
    Part.YEAR: (0, 12),
    Part.FIRST_HALF: (0, 6),
    Part.SECOND_HALF: (6, 12),
    Part.FIRST_QUARTER: (0, 3),
    Part.SECOND_QUARTER: (3, 6),
    Part.THIRD_QUARTER: (6, 9),
    Part.FOURTH_QUARTER: (9, 12),
}
"""Months of each part, counted from October; the second is not in it."""


@dataclass(frozen=True, slots=True)
class Period:
    """A part of a Buddhist fiscal year. Raises `ValueError` for what cannot be such a year."""

    fiscal_year: int
    part: Part = Part.YEAR

    def __post_init__(self) -> None:
        fiscal_year_window(self.fiscal_year)

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each month, in order."""
        first, end = _MONTHS_OF[self.part]
        return months_of(self.fiscal_year)[first:end]

    @property
    def first(self) -> date:
        """The first day."""
        return self.months[0]

    @property
    def last(self) -> date:
        """The last day, included."""
        return (self.months[-1] + timedelta(days=31)).replace(day=1) - timedelta(days=1)

    def begun(self, today: date) -> bool:
        """Whether any day of it has come."""
        return self.first <= today


def months_of(fiscal_year: int) -> tuple[date, ...]:
    """The first days of the twelve months of a Buddhist fiscal year, October first."""
    first, _ = fiscal_year_window(fiscal_year)
    return tuple(
        date(first.year + (first.month - 1 + number) // 12, (first.month - 1 + number) % 12 + 1, 1)
        for number in range(12)
    )
