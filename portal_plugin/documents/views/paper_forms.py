"""What the forms of papers sent, read without judging it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from portal_plugin.actor import Person
from portal_plugin.documents.codes import Station
from portal_plugin.documents.papers.chain import Named
from portal_plugin.documents.product import Asked, Layout, Product
from portal_plugin.documents.views.documents import WHOLE_YEAR
from portal_plugin.errors import Breach, NotFound, RuleBroken
from portal_plugin.guard import current_tenant
from portal_plugin.language import domain
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.views.looking import round_code_of, year_of
from portal_plugin.state import portal_state

PARTS: Final = ("person", "post", "acting")
"""The fields of a station, each after the station's name: `clerk_post`."""


def known_people() -> list[Person]:
    """The people whom the host knows in this space."""
    return list(portal_state().people(current_tenant()))


def period_asked(product: Product, fiscal_year: int, period: str) -> tuple[int, RoundCode | None]:
    """Fiscal year and round of an address. Raises `NotFound` where the product has no such one."""
    if product.has_rounds == (period == WHOLE_YEAR):
        raise NotFound()
    return year_of(fiscal_year), None if period == WHOLE_YEAR else round_code_of(period)


def asked_in(
    product: Product, fiscal_year: int, code: RoundCode | None, form: Mapping[str, str]
) -> Asked:
    """The words and the layout typed. Raises `RuleBroken` for no such layout."""
    texts = {name: form.get(name, "") for name in words_of(product)}
    return Asked(fiscal_year, code, layout_in(product, form), texts)


def words_of(product: Product) -> list[str]:
    """The names of the words that an officer may write himself."""
    return [field.name for field in product.texts]


def layout_in(product: Product, form: Mapping[str, str]) -> Layout | None:
    """The layout chosen; None, and the data choose, where none was. Raises `RuleBroken`."""
    typed = form.get("layout", "")
    if not typed:
        return None
    if typed not in product.layouts:
        sentence = domain.gettext("กรุณาเลือกรูปแบบจากรายการ")
        raise RuleBroken([Breach("LAYOUT", "layout", sentence)])
    return Layout(typed)


def chain_in(form: Mapping[str, str]) -> list[Named]:
    """Who was named at each station."""
    return [
        Named(station, *(form.get(field_of(station, part), "") for part in PARTS))
        for station in Station
    ]


def chain_typed(chain: Mapping[Station, Named]) -> dict[str, str]:
    """A chain as the form's fields."""
    return {
        field_of(station, part): value
        for station, named in chain.items()
        for part, value in zip(PARTS, (named.person_id, named.post, named.acting_for), strict=True)
    }


def field_of(station: Station, part: str) -> str:
    """The name of a field of a station."""
    return f"{station.value.lower()}_{part}"


def number_in(form: Mapping[str, str], name: str) -> int:
    """A number that the form carried unseen. Raises `NotFound` for anything else."""
    text = form.get(name, "")
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise NotFound()
    return int(text)
