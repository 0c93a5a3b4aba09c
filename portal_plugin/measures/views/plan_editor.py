"""Writing a plan itself: its words, its missions, and the states it passes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.codes import Instrument, PlanState
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Plan
from portal_plugin.measures.plans import (
    FOLLOWS,
    PlanText,
    add_mission,
    create_plan,
    edit_plan,
    move_plan,
)
from portal_plugin.measures.queries import plans
from portal_plugin.measures.report_rows import PlanRow
from portal_plugin.measures.views.looking import present_year
from portal_plugin.measures.views.plan_structure import dimensions_of, missions_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.thai import arabic_digits

_LISTS = ("objectives", "goals", "benefits")


def show_new() -> str:
    """An empty form for a plan."""
    return _new_form({}, NO_FAULTS)


def create() -> Response:
    """Create a draft; a five-year plan begins with the four dimensions."""
    form = request.form
    try:
        instrument = Instrument(form.get("instrument", Instrument.PLAN_5Y))
    except ValueError:
        raise NotFound("แผน") from None
    first = _year(form.get("year_from", ""))
    last = first if instrument is Instrument.ITA_MEASURES else _year(form.get("year_to", ""))
    try:
        plan = create_plan(
            current_session(), current_actor(), instrument, (first, last), _text(form)
        )
    except RuleBroken as broken:
        return make_response(_new_form(form, undone(broken)), 422)
    return on_to("plan_editor", domain.gettext("สร้างแผนแล้ว เป็นฉบับร่าง"), plan_id=plan.id)


def show(plan_id: UUID) -> str:
    """The plan's words, its missions, and the state it may go to next."""
    return _form(plan_id, None, NO_FAULTS)


def edit(plan_id: UUID) -> Response:
    """Rewrite the plan's words."""
    try:
        edit_plan(current_session(), current_actor(), plan_id, _text(request.form))
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(plan_id, request.form, faults), 422)
    return on_to("plan_editor", domain.gettext("แก้ไขแผนแล้ว"), plan_id=plan_id)


def move(plan_id: UUID) -> Response:
    """Take the plan to its next state."""
    try:
        wanted = PlanState(request.form.get("state", ""))
    except ValueError:
        raise NotFound("แผน") from None
    try:
        move_plan(
            current_session(),
            current_actor(),
            plan_id,
            wanted,
            announced_on=_day(request.form.get("announced_on", "")),
            eplan_ref=request.form.get("eplan_ref", "").strip() or None,
        )
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(plan_id, None, faults), 422)
    return on_to("plan_editor", domain.gettext("เปลี่ยนสถานะของแผนแล้ว"), plan_id=plan_id)


def add_one_mission(plan_id: UUID) -> Response:
    """Add a mission under a dimension."""
    form = request.form
    dimension = form.get("dimension", "")
    try:
        add_mission(
            current_session(),
            current_actor(),
            plan_id,
            int(dimension) if dimension in {"1", "2", "3", "4"} else 0,
            number=arabic_digits(form.get("number", "")),
            title=form.get("mission_title", ""),
        )
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_form(plan_id, None, faults), 422)
    return on_to("plan_editor", domain.gettext("เพิ่มภารกิจแล้ว"), plan_id=plan_id)


def plan_or_404(plan_id: UUID) -> PlanRow:
    """The plan. Raises `NotFound`."""
    plan = next((row for row in plans(current_session()) if row.id == plan_id), None)
    if plan is None:
        raise NotFound("แผน")
    return plan


def _form(plan_id: UUID, typed: Mapping[str, str] | None, faults: Faults) -> str:
    session = current_session()
    plan = session.get(Plan, (session.tenant_id, plan_id))
    if plan is None:
        raise NotFound("แผน")
    return render_template(
        "portal_plugin/measures/plan_editor.html",
        plan=plan,
        typed=_as_typed(plan) if typed is None else typed,
        moved=request.form,
        faults=faults,
        following=sorted(FOLLOWS[plan.state]),
        dimensions=dimensions_of(session, plan_id),
        missions=missions_of(session, plan_id),
    )


def _new_form(typed: Mapping[str, str], faults: Faults) -> str:
    year = present_year([]) + 1
    started = {"year_from": str(year), "year_to": str(year + 4), "instrument": "PLAN_5Y"}
    return render_template(
        "portal_plugin/measures/plan_new.html", typed=started | dict(typed), faults=faults
    )


def _as_typed(plan: Plan) -> dict[str, str]:
    lists = {name: "\n".join(getattr(plan, name)) for name in _LISTS}
    return {"title": plan.title, "preface": plan.preface, "rationale": plan.rationale} | lists


def _text(form: Mapping[str, str]) -> PlanText:
    return PlanText(
        title=form.get("title", ""),
        preface=form.get("preface", ""),
        rationale=form.get("rationale", ""),
        **{name: form.get(name, "").splitlines() for name in _LISTS},
    )


def _year(text: str) -> int:
    digits = arabic_digits(text).strip()
    return int(digits) if digits.isascii() and digits.isdecimal() and len(digits) == 4 else 0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกวันที่จากปฏิทิน")
        raise RuleBroken.single("STATE", "announced_on", sentence) from None
