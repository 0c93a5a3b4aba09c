"""What inspectors do to a report: each act in the ledger, with what the informant is told of it.

Services take a report that `case.open_case` opened and locked. Whoever can read it may write to the
informant; everything else is done by the one who took the case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import Decision, LedgerAct, Referral, Standing, State
from portal_plugin.corruption.contents import OpenReport
from portal_plugin.corruption.custody.grants import readers_of
from portal_plugin.corruption.inspection import states
from portal_plugin.corruption.inspection.states import Step
from portal_plugin.corruption.messages import misfits, say
from portal_plugin.corruption.models import Inspector, Report
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.files.intake import KeptFile
from portal_plugin.texts import tidy


def write(
    session: InspectionSession,
    opened: OpenReport,
    inspector: Inspector,
    text: str,
    files: Sequence[KeptFile] = (),
) -> None:
    """A message into the informant's mailbox, in every state. Raises `RuleBroken` (field "text"),
    `Conflict` where there is no mailbox."""
    if not has_mailbox(opened.report):
        raise Conflict("เรื่องนี้ย้ายมาจากเรื่องร้องเรียน ผู้แจ้งไม่มีกล่องข้อความ จึงเขียนถึงไม่ได้")
    text = tidy(text)
    _refuse(misfits(text))
    say(session, opened.report, str(inspector.id), text, files)


def take_case(session: InspectionSession, opened: OpenReport, inspector: Inspector) -> None:
    """Become the handler; a new report is checked from now on. Raises `Conflict` while an active
    colleague handles it: who told is for one pair of eyes."""
    report = opened.report
    following = states.after(Step.TAKE, report.state)
    if not is_free(session, report):
        raise Conflict("มีผู้รับผิดชอบเรื่องนี้อยู่แล้ว ขอให้ผู้นั้นส่งมอบเรื่องให้ท่านก่อน")
    _set_handler(session, opened, inspector, inspector.id)
    _change_state(session, opened, inspector, following)


def hand_over(
    session: InspectionSession, opened: OpenReport, inspector: Inspector, to: str
) -> None:
    """Give the case to a colleague who can read it; `to` is his id. Raises `RuleBroken` (field
    "to"), `Conflict`."""
    _must_handle(opened, inspector, Step.HAND_OVER)
    for colleague in readers_beside(session, opened.report, inspector):
        if str(colleague.id) == to:
            _set_handler(session, opened, inspector, colleague.id)
            return
    raise RuleBroken.single("C12", "to", "โปรดเลือกผู้ตรวจสอบที่เปิดอ่านเรื่องนี้ได้")


def investigate(session: InspectionSession, opened: OpenReport, inspector: Inspector) -> None:
    """Begin to investigate, or go on when another body gave the report back. Raises `Conflict`."""
    following = _must_handle(opened, inspector, Step.INVESTIGATE)
    _change_state(session, opened, inspector, following)


def refer(
    session: InspectionSession,
    opened: OpenReport,
    inspector: Inspector,
    to: str,
    text: str = "",
) -> None:
    """Refer the report to who has the power (a code of `Referral`), and tell the informant unless
    `text` is empty. Raises `RuleBroken` (fields "to", "text"), `Conflict`."""
    following = _must_handle(opened, inspector, Step.REFER)
    text, report = tidy(text), opened.report
    breaches = _misfits_if_any(text)
    if to not in set(Referral):
        breaches.append(Breach("C16", "to", "โปรดเลือกหน่วยงานที่จะส่งต่อ"))
    elif report.state == State.REFERRED and report.referral == to:
        breaches.append(Breach("C16", "to", "ส่งต่อหน่วยงานนี้แล้ว โปรดเลือกหน่วยงานอื่น"))
    _refuse(breaches)
    report.referral, report.referred_on = Referral(to), clock.today()
    report.state = following
    session.flush()
    ledger.append(
        session, LedgerAct.REFERRED, str(inspector.id), report.id, to=to, now=str(following)
    )
    _tell(session, opened, inspector, text)


def close_report(
    session: InspectionSession,
    opened: OpenReport,
    inspector: Inspector,
    decision: str,
    text: str,
) -> None:
    """Close the report with a code of `Decision`; an informant with a mailbox is told (C2).

    Raises `RuleBroken` (fields "decision", "text"), `Conflict`.
    """
    following = _must_handle(opened, inspector, Step.CLOSE)
    text, report = tidy(text), opened.report
    breaches = misfits(text) if has_mailbox(report) else []
    if decision not in set(Decision):
        breaches.insert(0, Breach("C2", "decision", "โปรดเลือกผลการพิจารณา"))
    _refuse(breaches)
    report.decision, report.closed_on = Decision(decision), clock.today()
    report.first_closed_on = report.first_closed_on or report.closed_on
    report.state = following
    session.flush()
    ledger.append(
        session,
        LedgerAct.CLOSED,
        str(inspector.id),
        report.id,
        decision=decision,
        now=str(following),
    )
    _tell(session, opened, inspector, text)


def reopen(
    session: InspectionSession, opened: OpenReport, inspector: Inspector, text: str = ""
) -> None:
    """Investigate again what was closed, and tell the informant unless `text` is empty.

    Decision and day of the end stay until it is closed again: figures that were published counted
    them. Raises `RuleBroken` (field "text"), `Conflict`.
    """
    following = _must_handle(opened, inspector, Step.REOPEN)
    text = tidy(text)
    _refuse(_misfits_if_any(text))
    _change_state(session, opened, inspector, following)
    _tell(session, opened, inspector, text)


def has_mailbox(report: Report) -> bool:
    """Whether somebody has a receipt: not where a complaint was moved in."""
    return report.informant_key is not None


def is_free(session: InspectionSession, report: Report) -> bool:
    """Whether nobody who is still there handles the report."""
    if report.handler_id is None:
        return True
    return report.handler_id not in readers_of(session, [report.id])[report.id]


def readers_beside(
    session: InspectionSession, report: Report, inspector: Inspector
) -> list[Inspector]:
    """Colleagues who can open the report too, by name."""
    ids = readers_of(session, [report.id])[report.id] - {inspector.id}
    query = sa.select(Inspector).where(Inspector.id.in_(ids), Inspector.standing == Standing.ACTIVE)
    return list(session.scalars(query.order_by(Inspector.name, Inspector.id)))


def _must_handle(opened: OpenReport, inspector: Inspector, step: Step) -> State:
    """The state that follows, if the inspector may take the step. Raises `Conflict`."""
    if opened.report.handler_id != inspector.id:
        raise Conflict("เฉพาะผู้รับผิดชอบเรื่องนี้ทำรายการนี้ได้ โหลดหน้าใหม่เพื่อดูว่าใครรับผิดชอบ")
    return states.after(step, opened.report.state)


def _set_handler(
    session: InspectionSession, opened: OpenReport, inspector: Inspector, handler_id: UUID
) -> None:
    opened.report.handler_id = handler_id
    session.flush()
    ledger.append(
        session,
        LedgerAct.CASE_TAKEN,
        str(inspector.id),
        opened.report.id,
        inspector=str(handler_id),
    )


def _change_state(
    session: InspectionSession, opened: OpenReport, inspector: Inspector, now: State
) -> None:
    report = opened.report
    was = report.state
    if now == was:
        return
    report.state = now
    session.flush()
    ledger.append(
        session,
        LedgerAct.STATE_CHANGED,
        str(inspector.id),
        report.id,
        was=str(was),
        now=str(now),
    )


def _tell(session: InspectionSession, opened: OpenReport, inspector: Inspector, text: str) -> None:
    if text and has_mailbox(opened.report):
        say(session, opened.report, str(inspector.id), text)


def _misfits_if_any(text: str) -> list[Breach]:
    return misfits(text) if text else []


def _refuse(breaches: Iterable[Breach]) -> None:
    found = tuple(breaches)
    if found:
        raise RuleBroken(found)
