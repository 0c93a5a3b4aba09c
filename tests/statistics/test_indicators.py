"""Indicators of the plan that are judged by complaints take their value from the register."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.actor import Actor
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import (
    BudgetMode,
    IndicatorLevel,
    Instrument,
    MeasureKind,
    RoundCode,
    Status,
)
from portal_plugin.measures.loading import report_rows
from portal_plugin.measures.measure_editing import (
    IndicatorText,
    MeasureText,
    add_measure,
    set_indicators,
)
from portal_plugin.measures.models import Indicator
from portal_plugin.measures.plans import PlanText, add_mission, create_plan
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round
from portal_plugin.national import mapping
from portal_plugin.reports.compile import compile_report
from portal_plugin.statistics.indicator_topics import EVERY, together, topic_in, topics_of
from portal_plugin.statistics.topic_counts import NO_COUNTS, TopicCounts

HALF, WHOLE = RoundCode.SIX_MONTHS, RoundCode.TWELVE_MONTHS
CORRUPTION = "BRIBERY+CORRUPTION_BUDGET+CORRUPTION_DUTY"


@pytest.fixture
def plan(open_session: Any, plan_officer: Actor) -> tuple[UUID, UUID, UUID]:
    """A plan of one measure judged by complaints of procurement, and its half-year round."""
    with open_session() as session:
        made = create_plan(
            session, plan_officer, Instrument.PLAN_5Y, (2566, 2570), PlanText(title="แผนตัวอย่าง")
        )
        mission = add_mission(session, plan_officer, made.id, 1, number="1.1", title="ตัวอย่าง")
        text = MeasureText(
            "มาตรการตัวอย่าง",
            kind=MeasureKind.MEASURE,
            mission_id=mission.id,
            budget_mode=BudgetMode.NONE,
            all_departments=True,
        )
        measure = add_measure(session, plan_officer, made.id, text)
        set_indicators(
            session,
            plan_officer,
            measure.id,
            [
                IndicatorText(IndicatorLevel.OUTPUT, "ประกาศ 1 ฉบับ"),
                IndicatorText(
                    IndicatorLevel.OUTCOME, "ข้อร้องเรียนลดลง", complaint_topic="PROCUREMENT"
                ),
            ],
        )
        half = open_round(session, plan_officer, 2569, "6M")
        open_round(session, plan_officer, 2569, "12M")
        session.commit()
        return made.id, measure.id, half.id


def _indicators(open_session: Any, plan_id: UUID, code: RoundCode) -> list[dict[str, Any]]:
    with open_session() as session:
        body = compile_report(report_rows(session, plan_id, 2569, code)).body
    (measure,) = body["measures"]
    return list(measure["indicators"])


def test_the_report_counts_complaints_of_the_topic_in_the_rounds_window(
    open_session: Any, plan: Any, register: Any
) -> None:
    with open_session() as session:
        for day in (
            date(2024, 10, 1),
            date(2025, 3, 31),
            date(2025, 4, 1),
            date(2025, 9, 30),
            date(2025, 10, 1),
            date(2026, 3, 31),
            date(2026, 4, 1),
        ):
            register(session, day, topic="PROCUREMENT")
            register(session, day, topic="SERVICE")
        session.commit()
    plain, half = _indicators(open_session, plan[0], HALF)
    _, whole = _indicators(open_session, plan[0], WHOLE)
    assert "complaints" not in plain
    assert plain["reported"] is None
    assert half["reported"] == "2"
    assert half["complaints"] == {"topic": "PROCUREMENT", "received": 2, "before": 2}
    assert whole["complaints"] == {"topic": "PROCUREMENT", "received": 3, "before": 4}


def test_a_year_before_the_register_began_is_not_told_as_a_year_without_complaints(
    open_session: Any, plan: Any, register: Any
) -> None:
    _, none = _indicators(open_session, plan[0], HALF)
    assert none["complaints"] == {"topic": "PROCUREMENT", "received": 0, "before": None}
    with open_session() as session:
        register(session, date(2025, 1, 5), topic="SERVICE")
        session.commit()
    _, partly = _indicators(open_session, plan[0], HALF)
    assert partly["complaints"]["before"] is None


def test_the_register_travels_with_the_plan_in_eight_statements(
    open_session: Any, plan: Any, register: Any, statements: Any
) -> None:
    with open_session() as session:
        register(session, date(2025, 11, 5), topic="PROCUREMENT")
        with statements() as asked:
            rows = report_rows(session, plan[0], 2569, HALF)
    assert len(asked) == 8
    assert rows.complaints.received == {(date(2025, 11, 1), "PROCUREMENT"): 1}


def test_only_reports_with_such_indicators_change_with_the_register(
    open_session: Any, plan: Any
) -> None:
    counts = TopicCounts({(date(2025, 11, 1), "PROCUREMENT"): 7}, date(2025, 11, 1))
    with open_session() as session:
        rows = replace(report_rows(session, plan[0], 2569, HALF), complaints=NO_COUNTS)
    (measure,) = rows.measures
    plain = replace(rows, measures=(replace(measure, indicators=measure.indicators[:1]),))
    assert compile_report(plain).data == compile_report(replace(plain, complaints=counts)).data
    assert compile_report(rows).data != compile_report(replace(rows, complaints=counts)).data


def test_nobody_types_over_what_the_register_counts(
    open_session: Any, plan: Any, plan_officer: Actor
) -> None:
    _, measure_id, round_id = plan
    with open_session() as session:
        ids = session.scalars(sa.select(Indicator.id).order_by(Indicator.position)).all()
        given = ProgressInput(
            measure_id, round_id, Status.IN_PROGRESS, indicator_values={str(ids[1]): "0"}
        )
        with pytest.raises(RuleBroken) as refusal:
            record_progress(session, plan_officer, given)
        assert refusal.value.rules == {"INDICATOR"}
        values = {str(ids[0]): "1"}
        record_progress(session, plan_officer, replace(given, indicator_values=values))


def test_no_complaint_figure_goes_up_to_the_national_endpoint(
    open_session: Any, plan: Any, plan_officer: Actor, register: Any
) -> None:
    _, measure_id, round_id = plan
    with open_session() as session:
        for _ in range(77):
            register(session, date(2025, 11, 5), topic="PROCUREMENT")
        given = ProgressInput(measure_id, round_id, Status.DONE, results=["ประกาศแล้ว (ตัวอย่าง)"])
        record_progress(session, plan_officer, given)
        report = compile_report(report_rows(session, plan[0], 2569, HALF))
    payload = mapping.submission(report.body, revision=1, digest="0" * 64)
    assert report.body["measures"][0]["indicators"][1]["reported"] == "77"
    assert re.search(r"\b77\b", str(payload)) is None
    assert "PROCUREMENT" not in str(payload)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("ไม่มีข้อร้องเรียนเรื่องสินบน", "BRIBERY"),
        ("จำนวนข้อร้องเรียนเรื่องการจัดซื้อจัดจ้าง ลดลง", "PROCUREMENT"),
        ("การจัดซื้อจัดจ้างไม่มีเรื่องร้องเรียน", "PROCUREMENT"),
        ("เรื่อง ร้อง เรียน ด้านการให้บริการ ลด ลง ร้อยละ ๑๐", "SERVICE"),
        ("ข้อร้องเรียนการบริหารงานบุคคลลดลง", "PERSONNEL_ADMIN"),
        ("จำนวนข้อร้องเรียนการให้บริการ/การทุจริต ลดลง", f"{CORRUPTION}+SERVICE"),
        ("เรื่องร้องเรียนทุจริตต่อหน้าที่ไม่เกิน 2 เรื่อง", "CORRUPTION_DUTY"),
        ("จำนวนเรื่องร้องเรียนลดลง", EVERY),
        ("ตรวจสอบการปฏิบัติงาน (ดูจากจำนวนข้อร้องเรียนจากประชาชน)", EVERY),
        ("มีช่องทางรับเรื่องร้องเรียนอย่างน้อย 3 ช่องทาง", None),
        ("ผู้ร้องเรียนพึงพอใจไม่น้อยกว่าร้อยละ 80", None),
        ("จำนวนเรื่องร้องเรียนที่ได้รับการแก้ไขร้อยละ 90", None),
        ("มีศูนย์รับเรื่องร้องเรียน/ร้องทุกข์", None),
        ("ความเสี่ยงการทุจริตลดลง", None),
        ("", None),
    ],
)
def test_a_text_says_by_itself_which_complaints_it_counts(text: str, topic: str | None) -> None:
    expected = together(topic.split("+")) if topic else None
    assert topic_in(text) == expected


@given(st.text(), st.text())
def test_any_text_has_topics_or_none(before: str, after: str) -> None:
    found = topic_in(f"{before}จำนวนข้อร้องเรียน{after}")
    assert found is None or found == EVERY or found == together(topics_of(found) or ())
