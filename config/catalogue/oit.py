"""The OIT items of each fiscal year: numbers move every year, so they are data (domain 2.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from portal_plugin.config.catalogue import CatalogueGap, catalogue


@dataclass(frozen=True, slots=True)
class OitItem:
    """What the assessment asks for under a topic. `numbers` ("O31") are several where the year
    splits the topic, none where it dropped it. `confidence` is high, medium or low."""

    topic: str
    numbers: tuple[str, ...]
    title: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class OitYear:
    """A Buddhist fiscal year. `complete` is False where only a part of its list is known: a topic
    that is not in `items` may then be asked for all the same. `items_total` counts the items of the
    whole assessment, of which this portal answers some."""

    fiscal_year: int
    items: tuple[OitItem, ...]
    items_total: int | None
    complete: bool
    source: str
    confidence: str


@cache
def oit_year(fiscal_year: int) -> OitYear:
    """What is known of a Buddhist fiscal year. Raises `CatalogueGap` for a year not in the list."""
    entry = catalogue("oit")["years"].get(str(fiscal_year))
    if entry is None:
        years = oit_years()
        raise CatalogueGap(
            f"no OIT numbering for fiscal year {fiscal_year}: {years[0]} to {years[-1]} are known"
        )
    return OitYear(
        fiscal_year=fiscal_year,
        items=tuple(
            OitItem(
                topic=item["topic"],
                numbers=tuple(item["numbers"]),
                title=item["title"],
                source=item["source"],
                confidence=item["confidence"],
            )
            for item in entry["items"]
        ),
        items_total=entry["items_total"],
        complete=entry["complete"],
        source=entry["source"],
        confidence=entry["confidence"],
    )


def oit_items(fiscal_year: int) -> tuple[OitItem, ...]:
    """The items of a Buddhist fiscal year that this portal answers. Raises `CatalogueGap`."""
    return oit_year(fiscal_year).items


@cache
def oit_years() -> tuple[int, ...]:
    """The fiscal years whose numbers are known, oldest first."""
    return tuple(sorted(int(year) for year in catalogue("oit")["years"]))


@cache
def oit_topics() -> Mapping[str, str]:
    """Thai title by code, of every topic that this portal can answer."""
    return MappingProxyType(dict(catalogue("oit")["topics"]))
