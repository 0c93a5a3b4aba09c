"""The trail of registration and sending: every revision, attempt and receipt (15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Plan
from portal_plugin.national.endpoint import Accepted, Problem, Refused, RejectedLine, TryAgain
from portal_plugin.national.recording import RecordingEndpoint
from portal_plugin.reports.approve import approve_report
from portal_plugin.reports.expect import expect_report
from portal_plugin.reports.models import OutboxItem, Report
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.push import push_one

EVERY = "ทุกฉบับของรอบนี้"
ATTEMPTS = "การส่งแต่ละครั้ง"
REJECTED = "มาตรการที่ระบบกลางไม่รับ"
PATIENCE = Patience(lease=60, attempts=9, base=0.001, cap=0.001)


@pytest.fixture
def approved(filled: Any) -> Report:
    head = Actor("head", "นายก (ตัวอย่าง)", filled.tenant_id, frozenset({Role.EXECUTIVE}))
    with filled.open() as session:
        report = session.scalars(sa.select(Report)).one()
        approve_report(session, head, report.id)
        session.commit()
        session.refresh(report)
        session.expunge(report)
    return report


@pytest.fixture
def send(filled: Any, approved: Report, later: Any, noon: Any) -> Callable[..., None]:
    """`send(endpoint, times=2)`: so many attempts, a minute apart."""

    def _send(endpoint: Any, times: int = 1) -> None:
        with filled.open() as session:
            item = session.scalars(sa.select(OutboxItem.id)).one()
        for number in range(1, times + 1):
            with later(noon + timedelta(minutes=number)):
                push_one(filled.app, PATIENCE, endpoint, filled.tenant_id, item)

    return _send


def test_a_plan_that_was_not_registered_says_so(composed: Any, said: Any) -> None:
    told = said(composed("submission-record"))
    assert "ยังไม่ลงทะเบียน" in told
    assert "๑๕ กันยายน ๒๕๖๕" in told


def test_a_registered_plan_stands_with_its_reference(composed: Any, said: Any, change: Any) -> None:
    change(Plan, state="REGISTERED", eplan_ref="PLAN-0001")
    told = said(composed("submission-record"))
    assert "PLAN-0001" in told
    assert "ลงทะเบียนแล้ว" in told


def test_a_revision_tells_who_froze_it_and_its_digest(
    filled: Any, composed: Any, said: Any, table: Any
) -> None:
    document = composed("submission-record")
    with filled.open() as session:
        digest = session.scalars(sa.select(Report.digest)).one()
    assert digest in said(document)
    assert "โดย สมใจ (ตัวอย่าง)" in said(document)
    ((number, state, _frozen, approved, times, receipt),) = table(document, EVERY)
    assert (number, state, approved, times, receipt) == (
        "๑",
        "รวบรวมแล้ว รอความเห็นชอบ",
        "–",
        "๐",
        "–",
    )


def test_every_attempt_stands_with_its_answer_and_then_the_receipt(
    send: Any, composed: Any, table: Any, said: Any
) -> None:
    endpoint = RecordingEndpoint([TryAgain("ไม่ตอบ (ตัวอย่าง)")])
    send(endpoint, times=2)
    document = composed("submission-record")
    first, second = table(document, ATTEMPTS)
    assert (first[2:]) == ["–", "ส่งไม่สำเร็จ", "ไม่ตอบ (ตัวอย่าง)"]
    assert second[1:4] == ["๒๐ เมษายน ๒๕๖๖ ๑๒.๐๒ น.", "๒๐๐", "ระบบกลางรับแล้ว"]
    ((_, state, _, _, times, reference),) = table(document, EVERY)
    assert (state, times) == ("ส่งแล้วและได้ใบรับ", "๒")
    assert reference.startswith("RECORDED-")
    assert "๑๑ มาตรการ" in said(document)


def test_a_refusal_is_told_in_the_words_of_the_other_side(
    send: Any, composed: Any, table: Any, said: Any
) -> None:
    send(RecordingEndpoint([Refused(422, Problem("BAD", "ขาดข้อมูล (ตัวอย่าง)"))]))
    document = composed("submission-record")
    (attempt,) = table(document, ATTEMPTS)
    assert attempt[2:] == ["๔๒๒", "ระบบกลางไม่รับ", "BAD: ขาดข้อมูล (ตัวอย่าง)"]
    assert "เหตุขัดข้องล่าสุด" in said(document)


def test_lines_that_were_not_taken_stand_with_their_reason(
    send: Any, composed: Any, table: Any
) -> None:
    class Picky(RecordingEndpoint):
        def put_report(self, key: str, submission: Any) -> Any:
            answer = super().put_report(key, submission)
            line = RejectedLine(3, "ref", "LOCKED", "ปิดแล้ว (ตัวอย่าง)")
            assert isinstance(answer, Accepted)
            return Accepted(replace(answer.receipt, rejected_lines=(line,)))

    send(Picky())
    assert table(composed("submission-record"), REJECTED) == [["๓", "LOCKED", "ปิดแล้ว (ตัวอย่าง)"]]


def test_a_report_that_is_only_expected_says_that_it_waits(
    filled: Any, composed: Any, table: Any
) -> None:
    with filled.open() as session:
        assert expect_report(session, 2566, RoundCode.TWELVE_MONTHS)
        session.commit()
    ((number, state, *_),) = table(composed("submission-record", period="12M"), EVERY)
    assert (number, state) == ("–", "รอรวบรวมรายงาน")


def test_a_round_without_a_report_says_that_nothing_was_sent(composed: Any, said: Any) -> None:
    document = composed("submission-record", period="12M")
    assert "ยังไม่มีรายงานของรอบนี้ จึงยังไม่มีการส่ง" in said(document)


def test_without_a_plan_there_is_nothing_to_register(gathered: Any) -> None:
    with pytest.raises(NotFound):
        gathered("submission-record", year=2590)


def test_the_trail_is_read_in_a_fixed_number_of_statements(
    filled: Any, gathered: Any, send: Any
) -> None:
    with filled.statements() as before:
        gathered("submission-record")
    send(RecordingEndpoint([TryAgain("ไม่ตอบ (ตัวอย่าง)")]), times=2)
    with filled.statements() as after:
        gathered("submission-record")
    assert len(after) == len(before)
