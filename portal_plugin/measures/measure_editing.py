"""Writing the measures of a plan that can be edited: fields, steps, indicators, departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.measures.codes import BudgetMode, IndicatorLevel, MeasureKind
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.indicator_topics import topic_breaches
from portal_plugin.measures.models import (
    BudgetLine,
    Dimension,
    Indicator,
    ItaIssueMeasure,
    Measure,
    MeasureDepartment,
    Mission,
    ProgressEntry,
    RiskControl,
    Step,
)
from portal_plugin.measures.plans import editable_plan
from portal_plugin.measures.responsibility import locked_measure
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, tidy, tidy_items, too_long, too_many


@dataclass(frozen=True, slots=True)
class MeasureText:
    """The fields of a measure. `mission_id` for a five-year plan, `indicator_number` (1-10) or
    `group_title` for ITA measures; `kind` may stay open until registration.
    """

    title: str
    kind: MeasureKind | None = None
    mission_id: UUID | None = None
    indicator_number: int | None = None
    group_title: str = ""
    rationale: str = ""
    objectives: Sequence[str] = ()
    target_group: str = ""
    target_group_codes: Sequence[int] = ()
    quarter: int | None = None
    period: str = ""
    budget_mode: BudgetMode = BudgetMode.NONE
    departments_text: str = ""
    all_departments: bool = False
    remark: str = ""


@dataclass(frozen=True, slots=True)
class IndicatorText:
    """An output or outcome and the plain parts of its target."""

    level: IndicatorLevel
    text: str
    comparator: str | None = None
    value: Decimal | None = None
    unit: str | None = None
    method: str | None = None
    complaint_topic: str | None = None


def add_measure(
    session: TenantSession,
    actor: Actor,
    plan_id: UUID,
    text: MeasureText,
    department_ids: Sequence[UUID] = (),
) -> Measure:
    """Add a measure behind the last one (R7: with a department, unless all answer for it).

    Raises `NotFound`, `RuleBroken`.
    """
    plan = editable_plan(session, plan_id)
    fields = _checked(session, plan.id, text, department_ids)
    last = session.scalar(sa.select(sa.func.max(Measure.seq)).where(Measure.plan_id == plan.id))
    measure = Measure(
        id=new_id(), plan_id=plan.id, seq=(last or 0) + 1, created_by=actor.name, **fields
    )
    session.add(measure)
    session.flush()
    _link_departments(session, measure.id, department_ids)
    audit.record(session, actor, "measure.add", "measure", measure.id, seq=measure.seq)
    session.flush()
    return measure


def edit_measure(
    session: TenantSession,
    actor: Actor,
    measure_id: UUID,
    text: MeasureText,
    department_ids: Sequence[UUID],
) -> Measure:
    """Rewrite a measure's fields and departments. Raises `NotFound`, `RuleBroken`."""
    measure = _editable(session, measure_id)
    fields = _checked(session, measure.plan_id, text, department_ids)
    changed = [name for name, value in fields.items() if getattr(measure, name) != value]
    for name in changed:
        setattr(measure, name, fields[name])
    session.execute(sa.delete(MeasureDepartment).where(MeasureDepartment.measure_id == measure.id))
    _link_departments(session, measure.id, department_ids)
    audit.record(session, actor, "measure.edit", "measure", measure.id, fields=changed)
    session.flush()
    return measure


def delete_measure(session: TenantSession, actor: Actor, measure_id: UUID) -> None:
    """Delete a measure nobody has reported on, with all that hangs on it.

    Controls of risks that pointed to it stay, unlinked. Raises `NotFound`, `RuleBroken`.
    """
    measure = _editable(session, measure_id)
    _refuse_reported(session, ProgressEntry.measure_id == measure.id, "มาตรการ")
    session.execute(
        sa.update(RiskControl).where(RiskControl.measure_id == measure.id).values(measure_id=None)
    )
    for table in (ItaIssueMeasure, BudgetLine, Indicator, Step, MeasureDepartment):
        session.execute(sa.delete(table).where(table.measure_id == measure.id))
    audit.record(
        session,
        actor,
        "measure.delete",
        "measure",
        measure.id,
        seq=measure.seq,
        title=measure.title,
    )
    session.delete(measure)
    session.flush()


def set_steps(
    session: TenantSession, actor: Actor, measure_id: UUID, steps: Sequence[tuple[str, str]]
) -> None:
    """Replace the steps, given as (path, text) in order; a step keeps its row while path and
    place stay. A step that was reported on cannot be left out. Raises `NotFound`, `RuleBroken`.
    """
    measure = _editable(session, measure_id)
    wanted = [(tidy(path), tidy(text)) for path, text in steps]
    paths = [path for path, _ in wanted]
    if len(set(paths)) < len(paths) or not all(path and text for path, text in wanted):
        raise RuleBroken.single("STEP", "steps", "กรุณาใส่เลขขั้นตอนที่ไม่ซ้ำกันและข้อความให้ครบทุกขั้นตอน")
    breaches = too_many("steps", [text for _, text in wanted])
    if breaches:
        raise RuleBroken(breaches)
    kept = {
        row.path: row
        for row in session.scalars(sa.select(Step).where(Step.measure_id == measure.id))
    }
    gone = [row.id for path, row in kept.items() if path not in paths]
    _refuse_reported(session, ProgressEntry.step_id.in_(gone), "ขั้นตอน")
    session.execute(sa.delete(Step).where(Step.id.in_(gone)))
    for position, (path, text) in enumerate(wanted, start=1):
        row = kept.get(path)
        if row is None:
            session.add(Step(measure_id=measure.id, position=position, path=path, text=text))
        else:
            row.position, row.text = position, text
    audit.record(session, actor, "measure.steps", "measure", measure.id, steps=len(wanted))
    session.flush()


