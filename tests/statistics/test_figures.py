"""The figures are those that somebody would count by hand, in few statements."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.actor import Actor
from portal_plugin.bench.index_conditions import without_tenant_condition
from portal_plugin.clock import held_at
from portal_plugin.complaints.changes import changing
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.models import Complaint, ComplaintCount, ComplaintDays
from portal_plugin.statistics import figures as module
from portal_plugin.statistics.body import statistics_body
from portal_plugin.statistics.causes import recurring
from portal_plugin.statistics.figures import Figures, Totals, figures, median, percent
from portal_plugin.statistics.period import HALVES, QUARTERS, Part, Period
from portal_plugin.tenants.base import new_id

TODAY = date(2026, 3, 20)
CALM = settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
DAY = st.integers(0, 10**3).map(lambda number: date(2025, 9, 1) + timedelta(days=number % 200))


@st.composite
def complaints(draw: Any) -> dict[str, Any]:
    """The columns that figures depend on, in any combination that can be."""
    received_on = draw(DAY)
    clock_from = received_on + timedelta(days=draw(st.sampled_from([0, 0, 0, 20])))
    after = st.none() | st.integers(0, 40).map(lambda days: clock_from + timedelta(days=days))
    answered_on = draw(after)
    return {
        "received_on": received_on,
        "clock_from": clock_from,
        "due_on": clock_from + timedelta(days=15),
        "answered_on": answered_on,
        "explained_on": draw(after),
        "reopenings": draw(st.integers(0, 2)),
        "score": draw(st.none() | st.integers(1, 5)) if answered_on else None,
        "topic": draw(st.sampled_from(["SERVICE", "OTHER", "T-1"])),
        "channel": draw(st.sampled_from([Channel.WEB, Channel.PHONE])),
        "department": draw(st.sampled_from([None, "rimnam/works", "rimnam/money"])),
    }


def counted(rows: Iterable[Complaint]) -> Totals:
    """The totals of these complaints, each looked at."""
    rows = list(rows)
    answered = [row for row in rows if row.answered_on]
    kept = [row for row in answered if row.answered_on <= row.due_on]
    excused = [
        row
        for row in rows
        if row not in kept and row.explained_on and row.explained_on <= row.due_on
    ]
    left = [row for row in rows if row not in kept and row not in excused]
    rated = [row for row in rows if row.score]
    days = [(row.answered_on - row.clock_from).days for row in answered]
    return Totals(
        received=len(rows),
        done=len(answered),
        in_time=len(kept),
        explained=len(excused),
        late=len([row for row in left if row.answered_on]),
        overdue_now=len([row for row in left if not row.answered_on and row.due_on < TODAY]),
        reopened=sum(row.reopenings for row in rows),
        merged=len([row for row in rows if row.merged_into_id]),
        rated=len(rated),
        satisfied=len([row for row in rated if row.score >= 4]),
        median_days=statistics.median(days) if days else None,
    )


@CALM
@given(
    given_rows=st.lists(complaints(), max_size=14),
    part=st.sampled_from(Part),
    merge=st.booleans(),
)
def test_figures_are_what_counting_each_complaint_gives(
    open_session: Any,
    departments: Any,
    register: Any,
    given_rows: list[dict[str, Any]],
    part: Part,
    merge: bool,
) -> None:
    period = Period(2569, part)
    with open_session() as session:
        rows: list[Complaint] = []
        for columns in given_rows:
            told = {name: columns[name] for name in columns if name != "department"}
            told["department_id"] = departments.get(columns["department"])
            told["merged_into_id"] = rows[0].id if merge and rows else None
            rows.append(register(session, **told))
        found = figures(session, period, TODAY)
        session.rollback()
    within = [row for row in rows if period.first <= row.received_on <= period.last]
    assert found.total == counted(within)
    assert [month for month, _ in found.by_month] == list(period.months)
    for month, totals in found.by_month:
        assert totals == counted(row for row in within if row.received_on.replace(day=1) == month)
    for split, name in (
        (found.by_topic, "topic"),
        (found.by_channel, "channel"),
        (found.by_department, "department_id"),
    ):
        assert {key for key, _ in split} == {getattr(row, name) for row in within}
        for key, totals in split:
            assert totals == counted(row for row in within if getattr(row, name) == key)


BORDERS = [
    (date(2025, 9, 30), 2568, Part.FOURTH_QUARTER),
    (date(2025, 10, 1), 2569, Part.FIRST_QUARTER),
    (date(2025, 12, 31), 2569, Part.FIRST_QUARTER),
    (date(2026, 1, 1), 2569, Part.SECOND_QUARTER),
    (date(2026, 3, 31), 2569, Part.SECOND_QUARTER),
    (date(2026, 4, 1), 2569, Part.THIRD_QUARTER),
    (date(2024, 2, 29), 2567, Part.SECOND_QUARTER),
    (date(2026, 9, 30), 2569, Part.FOURTH_QUARTER),
]


def test_a_complaint_counts_in_one_quarter_its_half_and_its_year_alone(
    open_session: Any, register: Any
) -> None:
    with open_session() as session:
        for day, year, part in BORDERS:
            register(session, day)
            counting = {
                (fiscal_year, each)
                for fiscal_year in (2567, 2568, 2569)
                for each in Part
                if figures(session, Period(fiscal_year, each), day).total.received
            }
            half = HALVES[QUARTERS.index(part) // 2]
            assert counting == {(year, Part.YEAR), (year, half), (year, part)}, day
            session.rollback()


@pytest.mark.parametrize("part", Part)
def test_a_period_ends_where_the_next_day_is_another_months(part: Part) -> None:
    period = Period(2567, part)
    assert (period.last + timedelta(days=1)).day == 1
    assert period.last.replace(day=1) == period.months[-1]


def test_periods_of_a_year_that_is_not_buddhist_are_refused() -> None:
    with pytest.raises(ValueError, match="2026"):
        Period(2026)


@given(st.lists(st.integers(0, 60), max_size=30))
def test_the_median_of_a_histogram_is_the_median_of_its_values(values: list[int]) -> None:
    histogram = {value: values.count(value) for value in values}
    assert median(histogram) == (statistics.median(values) if values else None)


@pytest.mark.parametrize(
    ("part", "whole", "told"),
    [(0, 0, None), (0, 3, 0.0), (2, 3, 66.7), (3, 3, 100.0), (9999, 10000, 99.9), (4, 5, 80.0)],
)
def test_percentages_have_one_place_and_only_the_whole_is_a_hundred(
    part: int, whole: int, told: float | None
) -> None:
    assert percent(part, whole) == told


@pytest.mark.parametrize(("satisfied", "told"), [(3, False), (4, True), (5, True)])
def test_eighty_of_a_hundred_are_enough_and_fewer_are_not(satisfied: int, told: bool) -> None:
    assert Totals(rated=5, satisfied=satisfied).satisfying is told
    assert Totals(rated=10_000, satisfied=7_999).satisfying is False
    assert Totals().satisfying is None


def test_an_open_complaint_is_overdue_from_the_day_after_its_due_day(
    open_session: Any, register: Any
) -> None:
    with open_session() as session:
        row = register(session, date(2026, 3, 2))
        on = {
            days: figures(session, Period(2569), row.due_on + timedelta(days=days)).total.overdue
            for days in (0, 1)
        }
    assert on == {0: 0, 1: 1}


def test_reopening_and_moving_between_topics_leave_no_trace_in_the_old_group(
    open_session: Any, register: Any
) -> None:
    with open_session() as session:
        row = register(session, date(2026, 3, 2), answered_on=date(2026, 3, 5))
        with changing(session, row):
            row.topic = "OTHER"
        found = figures(session, Period(2569), TODAY)
    assert [(code, totals.received, totals.median_days) for code, totals in found.by_topic] == [
        ("OTHER", 1, 3.0)
    ]


def test_another_municipalitys_complaints_count_nothing_here(
    open_session: Any, register: Any
) -> None:
    with open_session("saithong") as session:
        register(session, date(2026, 3, 2))
        session.commit()
    with open_session() as session:
        assert figures(session, Period(2569), TODAY).total == Totals()


def _of_months(**received: int) -> Callable[[Part], Figures]:
    """Figures of a year in which each quarter received so many."""
    by_month = {Period(2569, Part(name)).months[1]: number for name, number in received.items()}

    def _of(part: Part) -> Figures:
        period = Period(2569, part)
        total = sum(by_month.get(month, 0) for month in period.months)
        return Figures(period, TODAY, Totals(received=total), (), (), (), (), by_month)

    return _of


@pytest.mark.parametrize(
    ("received", "shown"),
    [
        ({"Q1": 4}, set()),
        ({"Q1": 5}, {"YEAR", "H1", "Q1"}),
        ({"Q1": 5, "Q2": 2}, {"YEAR", "H1"}),
        ({"Q1": 5, "Q3": 2}, {"YEAR"}),
        ({"Q1": 5, "Q2": 5, "Q3": 9}, {"YEAR", "H1", "H2", "Q1", "Q2", "Q3"}),
        ({"Q1": 3, "Q2": 3, "Q3": 6}, {"YEAR", "H1", "H2"}),
    ],
)
def test_no_split_is_published_that_tells_of_fewer_than_five_by_itself_or_by_subtraction(
    received: dict[str, int], shown: set[str]
) -> None:
    of = _of_months(**received)
    assert {part.value for part in Part if of(part).splits_tell_nobody} == shown


def test_statistics_take_five_statements_whatever_the_size(
    open_session: Any, register: Any, statements: Any, departments: Any
) -> None:
    units = [value for name, value in departments.items() if name.startswith("rimnam")]
    with open_session() as session:
        for number in range(40):
            topic, unit = f"T-{number % 7}", units[number % 3]
            day = date(2025, 10, 1) + timedelta(days=number * 5)
            register(session, day, topic=topic, department_id=unit)
            if number in {0, 39}:
                with held_at(datetime(2026, 6, 1, tzinfo=UTC)), statements() as asked:
                    statistics_body(session, Period(2569))
                assert len(asked) == 5, asked


def test_figures_reach_their_rows_through_the_index_of_the_tenant(
    database: Any,
    open_session: Any,
    tenant_ids: Any,
    officer: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With 330 municipalities, years of counters, and thousands of complaints."""
    _fill(database, open_session, tenant_ids)
    asked: list[Any] = []
    with open_session() as session:
        with monkeypatch.context() as patch:
            execute = session.execute
            patch.setattr(
                session, "execute", lambda query: (asked.append(query), execute(query))[1]
            )
            found = figures(session, Period(2569), TODAY)
            recurring(session, officer, Period(2569))
        for query in asked:
            told = query.compile(session.connection(), compile_kwargs={"literal_binds": True})
            (plan,) = session.execute(sa.text(f"explain (format json) {told}")).scalar_one()
            assert without_tenant_condition(plan["Plan"]) == [], plan
    assert len(asked) == 4
    assert found.total.received == 2 * 6 * 12 * 5


