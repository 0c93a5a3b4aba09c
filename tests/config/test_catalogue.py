"""Facts by year and by type of municipality, for every year that may come."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.config.catalogue import (
    BUDDHIST_ERA,
    CatalogueGap,
    catalogue,
    dimension_titles,
    labels,
    lao_words,
    round_dates,
)
from portal_plugin.measures.codes import MeasureKind, Reason, RoundCode, Status
from portal_plugin.tenants.models import TenantType

YEARS = range(2500, 2700)


def test_a_round_of_a_known_year_has_its_days() -> None:
    half, whole = round_dates(2566, "6M"), round_dates(2566, "12M")
    assert (half.starts, half.ends) == (date(2022, 10, 1), date(2023, 3, 31))
    assert (half.internal_due, half.national_due) == (date(2023, 4, 5), date(2023, 4, 30))
    assert (whole.starts, whole.ends) == (date(2022, 10, 1), date(2023, 9, 30))
    assert (whole.internal_due, whole.national_due) == (date(2023, 10, 5), date(2023, 10, 31))


@pytest.mark.parametrize("year", YEARS)
def test_the_rounds_of_every_year_lie_in_their_fiscal_year(year: int) -> None:
    half, whole = (round_dates(year, code) for code in RoundCode)
    gregorian = year - BUDDHIST_ERA
    assert half.starts == whole.starts == date(gregorian - 1, 10, 1)
    assert half.ends == date(gregorian, 3, 31)
    assert whole.ends == date(gregorian, 9, 30)
    for window in (half, whole):
        assert window.ends < window.internal_due < window.national_due
    assert half.national_due < whole.ends


def test_years_follow_each_other_without_gap_or_overlap() -> None:
    for year in YEARS[:-1]:
        following = round_dates(year + 1, "12M").starts
        assert round_dates(year, "12M").ends + timedelta(days=1) == following


@pytest.mark.parametrize("year", [2567, 2571, 2543])
def test_a_leap_day_falls_in_the_first_round(year: int) -> None:
    window = round_dates(year, "6M")
    assert window.starts < date(year - BUDDHIST_ERA, 2, 29) < window.ends
    assert (window.ends - window.starts).days + 1 == 183


@pytest.mark.parametrize("year", [2023, 2499, 2700, 0, -1, 66])
def test_a_year_that_is_not_buddhist_is_a_gap(year: int) -> None:
    with pytest.raises(CatalogueGap, match="give a Buddhist year such as 2566"):
        round_dates(year, "6M")


@pytest.mark.parametrize("code", ["", "6m", "9M", "12", "๖M"])
def test_a_round_that_does_not_exist_is_a_gap(code: str) -> None:
    with pytest.raises(CatalogueGap, match="rounds are 6M and 12M"):
        round_dates(2566, code)


def test_every_generation_of_plans_has_four_titles_and_no_year_has_two() -> None:
    generations = catalogue("dimensions")["generations"]
    for generation in generations:
        assert generation["from"] <= generation["to"]
        assert len(dimension_titles(generation["from"])) == 4
        assert len(set(dimension_titles(generation["to"]))) == 4
    in_order = sorted(generations, key=lambda each: each["from"])
    for earlier, later in pairwise(in_order):
        assert earlier["to"] < later["from"]


@given(st.integers())
def test_the_titles_of_a_year_are_known_or_a_gap(year: int) -> None:
    try:
        assert all(dimension_titles(year))
    except CatalogueGap as gap:
        assert str(year) in str(gap)


@pytest.mark.parametrize("kind", sorted(set(TenantType) - {TenantType.PROVINCE_OFFICE}))
def test_every_type_of_municipality_has_its_words(kind: TenantType) -> None:
    assert {"th", "abbr", "head", "clerk", "ordinance"} <= set(lao_words(kind))


def test_words_of_what_is_no_municipality_are_a_gap() -> None:
    with pytest.raises(CatalogueGap):
        lao_words(TenantType.PROVINCE_OFFICE)
    with pytest.raises(CatalogueGap, match="no words for LAO type VILLAGE"):
        lao_words("VILLAGE")


def test_what_is_handed_out_can_be_changed_without_harm() -> None:
    lao_words(TenantType.SAO)["head"] = "somebody else"
    dimension_titles(catalogue("dimensions")["generations"][0]["from"]).clear()
    assert lao_words(TenantType.SAO)["head"] != "somebody else"
    assert dimension_titles(catalogue("dimensions")["generations"][0]["from"])


@pytest.mark.parametrize(
    ("group", "codes"), [("status", Status), ("reasons", Reason), ("measure_kinds", MeasureKind)]
)
def test_every_code_has_a_thai_label(group: str, codes: type) -> None:
    found = labels(group)
    assert set(found) == {str(code) for code in codes}
    assert all(found.values())
