"""One measure with its history, and the leave to move it back from done."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Actor, Role
from portal_plugin.config.catalogue import lao_words
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session, current_tenant
from portal_plugin.language import domain
from portal_plugin.measures.codes import RoundState
from portal_plugin.measures.measure_detail import MeasureDetail, measure_detail
from portal_plugin.measures.progress import reopen_measure
from portal_plugin.measures.views.counted import counted_indicators
from portal_plugin.measures.views.looking import asked_year, year_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.said import said


def show(measure_id: UUID) -> str:
    """The measure in one fiscal year of its plan (`?year=`), with the history of all."""
    detail = measure_detail(current_session(), measure_id, asked_year())
    period = detail.rounds[-1] if detail.rounds else None
    opened = [row for row in detail.rounds if row.state is RoundState.OPEN]
    return render_template(
        "portal_plugin/measures/measure.html",
        detail=detail,
        period=period,
        open_round=opened[-1] if opened else None,
        complaint_indicators=counted_indicators(detail, period),
        mine=reports_on(current_actor(), detail),
        ordinance_word=said(lao_words(current_tenant().type)["ordinance"]),
    )


def show_reopening(measure_id: UUID, fiscal_year: int) -> str:
    """The form that asks why."""
    return _reopening(measure_id, fiscal_year, "", NO_FAULTS)


def reopen(measure_id: UUID, fiscal_year: int) -> Response:
    """Log the leave (R6)."""
    reason = request.form.get("reason", "")
    try:
        reopen_measure(current_session(), current_actor(), measure_id, year_of(fiscal_year), reason)
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_reopening(measure_id, fiscal_year, reason, faults), 422)
    sentence = domain.gettext("เปิดให้แก้ไขสถานะแล้ว หน่วยงานรายงานใหม่ได้ทันที")
    return on_to("measure", sentence, measure_id=measure_id, year=fiscal_year)


def reports_on(actor: Actor, detail: MeasureDetail) -> bool:
    """Whether to show the actor the way to report; the service itself decides (R7)."""
    if Role.PLAN_OFFICER in actor.roles:
        return True
    if actor.department_id is None:
        return False
    return detail.measure.all_departments or actor.department_id in detail.department_ids


def _reopening(measure_id: UUID, fiscal_year: int, reason: str, faults: Faults) -> str:
    return render_template(
        "portal_plugin/measures/reopening.html",
        detail=measure_detail(current_session(), measure_id, year_of(fiscal_year)),
        reason=reason,
        faults=faults,
    )
