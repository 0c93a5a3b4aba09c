"""The memo: what the reports say, in the words of an official paper, and who signs it (13)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.documents.model import Heading, MemoHead, Signature
from portal_plugin.measures.codes import Instrument, RoundCode, Status
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Measure, ProgressEntry
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.queries import plan_for
from portal_plugin.measures.rounds import round_by
from portal_plugin.reports.errors import NoPlan
from portal_plugin.reports.freeze import freeze_report

STATUSES = "จำนวนมาตรการตามสถานะ"


def entry(station: str, **given: Any) -> dict[str, Any]:
    return {
        "station": station,
        "name": f"{station} (ตัวอย่าง)",
        "post": f"ตำแหน่ง {station}",
        "acting_for": "",
        "decision": "ENDORSED",
        "comment": "",
        "dated": "2023-04-26",
    } | given


def signatures(document: Any) -> list[Signature]:
    return [block for block in document.blocks if isinstance(block, Signature)]


def test_the_head_names_unit_number_day_subject_and_the_head_of_the_municipality(
    composed: Any,
) -> None:
    head = composed("memo", number="๑๘๙").blocks[0]
    assert isinstance(head, MemoHead)
    assert head.unit == "สำนักปลัดเทศบาล งานนิติการ โทร. 0 0000 0000"
    assert head.number == "ตท 00001/๑๘๙"
    assert head.dated == "๒๐ เมษายน ๒๕๖๖"
    assert head.to == "นายกเทศมนตรีเมืองตัวอย่างริมน้ำ"
    assert head.subject.endswith("รอบ ๖ เดือน ปีงบประมาณ พ.ศ. ๒๕๖๖")


def test_without_a_number_there_is_room_for_the_pen(composed: Any) -> None:
    assert composed("memo").blocks[0].number == "ตท 00001/"


def test_its_three_parts_stand_in_their_order(composed: Any) -> None:
    headings = [block.text for block in composed("memo").blocks if isinstance(block, Heading)]
    assert headings == ["๑. เรื่องเดิม", "๒. ข้อเท็จจริง", "๓. ข้อเสนอเพื่อพิจารณา"]


def test_it_is_a_memo_with_the_narrow_margin(composed: Any) -> None:
    assert composed("memo").memo


def test_the_facts_count_by_status_tell_the_budget_and_name_what_is_late(gathered: Any) -> None:
    facts = gathered("memo")["texts"]["facts"]
    assert "จำนวน ๑๒ มาตรการ ดำเนินการเรียบร้อยแล้ว ๖ มาตรการ" in facts
    assert "ตามแผน ๑๙๕,๐๐๐ บาท ตามเทศบัญญัติ ๑๗๐,๐๐๐ บาท เบิกจ่ายแล้ว ๑๒๔,๕๐๐ บาท" in facts
    assert "ยังค้างรายงานในรอบนี้ ได้แก่ ลำดับที่ ๘" in facts


def late_of_the_year(gathered: Any) -> list[int]:
    reports = gathered("memo", period="12M")["reports"]
    return next(each["late"] for each in reports if each["instrument"] == Instrument.PLAN_5Y)


def test_at_twelve_months_what_only_the_half_year_told_is_late_unless_it_was_done(
    gathered: Any, filled: Any
) -> None:
    assert 8 in late_of_the_year(gathered)
    for status, is_late in ((Status.IN_PROGRESS, True), (Status.DONE, False)):
        with filled.open() as session:
            half = round_by(session, 2566, RoundCode.SIX_MONTHS)
            plan = plan_for(session, Instrument.PLAN_5Y, 2566)
            measure = session.scalars(
                sa.select(Measure.id).where(Measure.plan_id == plan.id, Measure.seq == 8)
            ).one()
            seen = session.scalars(
                sa.select(ProgressEntry.id).where(ProgressEntry.measure_id == measure)
            ).one_or_none()
            results = ["ทำแล้ว (ตัวอย่าง)"]
            given = ProgressInput(measure, half.id, status, results=results, seen_entry_id=seen)
            record_progress(session, filled.officer, given)
            session.commit()
        assert (8 in late_of_the_year(gathered)) is is_late


def test_a_measure_that_does_not_conform_is_not_late(
    gathered: Any, change: Any, filled: Any
) -> None:
    change(Measure, conforming=False)
    with filled.open() as session:
        freeze_report(session, filled.officer, 2566, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
        session.commit()
    assert all(report["late"] == [] for report in gathered("memo")["reports"])


def test_the_table_adds_up_to_all_measures(composed: Any, numbers: Any) -> None:
    *statuses, total = numbers(composed("memo"), STATUSES)
    assert total[1:] == [12, 6]
    assert [sum(row[column] for row in statuses) for column in (1, 2)] == [12, 6]


def test_the_officers_own_words_take_the_place_of_the_usual_ones(
    gathered: Any, composed: Any, said: Any
) -> None:
    body = gathered("memo", background="คำของเจ้าหน้าที่ (ตัวอย่าง)")
    assert body["texts"]["background"] == "คำของเจ้าหน้าที่ (ตัวอย่าง)"
    assert "คำของเจ้าหน้าที่ (ตัวอย่าง)" in said(composed("memo", background="คำของเจ้าหน้าที่ (ตัวอย่าง)"))


def test_each_line_of_a_text_becomes_a_paragraph_set_in(composed: Any) -> None:
    document = composed("memo", proposal="หนึ่ง\n\n  สอง")
    set_in = [block.text for block in document.blocks if getattr(block, "indent", False)]
    assert set_in[-3:] == ["หนึ่ง", "สอง", "จึงเรียนมาเพื่อโปรดพิจารณา"]


def test_it_names_the_frozen_report_that_it_carries(
    gathered: Any, composed: Any, said: Any
) -> None:
    by_instrument = {report["instrument"]: report for report in gathered("memo")["reports"]}
    assert by_instrument[Instrument.PLAN_5Y]["revision"] == 1
    assert by_instrument[Instrument.PLAN_5Y]["report_id"]
    assert by_instrument[Instrument.ITA_MEASURES]["report_id"] is None
    assert "รายงานผลการดำเนินงานตามแผนปฏิบัติการป้องกันการทุจริต ฉบับที่ ๑" in said(composed("memo"))


def test_before_the_chain_clerk_and_head_have_open_lines(composed: Any) -> None:
    clerk, head = signatures(composed("memo"))
    assert (clerk.name, clerk.post) == ("ปลัด (ตัวอย่าง)", "รองปลัดเทศบาล รักษาราชการแทน")
    assert clerk.acting_for == "ปลัดเทศบาลเมืองตัวอย่างริมน้ำ"
    assert (head.name, head.post) == ("นายก (ตัวอย่าง)", "นายกเทศมนตรีเมืองตัวอย่างริมน้ำ")
    assert (head.acting_for, head.comment, head.dated) == ("", "", "")


def test_the_whole_chain_stands_with_comments_days_and_acting_lines(composed: Any) -> None:
    chain = [
        entry("AUTHOR", dated="2023-04-21"),
        entry("SECTION_HEAD", decision="RETURNED", comment="ขอตัวเลขใหม่ (ตัวอย่าง)"),
        entry("CLERK", acting_for="ปลัดเทศบาล", comment="เห็นควรอนุมัติ"),
        entry("HEAD", decision=None, dated=None),
    ]
    document = composed("memo", add={"endorsements": chain})
    author, section, clerk, head = signatures(document)
    assert author.dated == "๒๑ เมษายน ๒๕๖๖"
    assert section.comment == "ส่งคืน ขอตัวเลขใหม่ (ตัวอย่าง)"
    assert (clerk.acting_for, clerk.comment) == ("รักษาการแทนปลัดเทศบาล", "เห็นควรอนุมัติ")
    assert (head.name, head.dated) == ("HEAD (ตัวอย่าง)", "")


def test_on_the_chain_the_memo_bears_the_day_on_which_its_author_signed(composed: Any) -> None:
    chain = [entry("AUTHOR", dated="2023-04-21"), entry("HEAD")]
    assert composed("memo", add={"endorsements": chain}).blocks[0].dated == "๒๑ เมษายน ๒๕๖๖"


def test_an_acting_line_in_somebodys_own_wording_stays_as_it_is(composed: Any) -> None:
    chain = [entry("HEAD", acting_for="รักษาราชการแทนนายกเทศมนตรี")]
    (head,) = signatures(composed("memo", add={"endorsements": chain}))
    assert head.acting_for == "รักษาราชการแทนนายกเทศมนตรี"


def test_a_correction_says_so(composed: Any, said: Any) -> None:
    told = said(composed("memo", add={"version": 2, "correction": "ตัวเลขผิด (ตัวอย่าง)"}))
    assert "ตัวเลขผิด (ตัวอย่าง)" in told


def test_without_a_plan_there_is_nothing_to_bring(gathered: Any) -> None:
    with pytest.raises(NoPlan):
        gathered("memo", year=2590)


def test_a_round_that_was_never_opened_says_what_to_do(gathered: Any) -> None:
    with pytest.raises(NotFound, match="ให้เปิดรอบก่อน"):
        gathered("memo", year=2567)
