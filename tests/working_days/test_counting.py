"""A clock ends on the day that the rule says (C1), or says that it cannot know."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.config.catalogue import CatalogueGap
from portal_plugin.config.catalogue.public_holidays import Holidays, holidays
from portal_plugin.working_days import (
    covered_until,
    due_day,
    holiday_coverage,
    is_working_day,
)

KNOWN = holidays()
FIRST, LAST = date(2024, 1, 1), date(2026, 12, 31)
STARTS = st.dates(FIRST - timedelta(days=1), LAST - timedelta(days=120))
DAYS = st.integers(1, 40)
EXTRA = st.frozensets(st.dates(FIRST, LAST), max_size=20)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2026, 1, 1), date(2026, 1, 16)),
        (date(2026, 1, 17), date(2026, 2, 1)),
        (date(2024, 2, 14), date(2024, 2, 29)),
        (date(2024, 2, 20), date(2024, 3, 6)),
        (date(2025, 2, 20), date(2025, 3, 7)),
        (date(2025, 9, 20), date(2025, 10, 5)),
        (date(2026, 12, 20), date(2027, 1, 4)),
        (date(2031, 12, 31), date(2032, 1, 15)),
    ],
)
def test_fifteen_calendar_days_end_on_day_fifteen(start: date, due: date) -> None:
    assert due_day(start, 15, working=False, holidays=KNOWN) == due


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (date(2025, 1, 2), date(2025, 1, 23)),
        (date(2025, 1, 4), date(2025, 1, 24)),
        (date(2025, 4, 4), date(2025, 5, 1)),
        (date(2025, 9, 24), date(2025, 10, 16)),
        (date(2025, 12, 25), date(2026, 1, 20)),
        (date(2024, 2, 20), date(2024, 3, 13)),
    ],
)
def test_fifteen_working_days_leave_out_weekends_and_holidays(start: date, due: date) -> None:
    assert due_day(start, 15, working=True, holidays=KNOWN) == due


def test_a_day_of_the_municipalitys_own_moves_the_end() -> None:
    own = frozenset({date(2025, 1, 23)})
    due = due_day(date(2025, 1, 2), 15, working=True, holidays=KNOWN, extra=own)
    assert due == date(2025, 1, 24)
    calendar = due_day(date(2025, 1, 8), 15, working=False, holidays=KNOWN, extra=own)
    assert calendar == date(2025, 1, 23)


@given(STARTS, DAYS)
def test_a_calendar_clock_ends_after_as_many_days(start: date, days: int) -> None:
    due = due_day(start, days, working=False, holidays=KNOWN)
    assert due.toordinal() - start.toordinal() == days


@given(STARTS, DAYS, EXTRA)
def test_a_working_clock_agrees_with_counting_on_the_fingers(
    start: date, days: int, extra: frozenset[date]
) -> None:
    closed = {day for year in KNOWN.years.values() if year.complete for day in year.days}
    open_days = [
        start + timedelta(days=offset)
        for offset in range(1, 121)
        if (start + timedelta(days=offset)).isoweekday() <= 5
        and start + timedelta(days=offset) not in closed | extra
    ]
    due = due_day(start, days, working=True, holidays=KNOWN, extra=extra)
    assert due == open_days[days - 1]


@given(STARTS, STARTS, DAYS, st.booleans())
def test_who_came_later_is_never_due_earlier(
    one: date, other: date, days: int, working: bool
) -> None:
    first, second = sorted((one, other))
    assert due_day(first, days, working=working, holidays=KNOWN) <= due_day(
        second, days, working=working, holidays=KNOWN
    )


@pytest.mark.parametrize("start", [date(2026, 12, 18), date(2023, 12, 20), date(2027, 3, 1)])
def test_a_working_clock_that_meets_an_unknown_year_is_a_gap(start: date) -> None:
    with pytest.raises(CatalogueGap):
        due_day(start, 15, working=True, holidays=KNOWN)
    assert due_day(start, 15, working=False, holidays=KNOWN)


def test_a_weekend_of_an_unknown_year_is_a_gap_too() -> None:
    assert date(2028, 1, 1).isoweekday() == 6
    with pytest.raises(CatalogueGap):
        is_working_day(date(2028, 1, 1), holidays=KNOWN)


def test_a_clock_up_to_the_last_known_day_is_no_gap() -> None:
    assert due_day(date(2023, 12, 31), 1, working=True, holidays=KNOWN) == date(2024, 1, 2)


@pytest.mark.parametrize("days", [0, -1])
def test_a_clock_of_no_days_is_refused(days: int) -> None:
    with pytest.raises(ValueError, match="at least one day"):
        due_day(FIRST, days, working=False, holidays=KNOWN)


@pytest.mark.parametrize(
    ("today", "until"),
    [
        (date(2024, 1, 1), LAST),
        (date(2026, 12, 31), LAST),
        (date(2027, 1, 1), None),
        (date(2023, 6, 1), None),
    ],
)
def test_coverage_ends_with_the_last_year_of_an_unbroken_run(
    today: date, until: date | None
) -> None:
    assert covered_until(today, KNOWN) == until


def test_a_gap_in_the_middle_ends_the_coverage() -> None:
    broken = Holidays({2567: KNOWN.years[2567], 2569: KNOWN.years[2569]})
    assert covered_until(date(2024, 5, 1), broken) == date(2024, 12, 31)


@pytest.mark.parametrize(
    ("today", "tenants", "ok", "words"),
    [
        (date(2025, 3, 1), 3, True, ["3 count working days", "until 2026-12-31"]),
        (date(2026, 3, 1), 3, True, ["2569 is of medium confidence"]),
        (date(2026, 10, 2), 3, True, ["until 2026-12-31"]),
        (date(2026, 10, 3), 3, True, ["2570", "PORTAL_PLUGIN_HOLIDAYS_FILE"]),
        (date(2026, 11, 1), 3, True, ["2570", "PORTAL_PLUGIN_HOLIDAYS_FILE"]),
        (date(2026, 11, 2), 3, False, ["2570", "PORTAL_PLUGIN_HOLIDAYS_FILE"]),
        (date(2027, 2, 1), 1, False, ["2570", "PORTAL_PLUGIN_HOLIDAYS_FILE"]),
        (date(2027, 2, 1), 0, True, ["no municipality", "2570"]),
        (date(2026, 12, 1), 0, True, ["no municipality", "2570"]),
    ],
)
def test_the_doctor_tells_which_year_is_missing_and_what_to_do(
    today: date, tenants: int, ok: bool, words: list[str]
) -> None:
    found, detail = holiday_coverage(today, tenants, KNOWN)
    assert found is ok
    assert all(word in detail for word in words), detail


def test_the_doctor_is_quiet_about_the_next_year_while_there_is_time() -> None:
    assert "2570" not in holiday_coverage(date(2026, 10, 2), 3, KNOWN)[1]
    assert "confidence" not in holiday_coverage(date(2025, 3, 1), 3, KNOWN)[1]
