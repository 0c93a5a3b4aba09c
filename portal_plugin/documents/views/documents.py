"""The documents of a year and round: looked at, and taken away in any of their formats."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from flask import Response, current_app, render_template, request

from portal_plugin import clock
from portal_plugin.actor import Act
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.emblem import emblem_of
from portal_plugin.documents.formats.html import fragment
from portal_plugin.documents.product import Asked, Format, Layout, Product
from portal_plugin.documents.renditions.service import recent_sets
from portal_plugin.documents.views.renditions import attachment
from portal_plugin.documents.views.shelves import shelves
from portal_plugin.documents.writing import write
from portal_plugin.errors import NotFound
from portal_plugin.guard import current_session, may
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.queries import plans
from portal_plugin.measures.views.looking import looking, round_code_of, year_of
from portal_plugin.routes import Route
from portal_plugin.state import portal_state
from portal_plugin.thai import fiscal_year_of

WHOLE_YEAR: Final = "year"
"""What stands for the round in the address of a document that has none."""

LAYOUT_WORDS: Final = {
    Layout.NUMBERED_GROUPS: "กลุ่มมาตรการ",
    Layout.OUTCOME: "ผลลัพธ์",
    Layout.TICKS: "ช่องสถานะ",
    Layout.STEP_STATUS: "สถานะรายขั้นตอน",
}


def show_all() -> str:
    """Every document of `?year=&round=`, else of the present year and round."""
    session = current_session()
    look = looking(session)
    years = {year for plan in plans(session) for year in range(plan.year_from, plan.year_to + 1)}
    years |= {fiscal_year_of(clock.today()), look.fiscal_year}
    return render_template(
        "portal_plugin/documents/list.html",
        look=look,
        years=sorted(years),
        shelves=list(shelves(PRODUCTS)),
        whole_year=WHOLE_YEAR,
        sets=recent_sets(current_session(), 5),
        may_begin=_may_begin(),
        may_ask=_is_served("ask_set"),
    )


def show(product: str, fiscal_year: int, period: str) -> str:
    """A document inside a page of ours. What it says when there is nothing to write is the page's
    error."""
    one, asked = _asked(product, fiscal_year, period)
    body = one.gather(current_session(), asked)
    document = replace(one.compose(body), draft=True)
    return render_template(
        "portal_plugin/documents/preview.html",
        product=one,
        asked=asked,
        layout=body["layout"],
        period=period,
        layouts=LAYOUT_WORDS,
        document=fragment(document),
        may_begin=_may_begin(),
    )


def send(product: str, fiscal_year: int, period: str, format: str) -> Response:  # noqa: A002
    """A document as a file to be saved: a draft, until somebody signs it on its chain."""
    one, asked = _asked(product, fiscal_year, period)
    if format not in one.formats:
        raise NotFound()
    emblem = emblem_of(portal_state().settings.emblem_file)
    wanted = Format(format)
    body = one.gather(current_session(), asked)
    written = write(body, wanted, emblem=emblem, draft=True)
    return attachment(written.filename, wanted, written.data)


def _asked(code: str, fiscal_year: int, period: str) -> tuple[Product, Asked]:
    """The product and what is asked of it. Raises `NotFound` where an address fits none."""
    product = PRODUCTS.get(code)
    if product is None or product.has_rounds == (period == WHOLE_YEAR):
        raise NotFound()
    return product, Asked(year_of(fiscal_year), _round(period), _layout(product))


def _round(period: str) -> RoundCode | None:
    return None if period == WHOLE_YEAR else round_code_of(period)


def _layout(product: Product) -> Layout | None:
    """The layout of `?layout=`; None, and the data choose one, for anything else."""
    asked = request.args.get("layout", "")
    return next((one for one in product.layouts if one == asked), None)


def _may_begin() -> bool:
    return _is_served("begin_paper") and may(Act.WRITE_PAPERS)


def _is_served(endpoint: str) -> bool:
    return f"portal_plugin.{endpoint}" in current_app.view_functions


_DOCUMENT: Final = "/work/documents/<product>/<int:fiscal_year>/<period>"

ROUTES_DOCUMENTS: tuple[Route, ...] = (
    Route("/work/documents", "documents", show_all, Act.READ_DOCUMENTS),
    Route(_DOCUMENT, "document", show, Act.READ_DOCUMENTS),
    Route(f"{_DOCUMENT}/file.<format>", "document_file", send, Act.READ_DOCUMENTS),
)
