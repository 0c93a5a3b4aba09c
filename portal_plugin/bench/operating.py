"""Random deeds of citizens, officers and the calendar, one transaction each, until killed."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.complaints import answering, following, handling
from portal_plugin.complaints.codes import Channel, Ground
from portal_plugin.complaints.intake import Given, take_in
from portal_plugin.complaints.merging import merge
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.reminders import close_expired, remind_due
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.engines import make_engine
from portal_plugin.errors import PortalPluginError
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession, tenant_session

DAYS_A_SECOND = 2.0
"""How fast the held clock runs: so that complaints come to be late, explained and closed."""

_WORDS = "ข้อความยาวพอสมควร (ตัวอย่าง)"
_KEY = TrackingKey("known to this bench alone" * 2)
_TOPICS = ("SERVICE", "ADMINISTRATION", "OTHER")
_OFFICER = Actor("officer-1", "เจ้าหน้าที่ (ตัวอย่าง)", None, frozenset({Role.COMPLAINT_OFFICER}))

Deed = Callable[[TenantSession, random.Random, UUID], object]


def operate_forever(url: str, tenant_ids: Sequence[UUID], began: float, seed: int) -> None:
    """Do one thing after the other; ends only by a kill, or when its parent is gone.

    `began` (seconds since 1970) is common to all processes of a run, so that the days of one
    complaint follow each other whoever acts.
    """
    chance = random.Random(seed)  # noqa: S311
    engine = make_engine(url)
    parent = os.getppid()
    while os.getppid() == parent:
        with (
            clock.held_at(_moment(began)),
            suppress(PortalPluginError),
            tenant_session(engine, chance.choice(tenant_ids)) as session,
        ):
            _do_something(session, chance)
            session.commit()


def _moment(began: float) -> datetime:
    start = datetime(2024, 9, 1, 3, tzinfo=UTC)
    return start + timedelta(days=(time.time() - began) * DAYS_A_SECOND)


def _do_something(session: TenantSession, chance: random.Random) -> None:
    if chance.random() < 0.25 or (chosen := _any_complaint(session)) is None:
        topic, channel = chance.choice(_TOPICS), chance.choice([Channel.WEB, Channel.PHONE])
        given = Given(topic=topic, subject=_WORDS, detail=_WORDS, name="(ตัวอย่าง)")
        actor = None if channel is Channel.WEB else _OFFICER
        take_in(session, actor, given, channel, _KEY)
    else:
        chance.choice(_DEEDS)(session, chance, chosen)


def _any_complaint(session: TenantSession) -> UUID | None:
    """One of the newest: the others rest."""
    newest = sa.select(Complaint.id).order_by(Complaint.received_at.desc()).limit(40).subquery()
    return session.scalar(sa.select(newest.c.id).order_by(sa.func.random()).limit(1))


def _assign(session: TenantSession, _chance: random.Random, chosen: UUID) -> None:
    query = sa.select(Department.id).order_by(sa.func.random()).limit(1)
    handling.assign(session, _OFFICER, chosen, session.scalars(query).one())


def _merge(session: TenantSession, _chance: random.Random, chosen: UUID) -> None:
    other = _any_complaint(session)
    if other is not None and other != chosen:
        merge(session, _OFFICER, chosen, other)


def _explain(session: TenantSession, _chance: random.Random, chosen: UUID) -> None:
    answering.explain(session, _OFFICER, chosen, _WORDS, clock.today() + timedelta(days=20))


def _finish(session: TenantSession, _chance: random.Random, chosen: UUID) -> None:
    answering.finish(session, _OFFICER, chosen, result=_WORDS, cause=_WORDS, prevention=_WORDS)


_DEEDS: Sequence[Deed] = (
    lambda s, _, chosen: handling.screen(s, _OFFICER, chosen),
    lambda s, chance, chosen: handling.retopic(s, _OFFICER, chosen, chance.choice(_TOPICS)),
    lambda s, _, chosen: handling.start(s, _OFFICER, chosen),
    lambda s, _, chosen: answering.refuse(s, _OFFICER, chosen, Ground.NOT_OURS, _WORDS),
    lambda s, _, chosen: answering.give_up(s, _OFFICER, chosen, Ground.WITHDRAWN, _WORDS),
    lambda s, _, chosen: answering.close(s, _OFFICER, chosen),
    lambda s, _, chosen: following.write(s, chosen, _WORDS),
    lambda s, _, chosen: following.reopen(s, chosen, _WORDS),
    lambda s, chance, chosen: following.rate(s, chosen, chance.randint(1, 5), ""),
    lambda s, _c, _i: remind_due(s),
    lambda s, _c, _i: close_expired(s),
    _assign,
    _assign,
    _merge,
    _explain,
    _finish,
    _finish,
)
