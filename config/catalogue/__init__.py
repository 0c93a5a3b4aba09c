"""Facts that change by year or by type of municipality, kept as data with their source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

BUDDHIST_ERA = 543


class CatalogueGap(LookupError):
    """The catalogue holds nothing for the year or the code that was asked for."""


@cache
def catalogue(name: str) -> Any:
    """The catalogue file `name` (without .json), parsed."""
    return json.loads((files(__name__) / f"{name}.json").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class RoundDates:
    """The window of a reporting round and its two due days (Gregorian dates, inclusive)."""

    starts: date
    ends: date
    internal_due: date
    national_due: date


def round_dates(fiscal_year: int, code: str) -> RoundDates:
    """Window and due days of round `code` ("6M", "12M") of a Buddhist fiscal year (R1, R2, R10).

    Raises `CatalogueGap` for another code or a year outside 2500-2699.
    """
    if not 2500 <= fiscal_year <= 2699:
        raise CatalogueGap(f"fiscal year {fiscal_year}: give a Buddhist year such as 2566")
    for entry in catalogue("rounds")["rounds"]:
        if entry["code"] == code:
            moved = catalogue("rounds")["exceptions"].get(f"{fiscal_year}/{code}", {})
            return RoundDates(
                *(
                    _day(fiscal_year, moved.get(part, entry[part]))
                    for part in ("from", "to", "internal_due", "national_due")
                )
            )
    raise CatalogueGap(f"round {code}: rounds are 6M and 12M")


def _day(fiscal_year: int, offset_month_day: list[int]) -> date:
    offset, month, day = offset_month_day
    return date(fiscal_year - BUDDHIST_ERA + offset, month, day)


def dimension_titles(fiscal_year: int) -> list[str]:
    """The four dimension titles in force in a Buddhist fiscal year. Raises `CatalogueGap`."""
    for generation in catalogue("dimensions")["generations"]:
        if generation["from"] <= fiscal_year <= generation["to"]:
            return list(generation["titles"])
    raise CatalogueGap(f"no dimension titles for fiscal year {fiscal_year}")


def lao_words(tenant_type: str) -> dict[str, str]:
    """Words that depend on the LAO type: th, abbr, head, clerk, ordinance, staff."""
    for entry in catalogue("lao_words")["types"]:
        if entry["code"] == tenant_type:
            return dict(entry)
    raise CatalogueGap(f"no words for LAO type {tenant_type}")


def labels(group: str) -> dict[str, str]:
    """Thai label by code, of a group of `progress`: status, reasons or measure_kinds."""
    return {entry["code"]: entry["th"] for entry in catalogue("progress")[group]}


def oit_item(fiscal_year: int, topic: str) -> str | None:
    """The OIT item of a topic in a Buddhist fiscal year, such as "O31"; None where it is not known
    (yet), or where several items share the topic."""
    items = catalogue("oit")["years"].get(str(fiscal_year), {"items": ()})["items"]
    numbers: list[str] = next((item["numbers"] for item in items if item["topic"] == topic), [])
    return numbers[0] if len(numbers) == 1 else None
