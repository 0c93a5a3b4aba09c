"""What inspectors do to a report, and what the ledger and the informant learn of it."""

from __future__ import annotations

from typing import Any

import pytest

from portal_plugin.corruption.codes import Decision, Direction, Referral, State
from portal_plugin.corruption.custody.succession import share
from portal_plugin.corruption.informants.mailbox import open_mailbox, write
from portal_plugin.corruption.inspection import handling, states
from portal_plugin.corruption.inspection.inspectors import set_posts
from portal_plugin.corruption.inspection.states import Step
from portal_plugin.corruption.models import Report
from portal_plugin.corruption.proof.verification import verify_ledger
from portal_plugin.errors import Conflict, NotFound, RuleBroken


@pytest.fixture
def case(bureau: Any) -> Any:
    """A report that สมหญิง has taken and สมชาย can read."""
    bureau.hire("สมหญิง")
    bureau.hire("สมชาย")
    taken = bureau.report()
    opened = bureau.open("สมหญิง", taken.report_id)
    handling.take_case(bureau.session, opened, bureau.people["สมหญิง"])
    return taken, opened


class TestTaking:
    def test_who_takes_a_new_report_handles_it_and_it_is_checked(
        self, bureau: Any, case: Any
    ) -> None:
        taken, opened = case
        assert opened.report.state == State.CHECKING
        assert opened.report.handler_id == bureau.people["สมหญิง"].id
        assert bureau.acts(taken.report_id)[-2:] == ["case.taken", "state.changed"]

    def test_a_case_in_a_colleagues_hands_is_not_taken_from_him(
        self, bureau: Any, case: Any
    ) -> None:
        taken, _ = case
        opened = bureau.open("สมชาย", taken.report_id)
        with pytest.raises(Conflict):
            handling.take_case(bureau.session, opened, bureau.people["สมชาย"])

    def test_a_case_is_free_again_when_its_handler_is_gone(self, bureau: Any, case: Any) -> None:
        taken, _ = case
        bureau.people["สมหญิง"].standing = "LEFT"
        bureau.session.flush()
        opened = bureau.open("สมชาย", taken.report_id)
        handling.take_case(bureau.session, opened, bureau.people["สมชาย"])
        assert opened.report.handler_id == bureau.people["สมชาย"].id

    def test_a_handler_hands_over_to_who_can_read_it(self, bureau: Any, case: Any) -> None:
        _, opened = case
        me, to = bureau.people["สมหญิง"], bureau.people["สมชาย"]
        handling.hand_over(bureau.session, opened, me, str(to.id))
        assert opened.report.handler_id == to.id

    def test_nobody_else_is_handed_a_case(self, bureau: Any, case: Any) -> None:
        _, opened = case
        stranger = bureau.hire("มาทีหลัง")
        with pytest.raises(RuleBroken) as refusal:
            handling.hand_over(bureau.session, opened, bureau.people["สมหญิง"], str(stranger.id))
        assert [breach.field for breach in refusal.value.breaches] == ["to"]


class TestSteps:
    def test_a_report_goes_its_way_to_the_end_and_back(self, bureau: Any, case: Any) -> None:
        _, opened = case
        session, me, report = bureau.session, bureau.people["สมหญิง"], opened.report
        handling.investigate(session, opened, me)
        assert report.state == State.INVESTIGATING
        handling.refer(session, opened, me, "NACC")
        assert (report.state, report.referral) == (State.REFERRED, Referral.NACC)
        handling.close_report(session, opened, me, "WITH_OTHERS", "หน่วยงานอื่นรับไปแล้ว (ตัวอย่าง)")
        assert (report.state, report.decision) == (State.CLOSED, Decision.WITH_OTHERS)
        handling.reopen(session, opened, me)
        assert report.state == State.INVESTIGATING

    def test_the_ledger_still_tells_the_same_rows(self, bureau: Any, case: Any) -> None:
        self.test_a_report_goes_its_way_to_the_end_and_back(bureau, case)
        assert verify_ledger(bureau.session) == []

    @pytest.mark.parametrize("act", ["investigate", "refer", "close_report", "reopen", "hand_over"])
    def test_only_the_handler_takes_them(self, bureau: Any, case: Any, act: str) -> None:
        taken, _ = case
        opened = bureau.open("สมชาย", taken.report_id)
        given = {"refer": ["NACC"], "close_report": ["FOUNDED", "ผล (ตัวอย่าง)"], "hand_over": ["-"]}
        with pytest.raises(Conflict):
            getattr(handling, act)(
                bureau.session, opened, bureau.people["สมชาย"], *given.get(act, [])
            )

    def test_what_a_colleague_closed_meanwhile_is_not_referred(
        self, bureau: Any, case: Any
    ) -> None:
        _, opened = case
        me = bureau.people["สมหญิง"]
        handling.close_report(bureau.session, opened, me, "FOUNDED", "ผลการตรวจสอบ (ตัวอย่าง)")
        with pytest.raises(Conflict):
            handling.refer(bureau.session, opened, me, "NACC")

    def test_the_same_body_is_not_referred_to_twice(self, bureau: Any, case: Any) -> None:
        _, opened = case
        me = bureau.people["สมหญิง"]
        handling.refer(bureau.session, opened, me, "NACC")
        with pytest.raises(RuleBroken):
            handling.refer(bureau.session, opened, me, "NACC")
        handling.refer(bureau.session, opened, me, "PACC")

    @pytest.mark.parametrize("state", [State.RECEIVED, State.CLOSED])
    @pytest.mark.parametrize("step", [Step.INVESTIGATE, Step.REFER, Step.CLOSE])
    def test_nothing_is_decided_before_it_is_taken_or_after_it_is_closed(
        self, state: State, step: Step
    ) -> None:
        with pytest.raises(Conflict):
            states.after(step, state)


