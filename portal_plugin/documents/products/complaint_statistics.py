"""Product 23: the register of complaints in numbers, of half a year or a year (C6, C7)."""

from __future__ import annotations

from portal_plugin.documents.gathering.complaint_figures import (
    figure_blocks,
    only_of_municipalities,
    period_of_round,
)
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import Document, Section, Title
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.period_words import (
    months_words,
    part_words,
    round_of,
    year_words,
)
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.statistics.body import published_body, statistics_body
from portal_plugin.tenants.session import TenantSession

TITLE = "สถิติเรื่องร้องเรียน"


def gather(session: TenantSession, asked: Asked) -> Body:
    """What everybody may see of the period. Raises `NotFound` in the province's own space."""
    period = period_of_round(asked.fiscal_year, round_of(asked))
    body = opening(session, PRODUCT.code, TITLE, asked)
    only_of_municipalities(body)
    return body | {"statistics": published_body(statistics_body(session, period))}


def compose(body: Body) -> Document:
    """Totals, then a table for each split that may be shown."""
    figures, owner = body["statistics"], full_name(body["municipality"])
    window = figures["window"]
    when = f"{part_words(figures['part'])} ({months_words(window['from'], window['to'])})"
    title = Title((TITLE, owner, year_words(body["fiscal_year"]), when))
    blocks = (title, *correction(body), *figure_blocks(figures))
    return Document(TITLE, owner, (Section(blocks, name="สถิติ"),))


PRODUCT = Product(
    code="complaint-statistics",
    numbers=(23,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
)
