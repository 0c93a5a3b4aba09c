"""What complaints are about: ten standard topics, and those a municipality adds."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.complaints.models import ComplaintTopic
from portal_plugin.config.catalogue import catalogue
from portal_plugin.errors import Breach, NotFound, RuleBroken
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

OWN = "T-"
"""How codes of a municipality's own topics begin."""

OTHER = "OTHER"
LONGEST_LABEL = 100
LONGEST_DESCRIPTION = 300
MOST_OWN = 50

_ONE_TOPIC_AT_A_TIME = sa.text(
    "select pg_advisory_xact_lock(hashtext('portal_plugin.topic'), hashtext(:tenant))"
)


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic as this municipality offers it.

    `department_id` is who usually handles it, a suggestion to the screener. A `suspicious` topic
    is one of corruption: its complaints are offered the protected channel first.
    """

    code: str
    label: str
    description: str
    department_id: UUID | None
    suspicious: bool
    active: bool
    own: bool


def topics(session: TenantSession, *, active_only: bool = True) -> list[Topic]:
    """Standard topics in the order of the catalogue, then the municipality's own, OTHER last."""
    rows = {row.code: row for row in session.scalars(sa.select(ComplaintTopic))}
    standard = [_standard(entry, rows.get(entry["code"])) for entry in _catalogue().values()]
    own = [_own(row) for row in rows.values() if row.code.startswith(OWN)]
    own.sort(key=lambda topic: int(topic.code.removeprefix(OWN)))
    found = [topic for topic in standard if topic.code != OTHER]
    found += [*own, *(topic for topic in standard if topic.code == OTHER)]
    return [topic for topic in found if topic.active or not active_only]


def topic_labels(session: TenantSession) -> dict[str, str]:
    """The Thai label of every topic, also of one that is no longer offered, by code."""
    return {topic.code: topic.label for topic in topics(session, active_only=False)}


def set_topic(  # noqa: PLR0917  (the fields of one form)
    session: TenantSession,
    actor: Actor,
    code: str | None,
    label: str,
    description: str,
    department_id: UUID | None,
    active: bool,
) -> Topic:
    """Add a topic of one's own (`code` None), or change one.

    Standard topics keep their words: figures and the plan's outcomes count by them. They may be
    hidden and given a department. Raises `RuleBroken`; `NotFound` for a code that there is not.
    """
    session.execute(_ONE_TOPIC_AT_A_TIME, {"tenant": str(session.tenant_id)})
    known = {topic.code: topic for topic in topics(session, active_only=False)}
    if code is not None and code not in known:
        raise NotFound()
    if code in _catalogue():
        label, description = _catalogue()[code]["th"], _catalogue()[code]["more"]
    label, description = " ".join(tidy(label).split()), tidy(description)
    others = [topic for topic in known.values() if topic.code != code]
    breaches = [
        *_label_breaches(label, others),
        *too_long("description", description, LONGEST_DESCRIPTION),
        *_department_breaches(session, department_id),
    ]
    if not active and not any(topic.active for topic in others):
        breaches.append(Breach("TOPIC", "active", "ต้องมีหัวข้อให้เลือกอย่างน้อยหนึ่งข้อ กรุณาเปิดหัวข้ออื่นก่อน"))
    if code is None and sum(topic.own for topic in others) >= MOST_OWN:
        sentence = f"เพิ่มหัวข้อได้ไม่เกิน {MOST_OWN} ข้อ กรุณาแก้ไขหัวข้อเดิมแทน"
        breaches.append(Breach("TOPIC", "label", sentence))
    if breaches:
        raise RuleBroken(breaches)
    row = session.scalars(
        sa.select(ComplaintTopic).where(ComplaintTopic.code == code)
    ).one_or_none()
    if row is None:
        row = ComplaintTopic(code=code or _next_code(others))
        session.add(row)
    row.label, row.description = label, description
    row.department_id, row.active = department_id, active
    session.flush()
    audit.record(
        session, actor, "complaint.topic.write", "topic", row.id, code=row.code, active=active
    )
    session.flush()
    if row.code in _catalogue():
        return _standard(_catalogue()[row.code], row)
    return _own(row)


def _catalogue() -> dict[str, dict[str, str]]:
    return {entry["code"]: entry for entry in catalogue("complaint_topics")["topics"]}


def _standard(entry: dict[str, str], row: ComplaintTopic | None) -> Topic:
    return Topic(
        code=entry["code"],
        label=entry["th"],
        description=entry["more"],
        department_id=row.department_id if row else None,
        suspicious=bool(entry["suspicious"]),
        active=row.active if row else True,
        own=False,
    )


def _own(row: ComplaintTopic) -> Topic:
    return Topic(
        code=row.code,
        label=row.label,
        description=row.description,
        department_id=row.department_id,
        suspicious=False,
        active=row.active,
        own=True,
    )


def _next_code(others: list[Topic]) -> str:
    numbers = [int(topic.code.removeprefix(OWN)) for topic in others if topic.own]
    return f"{OWN}{max(numbers, default=0) + 1}"


def _label_breaches(label: str, others: list[Topic]) -> list[Breach]:
    if not any(character.isalnum() for character in label):
        return [Breach("TOPIC", "label", "กรุณาเขียนชื่อหัวข้อ")]
    if label in {topic.label for topic in others}:
        return [Breach("TOPIC", "label", "มีหัวข้อชื่อนี้แล้ว กรุณาตั้งชื่ออื่น")]
    return too_long("label", label, LONGEST_LABEL)


def _department_breaches(session: TenantSession, department_id: UUID | None) -> list[Breach]:
    if department_id is None:
        return []
    found = session.scalar(
        sa.select(Department.id).where(Department.id == department_id, Department.active)
    )
    if found is not None:
        return []
    return [Breach("C5", "department_id", "ไม่มีหน่วยงานนี้ กรุณาเลือกหน่วยงานจากรายการ")]
