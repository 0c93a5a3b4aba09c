"""Buddhist years, Thai months and periods as they stand in municipal papers.

Two-digit years are of the Buddhist century 2500. A fiscal year N runs from 1 October N-1 to
30 September N (rule R1). Dates that leave this module are Gregorian.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal_plugin.imports.digits import to_arabic
from portal_plugin.thai import BUDDHIST_OFFSET, MONTHS

_MONTH_NUMBER = {name: no for no, names in enumerate(MONTHS, start=1) for name in names}
_MONTH = "|".join(re.escape(name) for name in sorted(_MONTH_NUMBER, key=len, reverse=True))
_ERA = r"(?:พ\.?\s?ศ\.?)?\s?"
_DATE = re.compile(
    rf"(\d{{1,2}})(?:\s?[-–]\s?(\d{{1,2}}))?\s?(?:เดือน)?\s?({_MONTH})\s?{_ERA}(25\d\d|\d\d)(?!\d)"
)
_NUMERIC = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/(25\d\d)(?!\d)")
_MONTHS_OF_ONE_YEAR = re.compile(
    rf"({_MONTH})\s?(?:[-–—]|ถึง)\s?(?:เดือน)?\s?({_MONTH})\s?{_ERA}(25\d\d|\d\d)(?!\d)"
)
_UNTIL = re.compile(r"^\s?(?:ภายใน|ไม่เกิน|ก่อน)")
_MONTH_YEAR = re.compile(rf"({_MONTH})\s?{_ERA}(25\d\d|\d\d)(?!\d)")
_YEARS = re.compile(r"(?<!\d)(25\d\d)\s{0,2}(?:[-–—]|ถึง)\s{0,2}(?:พ\.?\s?ศ\.?\s?)?(25\d\d)(?!\d)")
_FISCAL_YEAR = re.compile(r"ปีงบประมาณ\s{0,2}(?:พ\.?\s?ศ\.?)?\s{0,2}(25\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class Mention:
    """A date found in running text; ``start`` is its place in the text."""

    first: date
    last: date
    start: int


def full_year(year: str) -> int:
    """A Buddhist year of four digits from "2566" or "66"."""
    number = int(year)
    return number if number > 100 else 2500 + number


def fiscal_year_dates(year: int) -> tuple[date, date]:
    """The first and last day of a Buddhist fiscal year, Gregorian."""
    return date(year - BUDDHIST_OFFSET - 1, 10, 1), date(year - BUDDHIST_OFFSET, 9, 30)


def round_dates(year: int, round_code: str | None) -> tuple[date, date]:
    """The window of a round (rule R2); without a code the whole fiscal year."""
    first, last = fiscal_year_dates(year)
    return (first, date(last.year, 3, 31)) if round_code == "6M" else (first, last)


def find_dates(text: str) -> Iterator[Mention]:
    """Days printed in the text; a day that no calendar has is passed over."""
    for found in _DATE.finditer(to_arabic(text)):
        day, last_day, month, year = found.groups()
        gregorian = full_year(year) - BUDDHIST_OFFSET
        try:
            first = date(gregorian, _MONTH_NUMBER[month], int(day))
            last = first.replace(day=int(last_day)) if last_day else first
        except ValueError:
            continue
        yield Mention(first, max(first, last), found.start())


def find_year_span(text: str) -> tuple[int, int] | None:
    """The first "2566 - 2570" of at most ten years."""
    for found in _YEARS.finditer(to_arabic(text)):
        first, last = int(found[1]), int(found[2])
        if 0 < last - first <= 9:
            return first, last
    return None


def find_fiscal_years(text: str) -> list[int]:
    """Every "ปีงบประมาณ พ.ศ. 2566" in order of appearance."""
    return [int(year) for year in _FISCAL_YEAR.findall(to_arabic(text))]


def read_period(text: str) -> tuple[date | None, date | None]:
    """First and last day of a period in words, Gregorian; None where nothing can be read."""
    arabic = to_arabic(text)
    days = [*find_dates(text), *_numeric_dates(arabic)]
    months = _months(arabic)
    if days or months:
        first = min([day.first for day in days] + months)
        last = max([day.last for day in days] + [_month_end(month) for month in months])
        return (None if _UNTIL.match(arabic) else first), last
    span = find_year_span(text)
    if span is None:
        years = find_fiscal_years(text)
        if not years:
            return None, None
        span = years[0], years[-1]
    return fiscal_year_dates(span[0])[0], fiscal_year_dates(span[1])[1]


def _months(arabic: str) -> list[date]:
    """The first days of months printed without a day; "ต.ค. - มี.ค. 2567" prints one year."""
    arabic = _DATE.sub(" ", arabic)
    months = [_month(found[1], full_year(found[2])) for found in _MONTH_YEAR.finditer(arabic)]
    for found in _MONTHS_OF_ONE_YEAR.finditer(arabic):
        last = _month(found[2], full_year(found[3]))
        first = _month(found[1], full_year(found[3]))
        months.append(first if first <= last else first.replace(year=first.year - 1))
    return months


def _month(name: str, year: int) -> date:
    return date(year - BUDDHIST_OFFSET, _MONTH_NUMBER[name], 1)


def _month_end(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def _numeric_dates(arabic: str) -> Iterator[Mention]:
    for found in _NUMERIC.finditer(arabic):
        try:
            day = date(int(found[3]) - BUDDHIST_OFFSET, int(found[2]), int(found[1]))
        except ValueError:
            continue
        yield Mention(day, day, found.start())
