"""Which complaints an indicator of a measure counts (domain 1.3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.complaints.topics import topic_labels
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Indicator, Measure
from portal_plugin.measures.plans import editable_plan
from portal_plugin.statistics.indicator_topics import topics_of
from portal_plugin.tenants.session import TenantSession


def set_complaint_topics(
    session: TenantSession, actor: Actor, measure_id: UUID, topics: Mapping[UUID, str | None]
) -> None:
    """Say for indicators of a measure what they count; None: not judged by complaints. Their ids
    stay, and the values reported on them.

    Raises `NotFound` for an indicator that is not the measure's, `RuleBroken`.
    """
    plan_id = session.scalar(sa.select(Measure.plan_id).where(Measure.id == measure_id))
    if plan_id is None:
        raise NotFound("มาตรการ")
    editable_plan(session, plan_id)
    rows = session.scalars(
        sa.select(Indicator).where(Indicator.measure_id == measure_id, Indicator.id.in_(topics))
    ).all()
    if len(rows) != len(topics):
        raise NotFound("ตัวชี้วัด")
    breaches = topic_breaches(session, topics.values())
    if breaches:
        raise RuleBroken(breaches)
    for row in rows:
        row.complaint_topic = topics[row.id]
    audit.record(session, actor, "measure.indicators", "measure", measure_id, topics=len(rows))
    session.flush()


def topic_breaches(session: TenantSession, topics: Iterable[str | None]) -> list[Breach]:
    """A breach when one of them is no topic of this municipality."""
    named: set[str] = set()
    for topic in topics:
        named |= (topics_of(topic) or frozenset()) if topic is not None else frozenset()
    if not named or named <= set(topic_labels(session)):
        return []
    return [Breach("INDICATOR", "indicators", "กรุณาเลือกหัวข้อเรื่องร้องเรียนจากรายการ")]
