"""Writing the measures of a plan that can be edited."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa
from flask import Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from portal_plugin.complaints.topics import topic_labels
from portal_plugin.config.catalogue import catalogue
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.indicator_topics import set_complaint_topics
from portal_plugin.measures.measure_detail import MeasureDetail, measure_detail
from portal_plugin.measures.measure_editing import (
    add_measure,
    delete_measure,
    edit_measure,
    set_indicators,
    set_steps,
)
from portal_plugin.measures.models import Measure
from portal_plugin.measures.queries import departments
from portal_plugin.measures.report_rows import PlanRow
from portal_plugin.measures.views.measure_form import (
    changed_steps,
    fields_of,
    indicators_after,
    measure_typed,
    topics_after,
)
from portal_plugin.measures.views.plan_editor import plan_or_404
from portal_plugin.measures.views.plan_structure import missions_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.statistics.indicator_topics import EVERY, topics_of


def show_new(plan_id: UUID) -> str:
    """An empty form for one more measure."""
    return _form(plan_or_404(plan_id), None, MultiDict(), NO_FAULTS)


def add(plan_id: UUID) -> Response:
    """Add the measure with its steps and indicators."""
    session, actor = current_session(), current_actor()
    try:
        typed = measure_typed(request.form)
        measure = add_measure(session, actor, plan_id, typed.text, typed.department_ids)
        if typed.steps:
            set_steps(session, actor, measure.id, typed.steps)
        indicators = indicators_after(None, typed)
        if indicators:
            set_indicators(session, actor, measure.id, indicators)
    except RuleBroken as broken:
        faults = undone(broken)
        page = _form(plan_or_404(plan_id), None, request.form, faults)
        return make_response(page, 422)
    return on_to("measure", domain.gettext("เพิ่มมาตรการแล้ว"), measure_id=measure.id)


def show(measure_id: UUID) -> str:
    """The form, filled with what stands."""
    detail = measure_detail(current_session(), measure_id)
    mission_id = current_session().scalar(
        sa.select(Measure.mission_id).where(Measure.id == measure_id)
    )
    return _form(detail.plan, detail, fields_of(detail, mission_id), NO_FAULTS)


def edit(measure_id: UUID) -> Response:
    """Rewrite the measure; steps and indicators only where they differ from what stands."""
    session, actor = current_session(), current_actor()
    detail = measure_detail(session, measure_id)
    try:
        typed = measure_typed(request.form)
        edit_measure(session, actor, measure_id, typed.text, typed.department_ids)
        if changed_steps(detail.measure, typed):
            set_steps(session, actor, measure_id, typed.steps)
        indicators = indicators_after(detail.measure, typed)
        if indicators is not None:
            set_indicators(session, actor, measure_id, indicators)
        elif topics := topics_after(detail.measure, typed):
            set_complaint_topics(session, actor, measure_id, topics)
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(detail.plan, detail, request.form, faults), 422)
    return on_to("measure", domain.gettext("แก้ไขมาตรการแล้ว"), measure_id=measure_id)


def delete(measure_id: UUID) -> Response:
    """Delete a measure nobody has reported on."""
    detail = measure_detail(current_session(), measure_id)
    try:
        delete_measure(current_session(), current_actor(), measure_id)
    except RuleBroken as broken:
        undone(broken)
        return on_to("measure", str(broken), "stopped", measure_id=measure_id)
    return on_to(
        "plan",
        domain.gettext("ลบมาตรการแล้ว"),
        instrument=detail.plan.instrument.value,
        year=detail.fiscal_year,
    )


def _form(
    plan: PlanRow, detail: MeasureDetail | None, typed: MultiDict[str, str], faults: Faults
) -> str:
    return render_template(
        "portal_plugin/measures/measure_editor.html",
        plan=plan,
        detail=detail,
        typed=typed,
        faults=faults,
        missions=missions_of(current_session(), plan.id),
        departments=departments(current_session()),
        target_groups=catalogue("target_groups")["groups"],
        topics=topic_labels(current_session()) if detail else {},
        topics_of=topics_of,
        every_topic=EVERY,
    )