class TestTelling:
    def test_a_message_is_in_the_informants_mailbox(self, bureau: Any, case: Any) -> None:
        taken, opened = case
        handling.write(bureau.session, opened, bureau.people["สมหญิง"], "ถามเพิ่ม (ตัวอย่าง)")
        mailbox = open_mailbox(bureau.session, taken.receipt)
        assert mailbox is not None
        assert [(one.direction, one.text) for one in mailbox.messages] == [
            (Direction.INSPECTOR, "ถามเพิ่ม (ตัวอย่าง)")
        ]

    def test_it_brings_its_files(self, bureau: Any, case: Any, make_file: Any) -> None:
        taken, opened = case
        me = bureau.people["สมหญิง"]
        handling.write(bureau.session, opened, me, "ดูแบบนี้ (ตัวอย่าง)", [make_file("แบบ.pdf")])
        mailbox = open_mailbox(bureau.session, taken.receipt)
        assert mailbox is not None
        assert [file.label.filename for file in mailbox.messages[0].files] == ["แบบ.pdf"]

    def test_a_closed_report_is_still_written_about(self, bureau: Any, case: Any) -> None:
        taken, opened = case
        me = bureau.people["สมหญิง"]
        handling.close_report(bureau.session, opened, me, "FOUNDED", "ผลการตรวจสอบ (ตัวอย่าง)")
        assert write(bureau.session, taken.receipt, "ขอถามต่อ (ตัวอย่าง)")
        handling.write(bureau.session, opened, me, "ตอบ (ตัวอย่าง)")
        mailbox = open_mailbox(bureau.session, taken.receipt)
        assert mailbox is not None
        assert len(mailbox.messages) == 3

    def test_nothing_is_closed_without_telling_why(self, bureau: Any, case: Any) -> None:
        _, opened = case
        with pytest.raises(RuleBroken) as refusal:
            handling.close_report(bureau.session, opened, bureau.people["สมหญิง"], "", " ")
        assert [breach.field for breach in refusal.value.breaches] == ["decision", "text"]

    def test_a_referral_tells_only_what_is_left_to_tell(self, bureau: Any, case: Any) -> None:
        taken, opened = case
        handling.refer(bureau.session, opened, bureau.people["สมหญิง"], "NACC", "  ")
        mailbox = open_mailbox(bureau.session, taken.receipt)
        assert mailbox is not None
        assert mailbox.messages == ()

    def test_where_there_is_no_mailbox_nothing_is_written(self, bureau: Any, case: Any) -> None:
        _, opened = case
        opened.report.informant_key = None
        me = bureau.people["สมหญิง"]
        with pytest.raises(Conflict):
            handling.write(bureau.session, opened, me, "ถาม (ตัวอย่าง)")
        handling.close_report(bureau.session, opened, me, "FOUNDED", "")
        assert opened.report.state == State.CLOSED


class TestWhoMayOpen:
    def test_without_a_key_a_report_is_as_if_it_were_not_there(self, bureau: Any) -> None:
        bureau.hire("สมหญิง")
        bureau.hire("สมชาย", "ปลัด")
        taken = bureau.report("ปลัด")
        with pytest.raises(NotFound):
            bureau.open("สมชาย", taken.report_id)

    def test_who_comes_to_the_post_later_cannot_open_it_either(self, bureau: Any) -> None:
        bureau.hire("สมหญิง")
        bureau.hire("สมชาย")
        taken = bureau.report("ปลัด")
        bureau.open("สมชาย", taken.report_id)
        set_posts(
            bureau.session, bureau.people["สมหญิง"], bureau.people["สมชาย"], [bureau.post("ปลัด").id]
        )
        with pytest.raises(NotFound):
            bureau.open("สมชาย", taken.report_id)

    def test_who_is_given_a_key_can(self, bureau: Any) -> None:
        bureau.hire("สมหญิง")
        taken = bureau.report()
        later = bureau.hire("มาทีหลัง")
        with pytest.raises(NotFound):
            bureau.open("มาทีหลัง", taken.report_id)
        share(bureau.session, bureau.people["สมหญิง"], bureau.pairs["สมหญิง"], later)
        assert bureau.open("มาทีหลัง", taken.report_id).report.number == taken.number

    def test_a_key_that_was_put_in_place_of_the_reports_seals_nothing(self, bureau: Any) -> None:
        bureau.hire("สมหญิง")
        taken = bureau.report()
        report = bureau.session.get(Report, (bureau.session.tenant_id, taken.report_id))
        report.public_key = bureau.people["สมหญิง"].public_key
        bureau.session.flush()
        with pytest.raises(Conflict):
            bureau.open("สมหญิง", taken.report_id)
