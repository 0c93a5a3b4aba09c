"""Every product of domain section 6 is offered, and can be had in all its formats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from portal_plugin.blueprint import ROUTES
from portal_plugin.documents.catalogue import PAGES, PRODUCTS, product_of
from portal_plugin.documents.product import Asked, Format, Layout, Product
from portal_plugin.documents.views.shelves import SHELVES
from portal_plugin.documents.writing import NotInThisFormat, write
from portal_plugin.errors import NotFound
from portal_plugin.measures.codes import RoundCode

NUMBERS = set(range(1, 28))
PRODUCT_LIST = list(PRODUCTS.values())


@pytest.fixture
def filled(filled_to_read: Any) -> Any:
    """Nothing here writes."""
    return filled_to_read


def ways(product: Product) -> Iterator[Asked]:
    """Each round and layout of a product."""
    rounds: tuple[RoundCode | None, ...] = tuple(RoundCode) if product.has_rounds else (None,)
    layouts: tuple[Layout | None, ...] = product.layouts or (None,)
    for period in rounds:
        for layout in layouts:
            yield Asked(2566, period, layout)


def each_way() -> list[Any]:
    return [
        pytest.param(product, asked, id=f"{product.code}-{asked.round}-{asked.layout}")
        for product in PRODUCT_LIST
        for asked in ways(product)
    ]


def test_the_27_products_are_all_there() -> None:
    assert {number for one in (*PRODUCT_LIST, *PAGES) for number in one.numbers} == NUMBERS


def test_codes_are_plain_words_and_no_two_are_alike() -> None:
    codes = [one.code for one in (*PRODUCT_LIST, *PAGES)]
    assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code) for code in codes)


def test_every_page_has_an_address() -> None:
    assert {page.endpoint for page in PAGES} <= {route.endpoint for route in ROUTES}


def test_every_product_has_a_title_formats_and_a_place_on_the_shelves() -> None:
    shelved = [code for phrases in SHELVES.values() for code in phrases]
    assert sorted(shelved) == sorted(PRODUCTS)
    for product in PRODUCT_LIST:
        assert product.title.strip()
        assert {Format.PDF, Format.DOCX, Format.HTML, Format.JSON} <= set(product.formats)
        assert len(product.formats) == len(set(product.formats))


def test_what_is_published_names_its_topics_and_what_stays_inside_none() -> None:
    assert [product.code for product in PRODUCT_LIST if product.internal and product.topics] == []


def test_an_unknown_product_is_refused_with_the_way_to_the_list() -> None:
    with pytest.raises(NotFound, match="render --list"):
        product_of("plan-bok")


def test_a_format_that_is_not_offered_is_refused_with_those_that_are(filled: Any) -> None:
    with filled.open() as session:
        body = PRODUCTS["memo"].gather(session, Asked(2566, RoundCode.SIX_MONTHS))
    with pytest.raises(NotInThisFormat, match="pdf, docx, html, json"):
        write(body, Format.XLSX)


@pytest.mark.parametrize(("product", "asked"), each_way())
def test_a_body_is_laid_out_the_same_each_time_and_never_changed(
    filled: Any, product: Product, asked: Asked
) -> None:
    with filled.open() as session:
        body = product.gather(session, asked)
    before = deepcopy(body)
    assert product.compose(body) == product.compose(deepcopy(body))
    assert body == before


@pytest.mark.parametrize(("product", "asked"), each_way())
def test_every_product_can_be_had_in_each_of_its_formats(
    filled: Any, product: Product, asked: Asked
) -> None:
    with filled.open() as session:
        body = product.gather(session, asked)
    for wanted in product.formats:
        once, again = write(body, wanted), write(body, wanted)
        assert once.data
        assert once.data == again.data
        assert once.filename.isascii()


@pytest.mark.parametrize("product", PRODUCT_LIST, ids=lambda product: product.code)
def test_more_measures_take_no_more_statements(filled: Any, crowded: Any, product: Product) -> None:
    # The half-year's report is frozen: the whole year's is compiled from the measures.
    *_, asked = ways(product)
    with filled.open() as session, filled.statements() as few:
        product.gather(session, asked)
    with crowded.open() as session, crowded.statements() as many:
        product.gather(session, asked)
    assert len(many) == len(few) > 0
