"""The OIT numbering by fiscal year, as domain 2.3 tells it."""

from __future__ import annotations

import pytest

from portal_plugin.config.catalogue import CatalogueGap, oit_item
from portal_plugin.config.catalogue.oit import oit_items, oit_topics, oit_year, oit_years
from portal_plugin.documents.catalogue import PRODUCTS

_UNKNOWN = None
TABLE: dict[str, tuple[str | None, ...]] = {
    # fiscal years     2563   2564   2565   2566   2567   2568   2569
    "COMPLAINT_GUIDE": ("O29", "O29", "O29", "O27", "O22", "O17", _UNKNOWN),
    "COMPLAINT_CHANNEL": ("O30", "O30", "O30", "O28", "O23", "O18", _UNKNOWN),
    "COMPLAINT_STATS": ("O31", "O31", "O31", "O29", "O24", "O19", _UNKNOWN),
    "PARTICIPATION": ("O33", "O33", "O33", "O30", "O25", "O20", _UNKNOWN),
    "RISK_ASSESSMENT": ("O36", "O36", "O36", "O34", "O30", "O23", "O21"),
    "RISK_RESULT": ("O37", "O37", "O37", "O35", "O31", "O24", "O22"),
    "PLAN": ("O39", "O39", "O39", "O36", "O32", "O25", "O23"),
    "PLAN_6M": ("O40", "O40", "O40", "O37", None, None, None),
    "PLAN_ANNUAL": ("O41", "O41", "O41", "O38", "O33", "O26", "O24"),
    "ITA_MEASURES": ("O42", "O42", "O42", "O42", "O34", "O27", "O25"),
    "ITA_MEASURES_RESULT": ("O43", "O43", "O43", "O43", "O35", "O28", "O26"),
}
YEARS = range(2563, 2570)
CELLS = [
    (year, topic, row[place]) for topic, row in TABLE.items() for place, year in enumerate(YEARS)
]


@pytest.mark.parametrize(("year", "topic", "number"), CELLS)
def test_each_number_is_that_of_the_domain(year: int, topic: str, number: str | None) -> None:
    assert oit_item(year, topic) == number


@pytest.mark.parametrize(
    ("year", "numbers"),
    [
        (2563, ()),
        (2565, ()),
        (2566, ("O39", "O40", "O41")),
        (2567, ("O20", "O21")),
        (2568, ("O16",)),
    ],
)
def test_ethics_has_the_numbers_of_its_year(year: int, numbers: tuple[str, ...]) -> None:
    found = {item.topic: item.numbers for item in oit_items(year)}
    assert found.get("ETHICS", ()) == numbers


def test_the_years_count_their_items_as_the_domain_does() -> None:
    totals = [oit_year(year).items_total for year in YEARS]
    assert totals == [43, 43, 43, 43, 35, 28, None]


def test_a_dropped_item_is_known_to_be_dropped() -> None:
    dropped = {year: {i.topic for i in oit_items(year) if not i.numbers} for year in YEARS}
    assert [year for year, topics in dropped.items() if "PLAN_6M" in topics] == [2567, 2568]


def test_only_the_partial_list_says_that_it_is_one() -> None:
    assert [year for year in YEARS if not oit_year(year).complete] == [2569]
    assert oit_year(2569).confidence == "low"


@pytest.mark.parametrize("year", YEARS)
def test_every_item_says_where_it_comes_from_and_how_sure_it_is(year: int) -> None:
    for item in oit_items(year):
        assert item.source and item.title
        assert item.confidence in {"high", "medium", "low"}
        assert item.topic in oit_topics()


@pytest.mark.parametrize("year", YEARS)
def test_no_number_stands_twice_in_a_year(year: int) -> None:
    numbers = [number for item in oit_items(year) for number in item.numbers]
    assert len(numbers) == len(set(numbers))
    highest = oit_year(year).items_total or 43
    assert all(1 <= int(number.removeprefix("O")) <= highest for number in numbers)


@pytest.mark.parametrize("year", [2562, 2570, 2023])
def test_another_year_is_a_gap_and_not_a_guess(year: int) -> None:
    with pytest.raises(CatalogueGap, match="2563 to 2569"):
        oit_year(year)
    assert oit_item(year, "PLAN") is None


def test_several_items_of_one_topic_have_no_single_number() -> None:
    assert oit_item(2566, "INTENT_OR_NO_GIFT") is None


def test_the_known_years_follow_each_other() -> None:
    assert oit_years() == tuple(YEARS)


def test_there_are_fourteen_topics_and_products_answer_no_others() -> None:
    assert len(oit_topics()) == 14
    for product in PRODUCTS.values():
        assert set(product.topics) <= set(oit_topics()), product.code
