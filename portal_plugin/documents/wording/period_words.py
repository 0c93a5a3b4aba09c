"""Years, rounds and windows of time as papers name them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from portal_plugin.documents.product import Asked
from portal_plugin.errors import NotFound
from portal_plugin.measures.codes import RoundCode
from portal_plugin.thai import (
    BUDDHIST_OFFSET,
    MONTHS,
    buddhist_date,
    buddhist_months,
    round_window,
    thai_digits,
)

_ROUNDS: Final = {RoundCode.SIX_MONTHS: "รอบ ๖ เดือน", RoundCode.TWELVE_MONTHS: "รอบ ๑๒ เดือน"}
_PARTS: Final = {"H1": "ครึ่งปีแรก", "H2": "ครึ่งปีหลัง", "YEAR": "ทั้งปี"}


def round_of(asked: Asked) -> RoundCode:
    """The round that a product with rounds is asked for. Raises `NotFound` without one."""
    if asked.round is None:
        raise NotFound("เอกสารนี้ทำเป็นรอบ กรุณาเลือกรอบ ๖ เดือนหรือ ๑๒ เดือน")
    return asked.round


def year_words(fiscal_year: int) -> str:
    """ "ปีงบประมาณ พ.ศ. ๒๕๖๖" """
    return thai_digits(f"ปีงบประมาณ พ.ศ. {fiscal_year}")


def round_words(fiscal_year: int, code: str) -> str:
    """ "รอบ ๖ เดือน ปีงบประมาณ พ.ศ. ๒๕๖๖"; `code` is "6M" or "12M"."""
    return f"{_ROUNDS[RoundCode(code)]} {year_words(fiscal_year)}"


def round_line(code: str, window: Mapping[str, str]) -> str:
    """ "รอบ ๖ เดือน (เดือนตุลาคม ๒๕๖๕ – เดือนมีนาคม ๒๕๖๖)" of a round ("6M", "12M") and its window
    (ISO days "from" and "to")."""
    first, last = (_month(date.fromisoformat(window[end])) for end in ("from", "to"))
    return f"{_ROUNDS[RoundCode(code)]} (เดือน{first} – เดือน{last})"


def round_months(fiscal_year: int, code: str) -> str:
    """ "ต.ค. ๒๕๖๕ – มี.ค. ๒๕๖๖" (R2)."""
    return buddhist_months(*round_window(fiscal_year, code))


def part_words(part: str) -> str:
    """A half of the year or the whole: "H1", "H2", "YEAR"."""
    return _PARTS[part]


def day_words(iso: str) -> str:
    """ "๕ เมษายน ๒๕๖๖" of an ISO day."""
    return buddhist_date(date.fromisoformat(iso))


def months_words(first: str, last: str) -> str:
    """ "ต.ค. ๒๕๖๕ – มี.ค. ๒๕๖๖" of ISO days."""
    return buddhist_months(date.fromisoformat(first), date.fromisoformat(last))


def month_words(month: str) -> str:
    """ "ต.ค.๖๕" of a month as figures write it ("2022-10")."""
    return buddhist_date(date.fromisoformat(f"{month}-01"), "short")


def _month(day: date) -> str:
    return f"{MONTHS[day.month - 1][0]} {thai_digits(day.year + BUDDHIST_OFFSET)}"
