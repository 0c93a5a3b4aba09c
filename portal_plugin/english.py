"""Dates, years, numbers and day counts on English pages: the names of `thai`, other words.

Years stay Buddhist, for the documents count in them; a date says its Gregorian year first. What
is drawn here is what `thai` draws on Thai pages, so that a template need not know its language.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from portal_plugin import thai

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def thai_digits(value: str | int) -> str:
    """Write digits as English pages do: 0-9, whichever came in; every other character stays."""
    return thai.arabic_digits(str(value))


def arabic_digits(text: str) -> str:
    """Write ๐-๙ as 0-9; every other character stays."""
    return thai.arabic_digits(text)


def buddhist_date(day: date, style: Literal["long", "short"] = "long") -> str:
    """Write a Gregorian date: "26 April 2021 (B.E. 2564)", or "Oct 2020" in the short style.

    A moment (an aware datetime) is given as its day in Bangkok.

    Raises:
        ValueError: a datetime without a time zone.
    """
    day = _day_in_bangkok(day)
    month = _MONTHS[day.month - 1]
    if style == "short":
        return f"{month[:3]} {day.year}"
    return f"{day.day} {month} {day.year} (B.E. {day.year + thai.BUDDHIST_OFFSET})"


def buddhist_moment(moment: datetime) -> str:
    """Write an aware datetime as day and clock in Bangkok: "26 April 2021 (B.E. 2564), 14:30".

    Raises:
        ValueError: the datetime has no time zone.
    """
    return f"{buddhist_date(moment)}, {moment.astimezone(thai.BANGKOK):%H:%M}"


def buddhist_months(first: date, last: date) -> str:
    """Write a window of months: "Oct 2025 – Mar 2026"."""
    return " – ".join(buddhist_date(day, "short") for day in (first, last))


def baht(amount: int | None) -> str:
    """Write whole baht with thousands separators: "200,000"; None (no budget) is a dash."""
    return "–" if amount is None else f"{amount:,}"


def days_left_phrase(days: int) -> str:
    """Say in words how many days are left; negative counts days past the due date."""
    if days == 0:
        return "Due today"
    unit = "day" if abs(days) == 1 else "days"
    return f"{days} {unit} left" if days > 0 else f"{-days} {unit} overdue"


def _day_in_bangkok(day: date) -> date:
    if not isinstance(day, datetime):
        return day
    if day.tzinfo is None:
        raise ValueError("A moment without a time zone has no certain day: give an aware datetime.")
    return day.astimezone(thai.BANGKOK).date()
