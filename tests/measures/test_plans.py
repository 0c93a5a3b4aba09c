"""Writing plans: states, measures, departments (R7), risks, issues (R8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.audit import AuditEvent
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import (
    IndicatorLevel,
    Instrument,
    MeasureKind,
    PlanState,
    RiskLevel,
    Status,
)
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.ita import (
    ItaResult,
    issues_without_measure,
    link_issue,
    record_assessment,
)
from portal_plugin.measures.measure_detail import measure_detail
from portal_plugin.measures.measure_editing import (
    IndicatorText,
    MeasureText,
    add_measure,
    delete_measure,
    edit_measure,
    set_indicators,
    set_steps,
)
from portal_plugin.measures.models import Dimension, ItaIssue, Measure, RiskControl, Step
from portal_plugin.measures.plans import (
    FOLLOWS,
    PlanText,
    add_mission,
    create_plan,
    edit_plan,
    measures_without_department,
    move_plan,
)
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.risks import (
    ControlText,
    RiskText,
    TargetText,
    controls_without_measure,
    link_control,
    set_risks,
    set_targets,
)

TEXT = PlanText("แผนตัวอย่างฉบับใหม่", objectives=["วัตถุประสงค์ตัวอย่าง", " "])


@pytest.fixture
def session(open_session, departments):
    with open_session() as opened:
        yield opened


@pytest.fixture
def works(departments):
    return departments["rimnam/works"]


def test_a_five_year_plan_begins_as_a_draft_with_the_dimensions_of_its_years(session, plan_officer):
    plan = create_plan(session, plan_officer, Instrument.PLAN_5Y, (2566, 2570), TEXT)
    assert (plan.state, plan.objectives) == (PlanState.DRAFT, ["วัตถุประสงค์ตัวอย่าง"])
    titles = session.scalars(sa.select(Dimension.title).order_by(Dimension.number)).all()
    assert (len(titles), titles[0]) == (4, "การสร้างวัฒนธรรมสุจริต")


@pytest.mark.parametrize(
    ("instrument", "years", "field"),
    [
        (Instrument.PLAN_5Y, (2023, 2027), "year_from"),
        (Instrument.PLAN_5Y, (2570, 2566), "year_to"),
        (Instrument.PLAN_5Y, (2566, 2580), "year_to"),
        (Instrument.ITA_MEASURES, (2566, 2567), "year_to"),
    ],
)
def test_years_that_cannot_be_are_refused(session, plan_officer, instrument, years, field):
    with pytest.raises(RuleBroken) as caught:
        create_plan(session, plan_officer, instrument, years, TEXT)
    assert list(caught.value.by_field()) == [field]


def test_there_is_one_plan_of_an_instrument_and_years(session, plan_officer):
    create_plan(session, plan_officer, Instrument.ITA_MEASURES, (2566, 2566), TEXT)
    with pytest.raises(RuleBroken, match="มีแผนของปีเหล่านี้แล้ว"):
        create_plan(session, plan_officer, Instrument.ITA_MEASURES, (2566, 2566), TEXT)


def test_a_plan_is_approved_announced_registered_and_amended_in_turn(session, plan_officer):
    plan = create_plan(session, plan_officer, Instrument.PLAN_5Y, (2566, 2570), TEXT)
    with pytest.raises(RuleBroken):
        move_plan(
            session, plan_officer, plan.id, PlanState.ANNOUNCED, announced_on=date(2022, 9, 30)
        )
    move_plan(session, plan_officer, plan.id, PlanState.APPROVED)
    with pytest.raises(RuleBroken, match="วันที่ประกาศ"):
        move_plan(session, plan_officer, plan.id, PlanState.ANNOUNCED)
    move_plan(session, plan_officer, plan.id, PlanState.ANNOUNCED, announced_on=date(2022, 9, 30))
    with pytest.raises(RuleBroken, match="ฉบับร่าง"):
        edit_plan(session, plan_officer, plan.id, TEXT)
    with pytest.raises(RuleBroken, match="E-PlanNACC"):
        move_plan(session, plan_officer, plan.id, PlanState.REGISTERED)
    move_plan(session, plan_officer, plan.id, PlanState.REGISTERED, eplan_ref="EP-1")
    move_plan(session, plan_officer, plan.id, PlanState.AMENDED)
    edit_plan(session, plan_officer, plan.id, PlanText("แผนฉบับแก้ไข"))
    acts = session.scalars(sa.select(AuditEvent.act).where(AuditEvent.subject_id == plan.id)).all()
    assert acts.count("plan.move") == 4


@given(st.lists(st.sampled_from(PlanState), max_size=12))
def test_no_state_leads_out_of_the_table_or_back_to_a_draft_after_the_announcement(wanted):
    path = [PlanState.DRAFT]
    for state in wanted:
        if state in FOLLOWS[path[-1]]:
            path.append(state)
    for before, after in pairwise(path):
        assert after is not PlanState.DRAFT or before is PlanState.APPROVED


def test_a_measure_has_a_department_unless_all_answer_for_it(
    session, small_plan, plan_officer, works
):
    with pytest.raises(RuleBroken) as caught:
        add_measure(session, plan_officer, small_plan.plan, MeasureText("มาตรการใหม่ตัวอย่าง"))
    assert caught.value.rules == {"R7"}
    with pytest.raises(RuleBroken):
        add_measure(session, plan_officer, small_plan.plan, MeasureText("ก"), [works, uuid4()])
    added = add_measure(
        session, plan_officer, small_plan.plan, MeasureText("มาตรการใหม่"), [works, works]
    )
    shared = add_measure(
        session, plan_officer, small_plan.plan, MeasureText("ทุกหน่วย", all_departments=True)
    )
    assert (added.seq, shared.seq) == (4, 5)
    assert measure_detail(session, added.id).measure.departments == ("กองช่าง",)


def test_a_department_of_another_municipality_is_not_in_the_list(
    session, small_plan, plan_officer, departments
):
    with pytest.raises(RuleBroken) as caught:
        add_measure(
            session,
            plan_officer,
            small_plan.plan,
            MeasureText("ก"),
            [departments["saithong/works"]],
        )
    assert caught.value.rules == {"R7"}


def test_a_plan_goes_no_further_while_a_measure_has_no_department(
    session, small_plan, plan_officer, works
):
    session.execute(sa.update(Measure).values(all_departments=False))
    assert measures_without_department(session, small_plan.plan) == [3]
    with pytest.raises(RuleBroken, match="มาตรการที่ 3"):
        move_plan(session, plan_officer, small_plan.plan, PlanState.APPROVED)
    edit_measure(session, plan_officer, small_plan.everyone, MeasureText("มาตรการ 3"), [works])
    assert (
        move_plan(session, plan_officer, small_plan.plan, PlanState.APPROVED).state
        is PlanState.APPROVED
    )


def test_editing_a_measure_rewrites_its_fields_and_says_which(
    session, small_plan, plan_officer, works
):
    edited = edit_measure(
        session,
        plan_officer,
        small_plan.plain,
        MeasureText("ชื่อใหม่", kind=MeasureKind.PROJECT, target_group_codes=[5, 3, 5]),
        [works],
    )
    assert (edited.title, edited.kind, edited.target_group_codes) == (
        "ชื่อใหม่",
        MeasureKind.PROJECT,
        [3, 5],
    )
    event = session.scalars(sa.select(AuditEvent).where(AuditEvent.act == "measure.edit")).one()
    assert "title" in event.detail["fields"]


@pytest.mark.parametrize(
    ("text", "field"),
    [
        (MeasureText(" ", all_departments=True), "title"),
        (MeasureText("ก", all_departments=True, quarter=5), "quarter"),
        (MeasureText("ก", all_departments=True, target_group_codes=[10]), "target_group_codes"),
        (MeasureText("ก", all_departments=True, indicator_number=11), "indicator_number"),
    ],
)
def test_fields_that_cannot_be_are_refused(session, small_plan, plan_officer, text, field):
    with pytest.raises(RuleBroken) as caught:
        add_measure(session, plan_officer, small_plan.plan, text)
    assert list(caught.value.by_field()) == [field]


def test_a_mission_belongs_to_the_plan(session, small_plan, plan_officer):
    mission = add_mission(session, plan_officer, small_plan.plan, 1, number="1.2", title="ภารกิจใหม่")
    text = MeasureText("ก", all_departments=True, mission_id=mission.id)
    assert add_measure(session, plan_officer, small_plan.plan, text).mission_id == mission.id
    with pytest.raises(RuleBroken):
        add_mission(session, plan_officer, small_plan.plan, 1, number="1.2", title="ซ้ำ")
    other = create_plan(session, plan_officer, Instrument.PLAN_5Y, (2571, 2575), TEXT)
    with pytest.raises(NotFound):
        add_measure(session, plan_officer, other.id, text)


def test_what_was_reported_on_is_not_deleted(session, small_plan, plan_officer):
    record_progress(
        session,
        plan_officer,
        ProgressInput(small_plan.stepped, small_plan.half, Status.IN_PROGRESS, small_plan.steps[0]),
    )
    with pytest.raises(RuleBroken, match="ลบไม่ได้"):
        delete_measure(session, plan_officer, small_plan.stepped)
    with pytest.raises(RuleBroken, match="ลบไม่ได้"):
        set_steps(session, plan_officer, small_plan.stepped, [("2", "เหลือข้อเดียว")])
    set_steps(session, plan_officer, small_plan.stepped, [("2", "สลับมาก่อน"), ("1", "แก้คำ")])
    rows = session.scalars(sa.select(Step).order_by(Step.position)).all()
    assert [(row.path, row.text) for row in rows] == [("2", "สลับมาก่อน"), ("1", "แก้คำ")]
    assert rows[1].id == small_plan.steps[0]


def test_a_measure_nobody_reported_on_goes_with_all_that_hangs_on_it(
    session, small_plan, plan_officer
):
    control = ControlText("มาตรการตัวอย่าง 1", small_plan.plain)
    set_risks(session, plan_officer, small_plan.plan, [RiskText("จัดซื้อ", controls=[control])])
    set_indicators(
        session,
        plan_officer,
        small_plan.plain,
        [IndicatorText(IndicatorLevel.OUTCOME, "พอใจ", "GE", Decimal(80), "ร้อยละ")],
    )
    delete_measure(session, plan_officer, small_plan.plain)
    assert session.get(Measure, (session.tenant_id, small_plan.plain)) is None
    assert session.scalars(sa.select(RiskControl.measure_id)).all() == [None]


@pytest.mark.parametrize("steps", [[("1", "ก"), ("1", "ข")], [("", "ก")], [("1", " ")]])
def test_steps_need_a_number_of_their_own_and_a_text(session, small_plan, plan_officer, steps):
    with pytest.raises(RuleBroken):
        set_steps(session, plan_officer, small_plan.plain, steps)


def test_a_risk_control_that_is_no_measure_is_found(session, small_plan, plan_officer):
    set_risks(
        session,
        plan_officer,
        small_plan.plan,
        [
            RiskText(
                "จัดซื้อจัดจ้าง",
                ["ประเด็นตัวอย่าง"],
                RiskLevel.MEDIUM,
                controls=[ControlText("ควบคุมหนึ่ง", small_plan.plain), ControlText("ควบคุมสอง")],
            )
        ],
    )
    (loose,) = controls_without_measure(session, small_plan.plan)
    assert loose.text == "ควบคุมสอง"
    link_control(session, plan_officer, loose.id, small_plan.stepped)
    assert controls_without_measure(session, small_plan.plan) == []
    with pytest.raises(NotFound):
        link_control(session, plan_officer, loose.id, uuid4())


def test_targets_stand_in_years_of_the_plan(session, small_plan, plan_officer):
    set_targets(
        session, plan_officer, small_plan.plan, [TargetText("คะแนน ITA", {2566: 95.0}, "คะแนน")]
    )
    with pytest.raises(RuleBroken):
        set_targets(session, plan_officer, small_plan.plan, [TargetText("คะแนน ITA", {2571: 95.0})])


def test_an_issue_without_a_measure_is_found_and_links_survive_a_new_record(
    session, small_plan, plan_officer
):
    result = ItaResult(
        total=Decimal("77.18"),
        level="B",
        scores={9: Decimal("50.50")},
        issues={9: ["ประเด็นหนึ่ง", "ประเด็นสอง"]},
    )
    record_assessment(session, plan_officer, 2565, result)
    first = session.scalars(sa.select(ItaIssue).where(ItaIssue.text == "ประเด็นหนึ่ง")).one()
    link_issue(session, plan_officer, first.id, [small_plan.plain])
    record_assessment(session, plan_officer, 2565, result)
    assert [loose.text for loose in issues_without_measure(session, 2565)] == ["ประเด็นสอง"]
    with pytest.raises(NotFound):
        link_issue(session, plan_officer, first.id, [uuid4()])
    for wrong in (ItaResult(total=Decimal(101)), ItaResult(scores={11: Decimal(1)})):
        with pytest.raises(RuleBroken):
            record_assessment(session, plan_officer, 2565, wrong)


def test_another_municipalitys_plan_is_unknown(open_session, small_plan, plan_officer):
    with open_session("saithong") as session:
        for act in (
            lambda: edit_plan(session, plan_officer, small_plan.plan, TEXT),
            lambda: delete_measure(session, plan_officer, small_plan.plain),
            lambda: set_risks(session, plan_officer, small_plan.plan, []),
            lambda: move_plan(session, plan_officer, small_plan.plan, PlanState.APPROVED),
        ):
            with pytest.raises(NotFound):
                act()
