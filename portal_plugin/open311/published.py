"""What other programs may read of complaints: how they stand, and what an officer wrote to be read.

Never the complainant's subject, text, contact or files. The place is shown only where an officer
wrote a public summary. Complaints of corruption are not shown at all.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from portal_plugin.clock import BANGKOK
from portal_plugin.complaints.codes import STATE_WORDS, State
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.states import GONE, OPEN
from portal_plugin.complaints.topics import Topic, topics
from portal_plugin.open311.asking import Asked, is_number
from portal_plugin.open311.errors import UnknownRequest, UnknownService
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession

_SHOWN: tuple[Any, ...] = (
    Complaint.number,
    Complaint.state,
    Complaint.topic,
    Complaint.public_summary,
    Complaint.received_at,
    Complaint.updated_at,
    Complaint.answered_on,
    Complaint.due_on,
    Complaint.place,
    Complaint.latitude,
    Complaint.longitude,
    Department.name.label("department"),
)
_IN_STATUS = {"open": Complaint.answered_on.is_(None), "closed": Complaint.answered_on.is_not(None)}


def services(session: TenantSession) -> list[dict[str, Any]]:
    """The topics that a program may post to."""
    return [
        {
            "service_code": topic.code,
            "service_name": topic.label,
            "description": topic.description,
            "metadata": False,
            "type": "realtime",
            "keywords": "",
            "group": "",
        }
        for topic in topics(session)
        if not topic.suspicious
    ]


def service_definition(session: TenantSession, code: str) -> dict[str, Any]:
    """A service's own attributes: there are none. Raises `UnknownService`."""
    if code not in {service["service_code"] for service in services(session)}:
        raise UnknownService()
    return {"service_code": code, "attributes": []}


def service_requests(session: TenantSession, asked: Asked) -> list[dict[str, Any]]:
    """The requests asked for, newest first."""
    known = _topics(session)
    query = _query(known)
    if asked.numbers is not None:
        return _shown(session, query.where(Complaint.number.in_(asked.numbers)), known)
    query = query.where(Complaint.received_at.between(asked.since, asked.until))
    if asked.codes:
        query = query.where(Complaint.topic.in_(asked.codes & known.keys()))
    if asked.statuses:
        query = query.where(sa.or_(*(_IN_STATUS[status] for status in sorted(asked.statuses))))
    query = query.limit(asked.page_size).offset((asked.page - 1) * asked.page_size)
    return _shown(session, query, known)


def service_request(session: TenantSession, number: str) -> list[dict[str, Any]]:
    """The request of this number, in a list. Raises `UnknownRequest`."""
    known = _topics(session)
    found = is_number(number) and _shown(
        session, _query(known).where(Complaint.number == number), known
    )
    if not found:
        raise UnknownRequest()
    return found


def _topics(session: TenantSession) -> dict[str, Topic]:
    every = topics(session, active_only=False)
    return {topic.code: topic for topic in every if not topic.suspicious}


def _query(known: dict[str, Topic]) -> sa.Select[Any]:
    return (
        sa.select(*_SHOWN)
        .outerjoin(
            Department,
            sa.and_(
                Department.tenant_id == Complaint.tenant_id,
                Department.id == Complaint.department_id,
            ),
        )
        .where(Complaint.topic.in_(known), Complaint.state.not_in(GONE))
        .order_by(Complaint.received_at.desc(), Complaint.id.desc())
    )


def _shown(
    session: TenantSession, query: sa.Select[Any], known: dict[str, Topic]
) -> list[dict[str, Any]]:
    return [_one(row, known[row.topic]) for row in session.execute(query)]


def _one(row: Any, topic: Topic) -> dict[str, Any]:
    is_public = bool(row.public_summary)
    return {
        "service_request_id": row.number,
        "status": "open" if row.state in OPEN else "closed",
        "status_notes": STATE_WORDS[State(row.state)],
        "service_name": topic.label,
        "service_code": topic.code,
        "description": row.public_summary or "",
        "agency_responsible": row.department,
        "service_notice": "",
        "requested_datetime": _whole_seconds(row.received_at),
        "updated_datetime": _updated(row),
        "expected_datetime": _at(row.due_on, time(23, 59, 59)),
        "address": row.place if is_public else "",
        "address_id": "",
        "zipcode": "",
        "lat": row.latitude if is_public else None,
        "long": row.longitude if is_public else None,
        "media_url": "",
    }


def _updated(row: Any) -> datetime:
    """The last change; of what is closed, its day of answer, as the specification has it."""
    if row.answered_on is None:
        return _whole_seconds(row.updated_at)
    return max(_whole_seconds(row.received_at), _at(row.answered_on, time()))


def _at(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, BANGKOK)


def _whole_seconds(moment: datetime) -> datetime:
    return moment.astimezone(BANGKOK).replace(microsecond=0)