def _fill(database: Any, open_session: Any, tenant_ids: Any) -> None:
    months = [*Period(2567).months, *Period(2568).months, *Period(2569).months]
    for code in tenant_ids:
        with open_session(code) as session:
            keys = [
                {"month": month, "topic": f"T-{topic}", "channel": channel, "department_id": None}
                for month in months
                for topic in range(6)
                for channel in (Channel.WEB, Channel.PHONE)
            ]
            session.execute(
                sa.insert(ComplaintCount), [{"id": new_id(), **key, "received": 5} for key in keys]
            )
            session.execute(
                sa.insert(ComplaintDays),
                [
                    {"id": new_id(), **key, "days": days, "answered": 1}
                    for key in keys
                    for days in range(5)
                ],
            )
            session.execute(
                sa.insert(Complaint),
                [
                    {
                        "id": new_id(),
                        "number": f"2569-{number:04}",
                        "code_digest": new_id().bytes,
                        "channel": Channel.WEB,
                        "received_at": datetime(2026, 1, 5, tzinfo=UTC),
                        "received_on": date(2026, 1, 5),
                        "topic": "SERVICE",
                        "subject": "เรื่อง (ตัวอย่าง)",
                        "detail": "รายละเอียด (ตัวอย่าง)",
                        "state": "CLOSED" if number % 50 else "RECEIVED",
                        "clock_from": date(2026, 1, 5),
                        "due_on": date(2026, 1, 20),
                        "answered_on": date(2026, 1, 9) if number % 50 else None,
                        "reopenings": 0,
                    }
                    for number in range(2000)
                ],
            )
            session.commit()
    with database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in ("complaint", "complaint_count", "complaint_days"):
            connection.exec_driver_sql(f"analyze portal_plugin.{table}")


def test_the_columns_split_by_are_those_of_the_counters() -> None:
    assert set(module._SPLITS) < set(ComplaintCount.__table__.c.keys())
