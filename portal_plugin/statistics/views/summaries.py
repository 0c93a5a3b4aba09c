"""Writing the summary report, and its way to the executive and the public (C8)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin import clock, errors
from portal_plugin.actor import Act
from portal_plugin.complaints.codes import Half, SummaryState
from portal_plugin.complaints.models import ComplaintSummary
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session, may
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.statistics import summary as service
from portal_plugin.statistics.views.asked import day_of
from portal_plugin.thai import fiscal_year_of

_YEARS_BACK = 3
_SUBMIT = "submit"


def show_all() -> str:
    """The newest revision of each summary, and the form that begins one."""
    return _list(NO_FAULTS)


def show(summary_id: UUID) -> str:
    """One revision: the form while it is a draft, the finished text after."""
    found = service.summary_of(current_session(), summary_id)
    if not _shown(found.state):
        raise errors.NotFound()
    return _page(found, None, NO_FAULTS)


def draft_one() -> Response:
    """Begin the summary of the period in the field `period` ("2569/H1")."""
    year, _, half = request.form.get("period", "").partition("/")
    if not (year.isascii() and year.isdecimal() and len(year) == 4 and half in set(Half)):
        raise errors.NotFound()
    try:
        begun = service.draft(current_session(), current_actor(), int(year), Half(half))
    except RuleBroken as broken:
        return make_response(_list(undone(broken)), 422)
    return on_to("summary", domain.gettext("เริ่มรายงานสรุปแล้ว"), summary_id=begun.id)


def write_texts(summary_id: UUID) -> Response:
    """Keep the texts, and hand the summary to the executive when that button was pressed."""
    session, actor, typed = current_session(), current_actor(), request.form
    texts = {name: typed.get(name, "") for name in ("problems", "obstacles", "solutions")}
    submitting = typed.get("then") == _SUBMIT
    try:
        service.write(session, actor, summary_id, **texts)
        if submitting:
            service.submit(session, actor, summary_id)
    except RuleBroken as broken:
        faults = undone(broken)
        page = _page(service.summary_of(session, summary_id), typed, faults)
        return make_response(page, 422)
    except errors.Conflict as refusal:
        return _refused(summary_id, refusal)
    sentence = (
        domain.gettext("ส่งให้ผู้บริหารแล้ว ตัวเลขของรายงานนี้จะไม่เปลี่ยนอีก")
        if submitting
        else domain.gettext("เก็บร่างรายงานแล้ว")
    )
    return on_to("summary", sentence, summary_id=summary_id)


def correct(summary_id: UUID) -> Response:
    """Begin a new revision of a published summary, with the reason."""
    session = current_session()
    found = service.summary_of(session, summary_id)
    year, half = found.fiscal_year, found.period
    try:
        begun = service.draft(session, current_actor(), year, half, request.form.get("reason", ""))
    except RuleBroken as broken:
        faults = undone(broken)
        page = _page(service.summary_of(session, summary_id), request.form, faults)
        return make_response(page, 422)
    return on_to("summary", domain.gettext("เริ่มฉบับแก้ไขแล้ว"), summary_id=begun.id)


def take_back_one(summary_id: UUID) -> Response:
    """Make it a draft again."""
    return _step(service.take_back, summary_id, domain.gettext("นำกลับมาแก้ไขแล้ว"))


def acknowledge_one(summary_id: UUID) -> Response:
    """The executive has read it."""
    return _step(service.acknowledge, summary_id, domain.gettext("รับทราบรายงานแล้ว"))


def publish_one(summary_id: UUID) -> Response:
    """Show it on the public pages."""
    return _step(service.publish, summary_id, domain.gettext("เผยแพร่รายงานแล้ว"))


def _step(act: Callable[..., ComplaintSummary], summary_id: UUID, sentence: str) -> Response:
    try:
        act(current_session(), current_actor(), summary_id)
    except errors.Conflict as refusal:
        return _refused(summary_id, refusal)
    return on_to("summary", sentence, summary_id=summary_id)


def _refused(summary_id: UUID, refusal: errors.Conflict) -> Response:
    current_session().rollback()
    return on_to("summary", refusal.sentence, "stopped", summary_id=summary_id)


def _shown(state: SummaryState) -> bool:
    """Drafts are their writers' own; the executive reads what was submitted."""
    if state is SummaryState.PUBLISHED or may(Act.WRITE_SUMMARY):
        return True
    return state is SummaryState.SUBMITTED and may(Act.ACKNOWLEDGE_SUMMARY)


def _list(faults: Faults) -> str:
    present = fiscal_year_of(clock.today())
    periods = [
        (year, half)
        for year in range(present, present - _YEARS_BACK, -1)
        for half in (Half.YEAR, Half.SECOND_HALF, Half.FIRST_HALF)
        if service.period_of(year, half).begun(clock.today())
    ]
    return render_template(
        "portal_plugin/statistics/summaries.html",
        summaries=service.summaries(current_session()),
        periods=periods,
        shown=_shown,
        faults=faults,
    )


def _page(found: ComplaintSummary, typed: Mapping[str, str] | None, faults: Faults) -> str:
    session = current_session()
    return render_template(
        "portal_plugin/statistics/summary.html",
        summary=found,
        body=found.figures,
        typed=typed,
        faults=faults,
        revisions=service.revisions(session, found.fiscal_year, found.period),
        is_draft=found.state is SummaryState.DRAFT,
        is_published=found.state is SummaryState.PUBLISHED,
        day_of=day_of,
    )
