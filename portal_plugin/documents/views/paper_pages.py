"""The pages of papers, put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import render_template, request
from markupsafe import Markup

from portal_plugin.actor import Act
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.codes import PaperState, Station
from portal_plugin.documents.formats.html import fragment
from portal_plugin.documents.models import Paper
from portal_plugin.documents.papers.chain import heads, people_for, usual_chain
from portal_plugin.documents.papers.desk import (
    PaperPage,
    awaiting_me,
    fiscal_years,
    paper_lines,
    paper_page,
)
from portal_plugin.documents.papers.drafting import draft
from portal_plugin.documents.papers.holding import SIGNED
from portal_plugin.documents.papers.queries import body_of
from portal_plugin.documents.papers.withdraw import may_withdraw
from portal_plugin.documents.product import Asked, Body, Product
from portal_plugin.documents.views.documents import LAYOUT_WORDS
from portal_plugin.documents.views.paper_forms import PARTS, chain_typed, field_of, known_people
from portal_plugin.errors import PortalPluginError
from portal_plugin.guard import current_actor, current_session, may
from portal_plugin.measures.views.looking import asked_year
from portal_plugin.refusals import NO_FAULTS, Faults

_FOLDER = "portal_plugin/documents/papers"
_DRAFTS = frozenset({None, PaperState.RETURNED, PaperState.WITHDRAWN})


def list_page() -> str:
    """What waits for the actor, then every paper by where it stands."""
    session, year = current_session(), asked_year()
    mine = awaiting_me(session, current_actor())
    own = {line.paper_id for line in mine}
    lines = [line for line in paper_lines(session, year) if line.paper_id not in own]
    return render_template(
        f"{_FOLDER}/papers.html",
        mine=mine,
        circulating=[line for line in lines if line.state is PaperState.CIRCULATING],
        to_publish=[
            line for line in lines if line.state is PaperState.APPROVED and not line.internal
        ],
        drafts=[line for line in lines if line.state in _DRAFTS],
        finished=[
            line
            for line in lines
            if line.state is PaperState.PUBLISHED
            or (line.state is PaperState.APPROVED and line.internal)
        ],
        year=year,
        years=fiscal_years(session),
    )


def begin_page(
    product: Product, asked: Asked, period: str, typed: Mapping[str, str], faults: Faults
) -> str:
    """The form that begins a paper: its words and layout."""
    body = product.gather(current_session(), asked)
    return render_template(
        f"{_FOLDER}/begin.html",
        product=product,
        asked=asked,
        period=period,
        typed={**body["texts"], "layout": body["layout"] or "", **typed},
        faults=faults,
        layouts=LAYOUT_WORDS,
        **_languages(),
    )


def one_page(
    paper_id: UUID,
    version: int | None = None,
    typed: Mapping[str, str] | None = None,
    faults: Faults = NO_FAULTS,
) -> str:
    """A paper: its document, its chain, and the one thing that is due."""
    session, actor = current_session(), current_actor()
    page = paper_page(session, paper_id, version)
    product = product_of(page.paper.product)
    shows_newest = page.shown is page.newest
    newest_state = page.newest.state if page.newest else None
    writes = may(Act.WRITE_PAPERS) and shows_newest and newest_state is not PaperState.CIRCULATING
    is_draft = writes and newest_state in _DRAFTS
    body, trouble = _draft_of(page.paper) if writes else (None, "")
    read = body_of(session, page.shown.id) if page.shown and not is_draft else body
    waiting = page.waiting
    return render_template(
        f"{_FOLDER}/paper.html",
        page=page,
        paper=page.paper,
        product=product,
        document=_laid_out(product, read) if read is not None else None,
        trouble=trouble,
        is_draft=is_draft,
        shows_newest=shows_newest,
        signs=shows_newest and waiting is not None and waiting.person_id == actor.id,
        may_call_back=_may_call_back(page) and shows_newest,
        publishes=_publishes(page, product),
        writes=writes,
        corrects=any(one.state in SIGNED for one in page.versions),
        form=_paper_form(page, body, typed or {}) if writes and body is not None else None,
        typed=typed or {},
        faults=faults,
        layouts=LAYOUT_WORDS,
        fields=form_fields(product),
        **_languages(),
    )


def form_fields(product: Product) -> list[str]:
    """The names of all fields that a paper's page may have."""
    stations = [field_of(station, part) for station in Station for part in PARTS]
    own = [field.name for field in product.texts]
    return [*own, "layout", *stations, "correction", "comment"]


def _draft_of(paper: Paper) -> tuple[Body | None, str]:
    """The draft from the present data, or the sentence that says why there is none."""
    try:
        return draft(current_session(), paper), ""
    except PortalPluginError as error:
        return None, error.sentence


def _laid_out(product: Product, body: Body) -> Markup:
    return fragment(product.compose(body))


def _paper_form(page: PaperPage, body: Body, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the form of words and chain begins with, or got back."""
    session, paper = current_session(), page.paper
    people = people_for(current_actor(), known_people())
    usual = chain_typed(usual_chain(session, paper, body, people))
    begun = {**body["texts"], "layout": body.get("layout") or "", **usual, "correction": ""}
    return {
        "typed": begun | {name: typed[name] for name in begun if name in typed},
        "people": people,
        "heads": heads(people),
        "stations": list(Station),
        "after": page.newest.version if page.newest else 0,
    }


def _may_call_back(page: PaperPage) -> bool:
    if page.waiting is None or not may(Act.WRITE_PAPERS):
        return False
    return may_withdraw(current_actor(), page.chain[0].person_id, known_people())


def _publishes(page: PaperPage, product: Product) -> bool:
    """Whether the version shown is the actor's to publish."""
    approved = page.shown is not None and page.shown.state is PaperState.APPROVED
    return approved and not product.internal and may(Act.PUBLISH_PAPERS)


def _languages() -> dict[str, Any]:
    """The answer to a form cannot be asked for again in another language."""
    return {"languages": []} if request.method == "POST" else {}
