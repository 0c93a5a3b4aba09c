"""Whatever people try, history never shrinks and DONE is left only through a reopening (R6)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import Reason, RoundCode, Status
from portal_plugin.measures.models import Evidence, ProgressEntry, Reopening, Step
from portal_plugin.measures.progress import (
    ProgressInput,
    record_progress,
    reopen_measure,
    standing_entry,
    year_entries,
)
from portal_plugin.measures.standing import standing

HALF, WHOLE = RoundCode.SIX_MONTHS, RoundCode.TWELVE_MONTHS
reports = st.tuples(
    st.sampled_from([HALF, WHOLE]), st.sampled_from(Status), st.sampled_from([None, 0, 1, 2])
)
acts = st.lists(st.one_of(reports, st.just("reopen")), min_size=1, max_size=12)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts)
def test_no_sequence_of_reports_leaves_done_without_a_reopening(
    open_session, small_plan, plan_officer, given_acts
):
    with open_session() as session:
        paths = {
            row.id: row.path
            for row in session.scalars(sa.select(Step).where(Step.measure_id == small_plan.stepped))
        }
        written, reopened, seen_status = 0, False, dict.fromkeys((HALF, WHOLE))
        for act in given_acts:
            entries = year_entries(session, small_plan.stepped, 2566)
            if act == "reopen":
                reopened |= _reopen(session, plan_officer, small_plan)
                continue
            if not _report(session, plan_officer, small_plan, act, entries):
                continue
            written += 1
            now = year_entries(session, small_plan.stepped, 2566)
            assert [entry.id for entry in now if entry in entries] == [one.id for one in entries]
            assert len(now) == written
            for code in (HALF, WHOLE):
                status = standing(now, paths, code).status
                left_done = seen_status[code] is Status.DONE and status is not Status.DONE
                assert not left_done or reopened
                seen_status[code] = status
            if Status.DONE in seen_status.values():
                reopened = False


def _reopen(session, actor, plan):
    try:
        reopen_measure(session, actor, plan.stepped, 2566, "แก้ไข")
    except RuleBroken:
        return False
    return True


def _report(session, actor, plan, act, entries):
    code, status, step = act
    step_id = None if step is None else plan.steps[step]
    seen = standing_entry(entries, step_id, code)
    try:
        record_progress(
            session,
            actor,
            ProgressInput(
                plan.stepped,
                plan.half if code is HALF else plan.whole,
                status,
                step_id,
                results=["ผล"],
                reason=Reason.NO_STAFF,
                seen_entry_id=seen.id if seen else None,
            ),
        )
    except RuleBroken:
        return False
    return True


@pytest.mark.parametrize("table", [ProgressEntry, Reopening, Evidence])
def test_the_database_lets_nobody_rewrite_history(open_session, small_plan, table):
    for statement in (sa.delete(table), sa.update(table).values(id=table.id)):
        with open_session() as session, pytest.raises(sa.exc.ProgrammingError, match="permission"):
            session.execute(statement)
