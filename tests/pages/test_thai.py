"""Dates, fiscal years and numbers read as Thai officials write them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin import thai

days = st.dates(date(1901, 1, 1), date(2199, 12, 31))
fiscal_years = st.sampled_from(thai.FISCAL_YEARS)


def test_a_long_date_gives_day_month_and_buddhist_year() -> None:
    assert thai.buddhist_date(date(2021, 4, 26)) == "๒๖ เมษายน ๒๕๖๔"


def test_a_short_date_gives_the_month_with_two_digits_of_the_year() -> None:
    assert thai.buddhist_date(date(2020, 10, 1), style="short") == "ต.ค.๖๓"


def test_a_short_year_keeps_its_leading_zero() -> None:
    assert thai.buddhist_date(date(2058, 1, 1), style="short") == "ม.ค.๐๑"


def test_a_moment_shows_the_clock_of_bangkok_even_across_midnight() -> None:
    moment = datetime(2026, 9, 30, 17, 5, tzinfo=UTC)
    assert thai.buddhist_moment(moment) == "๑ ตุลาคม ๒๕๖๙ ๐๐.๐๕ น."
    assert thai.buddhist_date(moment) == "๑ ตุลาคม ๒๕๖๙"
    assert thai.fiscal_year_of(moment) == 2570


@pytest.mark.parametrize("read", [thai.buddhist_moment, thai.buddhist_date, thai.fiscal_year_of])
def test_a_moment_without_a_time_zone_is_refused(read: object) -> None:
    with pytest.raises(ValueError, match="time zone"):
        read(datetime(2026, 1, 1))  # type: ignore[operator]  # noqa: DTZ001


def test_a_window_of_months_gives_full_years() -> None:
    assert thai.buddhist_months(*thai.round_window(2569, "6M")) == "ต.ค. ๒๕๖๘ – มี.ค. ๒๕๖๙"


def test_fiscal_year_2566_runs_from_october_2022_to_september_2023() -> None:
    assert thai.fiscal_year_window(2566) == (date(2022, 10, 1), date(2023, 9, 30))


def test_the_twelve_month_round_covers_the_whole_year_because_it_is_cumulative() -> None:
    assert thai.round_window(2566, "12M") == thai.fiscal_year_window(2566)
    assert thai.round_window(2566, "6M") == (date(2022, 10, 1), date(2023, 3, 31))


def test_an_unknown_round_is_refused_with_the_two_that_exist() -> None:
    with pytest.raises(ValueError, match="6M or 12M"):
        thai.round_window(2566, "9M")


@pytest.mark.parametrize("year", [2023, 0, -2566, 25660])
def test_a_year_that_is_not_buddhist_is_refused(year: int) -> None:
    with pytest.raises(ValueError, match="Buddhist"):
        thai.fiscal_year_window(year)


@given(days)
def test_every_day_lies_in_the_window_of_its_own_fiscal_year(day: date) -> None:
    first, last = thai.fiscal_year_window(thai.fiscal_year_of(day))
    assert first <= day <= last


@given(fiscal_years)
def test_fiscal_years_follow_each_other_without_gap_or_overlap(year: int) -> None:
    first, last = thai.fiscal_year_window(year)
    assert thai.fiscal_year_of(first) == thai.fiscal_year_of(last) == year
    assert (last - first).days in (364, 365)
    assert date.fromordinal(last.toordinal() + 1) == date(last.year, 10, 1)


@given(st.text())
def test_writing_digits_in_thai_and_back_loses_nothing(text: str) -> None:
    arabic = thai.arabic_digits(text)
    assert thai.arabic_digits(thai.thai_digits(arabic)) == arabic
    assert not set("0123456789") & set(thai.thai_digits(text))


@given(days)
def test_a_shown_date_has_no_arabic_digit_and_no_gregorian_year(day: date) -> None:
    shown = thai.arabic_digits(thai.buddhist_date(day))
    assert shown.endswith(str(day.year + 543))
    assert shown.startswith(f"{day.day} ")
    assert shown != thai.buddhist_date(day)


@given(st.integers())
def test_baht_reads_back_as_the_same_amount(amount: int) -> None:
    assert int(thai.arabic_digits(thai.baht(amount)).replace(",", "")) == amount


def test_baht_groups_thousands_and_shows_no_budget_as_a_dash() -> None:
    assert thai.baht(1_945_000) == "๑,๙๔๕,๐๐๐"
    assert thai.baht(0) == "๐"
    assert thai.baht(None) == "–"


def test_days_left_are_said_in_words_before_on_and_after_the_day() -> None:
    assert thai.days_left_phrase(9) == "เหลือ ๙ วัน"
    assert thai.days_left_phrase(0) == "ครบกำหนดวันนี้"
    assert thai.days_left_phrase(-3) == "เลยกำหนด ๓ วัน"
