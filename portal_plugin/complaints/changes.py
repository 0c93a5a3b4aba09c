"""Every change of a complaint: its row locked, its event written, its counters moved."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.complaints import states
from portal_plugin.complaints.codes import Act
from portal_plugin.complaints.contribution import contribution_of
from portal_plugin.complaints.counters import count_all
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint, ComplaintEvent
from portal_plugin.tenants.session import TenantSession

COMPLAINANT = Actor(id="complainant", name="ผู้ร้อง", tenant_id=None)
"""Who acts with a tracking code: nobody knows more, and nothing else is written down."""


def locked(session: TenantSession, complaint_id: UUID) -> Complaint:
    """The complaint's row as it stands, held until the transaction ends. Raises
    `UnknownComplaint`."""
    found = session.scalars(
        sa.select(Complaint)
        .where(Complaint.id == complaint_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise UnknownComplaint()
    return found


def duplicates_of(session: TenantSession, complaint: Complaint) -> list[Complaint]:
    """The complaints merged into this one, held until the transaction ends, oldest first."""
    return list(
        session.scalars(
            sa.select(Complaint)
            .where(Complaint.merged_into_id == complaint.id)
            .order_by(Complaint.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    )


@contextmanager
def changing(session: TenantSession, *complaints: Complaint) -> Iterator[None]:
    """Around every assignment to locked complaints: the counters follow, the rows are flushed.

    Once in a transaction, with all that it changes: counters are locked in order within one.
    """
    before = [contribution_of(complaint) for complaint in complaints]
    yield
    for complaint in complaints:
        complaint.updated_at = clock.now()
    session.flush()
    count_all(session, zip(before, map(contribution_of, complaints), strict=True))


def happen(
    session: TenantSession, complaint: Complaint, actor: Actor, act: Act, **detail: object
) -> ComplaintEvent:
    """Move the state as `states.py` says and write the event. Inside `changing`.

    `detail` holds codes, ids and days, never what somebody wrote. Raises `Conflict` when the act
    is not possible in the complaint's state.
    """
    complaint.state = states.after(act, complaint.state)
    if complaint.state in states.OPEN:
        complaint.answered_on = None
    elif complaint.answered_on is None:
        complaint.answered_on = clock.today()
    event = ComplaintEvent(
        complaint_id=complaint.id,
        act=act,
        state=complaint.state,
        actor_id=actor.id,
        actor_name=actor.name,
        detail=detail,
        at=clock.now(),
        happened_on=clock.today(),
    )
    session.add(event)
    return event
