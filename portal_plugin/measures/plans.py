"""Writing a plan: its own fields, its dimensions and missions, and the states it passes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.config.catalogue import CatalogueGap, dimension_titles, round_dates
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.measures.budgets import EDITABLE_STATES
from portal_plugin.measures.codes import Instrument, PlanState
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Dimension, Measure, MeasureDepartment, Mission, Plan
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, tidy, tidy_items, too_long, too_many

FOLLOWS: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.DRAFT: frozenset({PlanState.APPROVED}),
    PlanState.APPROVED: frozenset({PlanState.ANNOUNCED, PlanState.DRAFT}),
    PlanState.ANNOUNCED: frozenset({PlanState.REGISTERED, PlanState.AMENDED}),
    PlanState.REGISTERED: frozenset({PlanState.AMENDED}),
    PlanState.AMENDED: frozenset({PlanState.REGISTERED, PlanState.ANNOUNCED}),
}
"""Which state may follow which. Only DRAFT and AMENDED plans can be edited."""


@dataclass(frozen=True, slots=True)
class PlanText:
    """A plan's own words."""

    title: str
    preface: str = ""
    rationale: str = ""
    objectives: Sequence[str] = ()
    goals: Sequence[str] = ()
    benefits: Sequence[str] = ()


def create_plan(
    session: TenantSession,
    actor: Actor,
    instrument: Instrument,
    years: tuple[int, int],
    text: PlanText,
) -> Plan:
    """A draft for Buddhist fiscal years (first, last); a five-year plan gets its dimensions.

    Raises `RuleBroken` when the years cannot be or the tenant has such a plan already.
    """
    first, last = years
    breaches = [*_year_breaches(instrument, first, last), *_text_breaches(text)]
    if not breaches and _exists(session, instrument, first, last):
        breaches.append(Breach("PLAN", "year_from", "มีแผนของปีเหล่านี้แล้ว กรุณาแก้ไขแผนเดิม"))
    if breaches:
        raise RuleBroken(breaches)
    plan = Plan(
        id=new_id(),
        instrument=instrument,
        year_from=first,
        year_to=last,
        state=PlanState.DRAFT,
        created_by=actor.name,
    )
    _write(plan, text)
    session.add(plan)
    session.flush()
    if instrument is Instrument.PLAN_5Y:
        _add_dimensions(session, plan)
    audit.record(session, actor, "plan.create", "plan", plan.id, years=[first, last])
    session.flush()
    return plan


def edit_plan(session: TenantSession, actor: Actor, plan_id: UUID, text: PlanText) -> Plan:
    """Rewrite a plan's words while it can be edited. Raises `NotFound`, `RuleBroken`."""
    plan = editable_plan(session, plan_id)
    breaches = _text_breaches(text)
    if breaches:
        raise RuleBroken(breaches)
    _write(plan, text)
    audit.record(session, actor, "plan.edit", "plan", plan.id)
    session.flush()
    return plan


def move_plan(
    session: TenantSession,
    actor: Actor,
    plan_id: UUID,
    wanted: PlanState,
    *,
    announced_on: date | None = None,
    eplan_ref: str | None = None,
) -> Plan:
    """Take a plan to its next state. Announcing needs its day (Gregorian), registering the
    national reference; a plan with a measure without a department goes no further (R7).

    Raises `NotFound`, `RuleBroken`.
    """
    plan = _locked_plan(session, plan_id)
    breaches = _move_breaches(plan, wanted, announced_on, eplan_ref)
    if wanted not in {PlanState.DRAFT, PlanState.AMENDED}:
        breaches += [
            Breach("R7", "departments", f"มาตรการที่ {seq} ยังไม่มีหน่วยงานรับผิดชอบ กรุณาเพิ่มหน่วยงาน")
            for seq in measures_without_department(session, plan_id)
        ]
    if breaches:
        raise RuleBroken(breaches)
    audit.record(
        session, actor, "plan.move", "plan", plan.id, was=plan.state.value, now=wanted.value
    )
    plan.state = wanted
    plan.announced_on = announced_on or plan.announced_on
    plan.eplan_ref = eplan_ref or plan.eplan_ref
    session.flush()
    return plan


def add_mission(
    session: TenantSession,
    actor: Actor,
    plan_id: UUID,
    dimension: int,
    *,
    number: str,
    title: str,
) -> Mission:
    """Add a mission ("1.2") under a dimension of the plan. Raises `NotFound`, `RuleBroken`."""
    plan = editable_plan(session, plan_id)
    row = session.scalars(
        sa.select(Dimension).where(Dimension.plan_id == plan.id, Dimension.number == dimension)
    ).one_or_none()
    if row is None:
        raise NotFound("มิติ")
    number, title = tidy(number), tidy(title)
    taken = session.scalar(
        sa.select(Mission.id).where(Mission.dimension_id == row.id, Mission.number == number)
    )
    if not number or not title or taken is not None:
        raise RuleBroken.single("PLAN", "number", "กรุณาใส่เลขและชื่อภารกิจที่ไม่ซ้ำกับภารกิจอื่น")
    mission = Mission(id=new_id(), dimension_id=row.id, number=number, title=title)
    session.add(mission)
    audit.record(session, actor, "plan.mission.add", "plan", plan.id, number=number)
    session.flush()
    return mission


