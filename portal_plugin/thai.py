"""Dates, fiscal years, numbers and day counts as Thai officials write them.

Dates are stored Gregorian and shown Buddhist (BE = CE + 543). A fiscal year carries the Buddhist
year in which it ends: 2566 runs from 1 October 2565 to 30 September 2566 (rule R1).
Babel knows no Buddhist calendar, hence this small formatter.
"""

from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

BUDDHIST_OFFSET = 543
BANGKOK = ZoneInfo("Asia/Bangkok")
FISCAL_YEARS = range(2443, 2744)
"""Fiscal years accepted. The bounds exist to catch a Gregorian year (2023) given by mistake."""

_THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
_ARABIC_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
MONTHS = (
    ("มกราคม", "ม.ค."),
    ("กุมภาพันธ์", "ก.พ."),
    ("มีนาคม", "มี.ค."),
    ("เมษายน", "เม.ย."),
    ("พฤษภาคม", "พ.ค."),
    ("มิถุนายน", "มิ.ย."),
    ("กรกฎาคม", "ก.ค."),
    ("สิงหาคม", "ส.ค."),
    ("กันยายน", "ก.ย."),
    ("ตุลาคม", "ต.ค."),
    ("พฤศจิกายน", "พ.ย."),
    ("ธันวาคม", "ธ.ค."),
)


def thai_digits(value: str | int) -> str:
    """Write 0-9 as ๐-๙; every other character stays."""
    return str(value).translate(_THAI_DIGITS)


def arabic_digits(text: str) -> str:
    """Write ๐-๙ as 0-9; every other character stays."""
    return text.translate(_ARABIC_DIGITS)


def buddhist_date(day: date, style: Literal["long", "short"] = "long") -> str:
    """Write a Gregorian date in the Buddhist calendar.

    ``long`` gives the day ("๒๖ เมษายน ๒๕๖๔"), ``short`` the month alone ("ต.ค.๖๓"). A moment
    (an aware datetime) is given as its day in Bangkok.

    Raises:
        ValueError: a datetime without a time zone, whose day in Bangkok nobody can know.
    """
    day = _day_in_bangkok(day)
    long_month, short_month = MONTHS[day.month - 1]
    year = day.year + BUDDHIST_OFFSET
    if style == "short":
        return thai_digits(f"{short_month}{year % 100:02}")
    return thai_digits(f"{day.day} {long_month} {year}")


def buddhist_moment(moment: datetime) -> str:
    """Write an aware datetime as day and clock in Bangkok: "๒๖ เมษายน ๒๕๖๔ ๑๔.๓๐ น."

    Raises:
        ValueError: the datetime has no time zone.
    """
    local = _in_bangkok(moment)
    return f"{buddhist_date(local)} {thai_digits(f'{local:%H.%M}')} น."


def buddhist_months(first: date, last: date) -> str:
    """Write a window of months with full years: "ต.ค. ๒๕๖๘ – มี.ค. ๒๕๖๙"."""
    return " – ".join(
        thai_digits(f"{MONTHS[day.month - 1][1]} {day.year + BUDDHIST_OFFSET}")
        for day in (first, last)
    )


def fiscal_year_of(day: date) -> int:
    """Give the Buddhist fiscal year that a Gregorian date, or a moment in Bangkok, falls in (R1).

    Raises:
        ValueError: a datetime without a time zone.
    """
    day = _day_in_bangkok(day)
    return day.year + BUDDHIST_OFFSET + (1 if day.month >= 10 else 0)


def fiscal_year_window(fiscal_year: int) -> tuple[date, date]:
    """Give first and last day (Gregorian, both included) of a Buddhist fiscal year (rule R1).

    Raises:
        ValueError: the number cannot be a Buddhist fiscal year, for example 2023.
    """
    if fiscal_year not in FISCAL_YEARS:
        raise ValueError(
            f"{fiscal_year} is not a Buddhist fiscal year: give one between "
            f"{FISCAL_YEARS[0]} and {FISCAL_YEARS[-1]}, such as 2566."
        )
    closing_year = fiscal_year - BUDDHIST_OFFSET
    return date(closing_year - 1, 10, 1), date(closing_year, 9, 30)


def round_window(fiscal_year: int, code: str) -> tuple[date, date]:
    """Give first and last day (Gregorian, both included) that a round's report covers (rule R2).

    ``6M`` is October to March; ``12M`` is the whole fiscal year, for its figures are cumulative.

    Raises:
        ValueError: unknown round, or no Buddhist fiscal year.
    """
    first, last = fiscal_year_window(fiscal_year)
    if code == "6M":
        return first, date(last.year, 3, 31)
    if code == "12M":
        return first, last
    raise ValueError(f"There is no round {code!r}: give 6M or 12M.")


def baht(amount: int | None) -> str:
    """Write whole baht with thousands separators: "๒๐๐,๐๐๐"; None (no budget) is a dash."""
    return "–" if amount is None else thai_digits(f"{amount:,}")


def days_left_phrase(days: int) -> str:
    """Say in words how many days are left; negative counts days past the due date."""
    if days == 0:
        return "ครบกำหนดวันนี้"
    return thai_digits(f"เหลือ {days} วัน" if days > 0 else f"เลยกำหนด {-days} วัน")


def _day_in_bangkok(day: date) -> date:
    return _in_bangkok(day).date() if isinstance(day, datetime) else day


def _in_bangkok(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone has no certain day: give an aware datetime.")
    return moment.astimezone(BANGKOK)
