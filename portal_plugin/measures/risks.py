"""The risk register and the targets of a plan, and what rule R8 finds missing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.measures.codes import RiskLevel
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Measure, PlanTarget, RiskControl, RiskItem
from portal_plugin.measures.plans import editable_plan
from portal_plugin.measures.selects import same
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, tidy_items, too_many


@dataclass(frozen=True, slots=True)
class ControlText:
    """A control as written, and the measure of the plan that it is."""

    text: str
    measure_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class RiskText:
    """A row of the register; likelihood and impact (1-5) are optional, the level is a word."""

    process: str
    issues: Sequence[str] = ()
    level: RiskLevel | None = None
    likelihood: int | None = None
    impact: int | None = None
    controls: Sequence[ControlText] = ()


@dataclass(frozen=True, slots=True)
class TargetText:
    """A yearly target: numbers by Buddhist year."""

    name: str
    values: Mapping[int, float]
    unit: str = ""
    base_year: int | None = None


@dataclass(frozen=True, slots=True)
class ControlRow:
    """A control as it stands; `measure_seq` is the number of the measure that it is."""

    text: str
    measure_id: UUID | None
    measure_seq: int | None


@dataclass(frozen=True, slots=True)
class RiskRow:
    """A row of the register as it stands."""

    id: UUID
    process: str
    issues: tuple[str, ...]
    level: RiskLevel | None
    likelihood: int | None
    impact: int | None
    controls: tuple[ControlRow, ...]


@dataclass(frozen=True, slots=True)
class LooseControl:
    """A control that no measure answers (R8)."""

    id: UUID
    process: str
    text: str


def set_risks(
    session: TenantSession, actor: Actor, plan_id: UUID, risks: Sequence[RiskText]
) -> None:
    """Replace the register. Raises `NotFound` for a measure of another plan, `RuleBroken`."""
    plan = editable_plan(session, plan_id)
    breaches = [breach for risk in risks for breach in _risk_breaches(risk)]
    if breaches:
        raise RuleBroken(breaches)
    linked = {control.measure_id for risk in risks for control in risk.controls} - {None}
    own = set(session.scalars(sa.select(Measure.id).where(Measure.plan_id == plan.id)))
    if not linked <= own:
        raise NotFound("มาตรการ")
    old = sa.select(RiskItem.id).where(RiskItem.plan_id == plan.id)
    session.execute(sa.delete(RiskControl).where(RiskControl.risk_id.in_(old)))
    session.execute(sa.delete(RiskItem).where(RiskItem.plan_id == plan.id))
    for position, risk in enumerate(risks, start=1):
        _add_risk(session, plan.id, position, risk)
    audit.record(session, actor, "plan.risks", "plan", plan.id, risks=len(risks))
    session.flush()


def set_targets(
    session: TenantSession, actor: Actor, plan_id: UUID, targets: Sequence[TargetText]
) -> None:
    """Replace the target table. Raises `NotFound`, `RuleBroken` for years outside the plan."""
    plan = editable_plan(session, plan_id)
    years = set(range(plan.year_from, plan.year_to + 1))
    if not all(tidy(target.name) and set(target.values) <= years for target in targets):
        raise RuleBroken.single("PLAN", "targets", "กรุณาใส่ชื่อเป้าหมายและค่าเฉพาะปีในแผน")
    session.execute(sa.delete(PlanTarget).where(PlanTarget.plan_id == plan.id))
    for position, target in enumerate(targets, start=1):
        session.add(
            PlanTarget(
                plan_id=plan.id,
                position=position,
                name=tidy(target.name),
                unit=tidy(target.unit),
                base_year=target.base_year,
                values={str(year): value for year, value in target.values.items()},
            )
        )
    audit.record(session, actor, "plan.targets", "plan", plan.id, targets=len(targets))
    session.flush()


def link_control(
    session: TenantSession, actor: Actor, control_id: UUID, measure_id: UUID | None
) -> None:
    """Say which measure of the same plan a control is, or that it is none (R8).

    Raises `NotFound`.
    """
    found = session.execute(
        sa.select(RiskControl, RiskItem.plan_id)
        .join(RiskItem, same(RiskControl, RiskControl.risk_id, RiskItem))
        .where(RiskControl.id == control_id)
    ).one_or_none()
    if found is None:
        raise NotFound("มาตรการควบคุมความเสี่ยง")
    control, plan_id = found
    if measure_id is not None:
        of_plan = sa.select(Measure.id).where(Measure.id == measure_id, Measure.plan_id == plan_id)
        if session.scalar(of_plan) is None:
            raise NotFound("มาตรการ")
    control.measure_id = measure_id
    audit.record(
        session,
        actor,
        "risk.link",
        "plan",
        plan_id,
        control=str(control_id),
        measure=str(measure_id) if measure_id else None,
    )
    session.flush()


def risk_rows(session: TenantSession, plan_id: UUID) -> list[RiskRow]:
    """The register in its order, in two statements."""
    found = session.execute(
        sa.select(RiskControl.risk_id, RiskControl.text, Measure.id, Measure.seq)
        .join(RiskItem, same(RiskControl, RiskControl.risk_id, RiskItem))
        .outerjoin(Measure, same(RiskControl, RiskControl.measure_id, Measure))
        .where(RiskItem.plan_id == plan_id)
        .order_by(RiskControl.position)
    )
    controls: dict[UUID, list[ControlRow]] = defaultdict(list)
    for risk_id, text, measure_id, seq in found:
        controls[risk_id].append(ControlRow(text, measure_id, seq))
    query = sa.select(RiskItem).where(RiskItem.plan_id == plan_id).order_by(RiskItem.position)
    return [
        RiskRow(
            id=row.id,
            process=row.process,
            issues=tuple(row.issues),
            level=row.level,
            likelihood=row.likelihood,
            impact=row.impact,
            controls=tuple(controls[row.id]),
        )
        for row in session.scalars(query)
    ]


def controls_without_measure(session: TenantSession, plan_id: UUID) -> list[LooseControl]:
    """Each risk control should be a measure (R8): those that are none."""
    query = (
        sa.select(RiskControl.id, RiskItem.process, RiskControl.text)
        .join(RiskItem, same(RiskControl, RiskControl.risk_id, RiskItem))
        .where(RiskItem.plan_id == plan_id, RiskControl.measure_id.is_(None))
        .order_by(RiskItem.position, RiskControl.position)
    )
    return [LooseControl(*row) for row in session.execute(query)]


def _risk_breaches(risk: RiskText) -> list[Breach]:
    breaches = too_many("issues", list(risk.issues))
    if not tidy(risk.process):
        breaches.append(Breach("RISK", "process", "กรุณาใส่ขั้นตอนการดำเนินงานที่มีความเสี่ยง"))
    if not all(score is None or 1 <= score <= 5 for score in (risk.likelihood, risk.impact)):
        breaches.append(Breach("RISK", "likelihood", "กรุณาให้คะแนนโอกาสและผลกระทบ 1 ถึง 5"))
    if not all(tidy(control.text) for control in risk.controls):
        breaches.append(Breach("RISK", "controls", "กรุณาเขียนมาตรการควบคุมให้ครบ"))
    return breaches


def _add_risk(session: TenantSession, plan_id: UUID, position: int, risk: RiskText) -> None:
    item = RiskItem(
        id=new_id(),
        plan_id=plan_id,
        position=position,
        process=tidy(risk.process),
        issues=tidy_items(risk.issues),
        level=risk.level,
        likelihood=risk.likelihood,
        impact=risk.impact,
    )
    session.add(item)
    session.flush()
    for place, control in enumerate(risk.controls, start=1):
        session.add(
            RiskControl(
                risk_id=item.id,
                position=place,
                text=tidy(control.text),
                measure_id=control.measure_id,
            )
        )
