"""What keeps coming back: causes found in answered complaints, with what was done (C8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.codes import State
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.queries import visible
from portal_plugin.statistics.period import Period
from portal_plugin.tenants.session import TenantSession

MOST = 5
"""How many complaints of a topic are listed."""


@dataclass(frozen=True, slots=True)
class Cause:
    """What one answered complaint was found to come from."""

    id: UUID
    number: str
    answered_on: date
    cause: str
    problems: str
    prevention: str


@dataclass(frozen=True, slots=True)
class Recurring:
    """The newest causes of one topic; `found` is how many there are in all."""

    topic: str
    found: int
    causes: tuple[Cause, ...]


def recurring(
    session: TenantSession, actor: Actor, period: Period, most: int = MOST
) -> tuple[Recurring, ...]:
    """Causes in finished complaints of the period that the actor may see, the topic with the most
    first, in one statement. Duplicates are left out, for they repeat their main's."""
    row = Complaint
    ranked = (
        sa.select(
            row.topic,
            row.id,
            row.number,
            row.answered_on,
            row.cause,
            row.problems,
            row.prevention,
            sa.func.count().over(partition_by=row.topic).label("found"),
            sa.func.row_number()
            .over(partition_by=row.topic, order_by=(row.answered_on.desc(), row.id.desc()))
            .label("place"),
        )
        .where(
            *visible(actor),
            row.received_at >= _start_of(period.first),
            row.received_at < _start_of(period.last + timedelta(days=1)),
            row.state.in_([State.DONE, State.CLOSED]),
            row.cause != "",
            row.merged_into_id.is_(None),
        )
        .subquery()
    )
    query = (
        sa.select(ranked)
        .where(ranked.c.place <= most)
        .order_by(ranked.c.found.desc(), ranked.c.topic, ranked.c.place)
    )
    causes: dict[tuple[str, int], list[Cause]] = defaultdict(list)
    for found in session.execute(query):
        causes[found.topic, found.found].append(
            Cause(
                found.id,
                found.number,
                found.answered_on,
                found.cause,
                found.problems,
                found.prevention,
            )
        )
    return tuple(Recurring(topic, number, tuple(of)) for (topic, number), of in causes.items())


def _start_of(day: date) -> datetime:
    return datetime.combine(day, time(), clock.BANGKOK)
