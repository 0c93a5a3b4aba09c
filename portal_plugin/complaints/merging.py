"""Joining complaints about one matter: one is worked on, and each complainant hears the answer."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portal_plugin.actor import Actor
from portal_plugin.complaints import states
from portal_plugin.complaints.changes import changing, duplicates_of, happen
from portal_plugin.complaints.codes import Act, NoticeKind, State
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.notices import ask_notice
from portal_plugin.complaints.walls import reach
from portal_plugin.errors import Conflict, RuleBroken
from portal_plugin.tenants.session import TenantSession

_ONE_MERGE_AT_A_TIME = sa.text(
    "select pg_advisory_xact_lock(hashtext('portal_plugin.merge'), hashtext(:tenant))"
)


def merge(session: TenantSession, actor: Actor, duplicate_id: UUID, into_id: UUID) -> None:
    """Let `duplicate_id` follow the main complaint `into_id`, with all that follow it already.

    Each keeps its number, its page, its due day and its figures. Both must be open, neither a
    duplicate itself. One on which work has begun follows only one on which it has begun too:
    every answer of the main complaint is then possible for its duplicates.

    Raises `UnknownComplaint`, `NotAllowed`, `Conflict`; `RuleBroken` for a complaint and itself.
    """
    session.execute(_ONE_MERGE_AT_A_TIME, {"tenant": str(session.tenant_id)})
    _refuse_duplicates(session, duplicate_id, into_id)
    rows = {
        each: reach(session, actor, each, handling=True) for each in sorted({duplicate_id, into_id})
    }
    duplicate, main = rows[duplicate_id], rows[into_id]
    if duplicate is main:
        raise RuleBroken.single("MERGE", "into", "นี่คือเรื่องเดียวกัน กรุณาเลือกเรื่องอื่นเป็นเรื่องหลัก")
    _check(duplicate, main)
    followers = duplicates_of(session, duplicate)
    with changing(session, duplicate):
        if duplicate.state is State.RECEIVED:
            happen(session, duplicate, actor, Act.SCREENED)
        happen(session, duplicate, actor, Act.MERGED, into=str(main.id), with_it=len(followers))
        for each in (duplicate, *followers):
            each.merged_into_id = main.id
    ask_notice(session, duplicate, NoticeKind.PROGRESS)


def _refuse_duplicates(session: TenantSession, *complaint_ids: UUID) -> None:
    """Before a row is locked: an act locks a main complaint, then its duplicates, and a merge that
    held a duplicate and waited for its main would wait for ever."""
    merged = session.scalar(
        sa.select(Complaint.id)
        .where(Complaint.id.in_(complaint_ids), Complaint.merged_into_id.is_not(None))
        .limit(1)
    )
    if merged is not None:
        raise Conflict("เรื่องหนึ่งในสองเรื่องนี้รวมเข้ากับเรื่องอื่นแล้ว กรุณาโหลดหน้าใหม่ แล้วเลือกเรื่องหลัก")


def _check(duplicate: Complaint, main: Complaint) -> None:
    if main.state not in states.OPEN:
        raise Conflict("เรื่องหลักตอบแล้ว เรื่องที่รวมเข้าไปจะไม่ได้รับคำตอบ กรุณาตอบเรื่องนี้โดยตรง")
    states.after(Act.MERGED, duplicate.state)
    working = State.IN_PROGRESS
    if duplicate.state is working and main.state is not working:
        raise Conflict("เรื่องนี้เริ่มดำเนินการแล้ว แต่เรื่องหลักยังไม่เริ่ม กรุณารวมเรื่องหลักเข้ากับเรื่องนี้แทน")
