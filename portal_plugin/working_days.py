"""Counting days to an answer: calendar days, or days on which the office is open (C1).

The day of receipt is day 0. A clock of 15 days is due on day 15 and ends with that Bangkok day.
"""

from __future__ import annotations

import logging
from datetime import date, timedelta
from pathlib import Path

from portal_plugin.config.catalogue import BUDDHIST_ERA
from portal_plugin.config.catalogue.public_holidays import (
    HolidayFileError,
    Holidays,
    holidays,
)
from portal_plugin.tenants.session import TenantSession

_LOG = logging.getLogger(__name__)
_KEY = "portal_plugin.holidays"

ONE_DAY = timedelta(days=1)
SATURDAY = 5
LOOK_AHEAD = timedelta(days=60)
NOTICE = timedelta(days=90)


def usable_holidays(file: Path | None) -> Holidays:
    """The catalogue with the operator's file; one that cannot be used is left out, with a line in
    the log, for it may close no door (`portal-plugin doctor` tells it)."""
    try:
        return holidays(file)
    except HolidayFileError as fault:
        _LOG.error("PORTAL_PLUGIN_HOLIDAYS_FILE is left out: %s", fault)
        return holidays(None)


def equip(session: TenantSession, known: Holidays) -> None:
    """Give a session the public holidays that its due days are counted by."""
    session.info[_KEY] = known


def holidays_of(session: TenantSession) -> Holidays:
    """The holidays a session was given; the catalogue's own without any."""
    known = session.info.get(_KEY)
    return known if isinstance(known, Holidays) else holidays(None)


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
