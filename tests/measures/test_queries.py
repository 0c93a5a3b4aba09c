"""Read models: right figures, in a number of statements that does not grow."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.measures.budgets import BudgetInput, set_budget
from portal_plugin.measures.codes import (
    BudgetMode,
    EvidenceType,
    IndicatorLevel,
    Instrument,
    RoundCode,
    Status,
)
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.evidence import EvidenceInput, add_evidence
from portal_plugin.measures.loading import report_rows
from portal_plugin.measures.measure_detail import measure_detail
from portal_plugin.measures.models import BudgetLine, Indicator, Measure, Plan, Step
from portal_plugin.measures.progress import ProgressInput, record_progress, reopen_measure
from portal_plugin.measures.queries import current_plans, departments, plan_for, plan_overview
from portal_plugin.measures.round_overview import round_overview
from portal_plugin.measures.rounds import open_round
from portal_plugin.tenants.base import new_id


@contextmanager
def counted(engine):
    """The statements that are sent while the block runs, the telling of the tenant left out."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if "set_config" not in statement:
            sent.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def big_plan(session, actor, measures):
    """An ITA plan with steps, indicators, budget, an entry and evidence on each measure."""
    year = 2500 + measures
    plan = Plan(
        id=new_id(),
        instrument=Instrument.ITA_MEASURES,
        title="แผนตัวอย่าง",
        year_from=year,
        year_to=year,
        created_by=actor.name,
    )
    session.add(plan)
    session.flush()
    period = open_round(session, actor, year, "6M")
    for seq in range(1, measures + 1):
        measure_id = new_id()
        session.add(
            Measure(
                id=measure_id,
                plan_id=plan.id,
                seq=seq,
                title=f"มาตรการตัวอย่าง {seq}",
                budget_mode=BudgetMode.AMOUNT,
                created_by=actor.name,
            )
        )
        session.flush()
        session.add(Step(measure_id=measure_id, position=1, path="1", text="ขั้นตอนตัวอย่าง"))
        session.add(
            Indicator(measure_id=measure_id, position=1, level=IndicatorLevel.OUTPUT, text="ผลผลิต")
        )
        session.add(
            BudgetLine(measure_id=measure_id, fiscal_year=year, plan_amount=seq, updated_by="ก")
        )
        entry = record_progress(
            session, actor, ProgressInput(measure_id, period.id, Status.DONE, results=["ผล"])
        )
        add_evidence(
            session,
            actor,
            entry.entry_id,
            EvidenceInput(EvidenceType.URL, "ภาพ", url="https://example.org/a"),
        )
    return plan.id, year, period.id


def test_report_rows_take_eight_statements_whatever_the_size(open_session, database, plan_officer):
    taken = {}
    with open_session() as session:
        for size in (5, 41):
            plan, year, _ = big_plan(session, plan_officer, size)
            session.commit()
            session.expunge_all()
            with counted(database.app) as sent:
                rows = report_rows(session, plan, year, "6M")
            taken[size] = len(sent)
            assert len(rows.measures) == size
            assert all(
                row.entries[0].evidence and row.steps and row.indicators for row in rows.measures
            )
    assert taken[5] == taken[41] <= 8


def test_pages_take_as_many_statements_for_5_as_for_41_measures(
    open_session, database, plan_officer
):
    taken = {}
    with open_session() as session:
        for size in (5, 41):
            plan, year, round_id = big_plan(session, plan_officer, size)
            measure_id = session.scalar(sa.select(Measure.id).where(Measure.plan_id == plan))
            session.commit()
            session.expunge_all()
            with counted(database.app) as sent:
                plan_overview(session, plan, year)
                round_overview(session, round_id)
                measure_detail(session, measure_id)
            taken[size] = len(sent)
    assert taken[5] == taken[41] <= 35


