"""Papers and their way through the chain: begun, given, signed, published, read."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from flask import Response, flash, make_response, redirect, request, url_for

from portal_plugin.actor import Act
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.codes import Decision, PaperState, Station
from portal_plugin.documents.emblem import emblem_of
from portal_plugin.documents.models import PaperVersion
from portal_plugin.documents.papers.carried import MEMO, paper_carrying
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse, send_back
from portal_plugin.documents.papers.desk import paper_page
from portal_plugin.documents.papers.drafting import (
    begin_paper,
    goes_on,
    present_paper,
    write_paper,
)
from portal_plugin.documents.papers.errors import NotHead
from portal_plugin.documents.papers.holding import SIGNED
from portal_plugin.documents.papers.publish import publish
from portal_plugin.documents.papers.queries import body_of
from portal_plugin.documents.papers.withdraw import withdraw
from portal_plugin.documents.product import Format
from portal_plugin.documents.views.paper_forms import (
    asked_in,
    chain_in,
    known_people,
    layout_in,
    number_in,
    period_asked,
    words_of,
)
from portal_plugin.documents.views.paper_pages import begin_page, list_page, one_page
from portal_plugin.documents.views.renditions import attachment
from portal_plugin.documents.writing import write as write_file
from portal_plugin.errors import Breach, Conflict, NotFound, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session, current_tenant, may
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, undone
from portal_plugin.reports.errors import UnknownReport
from portal_plugin.reports.models import Report
from portal_plugin.routes import Route
from portal_plugin.state import portal_state


def show_all() -> str:
    """Every paper of the year asked for, what waits for the actor first."""
    return list_page()


def show_begin(product: str, fiscal_year: int, period: str) -> str | Response:
    """The form of a paper; one that goes on already is opened instead."""
    one = product_of(product)
    year, code = period_asked(one, fiscal_year, period)
    present = present_paper(current_session(), product, year, code)
    if present is not None and goes_on(current_session(), one, present):
        return _to_paper(present.id)
    asked = asked_in(one, year, code, request.args)
    return begin_page(one, asked, period, {}, NO_FAULTS)


def begin(product: str, fiscal_year: int, period: str) -> Response:
    """Begin it, or give the form back with what was typed and why not."""
    one = product_of(product)
    year, code = period_asked(one, fiscal_year, period)
    asked = asked_in(one, year, code, {"layout": ""})
    try:
        asked = asked_in(one, year, code, request.form)
        paper = begin_paper(current_session(), current_actor(), product, asked)
    except (RuleBroken, Conflict) as refusal:
        faults = undone(_broken(refusal))
        page = begin_page(one, asked, period, request.form, faults)
        return make_response(page, refusal.status)
    sentence = domain.gettext("เริ่มหนังสือแล้ว ตรวจร่าง เลือกผู้ลงนาม แล้วเสนอได้เลย")
    return on_to("paper", sentence, paper_id=paper.id)


def show(paper_id: UUID) -> str:
    """A paper: the newest version, or that of `?version=`."""
    return one_page(paper_id, request.args.get("version", type=int))


def write(paper_id: UUID) -> Response:
    """Keep the words of the next version. The page comes back with the chain as it was typed."""
    try:
        _write(paper_id)
    except (RuleBroken, Conflict) as refusal:
        return _again(paper_id, refusal)
    flash(domain.gettext("เก็บร่างแล้ว ยังไม่ได้เสนอลงนาม"), "done")
    return make_response(one_page(paper_id, typed=request.form))


def give(paper_id: UUID) -> Response:
    """Keep the words, freeze the paper and give it to its chain."""
    session, actor = current_session(), current_actor()
    try:
        _write(paper_id)
        version = circulate(
            session,
            actor,
            paper_id,
            chain_in(request.form),
            known_people(),
            correction=request.form.get("correction", ""),
            after=number_in(request.form, "after"),
        )
    except (RuleBroken, Conflict) as refusal:
        return _again(paper_id, refusal)
    waiting = paper_page(session, paper_id).waiting
    sentence = domain.gettext(
        "เสนอฉบับที่ %(number)s แล้ว ขณะนี้รอ %(name)s ลงนาม",
        number=version.version,
        name=waiting.name if waiting else "",
    )
    return on_to("paper", sentence, paper_id=paper_id)


def decide(paper_id: UUID) -> Response:
    """Sign, or send back with what is to be mended."""
    version = _version_named(paper_id)
    position = number_in(request.form, "position")
    comment = request.form.get("comment", "")
    decision = request.form.get("decision")
    try:
        if decision == Decision.RETURNED:
            send_back(current_session(), current_actor(), version.id, position, comment)
        elif decision == Decision.ENDORSED:
            _may_approve(paper_id, position)
            endorse(current_session(), current_actor(), version.id, position, comment)
        else:
            raise NotFound()
    except (RuleBroken, Conflict) as refusal:
        return _again(paper_id, refusal)
    sentences = {
        PaperState.RETURNED: domain.gettext("ส่งคืนผู้จัดทำแล้ว"),
        PaperState.APPROVED: domain.gettext("เห็นชอบแล้ว เนื้อหาฉบับนี้จะไม่เปลี่ยนอีก"),
    }
    sentence = sentences.get(version.state, domain.gettext("ลงนามแล้ว ส่งต่อลำดับถัดไป"))
    return on_to("paper", sentence, paper_id=paper_id)


def call_back(paper_id: UUID) -> Response:
    """Take a paper back from its chain."""
    version = _version_named(paper_id)
    try:
        withdraw(current_session(), current_actor(), version.id, known_people())
    except Conflict as refusal:
        return _refused(paper_id, refusal)
    return on_to("paper", domain.gettext("ถอนเรื่องคืนแล้ว แก้ไขแล้วเสนอใหม่ได้"), paper_id=paper_id)


def show_to_public(paper_id: UUID) -> Response:
    """Publish an approved version."""
    version = _version_named(paper_id)
    try:
        publish(current_session(), current_actor(), version.id)
    except Conflict as refusal:
        return _refused(paper_id, refusal)
    sentence = domain.gettext("เผยแพร่แล้ว ไฟล์จะแสดงบนหน้าเว็บเมื่อจัดทำเสร็จ")
    return on_to("paper", sentence, paper_id=paper_id)


def send(paper_id: UUID, version: int, format: str) -> Response:  # noqa: A002
    """A version as a file to be saved."""
    page = paper_page(current_session(), paper_id, version)
    assert page.shown is not None
    product = product_of(page.paper.product)
    if format not in product.formats:
        raise NotFound()
    written = write_file(
        body_of(current_session(), page.shown.id),
        Format(format),
        emblem=emblem_of(portal_state().settings.emblem_file),
        draft=page.shown.state not in SIGNED,
    )
    return attachment(written.filename, Format(format), written.data)


def show_of_report(report_id: UUID) -> Response:
    """To the memo that carries a frozen report, or to where it is begun."""
    session = current_session()
    report = session.get(Report, (session.tenant_id, report_id))
    if report is None:
        raise UnknownReport()
    paper_id = paper_carrying(session, report)
    if paper_id is not None:
        return _to_paper(paper_id)
    where = url_for(
        "portal_plugin.begin_paper",
        space=current_tenant().code,
        product=MEMO,
        fiscal_year=report.fiscal_year,
        period=report.round.value,
    )
    return make_response(redirect(where, 303))


def _write(paper_id: UUID) -> None:
    """Keep the words and the layout of the form, where it has any."""
    product = product_of(paper_page(current_session(), paper_id).paper.product)
    texts = {name: request.form[name] for name in words_of(product) if name in request.form}
    if texts or "layout" in request.form:
        layout = layout_in(product, request.form)
        write_paper(current_session(), current_actor(), paper_id, texts, layout)


def _version_named(paper_id: UUID) -> PaperVersion:
    """The version that the form was opened on. Raises `UnknownPaper`, `NotFound`."""
    number = number_in(request.form, "version")
    version = paper_page(current_session(), paper_id, number).shown
    assert version is not None
    return version


def _may_approve(paper_id: UUID, position: int) -> None:
    """The head's station needs the host's word too, not the role's alone. Raises `NotHead`."""
    chain = paper_page(current_session(), paper_id).chain
    is_head = any(one.station is Station.HEAD and one.position == position for one in chain)
    if is_head and not may(Act.APPROVE_REPORT):
        raise NotHead()


