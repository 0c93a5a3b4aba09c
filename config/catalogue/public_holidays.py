"""Days on which government offices close: the catalogue, and what an operator adds to it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from portal_plugin.config.catalogue import BUDDHIST_ERA, CatalogueGap, catalogue

FEWEST_DAYS = 13
"""A year called complete with fewer days is a slip: it has 19 days and their substitutes."""
LARGEST_FILE = 1_000_000
_KEYS = {"complete", "confidence", "source", "days"}
_CONFIDENCES = {"high", "medium", "low"}


class HolidayFileError(ValueError):
    """The operator's holidays file cannot be used; the message names every fault."""


@dataclass(frozen=True, slots=True)
class HolidayYear:
    """One calendar year (Buddhist): Thai name by Gregorian day, and how sure the list is."""

    year: int
    complete: bool
    confidence: str
    source: str
    days: Mapping[date, str]


@dataclass(frozen=True, slots=True)
class Holidays:
    """Office holidays by calendar year. Only a complete year counts as covered."""

    years: Mapping[int, HolidayYear]

    def covers(self, day: date) -> bool:
        """Whether the calendar year of `day` is known whole."""
        known = self.years.get(day.year + BUDDHIST_ERA)
        return known is not None and known.complete

    def name(self, day: date) -> str | None:
        """The Thai name of the holiday on `day`, None on another day. Raises `CatalogueGap`."""
        if not self.covers(day):
            raise CatalogueGap(f"no complete list of holidays for {day.year + BUDDHIST_ERA}")
        return self.years[day.year + BUDDHIST_ERA].days.get(day)


@cache
def holidays(file: Path | None = None) -> Holidays:
    """The catalogue with the operator's `file` laid over it; read once in a process.

    A year in the file adds its days to the catalogue's; a day given as null is taken away. The
    operator then answers for that year: its source and confidence are the file's.
    Raises `HolidayFileError`.
    """
    laid: dict[str, Any] = catalogue("holidays")["years"]
    if file is not None:
        laid = laid | {year: _over(laid.get(year), given) for year, given in _years(file).items()}
        faults = [fault for year, entry in laid.items() for fault in _thin(year, entry)]
        if faults:
            raise HolidayFileError(f"{file}: " + "; ".join(faults))
    return Holidays(MappingProxyType({int(year): _year(int(year), laid[year]) for year in laid}))


def _over(known: dict[str, Any] | None, given: dict[str, Any]) -> dict[str, Any]:
    known = known or {"complete": False, "days": {}}
    days = known["days"] | given.get("days", {})
    return (
        known
        | {"confidence": "high", "source": "the operator's file"}
        | given
        | {"days": {day: name for day, name in days.items() if name is not None}}
    )


def _year(year: int, entry: dict[str, Any]) -> HolidayYear:
    days = {date.fromisoformat(day): name for day, name in sorted(entry["days"].items())}
    return HolidayYear(
        year, entry["complete"], entry["confidence"], entry["source"], MappingProxyType(days)
    )


def _thin(year: str, entry: dict[str, Any]) -> list[str]:
    if entry["complete"] and len(entry["days"]) < FEWEST_DAYS:
        return [
            f"year {year} is said to be complete with {len(entry['days'])} days: list all its "
            "holidays, substitutes included, or set complete to false"
        ]
    return []


def _years(file: Path) -> dict[str, dict[str, Any]]:
    """The years of an operator's file, judged whole."""
    try:
        with file.open("rb") as stream:
            raw = stream.read(LARGEST_FILE + 1)
        if len(raw) > LARGEST_FILE:
            raise ValueError("it is larger than 1 MB")
        read = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_single)
    except OSError as fault:
        raise HolidayFileError(f"{file} cannot be read: {fault.strerror}") from None
    except (ValueError, RecursionError) as fault:
        raise HolidayFileError(f"{file} is not a JSON file in UTF-8: {fault}") from None
    years = read.get("years") if isinstance(read, dict) else None
    if not isinstance(years, dict) or not years:
        raise HolidayFileError(
            f'{file}: write {{"years": {{"2570": {{"complete": true, "days": {{...}}}}}}}}'
        )
    faults = [fault for year, entry in years.items() for fault in _faults(year, entry)]
    if faults:
        raise HolidayFileError(f"{file}: " + "; ".join(faults))
    return years


def _single(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands in it twice")
    return found


def _faults(year: str, entry: Any) -> list[str]:
    if not (year.isascii() and year.isdigit() and len(year) == 4 and 2500 <= int(year) <= 2699):
        return [f"year {year[:20]!r} is not a Buddhist year such as 2570"]
    if not isinstance(entry, dict) or not isinstance(entry.get("days", {}), dict):
        return [f"year {year} must hold complete, days, and if you like source and confidence"]
    faults = [f"year {year}: {key[:20]!r} is not known" for key in sorted(set(entry) - _KEYS)]
    if not isinstance(entry.get("complete"), bool):
        faults.append(f"year {year}: complete must be true or false")
    if str(entry.get("confidence", "high")) not in _CONFIDENCES:
        faults.append(f"year {year}: confidence must be high, medium or low")
    if not isinstance(entry.get("source", ""), str):
        faults.append(f"year {year}: source must be text")
    for day, name in entry.get("days", {}).items():
        faults += _day_faults(int(year), day, name)
    return faults


def _day_faults(year: int, day: str, name: Any) -> list[str]:
    faults = []
    try:
        written_plainly = date.fromisoformat(day).isoformat() == day
    except ValueError:
        written_plainly = False
    if not written_plainly or int(day[:4]) != year - BUDDHIST_ERA:
        faults.append(
            f"year {year}: {day[:20]!r} must be a day such as {year - BUDDHIST_ERA}-02-21"
        )
    if name is not None and not (isinstance(name, str) and 0 < len(name.strip()) <= 200):
        faults.append(f"year {year}: the name of {day[:20]!r} must be text of 1 to 200 characters")
    return faults