def set_indicators(
    session: TenantSession, actor: Actor, measure_id: UUID, indicators: Sequence[IndicatorText]
) -> None:
    """Replace outputs and outcomes. Raises `NotFound`, `RuleBroken`."""
    measure = _editable(session, measure_id)
    texts = [tidy(indicator.text) for indicator in indicators]
    breaches = too_many("indicators", texts)
    if not all(texts):
        breaches.append(Breach("INDICATOR", "indicators", "กรุณาใส่ข้อความของตัวชี้วัดให้ครบ"))
    breaches += topic_breaches(session, (indicator.complaint_topic for indicator in indicators))
    if breaches:
        raise RuleBroken(breaches)
    session.execute(sa.delete(Indicator).where(Indicator.measure_id == measure.id))
    for position, (indicator, text) in enumerate(zip(indicators, texts, strict=True), start=1):
        fields = asdict(indicator) | {"text": text}
        session.add(Indicator(measure_id=measure.id, position=position, **fields))
    audit.record(session, actor, "measure.indicators", "measure", measure.id, count=len(texts))
    session.flush()


def _editable(session: TenantSession, measure_id: UUID) -> Measure:
    plan_id = session.scalar(sa.select(Measure.plan_id).where(Measure.id == measure_id))
    if plan_id is None:
        raise NotFound("มาตรการ")
    editable_plan(session, plan_id)
    return locked_measure(session, measure_id)


def _refuse_reported(session: TenantSession, which: sa.ColumnElement[bool], subject: str) -> None:
    if session.scalar(sa.select(ProgressEntry.id).where(which).limit(1)) is not None:
        sentence = f"{subject}นี้มีรายงานความก้าวหน้าแล้ว จึงลบไม่ได้ กรุณาแก้ข้อความแทน"
        raise RuleBroken.single("HISTORY", "", sentence)


def _checked(
    session: TenantSession, plan_id: UUID, text: MeasureText, department_ids: Sequence[UUID]
) -> Mapping[str, object]:
    fields = asdict(text) | {
        "title": tidy(text.title),
        "group_title": tidy(text.group_title),
        "rationale": tidy(text.rationale),
        "objectives": tidy_items(text.objectives),
        "target_group": tidy(text.target_group),
        "target_group_codes": sorted(set(text.target_group_codes)),
        "period": tidy(text.period),
        "departments_text": tidy(text.departments_text),
        "remark": tidy(text.remark),
    }
    breaches = [*_field_breaches(text), *_department_breaches(session, text, department_ids)]
    if breaches:
        raise RuleBroken(breaches)
    if text.mission_id is not None:
        _check_mission(session, plan_id, text.mission_id)
    return fields


def _field_breaches(text: MeasureText) -> list[Breach]:
    breaches = [
        *too_long("title", text.title, LONGEST_LINE),
        *too_long("rationale", text.rationale),
        *too_many("objectives", list(text.objectives)),
        *too_long("target_group", text.target_group),
        *too_long("period", text.period, LONGEST_LINE),
        *too_long("remark", text.remark),
    ]
    if not tidy(text.title):
        breaches.append(Breach("MEASURE", "title", "กรุณาใส่ชื่อมาตรการ"))
    if not all(1 <= code <= 9 for code in text.target_group_codes):
        breaches.append(Breach("MEASURE", "target_group_codes", "กรุณาเลือกกลุ่มเป้าหมายจากรายการ"))
    if text.quarter is not None and not 1 <= text.quarter <= 4:
        breaches.append(Breach("MEASURE", "quarter", "กรุณาเลือกไตรมาส 1 ถึง 4"))
    if text.indicator_number is not None and not 1 <= text.indicator_number <= 10:
        breaches.append(Breach("MEASURE", "indicator_number", "กรุณาเลือกตัวชี้วัด ITA 1 ถึง 10"))
    return breaches


def _department_breaches(
    session: TenantSession, text: MeasureText, department_ids: Sequence[UUID]
) -> list[Breach]:
    if not department_ids:
        if text.all_departments:
            return []
        return [Breach("R7", "departments", "กรุณาเลือกหน่วยงานรับผิดชอบอย่างน้อยหนึ่งหน่วย")]
    known = session.scalars(sa.select(Department.id).where(Department.id.in_(department_ids)))
    if set(known) != set(department_ids):
        return [Breach("R7", "departments", "กรุณาเลือกหน่วยงานจากรายการ")]
    return []


def _check_mission(session: TenantSession, plan_id: UUID, mission_id: UUID) -> None:
    found = session.scalar(
        sa.select(Mission.id)
        .join(
            Dimension,
            sa.and_(Dimension.tenant_id == Mission.tenant_id, Dimension.id == Mission.dimension_id),
        )
        .where(Mission.id == mission_id, Dimension.plan_id == plan_id)
    )
    if found is None:
        raise NotFound("ภารกิจ")


def _link_departments(
    session: TenantSession, measure_id: UUID, department_ids: Sequence[UUID]
) -> None:
    rows = [
        {"measure_id": measure_id, "department_id": department_id, "position": position}
        for position, department_id in enumerate(dict.fromkeys(department_ids), start=1)
    ]
    if rows:
        session.execute(sa.insert(MeasureDepartment), rows)