def _again(paper_id: UUID, refusal: RuleBroken | Conflict) -> Response:
    """The paper's page with what was typed and why it was not taken."""
    faults = undone(_broken(refusal))
    return make_response(one_page(paper_id, typed=request.form, faults=faults), refusal.status)


def _broken(refusal: RuleBroken | Conflict) -> RuleBroken:
    if isinstance(refusal, RuleBroken):
        return refusal
    return RuleBroken([Breach("STATE", "", refusal.sentence)])


def _refused(paper_id: UUID, refusal: Conflict) -> Response:
    current_session().rollback()
    return on_to("paper", refusal.sentence, "stopped", paper_id=paper_id)


def _to_paper(paper_id: UUID) -> Response:
    where = url_for("portal_plugin.paper", space=current_tenant().code, paper_id=paper_id)
    return make_response(redirect(where, 303))


_PAPERS: Final = "/work/papers"
_BEGIN: Final = f"{_PAPERS}/begin/<product>/<int:fiscal_year>/<period>"
_PAPER: Final = f"{_PAPERS}/<uuid:paper_id>"
_POST: Final = ("POST",)

ROUTES_PAPERS: tuple[Route, ...] = (
    Route(_PAPERS, "papers", show_all, Act.READ_DOCUMENTS),
    Route(_BEGIN, "begin_paper", show_begin, Act.WRITE_PAPERS),
    Route(_BEGIN, "save_paper", begin, Act.WRITE_PAPERS, _POST),
    Route(_PAPER, "paper", show, Act.READ_DOCUMENTS),
    Route(f"{_PAPER}/texts", "write_paper", write, Act.WRITE_PAPERS, _POST),
    Route(f"{_PAPER}/circulate", "circulate_paper", give, Act.WRITE_PAPERS, _POST),
    Route(f"{_PAPER}/endorse", "endorse_paper", decide, Act.ENDORSE_PAPERS, _POST),
    Route(f"{_PAPER}/withdraw", "withdraw_paper", call_back, Act.WRITE_PAPERS, _POST),
    Route(f"{_PAPER}/publish", "publish_paper", show_to_public, Act.PUBLISH_PAPERS, _POST),
    Route(f"{_PAPER}/v<int:version>.<format>", "paper_file", send, Act.READ_DOCUMENTS),
    Route(
        f"{_PAPERS}/report/<uuid:report_id>", "paper_of_report", show_of_report, Act.WRITE_PAPERS
    ),
)
