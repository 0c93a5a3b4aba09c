"""Services write into the ledger what they do: after each of them the verification finds nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import office
from portal_plugin.corruption.codes import LedgerAct, Standing
from portal_plugin.corruption.contents import Identity
from portal_plugin.corruption.crypto.shares import one_share, together
from portal_plugin.corruption.custody import disposal, recovery, recusal, succession
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.custody.recovery import Holder
from portal_plugin.corruption.informants import mailbox
from portal_plugin.corruption.inspection import handling, inspectors
from portal_plugin.corruption.models import LedgerEntry, Report
from portal_plugin.corruption.proof.verification import verify_ledger
from portal_plugin.corruption.session import InspectionSession

OpenChannel = Callable[..., AbstractContextManager[InspectionSession]]


def test_a_year_of_services_leaves_a_true_ledger(
    open_channel: OpenChannel,
    make_post: Any,
    make_inspector: Any,
    make_report: Any,
    make_file: Any,
) -> None:
    with open_channel() as session:
        posts = [make_post(session, title) for title in ("ปลัด (ตัวอย่าง)", "คลัง (ตัวอย่าง)")]
        for step in _year(session, posts, make_inspector, make_report, make_file):
            session.flush()
            faults = [fault.sentence for fault in verify_ledger(session)]
            assert faults == [], f"after {step}"
        acts = set(session.scalars(sa.select(LedgerEntry.act)))
    # What these services never write: the acts of pages, of transfer, of formats, of passphrases.
    assert set(LedgerAct) - acts <= {
        LedgerAct.REPORT_READ,
        LedgerAct.IDENTITY_READ,
        LedgerAct.FILE_READ,
        LedgerAct.INBOX_READ,
        LedgerAct.EXPORTED,
        LedgerAct.REPORT_MOVED_IN,
        LedgerAct.RESEALED,
        LedgerAct.KEY_LOCKED_ANEW,
        LedgerAct.UNLOCKED,
        LedgerAct.UNLOCK_REFUSED,
    }


def _year(
    session: InspectionSession,
    posts: list[Any],
    make_inspector: Any,
    make_report: Any,
    make_file: Any,
) -> Iterator[str]:
    (one, one_pair), (other, other_pair) = (
        make_inspector(session, name, recorded=True) for name in ("ก (ตัวอย่าง)", "ข (ตัวอย่าง)")
    )
    late, _ = make_inspector(
        session, "ค (ตัวอย่าง)", [posts[0].id], standing=Standing.PENDING, recorded=True
    )
    yield "enrolment"
    inspectors.admit(session, one, late)
    yield "admission"
    inspectors.set_posts(session, one, late, [posts[1].id])
    yield "another post"
    ceremony = recovery.hold_ceremony(session, 2, [Holder(name, ()) for name in "งจฉ"])
    yield "ceremony"
    office.office_of(session)
    yield "office"
    taken = make_report(session, posts=[posts[1].id], files=[make_file()], identity=Identity("ช"))
    make_report(session, facts="อีกเรื่อง (ตัวอย่าง)")
    yield "reports"
    mailbox.write(session, taken.receipt, "เพิ่มเติม (ตัวอย่าง)", [make_file()])
    yield "a message of the informant"
    report = session.get_one(Report, (session.tenant_id, taken.report_id))
    opened = open_as_reader(session, report, one.id, one_pair)
    handling.take_case(session, opened, one)
    yield "taking the case"
    handling.write(session, opened, one, "ขอบคุณ (ตัวอย่าง)", [make_file()])
    yield "a message of the inspector"
    handling.investigate(session, opened, one)
    yield "investigation"
    handling.refer(session, opened, one, "NACC", "ส่งต่อแล้ว (ตัวอย่าง)")
    yield "referral"
    handling.close_report(session, opened, one, "FOUNDED", "ยุติแล้ว (ตัวอย่าง)")
    yield "the end"
    handling.reopen(session, opened, one)
    yield "a second look"
    handling.close_report(session, opened, one, "UNFOUNDED", "ยุติแล้ว (ตัวอย่าง)")
    yield "the second end"
    handling.hand_over(session, opened, one, str(other.id))
    yield "another handler"
    recusal.recuse(session, other, other_pair, taken.report_id)
    yield "recusal"
    inspectors.set_posts(session, one, late, [posts[0].id])
    succession.share(session, one, one_pair, late)
    yield "succession"
    fresh, _ = make_inspector(session, "ซ (ตัวอย่าง)", recorded=True)
    shares = [one_share(words) for _holder, words in ceremony.shares[:2]]
    recovery.recover(session, together(shares), fresh)
    yield "recovery"
    inspectors.leave(session, one, other)
    yield "leaving"
    with clock.held_at(clock.now() + timedelta(days=2_000)):
        disposal.dispose(session, "system", [taken.report_id], disposal.Ground.RETENTION)
        yield "disposal"
        office.set_office(session, "office:1", {"unit": "หน่วยตรวจสอบ (ตัวอย่าง)"})
        yield "another office"
