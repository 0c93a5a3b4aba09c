"""Whose measure it is: a department officer reports on measures of the own department only."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portal_plugin.actor import SYSTEM, Actor, Role
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Measure, MeasureDepartment
from portal_plugin.tenants.session import TenantSession


def locked_measure(session: TenantSession, measure_id: UUID) -> Measure:
    """The measure, held until the end of the transaction, so that reports on it queue up.

    Raises `NotFound`.
    """
    measure = session.scalars(
        sa.select(Measure)
        .where(Measure.id == measure_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if measure is None:
        raise NotFound("มาตรการ")
    return measure


def check_responsible(session: TenantSession, actor: Actor, measure: Measure) -> None:
    """Raise `RuleBroken` unless the actor may report on the measure.

    Plan officers and the system may report on every measure; anybody else only where the own
    department answers for it, or all departments do (R7).
    """
    if Role.PLAN_OFFICER in actor.roles or actor == SYSTEM:
        return
    if actor.department_id is None:
        raise RuleBroken.single(
            "R7", "", "บัญชีของท่านยังไม่สังกัดหน่วยงาน กรุณาให้ผู้ดูแลระบบกำหนดหน่วยงานก่อนรายงาน"
        )
    if not (measure.all_departments or _answers(session, actor.department_id, measure.id)):
        raise RuleBroken.single(
            "R7", "", "หน่วยงานของท่านไม่ได้รับผิดชอบมาตรการนี้ กรุณาติดต่อเจ้าหน้าที่แผนให้เพิ่มหน่วยงาน"
        )


def _answers(session: TenantSession, department_id: UUID, measure_id: UUID) -> bool:
    link = MeasureDepartment
    query = sa.select(link.id).where(
        link.measure_id == measure_id, link.department_id == department_id
    )
    return session.scalar(query) is not None
