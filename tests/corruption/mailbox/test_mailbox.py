"""What a receipt shows and takes: messages both ways, and nothing of what was reported."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import Direction, LedgerAct
from portal_plugin.corruption.informants import mailbox
from portal_plugin.corruption.informants.mailbox import file_of, open_mailbox, visit_mailbox, write
from portal_plugin.corruption.informants.opening import UnknownReceipt
from portal_plugin.corruption.messages import LONGEST_MESSAGE, say
from portal_plugin.corruption.models import LedgerEntry, Message, Report, ReportFile
from portal_plugin.crockford import in_groups
from portal_plugin.errors import NotFound, RuleBroken


def _report(session: Any, taken: Any) -> Report:
    return session.get_one(Report, (session.tenant_id, taken.report_id))


def _answer(session: Any, taken: Any, text: str, files: Any = ()) -> Message:
    return say(session, _report(session, taken), str(taken.report_id), text, files)


class TestReading:
    def test_messages_of_both_sides_stand_in_their_order(
        self, open_channel: Any, taken: Any
    ) -> None:
        with open_channel() as session:
            write(session, taken.receipt, "ขอทราบผล (ตัวอย่าง)")
            _answer(session, taken, "กำลังตรวจ (ตัวอย่าง)")
            found = open_mailbox(session, taken.receipt)
            assert found is not None
            assert [(each.direction, each.text) for each in found.messages] == [
                (Direction.INFORMANT, "ขอทราบผล (ตัวอย่าง)"),
                (Direction.INSPECTOR, "กำลังตรวจ (ตัวอย่าง)"),
            ]

    def test_nothing_of_what_was_reported_is_shown(self, open_channel: Any, taken: Any) -> None:
        with open_channel() as session:
            shown = repr(open_mailbox(session, taken.receipt))
        assert taken.number in shown
        for hidden in ("ผู้รับเหมา", "ต้นเรื่อง", "PROCUREMENT", str(taken.report_id)):
            assert hidden not in shown

    @pytest.mark.parametrize("change", [str.lower, in_groups, lambda code: f"  {code} \n"])
    def test_the_receipt_may_be_typed_as_people_type(
        self, open_channel: Any, taken: Any, change: Any
    ) -> None:
        with open_channel() as session:
            assert open_mailbox(session, change(taken.receipt)) is not None

    def test_reading_leaves_no_trace(self, open_channel: Any, taken: Any) -> None:
        """It would tell when an informant looks."""
        with open_channel() as session:
            before = session.scalar(sa.select(sa.func.max(LedgerEntry.position)))
            open_mailbox(session, taken.receipt)
            assert session.scalar(sa.select(sa.func.max(LedgerEntry.position))) == before
            assert not session.new and not session.dirty

    def test_a_long_talk_is_read_page_by_page(self, open_channel: Any, taken: Any) -> None:
        with open_channel() as session:
            for turn in range(2 * mailbox.OPENINGS + 1):
                _answer(session, taken, f"ข้อ {turn}")
            before, texts = None, []
            while True:
                found = open_mailbox(session, taken.receipt, before)
                assert found is not None and len(found.messages) <= mailbox.OPENINGS
                texts = [each.text for each in found.messages] + texts
                before = found.before
                if before is None:
                    break
        assert texts == [f"ข้อ {turn}" for turn in range(2 * mailbox.OPENINGS + 1)]

    def test_a_message_that_was_tampered_with_is_told_of(
        self, open_channel: Any, taken: Any
    ) -> None:
        with open_channel() as session:
            _answer(session, taken, "หนึ่ง").sealed = b"\x01" + bytes(300)
            session.flush()
            found = open_mailbox(session, taken.receipt)
        assert found is not None and found.messages[0].text is None

    def test_another_municipality_knows_nothing_of_it(self, open_channel: Any, taken: Any) -> None:
        with open_channel("saithong") as session:
            assert open_mailbox(session, taken.receipt) is None
            with pytest.raises(UnknownReceipt):
                write(session, taken.receipt, "ขอทราบผล (ตัวอย่าง)")

    def test_nothing_of_a_neighbour_is_handed_on(self, open_channel: Any, taken: Any) -> None:
        with open_channel() as session:
            write(session, taken.receipt, "ข้อความของเพื่อนบ้าน (ตัวอย่าง)")
            visit = visit_mailbox(session, "0" * 21)
        assert not visit.known and len(visit.mailbox.messages) == 1
        assert taken.number not in repr(visit) and "ของเพื่อนบ้าน" not in repr(visit)


class TestWriting:
    def test_the_ledger_names_no_words(self, open_channel: Any, taken: Any) -> None:
        with open_channel() as session:
            write(session, taken.receipt, "ขอทราบผล (ตัวอย่าง)")
            entry = session.scalars(
                sa.select(LedgerEntry).where(LedgerEntry.act == LedgerAct.MESSAGE_SENT)
            ).one()
            message = session.scalars(sa.select(Message)).one()
            assert entry.actor == ledger.INFORMANT
            assert entry.detail["digest"] == ledger.ciphertext_digest(message.sealed)
            assert "ขอทราบผล" not in str(entry.detail)

    def test_the_same_words_again_are_the_same_message(
        self, open_channel: Any, taken: Any, make_file: Any
    ) -> None:
        with open_channel() as session:
            assert write(session, taken.receipt, "ขอทราบผล (ตัวอย่าง)", [make_file()])
            assert not write(session, taken.receipt, " ขอทราบผล (ตัวอย่าง)\r\n", [make_file()])
            assert write(session, taken.receipt, "อีกเรื่อง (ตัวอย่าง)")
            assert len(session.scalars(sa.select(Message)).all()) == 2

    @pytest.mark.parametrize("text", ["", " \n", "\x00", "…", "ก" * (LONGEST_MESSAGE + 1)])
    def test_a_message_says_something_and_ends_somewhere(
        self, open_channel: Any, taken: Any, text: str
    ) -> None:
        with open_channel() as session:
            with pytest.raises(RuleBroken) as refusal:
                write(session, taken.receipt, text)
            assert set(refusal.value.by_field()) == {"text"}

    def test_there_is_an_end_to_messages_and_files(
        self, open_channel: Any, taken: Any, make_file: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(mailbox, "MOST_MESSAGES", 2)
        monkeypatch.setattr(mailbox, "MOST_FILES", 1)
        with open_channel() as session:
            _answer(session, taken, "ของผู้ตรวจสอบไม่นับ", [make_file()])
            with pytest.raises(RuleBroken) as refusal:
                write(session, taken.receipt, "หนึ่ง", [make_file(), make_file()])
            assert set(refusal.value.by_field()) == {"files"}
            write(session, taken.receipt, "หนึ่ง", [make_file()])
            write(session, taken.receipt, "สอง")
            with pytest.raises(RuleBroken) as refusal:
                write(session, taken.receipt, "สาม")
            assert set(refusal.value.by_field()) == {"text"}


class TestFiles:
    def test_files_of_both_sides_are_given_out(
        self, open_channel: Any, taken: Any, make_file: Any
    ) -> None:
        with open_channel() as session:
            write(session, taken.receipt, "แนบ (ตัวอย่าง)", [make_file("ก.pdf", b"mine")])
            _answer(session, taken, "แนบ (ตัวอย่าง)", [make_file("ข.pdf", b"theirs")])
            found = open_mailbox(session, taken.receipt)
            assert found is not None
            got = [
                file_of(session, taken.receipt, file.file_id)
                for message in found.messages
                for file in message.files
            ]
        assert [(label.filename, content) for label, content in got] == [
            ("ก.pdf", b"mine"),
            ("ข.pdf", b"theirs"),
        ]

    def test_a_file_of_the_report_itself_is_as_unknown_as_any(
        self, open_channel: Any, taken: Any
    ) -> None:
        with open_channel() as session:
            own = session.scalars(sa.select(ReportFile.id)).one()
            for file_id in (own, taken.report_id):
                with pytest.raises(NotFound) as refusal:
                    file_of(session, taken.receipt, file_id)
                assert refusal.value.sentence == NotFound().sentence

    def test_a_file_of_another_report_is_unknown(
        self, open_channel: Any, taken: Any, make_report: Any, make_file: Any
    ) -> None:
        with open_channel() as session:
            other = make_report(session)
            write(session, other.receipt, "แนบ (ตัวอย่าง)", [make_file()])
            theirs = open_mailbox(session, other.receipt)
            assert theirs is not None
            with pytest.raises(NotFound):
                file_of(session, taken.receipt, theirs.messages[0].files[0].file_id)
