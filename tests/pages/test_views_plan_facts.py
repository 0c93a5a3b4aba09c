"""Risk register, targets and ITA result: typed as people write, kept when something is wrong."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Role
from portal_plugin.measures.ita_standing import ita_standing
from portal_plugin.measures.models import Measure, Plan, PlanTarget
from portal_plugin.measures.risks import risk_rows


@pytest.fixture
def officer(visit):
    return visit(Role.PLAN_OFFICER)


@pytest.fixture
def plan(officer, departments):
    """The address of a draft with one measure, its number 1."""
    address = officer.send(
        "/work/plans/new", "/plans/new", title="แผนตัวอย่าง", year_from="2571", year_to="2575"
    ).location
    officer.send(address, "/missions", number="1.1", mission_title="ภารกิจตัวอย่าง")
    new = officer.get(f"{address}/measures/new").form("/measures/new")
    works = str(departments["rimnam/works"])
    typed = {"title": "มาตรการตรวจรับงาน", "departments": works}
    assert officer.post(f"{address}/measures/new", **new | typed).status == 303
    return address


def _register(open_session):
    with open_session() as session:
        plan_id = session.scalars(sa.select(Plan.id).where(Plan.year_from == 2571)).one()
        return risk_rows(session, plan_id)


def test_a_register_is_written_and_controls_are_tied_to_measures(
    officer, plan, open_session
) -> None:
    sent = officer.send(
        f"{plan}/risks",
        "/risks",
        **{
            "process-0": "การตรวจรับงานจ้าง",
            "issues-0": "ตรวจรับไม่ครบ\nรับรองงานที่ยังไม่เสร็จ",
            "level-0": "HIGH",
            "likelihood-0": "๔",
            "controls-0": "๑\n1 ตรวจรับเป็นคณะ\nมาตรการตรวจรับงาน\nทำตามระเบียบ",
        },
    )
    assert sent.status == 303
    [risk] = _register(open_session)
    assert risk.issues == ("ตรวจรับไม่ครบ", "รับรองงานที่ยังไม่เสร็จ")
    assert (risk.level, risk.likelihood, risk.impact) == ("HIGH", 4, None)
    assert [(control.text, control.measure_seq) for control in risk.controls] == [
        ("มาตรการตรวจรับงาน", 1),
        ("ตรวจรับเป็นคณะ", 1),
        ("มาตรการตรวจรับงาน", 1),
        ("ทำตามระเบียบ", None),
    ]
    page = officer.get(f"{plan}/risks")
    assert "1 ข้อยังไม่ใช่มาตรการในแผน" in page.text
    again = officer.send(f"{plan}/risks", "/risks")
    assert again.status == 303 and _register(open_session)[0].controls[0].measure_seq == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("likelihood-0", "6"), ("impact-0", "มาก"), ("level-0", "FATAL"), ("process-0", "")],
)
def test_a_wrong_register_changes_nothing_and_loses_nothing(
    officer, plan, open_session, field, value
) -> None:
    typed = {"process-0": "การจัดซื้อ", "issues-0": "ฮั้วประมูล", field: value}
    refused = officer.send(f"{plan}/risks", "/risks", **typed)
    assert refused.status == 422 and _register(open_session) == []
    assert refused.form("/risks")["issues-0"].strip() == "ฮั้วประมูล"


def test_targets_are_typed_in_thai_digits_and_a_word_is_refused(
    officer, plan, open_session
) -> None:
    typed = {"name-0": "คะแนน ITA", "unit-0": "คะแนน", "value-0-2571": "๙๕.๕", "base-0": "2570"}
    assert officer.send(f"{plan}/targets", "/targets", **typed).status == 303
    with open_session() as session:
        [target] = session.scalars(sa.select(PlanTarget))
        assert (target.values, target.base_year) == ({"2571": 95.5}, 2570)
    refused = officer.send(f"{plan}/targets", "/targets", **typed | {"value-0-2572": "มาก"})
    assert refused.status == 422 and "กรุณาใส่เป็นตัวเลข" in refused.text
    assert refused.form("/targets")["value-0-2572"] == "มาก"
    with open_session() as session:
        assert session.scalars(sa.select(PlanTarget)).one().values == {"2571": 95.5}


def test_an_ita_result_is_recorded_and_its_issue_tied_to_a_measure(
    officer, departments, open_session
) -> None:
    measures = officer.send(
        "/work/plans/new", "/plans/new", instrument="ITA_MEASURES", title="มาตรการตัวอย่าง",
        year_from="2571", year_to="2571",
    ).location  # fmt: skip
    new = officer.get(f"{measures}/measures/new").form("/measures/new")
    works = str(departments["rimnam/works"])
    typed = {"title": "ปรับปรุงเว็บไซต์", "departments": works, "indicator_number": "9"}
    assert officer.post(f"{measures}/measures/new", **new | typed).status == 303
    wrong = officer.send("/work/ita/2570", "/ita/2570", total="101", **{"issues-9": "ไม่ครบ"})
    assert wrong.status == 422 and wrong.form("/ita/2570")["issues-9"].strip() == "ไม่ครบ"
    sent = {"total": "๘๘.๕๐", "score-9": "70", "issues-9": "ข้อมูลไม่ครบ"}
    assert officer.send("/work/ita/2570", "/ita/2570", **sent).status == 303
    with open_session() as session:
        [issue] = ita_standing(session, 2570).issues
        measure_id = session.scalars(
            sa.select(Measure.id).where(Measure.title == "ปรับปรุงเว็บไซต์")
        ).one()
    page = officer.get("/work/ita/2570")
    assert "ยังไม่มีมาตรการ" in page.text and "๒๕๗๑ · ๑. ปรับปรุงเว็บไซต์" in page.text
    form = page.form(f"/issues/{issue.id}")
    officer.post(f"/work/ita/2570/issues/{issue.id}", **form | {"measures": str(measure_id)})
    with open_session() as session:
        assert ita_standing(session, 2570).issues[0].measure_ids == {measure_id}
    assert officer.send("/work/ita/2570", "/ita/2570", **sent | {"score-9": "71"}).status == 303
    with open_session() as session:
        assert ita_standing(session, 2570).issues[0].measure_ids == {measure_id}, "links stay"
