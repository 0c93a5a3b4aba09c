"""One page says what is missing before the ITA window, and whom to ask."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor, Person, Role
from portal_plugin.documents.models import Letterhead
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.ita import ItaResult, link_issue, record_assessment
from portal_plugin.measures.models import ItaIssue, RiskControl
from portal_plugin.measures.risks import ControlText, RiskText, link_control, set_risks
from portal_plugin.reports.approve import approve_report, publish_report
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.tenants.models import Department
from portal_plugin.transparency.answers import Served
from portal_plugin.transparency.index_entries import EntryText, keep_entry
from portal_plugin.transparency.readiness import LETTERHEAD_ENTRIES, Need, Readiness, readiness

YEAR = 2566
PEOPLE = (
    Person("p", "วางแผน (ตัวอย่าง)", None, frozenset({Role.PLAN_OFFICER})),
    Person("m", "นายก (ตัวอย่าง)", None, frozenset({Role.EXECUTIVE})),
)
APRIL = datetime(2023, 4, 10, tzinfo=UTC)


@pytest.fixture
def check(open_session: Any) -> Callable[..., Readiness]:
    def _check(year: int = YEAR, people: tuple[Person, ...] = PEOPLE) -> Readiness:
        with open_session() as session, clock.held_at(APRIL):
            return readiness(session, year, Served(), people)

    return _check


def test_each_missing_item_says_whom_to_ask_and_where_to_mend_it(
    check: Callable[..., Readiness], open_session: Any, plan_officer: Actor
) -> None:
    with open_session() as session:
        keep_entry(session, plan_officer, YEAR, "ETHICS", EntryText(person="จริยา (ตัวอย่าง)"))
        session.commit()
    lacks = {str(lack.arguments.get("topic", lack.text)): lack for lack in check().of(Need.OIT)}
    assert lacks["ETHICS"].ask.names == ("จริยา (ตัวอย่าง)",)
    assert lacks["ETHICS"].endpoint == "oit_entries"
    assert lacks["PARTICIPATION"].ask.names == ("วางแผน (ตัวอย่าง)",)
    assert lacks["PARTICIPATION"].number == "O30"


def test_a_report_is_missing_step_by_step_until_it_is_through(
    check: Callable[..., Readiness],
    open_session: Any,
    plan_officer: Actor,
    executive: Actor,
    small_plan: Any,
) -> None:
    def step() -> tuple[str, tuple[str, ...], str]:
        [lack] = check().of(Need.REPORT)
        return lack.code, lack.ask.names, lack.endpoint

    assert step() == ("NOT_COMPILED", ("วางแผน (ตัวอย่าง)",), "round")
    with open_session() as session:
        report = freeze_report(
            session, plan_officer, YEAR, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y
        )
        session.commit()
        assert step() == ("NOT_APPROVED", ("นายก (ตัวอย่าง)",), "report")
        approve_report(session, executive, report.id)
        session.commit()
        assert step()[0] == "NOT_PUBLISHED"
        publish_report(session, plan_officer, report.id)
        session.commit()
        assert step()[0] == "NOT_ACKNOWLEDGED"


def test_a_round_that_is_not_over_is_not_missed(open_session: Any, small_plan: Any) -> None:
    with open_session() as session, clock.held_at(datetime(2023, 3, 31, 5, tzinfo=UTC)):
        assert readiness(session, YEAR, Served(), PEOPLE).of(Need.REPORT) == ()


def test_a_measure_reported_without_a_proof_names_its_department(
    check: Callable[..., Readiness],
    open_session: Any,
    small_plan: Any,
    report_measure: Callable[..., None],
    departments: dict[str, UUID],
) -> None:
    with open_session() as session:
        session.execute(
            sa.update(Department)
            .where(Department.id == departments["rimnam/works"])
            .values(head_name="หัวหน้าช่าง (ตัวอย่าง)")
        )
        session.commit()
    assert check().of(Need.EVIDENCE) == ()
    report_measure(small_plan.works)
    report_measure(small_plan.office, proof=True)
    [lack] = check().of(Need.EVIDENCE)
    assert lack.ask.units == ("กองช่าง",)
    assert lack.ask.names == ("หัวหน้าช่าง (ตัวอย่าง)",)
    assert lack.arguments == {"measure_id": str(small_plan.works), "year": YEAR}


def test_an_issue_of_last_years_ita_is_missing_until_a_measure_answers_it(
    check: Callable[..., Readiness], open_session: Any, plan_officer: Actor, small_plan: Any
) -> None:
    with open_session() as session:
        result = ItaResult(issues={9: ["เว็บไซต์ไม่เป็นปัจจุบัน"]})
        record_assessment(session, plan_officer, YEAR - 1, result)
        session.commit()
    [lack] = check().of(Need.ISSUE)
    assert (lack.number, lack.text) == ("9", "เว็บไซต์ไม่เป็นปัจจุบัน")
    with open_session() as session:
        issue = session.scalars(sa.select(ItaIssue.id)).one()
        link_issue(session, plan_officer, issue, [small_plan.works])
        session.commit()
    assert check().of(Need.ISSUE) == ()


def test_a_control_of_a_risk_is_missing_until_it_is_a_measure(
    check: Callable[..., Readiness], open_session: Any, plan_officer: Actor, small_plan: Any
) -> None:
    with open_session() as session:
        risk = RiskText("จัดซื้อ", controls=[ControlText("ตรวจซ้ำ")])
        set_risks(session, plan_officer, small_plan.plan, [risk])
        session.commit()
    [lack] = check().of(Need.CONTROL)
    assert (lack.number, lack.text) == ("จัดซื้อ", "ตรวจซ้ำ")
    with open_session() as session:
        control = session.scalars(sa.select(RiskControl.id)).one()
        link_control(session, plan_officer, control, small_plan.works)
        session.commit()
    assert check().of(Need.CONTROL) == ()


def test_the_letterhead_is_missing_entry_by_entry(
    check: Callable[..., Readiness], open_session: Any
) -> None:
    assert [lack.code for lack in check().of(Need.LETTERHEAD)] == list(LETTERHEAD_ENTRIES)
    with open_session() as session:
        session.add(Letterhead(head_name="นายก (ตัวอย่าง)", address="๑", updated_by="ก"))
        session.commit()
    left = [lack.code for lack in check().of(Need.LETTERHEAD)]
    assert left == ["clerk_name", "telephone", "memo_unit", "memo_prefix"]


def test_where_nobody_is_known_by_name_the_duty_is_said(check: Callable[..., Readiness]) -> None:
    lack = check(people=()).of(Need.LETTERHEAD)[0]
    assert (lack.ask.names, lack.ask.role) == ((), Role.PLAN_OFFICER)


def test_the_check_takes_as_many_statements_full_as_empty(
    check: Callable[..., Readiness],
    statements: Any,
    open_session: Any,
    plan_officer: Actor,
    small_plan: Any,
    report_measure: Callable[..., None],
) -> None:
    with statements() as before:
        check()
    report_measure(small_plan.works)
    report_measure(small_plan.office)
    with open_session() as session:
        issues = {n: [f"ประเด็น {i} (ตัวอย่าง)" for i in range(10)] for n in range(1, 11)}
        record_assessment(session, plan_officer, YEAR - 1, ItaResult(issues=issues))
        risk = RiskText("จัดซื้อ", controls=[ControlText(f"ตรวจ {n}") for n in range(10)])
        set_risks(session, plan_officer, small_plan.plan, [risk])
        session.commit()
    with statements() as after:
        found = check()
    assert len(found.lacks) > 100
    assert len(after) == len(before) <= 30


def test_the_page_says_at_the_top_how_much_is_missing_and_links_to_the_mending(
    visit: Any, small_plan: Any, report_measure: Callable[..., None]
) -> None:
    report_measure(small_plan.works)
    page = visit(Role.EXECUTIVE).get(f"/work/readiness?year={YEAR}")
    assert page.status == 200
    assert "ยังขาด" in page.text
    assert any(f"/rimnam/work/measures/{small_plan.works}" in link for link in page.links)
    assert "วางแผน (ตัวอย่าง)" in page.text
    assert "ไม่รวบรวม" in page.text


def test_only_who_may_mend_is_led_to_the_mending(
    visit: Any, open_session: Any, plan_officer: Actor, small_plan: Any
) -> None:
    with open_session() as session:
        risk = RiskText("จัดซื้อ", controls=[ControlText("ตรวจซ้ำ")])
        set_risks(session, plan_officer, small_plan.plan, [risk])
        record_assessment(session, plan_officer, YEAR - 1, ItaResult(issues={9: ["ประเด็น"]}))
        session.commit()
    mending = {
        f"/rimnam/work/plans/{small_plan.plan}/risks",
        f"/rimnam/work/ita/{YEAR - 1}",
        "/rimnam/work/letterhead",
    }
    planner, reader = (
        visit(role).get(f"/work/readiness?year={YEAR}")
        for role in (Role.PLAN_OFFICER, Role.AUDITOR)
    )
    assert mending <= set(planner.links)
    assert not mending & set(reader.links)
    for link in set(planner.links):
        assert visit(Role.PLAN_OFFICER).get(link).status == 200, link


def test_the_page_is_for_staff_alone(visit: Any) -> None:
    assert visit().get("/work/readiness").status == 401
    assert visit(Role.PROVINCE_OPERATOR).get("/work/readiness").status == 403


def test_hostile_words_come_out_as_text(visit: Any, open_session: Any, plan_officer: Actor) -> None:
    text = "<img src=x onerror=alert(1)>"
    with open_session() as session:
        record_assessment(session, plan_officer, YEAR - 1, ItaResult(issues={9: [text]}))
        session.commit()
    page = visit(Role.PLAN_OFFICER).get(f"/work/readiness?year={YEAR}")
    assert text in page.text and not page.tree.xpath("//img")
