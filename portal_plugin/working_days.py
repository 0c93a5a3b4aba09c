"""Counting days to an answer: calendar days, or days on which the office is open (C1).

The day of receipt is day 0. A clock of 15 days is due on day 15 and ends with that Bangkok day.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from portal_plugin.config.catalogue import BUDDHIST_ERA
from portal_plugin.config.catalogue.public_holidays import Holidays

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LOOK_AHEAD = timedelta(days=60)
NOTICE = timedelta(days=90)


def is_working_day(day: date, *, holidays: Holidays, extra: frozenset[date] = frozenset()) -> bool:
    """Whether the office is open: no weekend, no public holiday, no day of its own in `extra`.

    Raises `CatalogueGap` for a day of a year that is not covered, weekends included.
    """
    return holidays.name(day) is None and day.weekday() < SATURDAY and day not in extra


def due_day(
    start: date,
    days: int,
    *,
    working: bool,
    holidays: Holidays,
    extra: frozenset[date] = frozenset(),
) -> date:
    """The last day of a clock of `days` (1 or more) that began on `start` (a Bangkok day).

    With `working`, the `days`-th working day after `start`. Raises `CatalogueGap` where a day
    on the way lies in a year that is not covered.
    """
    if days < 1:
        raise ValueError("a clock has at least one day")
    if not working:
        return start + timedelta(days=days)
    due = start
    for _ in range(days):
        due += ONE_DAY
        while not is_working_day(due, holidays=holidays, extra=extra):
            due += ONE_DAY
    return due


def day_number(
    start: date,
    today: date,
    *,
    working: bool,
    holidays: Holidays,
    extra: frozenset[date] = frozenset(),
) -> int:
    """Which day of the clock `today` is: 0 on the day of receipt and before.

    On days off a working clock stands still, so lateness is judged by `today > due_day(...)`,
    never by this number. Raises `CatalogueGap` like `due_day`.
    """
    if not working:
        return max(0, (today - start).days)
    return sum(is_working_day(day, holidays=holidays, extra=extra) for day in _after(start, today))


def _after(start: date, end: date) -> Iterator[date]:
    for offset in range(1, (end - start).days + 1):
        yield start + timedelta(days=offset)


def covered_until(today: date, holidays: Holidays) -> date | None:
    """The last day of the unbroken run of covered years that holds `today`, or None."""
    last = None
    for year in range(today.year, date.max.year + 1):
        if not holidays.covers(date(year, 1, 1)):
            break
        last = date(year, 12, 31)
    return last


def holiday_coverage(today: date, working_tenants: int, holidays: Holidays) -> tuple[bool, str]:
    """Whether clocks in working days can be counted for the next 60 days, and what to do if not."""
    until = covered_until(today, holidays)
    missing = (until + ONE_DAY if until else today).year + BUDDHIST_ERA
    mend = f"add the whole year {missing} to the file in PORTAL_PLUGIN_HOLIDAYS_FILE"
    if until is None:
        known = f"no complete list of holidays for {missing}: {mend}"
    else:
        known = f"holidays are known until {until.isoformat()}"
        if until < today + NOTICE:
            known += f": {mend}"
    if not working_tenants:
        return True, f"no municipality counts working days; {known}"
    detail = f"{working_tenants} count working days; {known}{_doubt(today, holidays)}"
    return until is not None and until >= today + LOOK_AHEAD, detail


def _doubt(today: date, holidays: Holidays) -> str:
    entry = holidays.years.get(today.year + BUDDHIST_ERA)
    if entry is None or not entry.complete or entry.confidence == "high":
        return ""
    return (
        f"; {entry.year} is of {entry.confidence} confidence: compare it with the "
        "announcements and name the year in PORTAL_PLUGIN_HOLIDAYS_FILE"
    )
