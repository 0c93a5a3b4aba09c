"""Officers at work on one complaint: who may do what, what is told, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.actor import Actor, Role
from portal_plugin.audit import AuditEvent
from portal_plugin.clock import held_at
from portal_plugin.complaints import answering, handling
from portal_plugin.complaints.codes import Ground, NoticeKind, State
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintEvent,
    ComplaintFile,
    ComplaintMessage,
    ComplaintNotice,
)
from portal_plugin.errors import Conflict, NotAllowed, PortalPluginError, RuleBroken

RECEIVED_AT = datetime(2026, 3, 2, 3, tzinfo=UTC)
SECRET = "ความลับในเรื่อง (ตัวอย่าง)"


@dataclass(frozen=True)
class Kept:
    filename: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        return len(self.content)


PHOTO = Kept("ภาพ.png", "image/png", b"png (example)")

OFFICER_ACTS: dict[str, Callable[..., Any]] = {
    "start": handling.start,
    "note": lambda session, actor, id_: handling.note(session, actor, id_, "บันทึก"),
    "message": lambda session, actor, id_: answering.message(session, actor, id_, "ข้อความ"),
    "explain": lambda session, actor, id_: answering.explain(
        session, actor, id_, "รอวัสดุจากผู้ขาย", date(2026, 3, 20)
    ),
    "finish": lambda session, actor, id_: answering.finish(
        session, actor, id_, result="ซ่อมแล้ว", cause="ทรุด", prevention="ตรวจ"
    ),
}
HEAD_ACTS: dict[str, Callable[..., Any]] = {
    "screen": handling.screen,
    "assign": lambda session, actor, id_: handling.assign(
        session, actor, id_, actor.department_id or uuid4()
    ),
    "forward_out": lambda session, actor, id_: handling.forward_out(
        session, actor, id_, "อำเภอ", "ส่งต่อแล้ว"
    ),
    "retopic": lambda session, actor, id_: handling.retopic(session, actor, id_, "OTHER"),
    "summary": lambda session, actor, id_: handling.set_public_summary(session, actor, id_, "สรุป"),
    "refuse": lambda session, actor, id_: answering.refuse(
        session, actor, id_, Ground.NOT_OURS, "อยู่นอกเขตเทศบาล"
    ),
    "give_up": lambda session, actor, id_: answering.give_up(
        session, actor, id_, Ground.WITHDRAWN, "ผู้ร้องขอถอนเรื่อง"
    ),
    "close": answering.close,
    "contact": handling.read_contact,
}


@pytest.fixture
def complaint_id(
    complain: Callable[..., UUID],
    work: Callable[..., Any],
    head: Actor,
    departments: dict[str, UUID],
) -> UUID:
    """A complaint with a contact, assigned to the works division on the day of receipt."""
    with held_at(RECEIVED_AT):
        complaint_id = complain(detail=SECRET, email="somsri@example.invalid")
        work(handling.assign, head, complaint_id, departments["rimnam/works"])
    return complaint_id


def _row(open_session: Any, complaint_id: UUID) -> Complaint:
    with open_session() as session:
        row = session.scalars(sa.select(Complaint).where(Complaint.id == complaint_id)).one()
        session.expunge_all()
    return row


def test_another_departments_complaint_answers_like_an_unknown_one(
    complaint_id: UUID, work: Any, money_officer: Actor
) -> None:
    sentences = set()
    for call in (OFFICER_ACTS | HEAD_ACTS).values():
        for asked in (complaint_id, uuid4()):
            with held_at(RECEIVED_AT), pytest.raises(UnknownComplaint) as refusal:
                work(call, money_officer, asked)
            sentences.add(refusal.value.sentence)
    assert len(sentences) == 1


def test_a_department_officer_only_works_and_answers(
    complaint_id: UUID, work: Any, works_officer: Actor, open_session: Any
) -> None:
    before = _row(open_session, complaint_id).updated_at
    for call in HEAD_ACTS.values():
        with held_at(RECEIVED_AT + timedelta(days=1)), pytest.raises(NotAllowed):
            work(call, works_officer, complaint_id)
    assert _row(open_session, complaint_id).updated_at == before
    with held_at(RECEIVED_AT + timedelta(days=1)):
        for call in OFFICER_ACTS.values():
            work(call, works_officer, complaint_id)


def test_an_officer_of_no_department_reaches_nothing(
    complain: Any, work: Any, works_officer: Actor
) -> None:
    drifter = Actor("officer-9", "ไม่มีสังกัด (ตัวอย่าง)", works_officer.tenant_id, works_officer.roles)
    with held_at(RECEIVED_AT):
        complaint_id = complain()
        for call in OFFICER_ACTS.values():
            with pytest.raises(UnknownComplaint):
                work(call, drifter, complaint_id)


def test_a_role_that_handles_no_complaints_reaches_nothing(
    complaint_id: UUID, work: Any, works_officer: Actor
) -> None:
    planner = replace(works_officer, roles=frozenset({Role.PLAN_OFFICER, Role.EXECUTIVE}))
    for call in (OFFICER_ACTS | HEAD_ACTS).values():
        with held_at(RECEIVED_AT), pytest.raises(UnknownComplaint):
            work(call, planner, complaint_id)


def test_another_municipalitys_complaint_is_unknown(
    complaint_id: UUID, open_session: Any, head: Actor
) -> None:
    for call in (OFFICER_ACTS | HEAD_ACTS).values():
        elsewhere = open_session("saithong")
        with held_at(RECEIVED_AT), elsewhere as session, pytest.raises(UnknownComplaint):
            call(session, head, complaint_id)


def test_assigning_names_department_and_person_and_ends_a_forwarding(
    complaint_id: UUID, work: Any, head: Actor, departments: dict[str, UUID], open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        work(handling.forward_out, head, complaint_id, "อำเภอ (ตัวอย่าง)", "ส่งต่อให้อำเภอแล้ว")
        assert _row(open_session, complaint_id).forwarded_to == "อำเภอ (ตัวอย่าง)"
        work(
            handling.assign,
            head,
            complaint_id,
            departments["rimnam/money"],
            officer_id="u-7",
            officer_name="  สมหมาย (ตัวอย่าง) ",
        )
    row = _row(open_session, complaint_id)
    assert (row.department_id, row.officer_id) == (departments["rimnam/money"], "u-7")
    assert (row.officer_name, row.forwarded_to) == ("สมหมาย (ตัวอย่าง)", None)


def test_forwarding_out_is_no_answer_and_is_told(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        work(handling.forward_out, head, complaint_id, "อำเภอ", "ส่งต่อให้อำเภอแล้ว")
    row = _row(open_session, complaint_id)
    assert (row.state, row.answered_on) == (State.FORWARDED, None)
    assert _said(open_session, complaint_id) == [("OFFICER", "ส่งต่อให้อำเภอแล้ว")]


def _said(open_session: Any, complaint_id: UUID) -> list[tuple[str, str]]:
    with open_session() as session:
        rows = session.scalars(
            sa.select(ComplaintMessage)
            .where(ComplaintMessage.complaint_id == complaint_id)
            .order_by(ComplaintMessage.at, ComplaintMessage.id)
        )
        return [(row.kind.value, row.text) for row in rows]


def test_a_department_that_is_none_of_ours_is_refused_in_one_sentence(
    complaint_id: UUID, work: Any, head: Actor, departments: dict[str, UUID]
) -> None:
    sentences = set()
    for department_id in (uuid4(), departments["saithong/works"]):
        with held_at(RECEIVED_AT), pytest.raises(RuleBroken) as refusal:
            work(handling.assign, head, complaint_id, department_id)
        sentences.add(str(refusal.value.by_field()["department_id"]))
    assert len(sentences) == 1


def test_the_first_explanation_of_a_run_counts_and_a_later_one_moves_the_day(
    complaint_id: UUID, work: Any, works_officer: Actor, open_session: Any
) -> None:
    explain = answering.explain
    with held_at(RECEIVED_AT + timedelta(days=15)):
        work(explain, works_officer, complaint_id, "รอวัสดุจากผู้ขาย", date(2026, 4, 1))
    with held_at(RECEIVED_AT + timedelta(days=20)):
        work(explain, works_officer, complaint_id, "รอฝนหยุดตกก่อน", date(2026, 4, 20))
    row = _row(open_session, complaint_id)
    assert row.explained_on == row.due_on == date(2026, 3, 17)
    assert row.promised_on == date(2026, 4, 20)
    assert [kind for kind, _ in _said(open_session, complaint_id)] == ["EXPLANATION"] * 2


EMPTY_EXPLANATIONS: list[tuple[str, int, set[str]]] = [
    ("", 10, {"reason"}),
    ("   รอวัสดุ\u202e ", 10, {"reason"}),
    ("รอวัสดุจากผู้ขาย", 0, {"promised_on"}),
    ("รอวัสดุจากผู้ขาย", -1, {"promised_on"}),
    ("รอวัสดุจากผู้ขาย", 91, {"promised_on"}),
    ("สั้น", 400_000, {"reason", "promised_on"}),
    ("ก" * 10_001, 1, {"reason"}),
]


def test_an_explanation_needs_a_reason_and_a_day_within_ninety(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    for reason, days, fields in EMPTY_EXPLANATIONS:
        promised_on = date(2026, 3, 2) + timedelta(days=days)
        with held_at(RECEIVED_AT), pytest.raises(RuleBroken) as refusal:
            work(answering.explain, head, complaint_id, reason, promised_on)
        assert set(refusal.value.by_field()) == fields
    assert _row(open_session, complaint_id).explained_on is None
    assert _said(open_session, complaint_id) == []
    with held_at(RECEIVED_AT):
        last = date(2026, 3, 2) + timedelta(days=90)
        work(answering.explain, head, complaint_id, "สิบตัวอักษ", last)


def test_an_explanation_on_the_last_day_excuses_and_a_day_later_does_not(
    complain: Any, work: Any, head: Actor, figures: Any
) -> None:
    with held_at(RECEIVED_AT):
        punctual, late = complain(topic="SERVICE"), complain(topic="PERFORMANCE")
    for complaint_id, at in (
        (punctual, datetime(2026, 3, 17, 16, 59, 59, tzinfo=UTC)),
        (late, datetime(2026, 3, 17, 17, tzinfo=UTC)),
    ):
        with held_at(at):
            work(handling.screen, head, complaint_id)
            work(answering.explain, head, complaint_id, "รอวัสดุจากผู้ขาย", date(2026, 4, 1))
        with held_at(at + timedelta(days=5)):
            work(OFFICER_ACTS["finish"], head, complaint_id)
    assert figures()["SERVICE"]["explained"] == 1
    assert figures()["PERFORMANCE"]["late"] == 1


def test_a_result_needs_cause_and_prevention_and_says_all_at_once(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT), pytest.raises(RuleBroken) as refusal:
        work(answering.finish, head, complaint_id, result=" ", cause="\u202e", prevention="")
    assert set(refusal.value.by_field()) == {"result", "cause", "prevention"}
    assert _row(open_session, complaint_id).state is State.FORWARDED


def test_a_result_stands_on_the_page_with_its_files_and_the_analysis_does_not(
    complaint_id: UUID, work: Any, works_officer: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        work(
            answering.finish,
            works_officer,
            complaint_id,
            result="ซ่อมแล้ว",
            cause="ทรุดตัว",
            prevention="ตรวจทุกเดือน",
            problems="งบน้อย",
            files=[PHOTO],
        )
    row = _row(open_session, complaint_id)
    assert (row.result, row.cause, row.problems) == ("ซ่อมแล้ว", "ทรุดตัว", "งบน้อย")
    assert _said(open_session, complaint_id) == [("RESULT", "ซ่อมแล้ว")]
    with open_session() as session:
        file = session.scalars(sa.select(ComplaintFile)).one()
        assert file.for_complainant and not file.from_complainant and file.message_id is not None


@pytest.mark.parametrize("act", ["refuse", "give_up"])
def test_a_refusal_states_its_ground_and_reason_and_answers(
    act: str, complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    call = getattr(answering, act)
    with held_at(RECEIVED_AT), pytest.raises(RuleBroken):
        work(call, head, complaint_id, Ground.NO_FACTS, "ไม่มี")
    with held_at(RECEIVED_AT):
        work(call, head, complaint_id, Ground.NO_FACTS, "ไม่มีข้อมูลว่าเกิดที่ใด")
    row = _row(open_session, complaint_id)
    assert (row.ground, row.answered_on) == (Ground.NO_FACTS, date(2026, 3, 2))
    assert _said(open_session, complaint_id) == [("REFUSAL", "ไม่มีข้อมูลว่าเกิดที่ใด")]


def test_a_later_result_leaves_nothing_of_an_earlier_refusal(
    complaint_id: UUID, work: Any, head: Actor, reopen: Any, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        work(HEAD_ACTS["refuse"], head, complaint_id)
        reopen(complaint_id)
        work(OFFICER_ACTS["finish"], head, complaint_id)
    assert _row(open_session, complaint_id).ground is None
    with held_at(RECEIVED_AT):
        reopen(complaint_id)
        work(HEAD_ACTS["give_up"], head, complaint_id)
    row = _row(open_session, complaint_id)
    assert (row.result, row.cause, row.prevention) == ("", "", "")


def test_an_answered_complaint_is_not_answered_again(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        work(OFFICER_ACTS["finish"], head, complaint_id)
        for act in ("finish", "explain", "start"):
            with pytest.raises(Conflict):
                work(OFFICER_ACTS[act], head, complaint_id)
        for act in ("refuse", "give_up", "forward_out", "screen", "retopic"):
            with pytest.raises(Conflict):
                work(HEAD_ACTS[act], head, complaint_id)
    assert len(_said(open_session, complaint_id)) == 1


def test_a_topic_changes_to_one_in_use_and_takes_its_figures_along(
    complaint_id: UUID, work: Any, head: Actor, figures: Any
) -> None:
    with held_at(RECEIVED_AT):
        with pytest.raises(RuleBroken):
            work(handling.retopic, head, complaint_id, "NO_SUCH_TOPIC")
        work(handling.retopic, head, complaint_id, "OTHER")
    received = {topic: row["received"] for topic, row in figures().items()}
    assert received == {"SERVICE": 0, "OTHER": 1}


def test_a_note_is_for_the_staff_alone(
    complaint_id: UUID, work: Any, works_officer: Actor, open_session: Any
) -> None:
    before = _notices(open_session, complaint_id)
    with held_at(RECEIVED_AT):
        work(handling.note, works_officer, complaint_id, "โทรหาผู้ขายแล้ว")
    assert _said(open_session, complaint_id) == [("NOTE", "โทรหาผู้ขายแล้ว")]
    assert _notices(open_session, complaint_id) == before


def _notices(open_session: Any, complaint_id: UUID) -> list[NoticeKind]:
    with open_session() as session:
        return list(
            session.scalars(
                sa.select(ComplaintNotice.kind)
                .where(ComplaintNotice.complaint_id == complaint_id)
                .order_by(ComplaintNotice.made_at, ComplaintNotice.id)
            )
        )


def test_every_step_that_concerns_the_complainant_is_announced(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        for act in ("start", "message", "explain", "finish"):
            work(OFFICER_ACTS[act], head, complaint_id)
        work(answering.close, head, complaint_id)
    assert _notices(open_session, complaint_id) == [
        NoticeKind.RECEIVED,
        NoticeKind.PROGRESS,
        NoticeKind.PROGRESS,
        NoticeKind.MESSAGE,
        NoticeKind.EXPLAINED,
        NoticeKind.ANSWERED,
    ]


def test_each_reading_of_a_contact_is_in_the_audit_trail(
    complaint_id: UUID, complain: Any, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        contact = work(handling.read_contact, head, complaint_id)
        assert contact.email == "somsri@example.invalid"
        work(handling.read_contact, head, complaint_id)
        nobody = complain()
        assert work(handling.read_contact, head, nobody) is None
    with open_session() as session:
        trail = session.scalars(
            sa.select(AuditEvent).where(AuditEvent.act == "complaint.contact.read")
        ).all()
        readings = sorted(event.subject_id for event in trail)
        assert readings == sorted([complaint_id, complaint_id, nobody])
        assert all("somsri" not in str(event.detail) for event in trail)


def test_a_file_is_found_only_with_its_complaint_and_inside_the_wall(
    complaint_id: UUID,
    complain: Any,
    work: Any,
    head: Actor,
    works_officer: Actor,
    money_officer: Actor,
    open_session: Any,
) -> None:
    with held_at(RECEIVED_AT):
        work(answering.message, works_officer, complaint_id, "แนบภาพ", files=[PHOTO])
        other = complain()
    with open_session() as session:
        file_id = session.scalars(sa.select(ComplaintFile.id)).one()
        for actor in (head, works_officer):
            found = handling.officer_file(session, actor, complaint_id, file_id)
            assert found.content == PHOTO.content
        for actor, asked, file in (
            (head, other, file_id),
            (head, complaint_id, uuid4()),
            (head, uuid4(), file_id),
            (money_officer, complaint_id, file_id),
        ):
            with pytest.raises(UnknownComplaint):
                handling.officer_file(session, actor, asked, file)
    with open_session("saithong") as session, pytest.raises(UnknownComplaint):
        handling.officer_file(session, head, complaint_id, file_id)


def test_a_public_summary_is_written_and_withdrawn(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        work(handling.set_public_summary, head, complaint_id, "ซ่อมถนนหน้าตลาด")
        assert _row(open_session, complaint_id).public_summary == "ซ่อมถนนหน้าตลาด"
        with pytest.raises(RuleBroken):
            work(handling.set_public_summary, head, complaint_id, "ก" * 2_001)
        work(handling.set_public_summary, head, complaint_id, " ")
    assert _row(open_session, complaint_id).public_summary is None


def test_an_erased_complaint_takes_no_more_words(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    with open_session() as session:
        session.execute(sa.update(Complaint).values(erased_at=RECEIVED_AT))
        session.commit()
    for call in (OFFICER_ACTS["message"], OFFICER_ACTS["note"], HEAD_ACTS["summary"]):
        with held_at(RECEIVED_AT), pytest.raises(Conflict):
            work(call, head, complaint_id)


def test_events_hold_not_a_word_of_what_was_written(
    complaint_id: UUID, work: Any, head: Actor, open_session: Any
) -> None:
    with held_at(RECEIVED_AT):
        work(handling.forward_out, head, complaint_id, "คำลับ", "คำลับถึงผู้ร้อง")
        for text in ("message", "note"):
            module = answering if text == "message" else handling
            work(getattr(module, text), head, complaint_id, "คำลับ")
        work(handling.set_public_summary, head, complaint_id, "คำลับ")
        work(answering.explain, head, complaint_id, "คำลับที่ยาวพอสมควร", date(2026, 4, 1))
        work(answering.finish, head, complaint_id, result="คำลับ", cause="คำลับ", prevention="คำลับ")
    with open_session() as session:
        events = session.scalars(sa.select(ComplaintEvent)).all()
        trail = session.scalars(sa.select(AuditEvent)).all()
        assert len(events) >= 8
        assert not [row for row in (*events, *trail) if "ลับ" in str(row.detail)]


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(text=st.text(st.characters(), max_size=60))
def test_any_text_is_kept_or_refused_in_a_sentence(
    text: str, complaint_id: UUID, open_session: Any, head: Actor
) -> None:
    with held_at(RECEIVED_AT), open_session() as session:
        for call in (
            lambda: handling.note(session, head, complaint_id, text),
            lambda: answering.message(session, head, complaint_id, text),
            lambda: answering.explain(session, head, complaint_id, text, date(2026, 3, 9)),
            lambda: handling.forward_out(session, head, complaint_id, text, text),
            lambda: handling.retopic(session, head, complaint_id, text),
            lambda: answering.finish(
                session, head, complaint_id, result=text, cause=text, prevention=text
            ),
        ):
            try:
                call()
            except PortalPluginError as refusal:
                assert refusal.sentence
