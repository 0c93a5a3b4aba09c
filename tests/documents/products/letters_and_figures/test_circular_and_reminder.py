"""Who is asked to report what, and who is reminded (14, R7, R10)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.model import Signature
from portal_plugin.documents.product import Asked
from portal_plugin.measures.codes import RoundCode, Status
from portal_plugin.measures.models import Measure
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.queries import current_plans, plan_overview
from portal_plugin.measures.rounds import open_round, round_by
from portal_plugin.reports.errors import NoPlan
from portal_plugin.tenants.models import Department

ALL = "มาตรการที่แต่ละส่วนราชการต้องรายงาน"
LATE = "มาตรการที่ยังรอรายงานผล"


def report_everything(filled: Any) -> None:
    with filled.open() as session:
        half = round_by(session, 2566, RoundCode.SIX_MONTHS)
        for plan in current_plans(session, 2566).values():
            for line in plan_overview(session, plan.id, 2566, half.id).lines:
                if line.needs_report:
                    given = ProgressInput(
                        line.measure.id, half.id, Status.IN_PROGRESS, results=["ทำแล้ว (ตัวอย่าง)"]
                    )
                    record_progress(session, filled.officer, given)
        session.commit()


def test_it_asks_every_department_by_the_internal_due_day(composed: Any, said: Any) -> None:
    document = composed("circular")
    assert document.blocks[0].to == "หัวหน้าส่วนราชการทุกส่วนราชการ"
    assert "ภายในวันที่ ๕ เมษายน ๒๕๖๖" in said(document)
    assert "(ต.ค. ๒๕๖๕ – มี.ค. ๒๕๖๖)" in said(document)


def test_every_department_stands_with_its_measures_by_title(composed: Any, table: Any) -> None:
    rows = table(composed("circular"), ALL)
    place = [row[0] for row in rows].index("กองคลัง")
    assert [row[1] for row in rows[place + 1 : place + 3]] == [
        "กิจกรรมวิเคราะห์การจัดซื้อจัดจ้างรายปี",
        "มาตรการยืมใช้พัสดุของราชการ\n(มาตรการจากผลการประเมิน ITA)",
    ]


def test_a_departments_count_holds_the_measures_of_all_departments(gathered: Any) -> None:
    found = gathered("circular")["duties"]
    shared = len(found["every"])
    assert shared
    assert all(each["count"] == len(each["measures"]) + shared for each in found["departments"])


def test_no_measure_is_lost(gathered: Any) -> None:
    found = gathered("circular")["duties"]
    listed = [*found["every"], *found["nobody"]]
    listed += [measure for each in found["departments"] for measure in each["measures"]]
    assert len({(each["instrument"], each["seq"]) for each in listed}) == found["measures"] == 18


def test_the_measures_of_a_department_that_was_closed_stay_on_the_list(
    gathered: Any, change: Any
) -> None:
    before = {each["name"] for each in gathered("circular")["duties"]["departments"]}
    change(Department, active=False)
    after = {each["name"] for each in gathered("circular")["duties"]["departments"]}
    assert "กองคลัง" in after <= before


def test_a_measure_that_does_not_conform_is_asked_of_nobody(gathered: Any, change: Any) -> None:
    change(Measure, conforming=False)
    assert gathered("circular")["duties"]["measures"] == 0


def test_the_head_signs_the_circular_and_its_table_begins_a_page(composed: Any) -> None:
    document = composed("circular")
    assert [type(block) for block in document.sections[0].blocks].count(Signature) == 1
    assert len(document.sections) == 2
    assert document.memo


def test_the_reminder_names_only_what_still_waits(composed: Any, table: Any) -> None:
    assert table(composed("reminder"), LATE) == [
        ["กองช่าง", "๑"],
        ["๘", "กิจกรรมนัดคิวออนไลน์งานทะเบียนและงานช่าง", ""],
    ]


def test_after_the_due_day_it_counts_the_days(composed: Any, said: Any) -> None:
    assert "(เลยกำหนด ๑๕ วัน)" in said(composed("reminder"))


def test_before_the_due_day_it_says_how_many_are_left(composed: Any, said: Any, later: Any) -> None:
    with later(datetime(2023, 4, 2, 5, tzinfo=UTC)):
        assert "(เหลือ ๓ วัน)" in said(composed("reminder"))


def test_when_everything_was_reported_it_says_so_and_reminds_nobody(
    filled: Any, composed: Any, said: Any
) -> None:
    report_everything(filled)
    document = composed("reminder")
    assert "ครบทุกมาตรการแล้ว" in said(document)
    assert "เร่งรัด" not in said(document)
    assert document.blocks[0].to == "หัวหน้าส่วนราชการทุกส่วนราชการ"
    assert len(document.sections) == 1


@pytest.mark.parametrize("code", ["circular", "reminder"])
def test_without_a_plan_nobody_is_asked(gathered: Any, filled: Any, code: str) -> None:
    with filled.open_empty() as session:
        open_round(session, filled.officer, 2566, RoundCode.SIX_MONTHS)
        with pytest.raises(NoPlan):
            PRODUCTS[code].gather(session, Asked(2566, RoundCode.SIX_MONTHS))


@pytest.mark.parametrize("code", ["circular", "reminder"])
def test_the_number_of_statements_does_not_grow_with_the_plan(
    filled: Any, gathered: Any, code: str
) -> None:
    with filled.statements() as asked:
        gathered(code)
    assert len(asked) == 21
