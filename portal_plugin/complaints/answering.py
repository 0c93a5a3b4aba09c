"""What the complainant hears: messages, explanations, results, refusals (C1, C2, C8).

What concerns a main complaint is told to the complainant of each duplicate too. Every function
raises `UnknownComplaint`, `NotAllowed` and `Conflict` as `handling.py` says, and `RuleBroken` with
every fault of the form.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.changes import changing, happen
from portal_plugin.complaints.codes import Act, Ground, MessageKind, NoticeKind
from portal_plugin.complaints.notices import ask_notice
from portal_plugin.complaints.telling import LONGEST_MESSAGE, Keepable, misfits, say
from portal_plugin.complaints.walls import reach, together
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

LEAST_REASON = 10
"""Characters below which a reason says nothing."""

FURTHEST_PROMISE = timedelta(days=90)
"""How far away the day may be that an explanation promises."""


def message(
    session: TenantSession,
    actor: Actor,
    complaint_id: UUID,
    text: str,
    files: Sequence[Keepable] = (),
) -> None:
    """Write to the complainant; of a merged group to this one alone."""
    complaint = reach(session, actor, complaint_id)
    text = tidy(text)
    _check(misfits("C2", "text", text, "กรุณาเขียนข้อความถึงผู้ร้อง"))
    with changing(session, complaint):
        happen(session, complaint, actor, Act.MESSAGE_OUT, files=len(files))
        say(session, complaint, actor, MessageKind.OFFICER, text, files=files)
    ask_notice(session, complaint, NoticeKind.MESSAGE)


def explain(
    session: TenantSession, actor: Actor, complaint_id: UUID, reason: str, promised_on: date
) -> None:
    """Explain on the tracking page why it takes longer, and name the day of the answer (C1).

    The first explanation of a run of the clock counts; a later one only moves the day.
    """
    complaints = together(session, actor, complaint_id, Act.EXPLAINED)
    reason, today = tidy(reason), clock.today()
    breaches = misfits(
        "C1", "reason", reason, "กรุณาชี้แจงเหตุที่ล่าช้าให้ผู้ร้องเข้าใจ อย่างน้อย 10 ตัวอักษร", least=LEAST_REASON
    )
    if promised_on <= today:
        breaches.append(Breach("C1", "promised_on", "กรุณาเลือกวันที่คาดว่าจะแล้วเสร็จหลังวันนี้"))
    elif promised_on - today > FURTHEST_PROMISE:
        breaches.append(Breach("C1", "promised_on", "กรุณาเลือกวันที่คาดว่าจะแล้วเสร็จภายใน 90 วันนับจากวันนี้"))
    _check(breaches)
    with changing(session, *complaints):
        for each in complaints:
            happen(session, each, actor, Act.EXPLAINED, promised_on=promised_on.isoformat())
            each.explained_on = each.explained_on or today
            each.promised_on = promised_on
            say(session, each, actor, MessageKind.EXPLANATION, reason)
    for each in complaints:
        ask_notice(session, each, NoticeKind.EXPLAINED)


def finish(
    session: TenantSession,
    actor: Actor,
    complaint_id: UUID,
    *,
    result: str,
    cause: str,
    prevention: str,
    problems: str = "",
    files: Sequence[Keepable] = (),
) -> None:
    """Answer with the result. Cause and prevention are for the analysis of causes (C8)."""
    complaints = together(session, actor, complaint_id, Act.FINISHED)
    result, cause, prevention, problems = map(tidy, (result, cause, prevention, problems))
    _check(
        [
            *misfits("C2", "result", result, "กรุณาเขียนผลการดำเนินการให้ผู้ร้องทราบ"),
            *misfits("C8", "cause", cause, "กรุณาเขียนสาเหตุของเรื่อง"),
            *misfits("C8", "prevention", prevention, "กรุณาเขียนแนวทางป้องกันไม่ให้เกิดซ้ำ"),
            *too_long("problems", problems, LONGEST_MESSAGE),
        ]
    )
    with changing(session, *complaints):
        for each in complaints:
            happen(session, each, actor, Act.FINISHED, files=len(files))
            each.result, each.problems = result, problems
            each.cause, each.prevention = cause, prevention
            each.ground = None
            say(session, each, actor, MessageKind.RESULT, result, files=files)
    for each in complaints:
        ask_notice(session, each, NoticeKind.ANSWERED)


def refuse(
    session: TenantSession, actor: Actor, complaint_id: UUID, ground: Ground, reason: str
) -> None:
    """Not accept the complaint, on a stated ground."""
    _end(session, actor, complaint_id, act=Act.REFUSED, ground=ground, reason=reason)


def give_up(
    session: TenantSession, actor: Actor, complaint_id: UUID, ground: Ground, reason: str
) -> None:
    """End an accepted complaint without a result, on a stated ground."""
    _end(session, actor, complaint_id, act=Act.GIVEN_UP, ground=ground, reason=reason)


def close(session: TenantSession, actor: Actor, complaint_id: UUID) -> None:
    """Close a complaint that has its result; the complainant keeps the page and the survey."""
    complaints = together(session, actor, complaint_id, Act.CLOSED, handling=True)
    with changing(session, *complaints):
        for each in complaints:
            happen(session, each, actor, Act.CLOSED)


def _end(
    session: TenantSession,
    actor: Actor,
    complaint_id: UUID,
    *,
    act: Act,
    ground: Ground,
    reason: str,
) -> None:
    complaints = together(session, actor, complaint_id, act, handling=True)
    reason = tidy(reason)
    _check(
        misfits(
            "C2", "reason", reason, "กรุณาเขียนเหตุผลให้ผู้ร้องเข้าใจ อย่างน้อย 10 ตัวอักษร", least=LEAST_REASON
        )
    )
    with changing(session, *complaints):
        for each in complaints:
            happen(session, each, actor, act, ground=ground.value)
            each.ground = ground
            each.result = each.problems = each.cause = each.prevention = ""
            say(session, each, actor, MessageKind.REFUSAL, reason)
    for each in complaints:
        ask_notice(session, each, NoticeKind.ANSWERED)


def _check(breaches: list[Breach]) -> None:
    if breaches:
        raise RuleBroken(breaches)
