"""A small plan of an invented municipality, and the people who report on it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID

import pytest

from portal_plugin.actor import Actor, Role
from portal_plugin.measures.codes import BudgetMode, Instrument, MeasureKind, RoundCode
from portal_plugin.measures.models import (
    BudgetLine,
    Dimension,
    Measure,
    MeasureDepartment,
    Mission,
    Plan,
    Step,
)
from portal_plugin.measures.rounds import open_round
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

OpenSession = Callable[..., AbstractContextManager[TenantSession]]


@dataclass(frozen=True)
class SmallPlan:
    """Ids of a plan 2566-2570 with three measures: 1 without steps, 2 with three, 3 for all."""

    plan: UUID
    plain: UUID
    stepped: UUID
    everyone: UUID
    steps: tuple[UUID, UUID, UUID]
    half: UUID
    whole: UUID


@pytest.fixture
def small_plan(
    open_session: OpenSession, departments: dict[str, UUID], plan_officer: Actor
) -> SmallPlan:
    """Measures 1 and 2 belong to the works division (กองช่าง), 3 to all; both rounds are open."""
    with open_session() as session:
        ids = _write_plan(session, plan_officer, departments["rimnam/works"])
        session.commit()
    return ids


def _write_plan(session: TenantSession, actor: Actor, works: UUID) -> SmallPlan:
    plan, dimension, mission = new_id(), new_id(), new_id()
    measures = [new_id() for _ in range(3)]
    steps = (new_id(), new_id(), new_id())
    session.add(
        Plan(
            id=plan,
            instrument=Instrument.PLAN_5Y,
            title="แผนตัวอย่าง",
            year_from=2566,
            year_to=2570,
            created_by=actor.name,
        )
    )
    session.flush()
    session.add(Dimension(id=dimension, plan_id=plan, number=1, title="มิติตัวอย่าง"))
    session.flush()
    session.add(Mission(id=mission, dimension_id=dimension, number="1.1", title="ภารกิจตัวอย่าง"))
    session.flush()
    for seq, measure_id in enumerate(measures, start=1):
        session.add(
            Measure(
                id=measure_id,
                plan_id=plan,
                mission_id=mission,
                seq=seq,
                title=f"มาตรการตัวอย่าง {seq}",
                kind=MeasureKind.MEASURE,
                budget_mode=BudgetMode.AMOUNT if seq == 1 else BudgetMode.NONE,
                all_departments=seq == 3,
                created_by=actor.name,
            )
        )
    session.flush()
    for measure_id in measures[:2]:
        session.add(MeasureDepartment(measure_id=measure_id, department_id=works, position=1))
    for position, step_id in enumerate(steps, start=1):
        session.add(
            Step(
                id=step_id,
                measure_id=measures[1],
                position=position,
                path=str(position),
                text=f"ขั้นตอนตัวอย่าง {position}",
            )
        )
    session.add(
        BudgetLine(
            measure_id=measures[0], fiscal_year=2566, plan_amount=50_000, updated_by=actor.name
        )
    )
    half = open_round(session, actor, 2566, RoundCode.SIX_MONTHS)
    whole = open_round(session, actor, 2566, RoundCode.TWELVE_MONTHS)
    return SmallPlan(plan, *measures, steps, half.id, whole.id)


@pytest.fixture
def works_officer(tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Actor:
    return Actor(
        id="officer-2",
        name="สมศักดิ์ (ตัวอย่าง)",
        tenant_id=tenant_ids["rimnam"],
        roles=frozenset({Role.DEPARTMENT_OFFICER}),
        department_id=departments["rimnam/works"],
    )


@pytest.fixture
def money_officer(tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Actor:
    return Actor(
        id="officer-3",
        name="สมหญิง (ตัวอย่าง)",
        tenant_id=tenant_ids["rimnam"],
        roles=frozenset({Role.DEPARTMENT_OFFICER}),
        department_id=departments["rimnam/money"],
    )
