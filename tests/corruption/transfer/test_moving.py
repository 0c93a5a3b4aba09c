"""A complaint moved into the channel: sealed whole, purged whole, counted once, whatever stops."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.complaints import following, handling, merging, personal_data, queries
from portal_plugin.complaints.complaint_detail import complaint_detail
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint, ComplaintCount
from portal_plugin.complaints.person import Person
from portal_plugin.complaints.recount import recount
from portal_plugin.complaints.retention import keep_retention
from portal_plugin.corruption.codes import Category, LedgerAct
from portal_plugin.corruption.contents import (
    unseal_content,
    unseal_facts,
    unseal_identity,
    unseal_label,
    unseal_message,
)
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.informants.intake import NobodyMayRead
from portal_plugin.corruption.models import LedgerEntry, Message, Report, ReportFile
from portal_plugin.corruption.session import inspection_session
from portal_plugin.errors import Conflict, NotAllowed, RuleBroken
from portal_plugin.tables import Base
from portal_plugin.tenants.policy import SHARED_TABLES
from portal_plugin.tenants.session import tenant_session
from portal_plugin.transfer.service import move_complaint
from portal_plugin.transfer.told import Concerns

WORDS = "เรียกเงินค่าใบอนุญาต (ตัวอย่าง)"


@pytest.fixture
def everything(database: Any) -> Callable[[], str]:
    """Every row of every ordinary table, as text; bytes stand there in hexadecimal."""

    def _read() -> str:
        engine = sa.create_engine(database.server.admin_url.set(database=database.name))
        with engine.connect() as connection:
            found = [
                row
                for table in Base.metadata.sorted_tables
                if table.name not in SHARED_TABLES
                for row in connection.exec_driver_sql(
                    f"select row_to_json(t)::text from {table} t"
                ).scalars()
            ]
        engine.dispose()
        return "\n".join(found)

    return _read


def _planted(text: str) -> list[str]:
    forms = [WORDS, WORDS.encode().hex(), "somebody@example.org", "02 000 0000", "13.5", "ใหม่.pdf"]
    return [form for form in forms if form in text]


def _reports(open_channel: Any) -> list[Any]:
    with open_channel() as channel:
        return list(channel.scalars(sa.select(Report).order_by(Report.number)))


# What the channel holds


def test_an_inspector_reads_every_word_every_file_and_who_complained(
    complain: Any, move: Any, inspector: Any, open_channel: Any
) -> None:
    taken = complain()
    assert move(taken.complaint_id) == 1
    inspector_id, pair = inspector
    with open_channel() as channel:
        report = channel.scalars(sa.select(Report)).one()
        opened = open_as_reader(channel, report, inspector_id, pair)
        facts, identity = unseal_facts(opened), unseal_identity(opened)
        files = list(channel.scalars(sa.select(ReportFile)))
        labels = {unseal_label(opened, file).filename for file in files}
        contents = {unseal_content(opened, file) for file in files}
    for part in ("เรื่อง", "รายละเอียด", "บันทึก", "ข้อความ", "สรุป"):
        assert f"{part} {WORDS}" in facts.facts
    assert (facts.where, facts.moved_from) == (f"สถานที่ {WORDS}", taken.number)
    assert "เป็นการกล่าวหาว่าทุจริต (ตัวอย่าง)" in facts.facts
    assert identity is not None
    assert (identity.name, identity.contact) == (
        f"ผู้ร้อง {WORDS}", "02 000 0000 somebody@example.org"
    )  # fmt: skip
    assert labels == {f"{WORDS}.pdf", "ใหม่.pdf"}
    assert WORDS.encode() in contents


def test_the_ledger_says_that_it_was_moved_in_and_nobody_holds_a_receipt(
    complain: Any, move: Any, inspector: Any, open_channel: Any
) -> None:
    move(complain().complaint_id)
    with open_channel() as channel:
        acts = set(channel.scalars(sa.select(LedgerEntry.act)))
        report = channel.scalars(sa.select(Report)).one()
        found = (report.category, report.lookup, report.informant_key)
    assert LedgerAct.REPORT_MOVED_IN in acts
    assert LedgerAct.REPORT_RECEIVED not in acts
    assert found == (Category.BRIBERY, None, None)


# What stays


def test_nothing_that_was_written_stays_in_any_ordinary_table(
    complain: Any, move: Any, inspector: Any, everything: Callable[[], str]
) -> None:
    taken = complain()
    assert len(_planted(everything())) == 6
    move(taken.complaint_id)
    assert _planted(everything()) == []


def test_the_officer_and_the_department_find_it_nowhere_any_more(
    complain: Any, move: Any, inspector: Any, officer: Actor, departments: Any, open_session: Any
) -> None:
    taken = complain()
    move(taken.complaint_id)
    works = replace(
        officer,
        roles=frozenset({Role.DEPARTMENT_OFFICER}),
        department_id=departments["rimnam/works"],
    )
    for actor in (officer, works):
        with open_session() as session:
            assert queries.complaint_list(session, actor).total == 0
            assert queries.complaint_numbered(session, actor, taken.number) is None
            assert queries.duty(session, actor) == queries.Duty(0, 0, 0, 0)
            with pytest.raises(UnknownComplaint):
                complaint_detail(session, actor, taken.complaint_id)
            with pytest.raises(UnknownComplaint):
                handling.note(session, actor, taken.complaint_id, "ยังอยู่ไหม (ตัวอย่าง)")


def test_its_code_still_finds_it_and_can_do_nothing(
    complain: Any, move: Any, inspector: Any, tracking_key: Any, open_session: Any
) -> None:
    taken = complain()
    move(taken.complaint_id)
    with open_session() as session:
        found = following.find(session, tracking_key, taken.code)
        assert (found.id, str(found.state)) == (taken.complaint_id, "MOVED")
        for deed in (
            lambda: following.write(session, found.id, "เพิ่มเติม (ตัวอย่าง)"),
            lambda: following.reopen(session, found.id, "ขอเปิดอีก (ตัวอย่าง)"),
            lambda: following.rate(session, found.id, 5, ""),
        ):
            with pytest.raises(Conflict):
                deed()


def test_the_database_refuses_a_moved_complaint_with_words(
    complain: Any, move: Any, inspector: Any, open_session: Any
) -> None:
    taken = complain()
    move(taken.complaint_id)
    with open_session() as session, pytest.raises(sa.exc.IntegrityError, match="moved_check"):
        session.execute(
            sa.update(Complaint).where(Complaint.id == taken.complaint_id).values(detail=WORDS)
        )


def test_a_persons_data_and_retention_find_nothing_to_do(
    complain: Any, move: Any, inspector: Any, officer: Actor, work: Any
) -> None:
    taken = complain()
    move(taken.complaint_id)
    with pytest.raises(personal_data.NothingKept):
        work(personal_data.export_person, officer, Person(email="somebody@example.org"))
    assert work(personal_data.erase_person, officer, Person(number=taken.number)) == 0
    assert not any(work(keep_retention))


# Counted once


def test_the_general_counters_lose_it_and_the_recount_agrees(
    complain: Any, move: Any, inspector: Any, open_session: Any, work: Any, officer: Actor
) -> None:
    kept, taken = complain("ถนนชำรุด (ตัวอย่าง)"), complain()
    move(taken.complaint_id)
    with open_session() as session:
        received = session.scalar(sa.select(sa.func.sum(ComplaintCount.received)))
        assert received == 1
    with open_session() as session:
        assert recount(session) == []
        assert queries.complaint_list(session, officer).lines[0].id == kept.complaint_id


def test_an_answered_and_rated_complaint_is_uncounted_too(
    complain: Any, move: Any, inspector: Any, open_session: Any, work: Any, officer: Actor
) -> None:
    from portal_plugin.complaints import answering
    from portal_plugin.complaints.codes import Ground

    taken = complain()
    work(answering.refuse, officer, taken.complaint_id, Ground.NOT_OURS, "อยู่นอกอำนาจ (ตัวอย่าง)")
    work(following.rate, taken.complaint_id, 5, "ขอบคุณ (ตัวอย่าง)")
    move(taken.complaint_id)
    with open_session() as session:
        assert recount(session) == []
        row = session.scalars(sa.select(ComplaintCount).where(ComplaintCount.received != 0)).all()
        assert row == []


def test_duplicates_go_with_the_complaint_each_as_a_report_of_its_own(
    complain: Any, move: Any, inspector: Any, work: Any, officer: Actor,
    open_channel: Any, open_session: Any, everything: Callable[[], str],
) -> None:  # fmt: skip
    main, other = complain(), complain()
    work(merging.merge, officer, other.complaint_id, main.complaint_id)
    assert move(main.complaint_id) == 2
    assert len(_reports(open_channel)) == 2
    assert _planted(everything()) == []
    with open_session() as session:
        assert recount(session) == []


def test_a_duplicate_can_be_moved_alone(
    complain: Any, move: Any, inspector: Any, work: Any, officer: Actor, open_session: Any
) -> None:
    main, other = complain("หลัก (ตัวอย่าง)"), complain()
    work(merging.merge, officer, other.complaint_id, main.complaint_id)
    assert move(other.complaint_id) == 1
    with open_session() as session:
        assert complaint_detail(session, officer, main.complaint_id).duplicates == ()
        assert recount(session) == []


# Refused


def test_when_nobody_may_read_it_nothing_is_moved(
    complain: Any, move: Any, everything: Callable[[], str], open_channel: Any
) -> None:
    taken = complain()
    before = everything()
    with pytest.raises(NobodyMayRead):
        move(taken.complaint_id)
    assert everything() == before
    assert _reports(open_channel) == []


def test_an_inspector_whose_post_it_concerns_gets_no_key(
    complain: Any, move: Any, concerns: Concerns, inspector: Any, open_channel: Any,
    make_post: Any, make_inspector: Any,
) -> None:  # fmt: skip
    with open_channel() as channel:
        post = make_post(channel, "ผู้อำนวยการกองช่าง (ตัวอย่าง)")
        concerned, pair = make_inspector(channel, posts=[post.id])
        channel.commit()
        post_id, concerned_id = post.id, concerned.id
    move(complain().complaint_id, replace(concerns, posts=(post_id,)))
    with open_channel() as channel:
        report = channel.scalars(sa.select(Report)).one()
        assert open_as_reader(channel, report, *inspector).report is report
        with pytest.raises(Exception, match="no key"):
            open_as_reader(channel, report, concerned_id, pair)


def test_a_reason_is_asked_for_and_only_the_complaint_officer_moves(
    complain: Any, move: Any, concerns: Concerns, inspector: Any, officer: Actor,
    open_session: Any, open_channel: Any, departments: Any,
) -> None:  # fmt: skip
    taken = complain()
    with pytest.raises(RuleBroken):
        move(taken.complaint_id, replace(concerns, reason="  "))
    works = replace(
        officer,
        roles=frozenset({Role.DEPARTMENT_OFFICER}),
        department_id=departments["rimnam/works"],
    )
    with open_session() as session, open_channel() as channel, pytest.raises(NotAllowed):
        move_complaint(session, channel, works, taken.complaint_id, concerns)


def test_another_municipalitys_complaint_answers_like_an_unknown_one(
    complain: Any, officer: Actor, concerns: Concerns, open_session: Any, open_channel: Any
) -> None:
    taken = complain()
    with (
        open_session("saithong") as session,
        open_channel("saithong") as channel,
        pytest.raises(UnknownComplaint),
    ):
        move_complaint(session, channel, officer, taken.complaint_id, concerns)


# Stopped in the middle


def test_a_stop_between_the_two_commits_is_finished_by_a_second_press(
    complain: Any, move: Any, inspector: Any, open_channel: Any, open_session: Any,
    everything: Callable[[], str], officer: Actor,
) -> None:  # fmt: skip
    taken = complain()
    with pytest.raises(InterruptedError):
        move(taken.complaint_id, stop=True)
    assert len(_reports(open_channel)) == 1
    with open_session() as session:
        assert recount(session) == []
        assert complaint_detail(session, officer, taken.complaint_id).complaint.detail
    assert move(taken.complaint_id) == 1
    assert _planted(everything()) == []
    with open_channel() as channel:
        assert len(_reports(open_channel)) == 1
        assert channel.scalars(sa.select(Message)).all() == []
    assert move(taken.complaint_id) == 0


def test_what_came_between_the_two_presses_is_added_and_not_lost(
    complain: Any, move: Any, inspector: Any, open_channel: Any, work: Any, make_file: Any
) -> None:
    taken = complain()
    with pytest.raises(InterruptedError):
        move(taken.complaint_id, stop=True)
    late = make_file("หลักฐานใหม่.pdf", b"late evidence")
    work(following.write, taken.complaint_id, "เพิ่งนึกได้ (ตัวอย่าง)", [late])
    with pytest.raises(InterruptedError):
        move(taken.complaint_id, stop=True)
    assert move(taken.complaint_id) == 1
    inspector_id, pair = inspector
    with open_channel() as channel:
        report = channel.scalars(sa.select(Report)).one()
        opened = open_as_reader(channel, report, inspector_id, pair)
        message = channel.scalars(sa.select(Message)).one()
        assert "เพิ่งนึกได้ (ตัวอย่าง)" in unseal_message(opened, message)
        files = channel.scalars(sa.select(ReportFile).where(ReportFile.message_id == message.id))
        assert b"late evidence" in {unseal_content(opened, file) for file in files}


def _move_and_die(
    urls: tuple[str, str], tenant_id: UUID, key: Any, officer: Actor, complaint_id: UUID, given: Any
) -> None:
    app, channel_url = (sa.create_engine(url) for url in urls)
    with (
        tenant_session(app, tenant_id) as session,
        inspection_session(channel_url, tenant_id, key) as channel,
    ):
        move_complaint(session, channel, officer, complaint_id, given)
        channel.commit()
        os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.kills
def test_a_process_killed_between_the_commits_leaves_both_whole(
    database: Any, tenant_ids: Any, channel_key: Any, officer: Actor, complain: Any, move: Any,
    concerns: Concerns, inspector: Any, open_channel: Any, open_session: Any,
    everything: Callable[[], str],
) -> None:  # fmt: skip
    taken = complain()
    urls = tuple(
        engine.url.render_as_string(hide_password=False)
        for engine in (database.app, database.inspection)
    )
    child = multiprocessing.get_context("spawn").Process(
        target=_move_and_die,
        args=(urls, tenant_ids["rimnam"], channel_key, officer, taken.complaint_id, concerns),
    )
    child.start()
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert len(_planted(everything())) == 6
    assert len(_reports(open_channel)) == 1
    assert move(taken.complaint_id) == 1
    assert len(_reports(open_channel)) == 1
    assert _planted(everything()) == []
    with open_session() as session:
        assert recount(session) == []
