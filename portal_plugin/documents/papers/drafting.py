"""The words of a paper before it circulates: begun, mended, and looked at."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.codes import PaperState
from portal_plugin.documents.models import Paper
from portal_plugin.documents.papers.errors import AlreadyBegun, Circulating
from portal_plugin.documents.papers.holding import hold, versions_of
from portal_plugin.documents.product import Asked, Body, Layout, Product
from portal_plugin.errors import Breach, NotFound, RuleBroken
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, LONGEST_TEXT, tidy, too_long

UNFINISHED = (None, PaperState.CIRCULATING, PaperState.RETURNED, PaperState.WITHDRAWN)
"""States of the newest version in which a paper still waits to be approved; None is a draft."""


def begin_paper(
    session: TenantSession,
    actor: Actor,
    product_code: str,
    asked: Asked,
) -> Paper:
    """Begin the paper of a product for a Buddhist fiscal year (and round).

    A product that is published has one paper a period, whose corrections are its versions; of an
    internal one there may be several, one after the other.

    Raises `NotFound` for no such product or period, `RuleBroken`, `AlreadyBegun`.
    """
    product = product_of(product_code)
    check_period(product, asked.round)
    texts = _texts(session, product, asked)
    ordinal = 1
    present = present_paper(session, product_code, asked.fiscal_year, asked.round)
    if present is not None:
        if goes_on(session, product, present):
            raise AlreadyBegun()
        ordinal = present.ordinal + 1
    paper_id = session.scalar(
        insert(Paper)
        .values(
            id=new_id(),
            product=product_code,
            fiscal_year=asked.fiscal_year,
            round=asked.round,
            layout=asked.layout,
            ordinal=ordinal,
            texts=texts,
            begun_by=actor.name,
        )
        .on_conflict_do_nothing()
        .returning(Paper.id)
    )
    if paper_id is None:
        raise AlreadyBegun()
    audit.record(
        session,
        actor,
        "paper.begin",
        "paper",
        paper_id,
        product=product_code,
        year=asked.fiscal_year,
        round=asked.round,
    )
    session.flush()
    return hold(session, paper_id)


def write_paper(
    session: TenantSession,
    actor: Actor,
    paper_id: UUID,
    texts: Mapping[str, str],
    layout: Layout | None = None,
) -> Paper:
    """Put new words into the next version of a paper. What circulates or was signed stays.

    Raises `UnknownPaper`, `Circulating`, `RuleBroken`.
    """
    paper = hold(session, paper_id)
    newest = next(iter(versions_of(session, paper_id)), None)
    if newest is not None and newest.state is PaperState.CIRCULATING:
        raise Circulating()
    product = product_of(paper.product)
    asked = Asked(paper.fiscal_year, paper.round, layout, texts)
    words = _texts(session, product, asked)
    if (words, layout) == (paper.texts, paper.layout):
        return paper
    paper.texts, paper.layout = words, layout
    audit.record(
        session, actor, "paper.write", "paper", paper.id, fields=sorted(paper.texts), layout=layout
    )
    session.flush()
    return paper


def draft(session: TenantSession, paper: Paper) -> Body:
    """The paper's body from the present data. Raises what the product's `gather` does."""
    layout = Layout(paper.layout) if paper.layout else None
    asked = Asked(paper.fiscal_year, paper.round, layout, paper.texts)
    return product_of(paper.product).gather(session, asked)


def check_period(product: Product, code: RoundCode | None) -> None:
    """Raise `NotFound` where a product has no such period."""
    if product.has_rounds != (code is not None):
        raise NotFound()


def present_paper(
    session: TenantSession, product_code: str, fiscal_year: int, code: RoundCode | None
) -> Paper | None:
    """The newest paper of a product and period; None before the first."""
    query = (
        sa.select(Paper)
        .where(
            Paper.product == product_code,
            Paper.fiscal_year == fiscal_year,
            Paper.round.is_(None) if code is None else Paper.round == code,
        )
        .order_by(Paper.ordinal.desc())
        .limit(1)
    )
    return session.scalars(query).first()


def goes_on(session: TenantSession, product: Product, paper: Paper) -> bool:
    """Whether what is to be written belongs to this paper and not to another after it."""
    newest = next(iter(versions_of(session, paper.id)), None)
    return not product.internal or (newest.state if newest else None) in UNFINISHED


def _texts(session: TenantSession, product: Product, asked: Asked) -> dict[str, str]:
    """The officer's own words, tidied; what equals the product's own sentence is left to it, so
    that it goes on following the data."""
    breaches: list[Breach] = []
    words: dict[str, str] = {}
    for field in product.texts:
        text = tidy(asked.texts.get(field.name, ""))
        limit = LONGEST_TEXT if field.long else LONGEST_LINE
        breaches += too_long(field.name, text, limit)
        words[field.name] = text
    if asked.layout is not None and asked.layout not in product.layouts:
        breaches.append(Breach("LAYOUT", "layout", "กรุณาเลือกรูปแบบจากรายการ"))
    if breaches:
        raise RuleBroken(breaches)
    plain = Asked(asked.fiscal_year, asked.round, asked.layout)
    usual = product.gather(session, plain)["texts"]
    return {
        name: text for name, text in words.items() if text and text != tidy(usual.get(name, ""))
    }
