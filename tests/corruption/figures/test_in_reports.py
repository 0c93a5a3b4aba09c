"""The rounds' reports carry what the page tells, the ledger's head, and no more; nothing of it goes
up to the national endpoint."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.clock import held_at
from portal_plugin.corruption.codes import Category, LedgerAct
from portal_plugin.corruption.ledger import SYSTEM, append
from portal_plugin.measures.codes import IndicatorLevel, Instrument, RoundCode, Status
from portal_plugin.measures.loading import report_rows
from portal_plugin.measures.measure_editing import (
    IndicatorText,
    MeasureText,
    add_measure,
    set_indicators,
)
from portal_plugin.measures.models import Indicator
from portal_plugin.measures.plans import PlanText, create_plan
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round
from portal_plugin.national import contract, mapping
from portal_plugin.reports.compile import CompiledReport, compile_report
from portal_plugin.statistics.indicator_topics import EVERY
from portal_plugin.statistics.topic_counts import CHANNEL_TOPICS
from portal_plugin.transparency.published import public_copy

HALF, WHOLE = RoundCode.SIX_MONTHS, RoundCode.TWELVE_MONTHS
TOPICS = ("BRIBERY", "BRIBERY+CORRUPTION_DUTY", "PROCUREMENT", EVERY)


@pytest.fixture
def plan(open_session: Any, plan_officer: Actor) -> tuple[UUID, UUID, dict[RoundCode, UUID]]:
    """A yearly plan of 2567 with one measure, an indicator for each of `TOPICS`, both rounds open."""
    with open_session() as session:
        made = create_plan(
            session, plan_officer, Instrument.PLAN_5Y, (2566, 2570), PlanText(title="แผนตัวอย่าง")
        )
        measure = add_measure(
            session, plan_officer, made.id, MeasureText("มาตรการตัวอย่าง", all_departments=True)
        )
        texts = [
            IndicatorText(IndicatorLevel.OUTCOME, each, complaint_topic=each) for each in TOPICS
        ]
        set_indicators(session, plan_officer, measure.id, texts)
        rounds = {code: open_round(session, plan_officer, 2567, code).id for code in (HALF, WHOLE)}
        session.commit()
        return made.id, measure.id, rounds


@pytest.fixture
def compiled(open_session: Any, plan: Any) -> Any:
    """`compiled(HALF)`: the report of a round of 2567, as it would be compiled now."""

    def _compiled(code: RoundCode) -> CompiledReport:
        with open_session() as session:
            return compile_report(report_rows(session, plan[0], 2567, code))

    return _compiled


def _corruption(compiled: Any, code: RoundCode) -> Any:
    return compiled(code).body["corruption"]


def _write(open_channel: Any, *days: date) -> list[str]:
    with open_channel() as session:
        heads = []
        for day in days:
            with held_at(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)):
                heads.append(append(session, LedgerAct.INBOX_READ, SYSTEM, uuid4()).digest.hex())
        session.commit()
    return heads


# What the report carries


def test_the_half_years_report_carries_the_first_half_and_the_years_the_year(
    app: Any, compiled: Any, tell: Any
) -> None:
    tell(date(2023, 11, 3), times=7, category=Category.BRIBERY, closed_on=date(2024, 1, 3))
    tell(date(2024, 5, 3), times=6, category=Category.BRIBERY)
    tell(date(2024, 6, 3), times=2, category=Category.OTHER)
    told = app.test_client().get("/rimnam/statistics/corruption.json?year=2567").json
    counts = {period["period"]: period["counts"] for period in told["periods"]}
    assert _corruption(compiled, HALF)["figures"] == counts["H1"]
    assert _corruption(compiled, WHOLE)["figures"] == counts["YEAR"]
    assert counts["YEAR"]["categories"]["BRIBERY"] == 13
    assert counts["YEAR"]["categories"]["OTHER"] is None


def test_the_head_is_that_of_the_rounds_last_day(compiled: Any, open_channel: Any) -> None:
    assert _corruption(compiled, HALF)["ledger_head"] is None
    heads = _write(open_channel, date(2023, 12, 1), date(2024, 3, 31), date(2024, 4, 1))
    assert _corruption(compiled, HALF)["ledger_head"] == heads[1]
    assert _corruption(compiled, WHOLE)["ledger_head"] == heads[2]


def test_before_the_rounds_months_are_over_the_report_says_nothing(
    compiled: Any, tell: Any, open_channel: Any
) -> None:
    with held_at(datetime(2024, 3, 31, 12, tzinfo=UTC)):
        before = compiled(HALF).data
        tell(date(2024, 3, 3), times=9)
        _write(open_channel, date(2024, 3, 3))
        assert compiled(HALF).data == before
        assert orjson.loads(before)["corruption"] is None
    with held_at(datetime(2024, 4, 1, tzinfo=UTC)):
        assert _corruption(compiled, HALF)["figures"]["received"] == 9
        assert _corruption(compiled, WHOLE) is None


def test_the_same_reports_give_the_same_bytes_on_any_later_day(
    compiled: Any, tell: Any, open_channel: Any
) -> None:
    tell(date(2023, 11, 3), times=7)
    _write(open_channel, date(2023, 11, 3))
    with held_at(datetime(2024, 4, 1, tzinfo=UTC)):
        first = compiled(HALF)
    tell(date(2024, 4, 2), times=7)
    _write(open_channel, date(2024, 4, 2))
    assert compiled(HALF).data == first.data


def test_the_public_copy_keeps_them(compiled: Any, tell: Any, open_channel: Any) -> None:
    tell(date(2023, 11, 3), times=7)
    _write(open_channel, date(2023, 11, 3))
    report = compiled(HALF)
    assert public_copy(report.data).body["corruption"] == report.body["corruption"]


def test_the_figures_travel_in_the_reports_eight_statements(
    open_session: Any, plan: Any, database: Any
) -> None:
    asked: list[str] = []
    with open_session() as session:
        session.execute(sa.text("select 1"))
        sa.event.listen(
            database.app, "before_cursor_execute", lambda *given: asked.append(given[2])
        )
        report_rows(session, plan[0], 2567, HALF)
    assert len(asked) == 8
    assert sum("published_figures" in statement for statement in asked) == 1


# Where the report does not carry them


@pytest.fixture
def payload(compiled: Any, plan: Any, open_session: Any, plan_officer: Actor) -> Any:
    """What goes up of the half year, in which all is done."""
    with open_session() as session:
        given = ProgressInput(plan[1], plan[2][HALF], Status.DONE, results=["ทำแล้ว (ตัวอย่าง)"])
        record_progress(session, plan_officer, given)
        session.commit()

    report = compiled(HALF)
    measures = [row | {"kind": "MEASURE", "dimension": 1} for row in report.body["measures"]]
    return mapping.submission(
        report.body | {"measures": measures}, revision=1, digest=report.digest
    )


def test_nothing_of_the_channel_goes_up(
    tell: Any, open_channel: Any, compiled: Any, request: pytest.FixtureRequest
) -> None:
    tell(date(2023, 11, 3), times=77, category=Category.BRIBERY)
    heads = _write(open_channel, date(2023, 11, 3))
    payload = request.getfixturevalue("payload")
    report = compiled(HALF)
    payload["header"]["sha256"] = payload["lines"][0]["measure_ref"] = ""
    for secret in ("77", heads[0], "corruption", "BRIBERY", "ledger"):
        assert secret in report.data.decode()
        assert secret not in str(payload)


def test_the_contract_refuses_a_payload_that_carries_them(payload: Any, compiled: Any) -> None:
    report = contract.schema("Submission")
    assert contract.faults(report, payload) == ()
    carried = _corruption(compiled, HALF)
    assert carried is not None
    for where in (payload, payload["header"], payload["totals"]):
        where["corruption"] = carried
        assert contract.faults(report, payload)
        del where["corruption"]


# Indicators


def _indicator(compiled: Any, code: RoundCode, topic: str) -> Any:
    (measure,) = compiled(code).body["measures"]
    return next(each for each in measure["indicators"] if each["text"] == topic)


def test_an_indicator_of_corruption_counts_what_the_channel_publishes(
    compiled: Any, tell: Any
) -> None:
    tell(date(2023, 11, 3), times=7, category=Category.BRIBERY)
    tell(date(2023, 11, 3), times=6, category=Category.CORRUPTION_DUTY)
    tell(date(2023, 11, 3), times=9, category=Category.PROCUREMENT)
    assert _indicator(compiled, HALF, "BRIBERY")["reported"] == "7"
    assert _indicator(compiled, HALF, "BRIBERY+CORRUPTION_DUTY")["reported"] == "13"
    assert _indicator(compiled, WHOLE, "BRIBERY")["reported"] == "7"
    assert _indicator(compiled, HALF, "PROCUREMENT")["reported"] == "0"
    assert _indicator(compiled, HALF, EVERY)["reported"] == "0"


def test_where_it_is_hidden_or_not_over_people_enter_the_number(
    compiled: Any, tell: Any, plan: Any, open_session: Any, plan_officer: Actor
) -> None:
    tell(date(2023, 11, 3), times=2, category=Category.BRIBERY)
    assert _indicator(compiled, HALF, "BRIBERY")["reported"] is None
    assert "complaints" not in _indicator(compiled, HALF, "BRIBERY")
    with open_session() as session:
        ids = {
            text: str(key) for key, text in session.execute(sa.select(Indicator.id, Indicator.text))
        }
        given = ProgressInput(
            plan[1],
            plan[2][HALF],
            Status.IN_PROGRESS,
            results=["ทำแล้ว (ตัวอย่าง)"],
            indicator_values={ids["BRIBERY"]: "2"},
        )
        record_progress(session, plan_officer, given)
        session.commit()
    assert _indicator(compiled, HALF, "BRIBERY")["reported"] == "2"
    tell(date(2023, 12, 3), times=6, category=Category.BRIBERY)
    assert _indicator(compiled, HALF, "BRIBERY")["reported"] == "8", "published: counted again"
    with held_at(datetime(2024, 3, 1, tzinfo=UTC)):
        assert _indicator(compiled, HALF, "BRIBERY")["reported"] == "2"


def test_the_form_asks_for_the_number_that_is_hidden_and_says_why(
    app: Any, tell: Any, plan: Any, tenant_ids: Any
) -> None:
    app.config["SITTING"] = Actor(
        "o", "แผน (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({Role.PLAN_OFFICER})
    )
    where = f"/rimnam/work/measures/{plan[1]}/progress/2567/6M"
    before = app.test_client().get(where)
    assert before.status_code == 200
    assert "indicator-" not in before.get_data(as_text=True)
    tell(date(2023, 11, 3), times=2, category=Category.BRIBERY)
    after = app.test_client().get(where).get_data(as_text=True)
    assert after.count('name="indicator-') == 2
    assert "ช่องทางแจ้งเบาะแสการทุจริตด้วย" in after


def test_the_topics_of_both_are_categories_of_the_channel() -> None:
    assert set(Category) >= CHANNEL_TOPICS


def test_reports_compiled_without_the_channel_have_an_empty_place(
    open_session: Any, plan: Any
) -> None:
    with open_session() as session:
        rows = report_rows(session, plan[0], 2567, HALF)
    bare = replace(rows, complaints=replace(rows.complaints, channel=()))
    assert compile_report(bare).body["corruption"] is None
    assert rows.channel is not None
    assert clock.today() > rows.round.ends