def editable_plan(session: TenantSession, plan_id: UUID) -> Plan:
    """The plan, held for a change. Raises `NotFound`; `RuleBroken` once it is announced."""
    plan = _locked_plan(session, plan_id)
    if plan.state not in EDITABLE_STATES:
        raise RuleBroken.single("STATE", "", "แผนนี้ไม่ใช่ฉบับร่าง กรุณาเปิดแผนเพื่อแก้ไขก่อน")
    return plan


def measures_without_department(session: TenantSession, plan_id: UUID) -> list[int]:
    """Numbers of the measures nobody answers for (R7)."""
    answered = sa.exists().where(
        MeasureDepartment.tenant_id == Measure.tenant_id,
        MeasureDepartment.measure_id == Measure.id,
    )
    query = sa.select(Measure.seq).where(
        Measure.plan_id == plan_id, sa.not_(Measure.all_departments), sa.not_(answered)
    )
    return list(session.scalars(query.order_by(Measure.seq)))


def _locked_plan(session: TenantSession, plan_id: UUID) -> Plan:
    plan = session.scalars(
        sa.select(Plan)
        .where(Plan.id == plan_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if plan is None:
        raise NotFound("แผน")
    return plan


def _exists(session: TenantSession, instrument: Instrument, first: int, last: int) -> bool:
    query = sa.select(Plan.id).where(
        Plan.instrument == instrument, Plan.year_from == first, Plan.year_to == last
    )
    return session.scalar(query) is not None


def _add_dimensions(session: TenantSession, plan: Plan) -> None:
    try:
        titles = dimension_titles(plan.year_from)
    except CatalogueGap:
        titles = [""] * 4
    rows = [
        {"plan_id": plan.id, "number": number, "title": title}
        for number, title in enumerate(titles, start=1)
    ]
    session.execute(sa.insert(Dimension), rows)


def _write(plan: Plan, text: PlanText) -> None:
    plan.title = tidy(text.title)
    plan.preface = tidy(text.preface)
    plan.rationale = tidy(text.rationale)
    plan.objectives = tidy_items(text.objectives)
    plan.goals = tidy_items(text.goals)
    plan.benefits = tidy_items(text.benefits)


def _text_breaches(text: PlanText) -> list[Breach]:
    breaches = [
        *too_long("title", text.title, LONGEST_LINE),
        *too_long("preface", text.preface),
        *too_long("rationale", text.rationale),
        *too_many("objectives", list(text.objectives)),
        *too_many("goals", list(text.goals)),
        *too_many("benefits", list(text.benefits)),
    ]
    if not tidy(text.title):
        breaches.append(Breach("PLAN", "title", "กรุณาใส่ชื่อแผน"))
    return breaches


def _year_breaches(instrument: Instrument, first: int, last: int) -> list[Breach]:
    try:
        round_dates(first, "12M")
        round_dates(last, "12M")
    except CatalogueGap:
        return [Breach("R1", "year_from", "กรุณาระบุปีงบประมาณเป็นปี พ.ศ. เช่น 2566")]
    if instrument is Instrument.ITA_MEASURES and first != last:
        return [Breach("PLAN", "year_to", "มาตรการจากผล ITA เป็นรายปี กรุณาระบุปีเดียว")]
    if not first <= last <= first + 9:
        return [Breach("PLAN", "year_to", "ปีสิ้นสุดต้องไม่ก่อนปีเริ่มและไม่เกินสิบปี กรุณาแก้ปี")]
    return []


def _move_breaches(
    plan: Plan, wanted: PlanState, announced_on: date | None, eplan_ref: str | None
) -> list[Breach]:
    if wanted not in FOLLOWS[plan.state]:
        sentence = "แผนอยู่ในสถานะที่ยังทำขั้นตอนนี้ไม่ได้ กรุณาโหลดหน้าแผนใหม่แล้วเลือกขั้นตอนที่มี"
        return [Breach("STATE", "", sentence)]
    if wanted is PlanState.ANNOUNCED and not (announced_on or plan.announced_on):
        return [Breach("STATE", "announced_on", "กรุณาใส่วันที่ประกาศใช้แผน")]
    if wanted is PlanState.REGISTERED and not (eplan_ref or plan.eplan_ref):
        return [Breach("STATE", "eplan_ref", "กรุณาใส่เลขอ้างอิงจากระบบ E-PlanNACC")]
    return []