def test_report_rows_need_an_opened_round_and_an_own_plan(open_session, small_plan):
    with open_session() as session:
        with pytest.raises(NotFound, match="เปิดรอบก่อน"):
            report_rows(session, small_plan.plan, 2567, "6M")
        with pytest.raises(NotFound) as unknown:
            report_rows(session, uuid4(), 2566, "6M")
    with open_session("saithong") as session, pytest.raises(NotFound) as foreign:
        report_rows(session, small_plan.plan, 2566, "6M")
    assert str(foreign.value) == str(unknown.value)


def test_the_year_report_carries_the_half_years_entry_over(open_session, small_plan, plan_officer):
    with open_session() as session:
        record_progress(
            session,
            plan_officer,
            ProgressInput(small_plan.plain, small_plan.half, Status.IN_PROGRESS, results=["ครึ่งปี"]),
        )
        half = report_rows(session, small_plan.plan, 2566, "6M")
        whole = report_rows(session, small_plan.plan, 2566, "12M")
        assert not half.measures[0].standing(RoundCode.SIX_MONTHS).carried_over
        standing = whole.measures[0].standing(RoundCode.TWELVE_MONTHS)
        assert (standing.status, standing.carried_over) == (Status.IN_PROGRESS, True)
        (entry,) = whole.measures[0].entries_for(RoundCode.TWELVE_MONTHS)
        assert (entry.results, entry.round_code) == (("ครึ่งปี",), RoundCode.SIX_MONTHS)


def test_only_the_newest_entry_of_a_subject_is_reported(open_session, small_plan, plan_officer):
    with open_session() as session:
        seen = None
        for remark in ("แรก", "สอง", "สุดท้าย"):
            seen = record_progress(
                session,
                plan_officer,
                ProgressInput(
                    small_plan.plain,
                    small_plan.half,
                    Status.IN_PROGRESS,
                    remark=remark,
                    seen_entry_id=seen,
                ),
            ).entry_id
        (entry,) = report_rows(session, small_plan.plan, 2566, "6M").measures[0].entries
        assert entry.remark == "สุดท้าย"


def test_a_plan_shows_its_measures_by_dimension_with_counts_and_sums(
    open_session, small_plan, plan_officer
):
    with open_session() as session:
        set_budget(
            session,
            plan_officer,
            small_plan.plain,
            2566,
            BudgetInput(50_000, 40_000, in_ordinance=True, paid_amount=30_000),
        )
        record_progress(
            session,
            plan_officer,
            ProgressInput(small_plan.plain, small_plan.half, Status.DONE, results=["เสร็จ"]),
        )
        overview = plan_overview(session, small_plan.plan, 2566, small_plan.half)
    (dimension,) = overview.dimensions
    assert (dimension.number, dimension.missions[0].number) == (1, "1.1")
    assert [line.status for line in overview.lines] == [Status.DONE, None, None]
    assert overview.lines[0].measure.departments == ("กองช่าง",)
    assert overview.lines[0].latest.entered_by == plan_officer.name
    assert (overview.counts.by_status[Status.DONE], overview.counts.awaiting) == (1, 2)
    (_, sums), grand = overview.totals.by_dimension[0], overview.totals.grand
    assert sums == grand
    assert (grand.plan, grand.ordinance, grand.paid, grand.measures) == (50_000, 40_000, 30_000, 3)


def test_a_plan_is_looked_at_in_its_latest_round_and_never_in_anothers(
    open_session, small_plan, departments
):
    with open_session() as session:
        assert plan_overview(session, small_plan.plan, 2566).round.id == small_plan.whole
        assert plan_overview(session, small_plan.plan, 2567).round is None
        with pytest.raises(NotFound):
            plan_overview(session, small_plan.plan, 2567, small_plan.half)


def test_a_measure_that_does_not_conform_is_not_counted(open_session, small_plan):
    with open_session() as session:
        session.execute(
            sa.update(Measure).where(Measure.id == small_plan.plain).values(conforming=False)
        )
        assert plan_overview(session, small_plan.plan, 2566).counts.measures == 2


