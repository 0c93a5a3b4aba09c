"""Reporting progress: rules R4, R6, R7, closed rounds, and two people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.audit import AuditEvent
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import Reason, Status
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import MeasureDepartment, ProgressEntry
from portal_plugin.measures.progress import ProgressInput, record_progress, reopen_measure
from portal_plugin.measures.rounds import close_round, reopen_round


def report(plan, status=Status.IN_PROGRESS, *, measure=None, when=None, **rest):
    return ProgressInput(
        measure_id=measure or plan.plain, round_id=when or plan.half, status=status, **rest
    )


def rules_of(caught):
    return caught.value.rules


@pytest.fixture
def session(open_session):
    with open_session() as opened:
        yield opened


def test_a_report_is_written_with_its_author_and_an_audit_event(session, small_plan, works_officer):
    recorded = record_progress(
        session, works_officer, report(small_plan, Status.DONE, results=["  จัดอบรมแล้ว\x00 "])
    )
    row = session.get(ProgressEntry, (session.tenant_id, recorded.entry_id))
    assert (row.status, row.results, row.entered_by) == (
        Status.DONE,
        ["จัดอบรมแล้ว"],
        works_officer.name,
    )
    assert row.department_id == works_officer.department_id
    assert recorded.standing.status is Status.DONE
    act = session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "progress.record")).one()
    assert (act.actor_id, act.subject_id) == (works_officer.id, small_plan.plain)


def test_done_needs_a_result(session, small_plan, plan_officer):
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, plan_officer, report(small_plan, Status.DONE, results=[" "]))
    assert rules_of(caught) == {"R4"}
    assert set(caught.value.by_field()) == {"results"}


def test_cannot_proceed_needs_a_reason_and_other_needs_its_text(session, small_plan, plan_officer):
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, plan_officer, report(small_plan, Status.CANNOT_PROCEED))
    assert set(caught.value.by_field()) == {"reason"}
    with pytest.raises(RuleBroken) as caught:
        record_progress(
            session,
            plan_officer,
            report(small_plan, Status.CANNOT_PROCEED, reason=Reason.OTHER, reason_text=" "),
        )
    assert set(caught.value.by_field()) == {"reason_text"}
    record_progress(
        session, plan_officer, report(small_plan, Status.CANNOT_PROCEED, reason=Reason.NO_STAFF)
    )


def test_not_started_asks_for_a_reason_at_twelve_months_only(session, small_plan, plan_officer):
    record_progress(session, plan_officer, report(small_plan, Status.NOT_STARTED))
    at_year_end = report(
        small_plan, Status.NOT_STARTED, measure=small_plan.stepped, when=small_plan.whole
    )
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, plan_officer, at_year_end)
    assert set(caught.value.by_field()) == {"reason"}


def test_a_reason_left_over_from_another_status_is_not_kept(session, small_plan, plan_officer):
    recorded = record_progress(
        session, plan_officer, report(small_plan, reason=Reason.OTHER, reason_text="ค้างอยู่")
    )
    row = session.get(ProgressEntry, (session.tenant_id, recorded.entry_id))
    assert (row.reason, row.reason_text) == (None, "")


def test_all_faults_of_a_report_are_told_at_once(session, small_plan, plan_officer):
    with pytest.raises(RuleBroken) as caught:
        record_progress(
            session, plan_officer, report(small_plan, Status.DONE, problems="ก" * 20_001)
        )
    assert set(caught.value.by_field()) == {"problems", "results"}
    assert session.scalar(sa.select(sa.func.count()).select_from(ProgressEntry)) == 0


def test_a_closed_round_refuses_until_it_is_reopened(session, small_plan, plan_officer):
    close_round(session, plan_officer, small_plan.half)
    with pytest.raises(RuleBroken, match="ปิดแล้ว"):
        record_progress(session, plan_officer, report(small_plan))
    with pytest.raises(RuleBroken):
        reopen_round(session, plan_officer, small_plan.half, "  ")
    reopen_round(session, plan_officer, small_plan.half, "แก้ตัวเลข")
    record_progress(session, plan_officer, report(small_plan))


def test_a_round_outside_the_plans_years_refuses(session, small_plan, plan_officer):
    from portal_plugin.measures.rounds import open_round

    other = open_round(session, plan_officer, 2571, "6M")
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, plan_officer, report(small_plan, when=other.id))
    assert rules_of(caught) == {"R1"}


def test_the_half_year_is_closed_for_a_measure_once_the_year_was_reported(
    session, small_plan, plan_officer
):
    record_progress(session, plan_officer, report(small_plan, when=small_plan.whole))
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, plan_officer, report(small_plan))
    assert rules_of(caught) == {"ROUND"}


def test_an_officer_reports_on_measures_of_the_own_department(
    session, small_plan, works_officer, money_officer
):
    record_progress(session, works_officer, report(small_plan))
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, money_officer, report(small_plan, measure=small_plan.stepped))
    assert rules_of(caught) == {"R7"}
    record_progress(session, money_officer, report(small_plan, measure=small_plan.everyone))


def test_an_officer_without_a_department_reports_nowhere(session, small_plan, tenant_ids):
    nobody = Actor(
        "x", "ไม่มีสังกัด (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({Role.DEPARTMENT_OFFICER})
    )
    with pytest.raises(RuleBroken, match="หน่วยงาน"):
        record_progress(session, nobody, report(small_plan, measure=small_plan.everyone))


def test_a_second_department_of_a_measure_may_report(session, small_plan, money_officer):
    session.add(
        MeasureDepartment(
            measure_id=small_plan.plain, department_id=money_officer.department_id, position=2
        )
    )
    session.flush()
    record_progress(session, money_officer, report(small_plan))


def test_a_report_based_on_an_older_one_is_refused_and_nothing_is_lost(
    session, small_plan, plan_officer, works_officer
):
    record_progress(session, works_officer, report(small_plan, remark="ของเพื่อน"))
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, plan_officer, report(small_plan, remark="ของฉัน"))
    assert rules_of(caught) == {"OVERTAKEN"}
    assert works_officer.name in str(caught.value)
    assert session.scalars(sa.select(ProgressEntry.remark)).all() == ["ของเพื่อน"]


def test_a_report_based_on_the_latest_one_follows_it(session, small_plan, plan_officer):
    first = record_progress(session, plan_officer, report(small_plan))
    second = record_progress(
        session, plan_officer, report(small_plan, seen_entry_id=first.entry_id)
    )
    carried = record_progress(
        session,
        plan_officer,
        report(small_plan, when=small_plan.whole, seen_entry_id=second.entry_id),
    )
    assert len({first.entry_id, second.entry_id, carried.entry_id}) == 3


def test_reports_on_two_steps_do_not_overtake_each_other(session, small_plan, plan_officer):
    for step in small_plan.steps:
        recorded = record_progress(
            session, plan_officer, report(small_plan, measure=small_plan.stepped, step_id=step)
        )
    assert recorded.standing.status is Status.IN_PROGRESS


def test_done_does_not_go_back_without_a_reopening(session, small_plan, plan_officer):
    done = record_progress(session, plan_officer, report(small_plan, Status.DONE, results=["เสร็จ"]))
    for when in (small_plan.half, small_plan.whole):
        with pytest.raises(RuleBroken) as caught:
            record_progress(
                session, plan_officer, report(small_plan, when=when, seen_entry_id=done.entry_id)
            )
        assert rules_of(caught) == {"R6"}
    reopen_measure(session, plan_officer, small_plan.plain, 2566, "บันทึกผิด")
    record_progress(session, plan_officer, report(small_plan, seen_entry_id=done.entry_id))


def test_one_reopening_serves_once(session, small_plan, plan_officer):
    done = record_progress(session, plan_officer, report(small_plan, Status.DONE, results=["เสร็จ"]))
    reopen_measure(session, plan_officer, small_plan.plain, 2566, "บันทึกผิด")
    with pytest.raises(RuleBroken, match="เปิดให้แก้ไขอยู่แล้ว"):
        reopen_measure(session, plan_officer, small_plan.plain, 2566, "อีกครั้ง")
    again = record_progress(
        session,
        plan_officer,
        report(small_plan, Status.DONE, results=["เสร็จจริง"], seen_entry_id=done.entry_id),
    )
    with pytest.raises(RuleBroken):
        record_progress(session, plan_officer, report(small_plan, seen_entry_id=again.entry_id))


def test_a_step_does_not_drag_a_done_measure_back(session, small_plan, plan_officer):
    record_progress(
        session,
        plan_officer,
        report(small_plan, Status.DONE, measure=small_plan.stepped, results=["เสร็จ"]),
    )
    step = report(small_plan, measure=small_plan.stepped, step_id=small_plan.steps[0])
    with pytest.raises(RuleBroken) as caught:
        record_progress(session, plan_officer, step)
    assert rules_of(caught) == {"R6"}


def test_a_reopening_before_the_measure_was_done_again_does_not_open_its_steps(
    session, small_plan, plan_officer
):
    def on(status, step, seen=None):
        return record_progress(
            session,
            plan_officer,
            report(
                small_plan,
                status,
                measure=small_plan.stepped,
                step_id=step,
                results=["เสร็จ"],
                seen_entry_id=seen,
            ),
        ).entry_id

    ids = {step: on(Status.DONE, step) for step in small_plan.steps}
    reopen_measure(session, plan_officer, small_plan.stepped, 2566, "บันทึกผิด")
    on(Status.DONE, None)
    with pytest.raises(RuleBroken):
        on(Status.IN_PROGRESS, small_plan.steps[0], ids[small_plan.steps[0]])


def test_another_fiscal_year_starts_afresh(session, small_plan, plan_officer):
    from portal_plugin.measures.rounds import open_round

    record_progress(session, plan_officer, report(small_plan, Status.DONE, results=["เสร็จ"]))
    later = open_round(session, plan_officer, 2567, "6M")
    recorded = record_progress(
        session, plan_officer, report(small_plan, Status.NOT_STARTED, when=later.id)
    )
    assert recorded.standing.status is Status.NOT_STARTED


def test_reopening_needs_a_reason_and_something_done(session, small_plan, plan_officer):
    with pytest.raises(RuleBroken, match="เหตุผล"):
        reopen_measure(session, plan_officer, small_plan.plain, 2566, " ")
    with pytest.raises(RuleBroken, match="ยังไม่มี"):
        reopen_measure(session, plan_officer, small_plan.plain, 2566, "ลอง")


def test_anothers_measure_step_or_round_answers_as_an_unknown_one(
    open_session, small_plan, departments, plan_officer
):
    with open_session("saithong") as session:
        foreign = _refusal(session, plan_officer, report(small_plan))
        unknown = _refusal(session, plan_officer, report(small_plan, measure=uuid4()))
        assert foreign == unknown
    with open_session() as session:
        with pytest.raises(NotFound):
            record_progress(session, plan_officer, report(small_plan, step_id=small_plan.steps[0]))
        with pytest.raises(NotFound):
            record_progress(session, plan_officer, report(small_plan, when=uuid4()))


def _refusal(session, actor, given):
    with pytest.raises(NotFound) as caught:
        record_progress(session, actor, given)
    return str(caught.value)


def test_an_indicator_of_another_measure_is_refused(session, small_plan, plan_officer):
    with pytest.raises(RuleBroken) as caught:
        record_progress(
            session, plan_officer, report(small_plan, indicator_values={str(uuid4()): "80"})
        )
    assert rules_of(caught) == {"INDICATOR"}


def test_two_people_at_once_cannot_both_be_based_on_the_same_report(
    open_session, small_plan, plan_officer
):
    def attempt():
        with open_session() as other:
            with pytest.raises(RuleBroken) as caught:
                record_progress(other, plan_officer, report(small_plan, remark="ช้ากว่า"))
            return rules_of(caught)

    with ThreadPoolExecutor(1) as pool:
        with open_session() as session:
            record_progress(session, plan_officer, report(small_plan, remark="เร็วกว่า"))
            second = pool.submit(attempt)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.3)
            session.commit()
        assert second.result(timeout=10) == {"OVERTAKEN"}
