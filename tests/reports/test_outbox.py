"""The outbox: one sender at a time, one effect, and no delivery that is forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.national.endpoint import Problem, Refused, TryAgain
from portal_plugin.national.recording import RecordingEndpoint
from portal_plugin.reports import outbox
from portal_plugin.reports.delivery_steps import Mark, Step
from portal_plugin.reports.errors import NotResendable, Superseded, UnknownReport
from portal_plugin.reports.models import DeliveryAttempt, OutboxItem, Receipt
from portal_plugin.reports.outbox import lease, resend
from portal_plugin.reports.queries import report_page
from portal_plugin.reports.settlement import settle
from portal_plugin.reports.states import Delivery

LATER = TryAgain("putReport: answered 500")


@pytest.fixture
def approved(town: Any) -> Any:
    town.approve(town.freeze())
    return town


def _all(town: Any, table: Any) -> list[Any]:
    with town.open_session() as session:
        return list(town.rows(session, table))


def _lease(town: Any) -> Any:
    with town.session() as session:
        return lease(session, session.scalars(sa.select(OutboxItem.id)).one(), town.patience)


def _settle(town: Any, held: Any, outcome: Any) -> Any:
    with town.session() as session:
        return settle(session, held, outcome, town.patience)


def _resend(town: Any, outbox_id: Any = None) -> None:
    with town.session() as session:
        resend(session, town.officer, outbox_id or town.outbox()[-1].id)


def test_an_approved_report_is_sent_and_its_receipt_is_kept(
    approved: Any, endpoint: RecordingEndpoint
) -> None:
    settled = approved.push(endpoint)
    assert settled is not None and settled.state is Delivery.ACKNOWLEDGED
    (receipt,) = _all(approved, Receipt)
    assert receipt.reference.startswith("RECORDED-")
    assert [name for name, _ in endpoint.calls] == [
        "save_profile", "register_plan", "put_report", "conformity",
    ]  # fmt: skip


def test_a_report_that_nobody_approved_is_not_sent(town: Any, endpoint: RecordingEndpoint) -> None:
    town.freeze()
    assert town.push(endpoint) is None
    assert endpoint.calls == []


def test_a_report_is_sent_once_however_often_it_is_pushed(
    approved: Any, endpoint: RecordingEndpoint
) -> None:
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda _: approved.push(endpoint), range(5)))
    assert [name for name, _ in endpoint.calls].count("put_report") == 1
    assert len(_all(approved, Receipt)) == 1


def test_one_worker_holds_a_delivery_at_a_time(approved: Any) -> None:
    assert _lease(approved) is not None
    assert _lease(approved) is None


def test_an_expired_lease_passes_to_another_worker_and_the_first_one_is_ignored(
    approved: Any,
) -> None:
    first = _lease(approved)
    with approved.at(61):
        second = _lease(approved)
        assert second is not None and second.token != first.token
        assert first.has_expired()
        assert _settle(approved, first, LATER) is None
        assert _settle(approved, second, LATER) is not None
    assert [row.outcome for row in _all(approved, DeliveryAttempt)] == ["lost", "failed"]


def test_a_lost_reply_is_asked_for_again_with_the_same_key_and_has_one_effect(
    approved: Any,
) -> None:
    class Deaf(RecordingEndpoint):
        """Takes the report and never says so, the first time."""

        deaf = True

        def put_report(self, key: str, submission: Any) -> Any:
            answer = super().put_report(key, submission)
            was_deaf, self.deaf = self.deaf, False
            return TryAgain("no whole reply in time") if was_deaf else answer

    endpoint = Deaf()
    assert approved.push(endpoint).state is Delivery.APPROVED
    with approved.at(10):
        assert approved.push(endpoint).state is Delivery.ACKNOWLEDGED
    keys = {key for name, key in endpoint.calls if name == "put_report"}
    assert len(keys) == len(endpoint.reports) == 1


def test_a_failed_attempt_waits_longer_each_time(approved: Any) -> None:
    endpoint = RecordingEndpoint([LATER, LATER])
    first = approved.push(endpoint)
    assert 2 <= first.pause <= 4
    assert approved.push(endpoint) is None, "not before the pause is over"
    with approved.at(4):
        assert 4 <= approved.push(endpoint).pause <= 8


def test_retry_after_is_never_undercut(approved: Any) -> None:
    settled = approved.push(RecordingEndpoint([TryAgain("429", retry_after_seconds=500.0)]))
    assert 500 <= settled.pause <= 504


def test_a_delivery_is_dead_after_its_last_attempt_and_an_operator_can_send_it_again(
    approved: Any,
) -> None:
    endpoint = RecordingEndpoint([LATER] * 3)
    for moment in (0, 10, 30):
        with approved.at(moment):
            approved.push(endpoint)
    (item,) = approved.outbox()
    assert (item.state, item.last_error) == (Delivery.DEAD, LATER.reason)
    _resend(approved)
    assert approved.push(endpoint).state is Delivery.ACKNOWLEDGED


def test_a_delivery_that_kills_every_worker_ends_dead_and_not_in_a_circle(approved: Any) -> None:
    for moment in (0, 61, 122):
        with approved.at(moment):
            assert _lease(approved) is not None
    with approved.at(183):
        assert _lease(approved) is None
    assert approved.outbox()[0].state is Delivery.DEAD


def test_a_refused_report_shows_the_endpoints_own_words(approved: Any) -> None:
    problem = Problem("TOTALS_DIFFER", "totals differ", (("/totals", "not the sum"),))
    approved.push(RecordingEndpoint([Refused(422, problem)]))
    (item,) = approved.outbox()
    assert item.state is Delivery.REJECTED
    assert item.last_error == "TOTALS_DIFFER: totals differ (/totals not the sum)"
    (attempt,) = _all(approved, DeliveryAttempt)
    assert (attempt.http_status, attempt.outcome) == (422, "rejected")


def test_only_refused_and_dead_deliveries_are_resent(approved: Any) -> None:
    with pytest.raises(NotResendable):
        _resend(approved)


def test_a_foreign_delivery_cannot_be_resent(approved: Any, open_session: Any) -> None:
    with pytest.raises(UnknownReport), open_session("saithong") as session:
        resend(session, approved.officer, approved.outbox()[0].id)


def test_a_revision_overtaken_while_it_was_sent_gives_way(approved: Any) -> None:
    held = _lease(approved)
    approved.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    approved.freeze(correction="แก้ผล (ตัวอย่าง)")
    assert [item.state for item in approved.outbox()] == [Delivery.SENDING, Delivery.FROZEN]
    assert _settle(approved, held, LATER).state is Delivery.SUPERSEDED


def test_a_revision_overtaken_after_its_worker_died_is_not_sent(approved: Any) -> None:
    _lease(approved)
    approved.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    approved.freeze(correction="แก้ผล (ตัวอย่าง)")
    endpoint = RecordingEndpoint()
    with approved.at(61):
        assert approved.push(endpoint, approved.outbox()[0].id) is None
    assert approved.outbox()[0].state is Delivery.SUPERSEDED
    assert endpoint.calls == []


def test_an_overtaken_revision_cannot_be_resent(approved: Any) -> None:
    approved.push(RecordingEndpoint([Refused(409, Problem("STALE_REVISION", "older"))]))
    approved.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    approved.freeze(correction="แก้ผล (ตัวอย่าง)")
    with pytest.raises((NotResendable, Superseded)):
        _resend(approved, approved.outbox()[0].id)


def test_a_correction_is_sent_under_a_key_of_its_own(approved: Any) -> None:
    endpoint = RecordingEndpoint()
    approved.push(endpoint)
    approved.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    approved.approve(approved.freeze(correction="แก้ผล (ตัวอย่าง)"))
    assert approved.push(endpoint).state is Delivery.ACKNOWLEDGED
    assert [report["header"]["revision"] for report in endpoint.reports.values()] == [1, 2]
    assert len(endpoint.reports) == 2


def test_bytes_that_do_not_match_their_digest_go_nowhere(
    approved: Any, database: Any, endpoint: RecordingEndpoint
) -> None:
    with database.owner.begin() as connection:
        connection.execute(sa.text(f"set local portal_plugin.tenant = '{approved.tenant_id}'"))
        connection.execute(sa.text("update portal_plugin.report set body = body || ' '::bytea"))
    assert approved.push(endpoint).state is Delivery.REJECTED
    assert endpoint.calls == []


def test_a_lease_that_ended_on_the_way_sends_no_report(approved: Any) -> None:
    class Slow(RecordingEndpoint):
        def register_plan(self, registration: Any) -> Any:
            answer = super().register_plan(registration)
            patched.setattr(outbox.clock, "now", lambda: held_until)
            return answer

    with approved.at(120), pytest.MonkeyPatch.context() as patched:
        held_until = outbox.clock.now() + outbox.timedelta(seconds=60)
        endpoint = Slow()
        assert approved.push(endpoint).state is Delivery.APPROVED
    assert "put_report" not in {name for name, _ in endpoint.calls}


def test_a_key_that_was_used_by_an_older_program_is_answered_by_its_receipt(approved: Any) -> None:
    class Upgraded(RecordingEndpoint):
        def put_report(self, key: str, submission: Any) -> Any:
            self.reports[key] = submission
            return Refused(409, Problem("KEY_REUSED", "another body"))

    assert approved.push(Upgraded()).state is Delivery.ACKNOWLEDGED


def test_every_step_of_the_delivery_is_shown(approved: Any) -> None:
    endpoint = RecordingEndpoint([LATER])
    approved.push(endpoint)
    with approved.at(10):
        approved.push(endpoint)
    with approved.open_session() as session:
        page = report_page(session, approved.outbox()[0].report_id)
        marks = {step.step: step.mark for step in page.steps}
        assert [row.outcome for row in page.attempts] == ["failed", "acknowledged"]
        assert page.receipt is not None and page.steps[-1].detail == page.receipt.reference
        assert page.is_newest and page.body["fiscal_year"] == 2566
    assert marks == {
        Step.COMPILED: Mark.DONE,
        Step.APPROVED: Mark.DONE,
        Step.PUBLISHED: Mark.WAITING,
        Step.SENT: Mark.DONE,
        Step.RECEIPT: Mark.DONE,
    }


def test_lines_that_were_not_taken_stay_visible_with_the_receipt(approved: Any) -> None:
    from dataclasses import replace

    from portal_plugin.national.endpoint import Accepted, RejectedLine

    class Strict(RecordingEndpoint):
        def put_report(self, key: str, submission: Any) -> Any:
            answer = super().put_report(key, submission)
            line = RejectedLine(1, "m-1", "LOCKED", "ล็อกแล้ว (ตัวอย่าง)")
            return Accepted(replace(answer.receipt, rejected_lines=(line,)))

    assert approved.push(Strict()).state is Delivery.ACKNOWLEDGED
    (receipt,) = _all(approved, Receipt)
    assert receipt.rejected_lines[0]["code"] == "LOCKED"