def test_a_measures_history_is_newest_first_with_its_reopenings(
    open_session, small_plan, plan_officer
):
    with open_session() as session:
        first = record_progress(
            session,
            plan_officer,
            ProgressInput(small_plan.plain, small_plan.half, Status.DONE, results=["เสร็จ"]),
        )
        add_evidence(
            session,
            plan_officer,
            first.entry_id,
            EvidenceInput(EvidenceType.ORDER, "คำสั่งแต่งตั้ง (ตัวอย่าง)", number="1/2566"),
        )
        reopen_measure(session, plan_officer, small_plan.plain, 2566, "บันทึกผิด")
        second = record_progress(
            session,
            plan_officer,
            ProgressInput(
                small_plan.plain, small_plan.half, Status.IN_PROGRESS, seen_entry_id=first.entry_id
            ),
        )
        detail = measure_detail(session, small_plan.plain, 2566)
    assert [item.entry.id for item in detail.history] == [second.entry_id, first.entry_id]
    assert [one.number for one in detail.history[1].entry.evidence] == ["1/2566"]
    assert [row.reason for row in detail.reopenings] == ["บันทึกผิด"]
    assert detail.standing(RoundCode.SIX_MONTHS).status is Status.IN_PROGRESS
    assert detail.standing_entry(RoundCode.TWELVE_MONTHS).id == second.entry_id
    assert detail.standing_entry(RoundCode.SIX_MONTHS, uuid4()) is None


def test_a_foreign_measure_answers_as_an_unknown_one(open_session, small_plan):
    with open_session("saithong") as session:
        with pytest.raises(NotFound) as foreign:
            measure_detail(session, small_plan.plain)
        with pytest.raises(NotFound) as unknown:
            measure_detail(session, uuid4())
    assert str(foreign.value) == str(unknown.value)


def test_a_round_tells_who_is_awaited_and_how_many_days_are_left(
    open_session, small_plan, plan_officer
):
    with open_session() as session:
        record_progress(
            session,
            plan_officer,
            ProgressInput(small_plan.plain, small_plan.half, Status.IN_PROGRESS),
        )
        with clock.held_at(datetime(2023, 4, 1, 3, tzinfo=UTC)):
            overview = round_overview(session, small_plan.half)
        by_name = {row.name: row for row in overview.departments}
        assert (by_name["กองช่าง"].measures, by_name["กองช่าง"].awaiting) == (3, 2)
        assert (by_name["กองคลัง"].measures, by_name["กองคลัง"].awaiting) == (1, 1)
        assert (overview.reported, overview.awaiting) == (1, 2)
        assert (overview.internal_days_left, overview.overdue) == (4, False)
        with clock.held_at(datetime(2023, 4, 5, 18, tzinfo=UTC)):
            late = round_overview(session, small_plan.half)
        assert (late.internal_days_left, late.overdue) == (-1, True)


def test_the_plan_of_a_year_is_found_by_instrument(open_session, small_plan):
    with open_session() as session:
        assert plan_for(session, Instrument.PLAN_5Y, 2570).id == small_plan.plan
        assert current_plans(session, 2571) == {}
        with pytest.raises(NotFound):
            plan_for(session, Instrument.ITA_MEASURES, 2566)


def test_departments_come_by_name(open_session, small_plan):
    with open_session() as session:
        names = [option.name for option in departments(session)]
    assert names == sorted(names)
    assert "กองช่าง" in names


def test_a_round_opens_once_with_the_years_dates(open_session, small_plan, plan_officer):
    with open_session() as session:
        again = open_round(session, plan_officer, 2566, "6M")
        assert again.id == small_plan.half
        assert (again.starts, again.ends) == (date(2022, 10, 1), date(2023, 3, 31))
        assert (again.internal_due, again.national_due) == (date(2023, 4, 5), date(2023, 4, 30))
