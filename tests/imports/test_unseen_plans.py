"""Plans as other municipalities write them."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from docx import Document

from portal_plugin.imports.layouts.plan_measures import read_budget
from portal_plugin.imports.reader import read_document

YEARS = range(2566, 2571)
COVER = "แผนปฏิบัติการป้องกันการทุจริต\nเทศบาลตำบลตัวอย่างบางน้ำ\nพ.ศ. 2566 - 2570\n\n"
HEADER = "มิติ\tภารกิจตามมิติ\tโครงการ/กิจกรรม/มาตรการ\tปี 2566\tปี 2567\tปี 2568\tปี 2569\tปี 2570\n"


def _lines(
    title: str, budget: str = "ไม่ใช้งบประมาณ", steps: Sequence[str] = ("ก", "ข")
) -> list[str]:
    return [
        f"1. ชื่อโครงการ : {title}",
        "2. หลักการและเหตุผล", "เหตุผล",
        "3. วัตถุประสงค์", "เพื่อประโยชน์",
        "4. กลุ่มเป้าหมาย", "บุคลากร",
        "5. วิธีดำเนินการ", *(f"{place}) {step}" for place, step in enumerate(steps, start=1)),
        "6. ระยะเวลาดำเนินการ", "ปีงบประมาณ พ.ศ. 2566-2570",
        "7. งบประมาณดำเนินการ", budget,
        "8. ผู้รับผิดชอบ", "สำนักปลัด",
        "9. ผลผลิต/ผลลัพธ์", "ผลผลิต", "- ผลงาน", "ผลลัพธ์", "- ความสำเร็จ", "",
    ]  # fmt: skip


def _sheet(*args, **named) -> str:
    return "\n".join(_lines(*args, **named)) + "\n"


def _read(text: str):
    return read_document(f"{COVER}{text}".encode(), "plan.txt")


def _codes(document) -> list[str]:
    return sorted({finding.code for finding in document.findings})


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("งบประมาณปีละ 20,000 บาท", 20_000),
        ("ตั้งจ่ายจากเทศบัญญัติ จำนวน ๓๐,๐๐๐ บาท/ปี (สามหมื่นบาทถ้วน)", 30_000),
        ("งบประมาณ 5 ปี ปีละ 25,000 บาท รวม 125,000 บาท", 25_000),
        ("ปีละ ๕๐,๐๐๐.- บาท\n- ค่าวิทยากร ๒๐,๐๐๐ บาท\n- ค่าอาหาร ๓๐,๐๐๐ บาท", 50_000),
        ("12,000 บาทต่อปี", 12_000),
    ],
)
def test_an_amount_for_each_year_needs_no_table(text, amount):
    budget, mode, printed = read_budget(text, None, YEARS, None)
    assert (budget, mode, printed) == (dict.fromkeys(YEARS, amount), "AMOUNT", amount)


def test_two_different_yearly_amounts_are_not_chosen_from():
    assert read_budget("ปีละ 10,000 บาท หรือปีละ 20,000 บาท", None, YEARS, None) == ({}, None, None)


def test_a_dash_below_the_budget_heading_means_no_budget():
    document = _read(_sheet("มาตรการวินัย", budget="-") + _sheet("มาตรการลา"))
    assert document.measures[0].budget == dict.fromkeys(YEARS, 0)
    assert not _codes(document)


def test_a_single_plain_total_below_several_dimensions_is_the_plans():
    rows = (
        "มิติที่ 1 สร้างวัฒนธรรม\t1.1 จิตสำนึก\t1) โครงการอบรม" + "\t10,000" * 5 + "\n"
        "มิติที่ 2 ความโปร่งใส\t2.1 เปิดเผย\t2) โครงการเว็บไซต์" + "\t5,000" * 5 + "\n"
        "รวม\t\tจำนวน 2 โครงการ" + "\t15,000" * 5 + "\n"
    )
    document = _read(HEADER + rows)
    assert [(t.dimension, t.measures) for t in document.totals] == [(None, 2)]
    assert not _codes(document)


def test_rows_naming_a_dimension_are_no_measures():
    rows = (
        "ลำดับที่\tโครงการ/กิจกรรม/มาตรการ\t๒๕๖๖\t๒๕๖๗\t๒๕๖๘\t๒๕๖๙\t๒๕๗๐\n"
        "มิติที่ ๑ สร้างวัฒนธรรม\t\t\t\t\t\t\n๑\tโครงการอบรม\t-\t-\t-\t-\t-\n"
        "มิติที่ ๒ ความโปร่งใส\t\t\t\t\t\t\n๒\tมาตรการเปิดเผย\t-\t-\t-\t-\t-\n"
    )
    found = _read(rows).measures
    assert [(m.title, m.dimension) for m in found] == [("โครงการอบรม", 1), ("มาตรการเปิดเผย", 2)]


def test_numbers_that_begin_anew_with_each_dimension_match_table_and_sheets():
    table = (
        HEADER + "มิติที่ 1 สร้างวัฒนธรรม\t1.1 จิตสำนึก\t1) โครงการอบรม" + "\t10,000" * 5 + "\n"
        "\t\t2) มาตรการยกย่อง" + "\t-" * 5 + "\n"
        "มิติที่ 2 ความโปร่งใส\t2.1 เปิดเผย\t1) มาตรการเปิดเผย" + "\t-" * 5 + "\n\n"
    )
    sheets = (
        "มิติที่ 1 สร้างวัฒนธรรม\n1.1 จิตสำนึก\nลำดับที่ 1\n" + _sheet("โครงการอบรม", "10,000 บาท")
        + "ลำดับที่ 2\n" + _sheet("มาตรการยกย่อง")
        + "มิติที่ 2 ความโปร่งใส\n2.1 เปิดเผย\nลำดับที่ 1\n" + _sheet("มาตรการเปิดเผย")
    )  # fmt: skip
    document = _read(table + sheets)
    assert [measure.seq for measure in document.measures] == [1, 2, 3]
    assert not _codes(document)


def test_headings_of_a_third_level_belong_to_no_sheet():
    text = (
        "มิติที่ 1 สร้างวัฒนธรรม\n1.1 จิตสำนึก\n1.1.1 จิตสำนึกของบุคลากร\n(1) โครงการที่ 1\n"
        + _sheet("โครงการอบรม") + "1.1.2 จิตสำนึกของประชาชน\n(1) โครงการที่ 1\n" + _sheet("มาตรการวินัย")
    )  # fmt: skip
    found = _read(text).measures
    assert [(measure.title, measure.group) for measure in found] == [
        ("โครงการอบรม", "1.1"),
        ("มาตรการวินัย", "1.1"),
    ]
    assert [outcome.text for outcome in found[0].outcomes] == ["ความสำเร็จ"]


def _document(fill) -> bytes:
    document, out = Document(), io.BytesIO()
    for line in COVER.split("\n"):
        document.add_paragraph(line)
    for title in ("โครงการอบรมวินัย", "มาตรการจริยธรรม"):
        fill(document, title)
    document.save(out)
    return out.getvalue()


def test_a_sheet_set_as_a_table_of_headings_and_contents_is_read():
    def fill(document, title):
        table = document.add_table(rows=0, cols=2)
        heading, content = "", []
        for line in [*_lines(title)[1:], "0. สิ้นสุด"]:
            if line[:1].isdigit() and line[1:3] == ". ":
                if heading:
                    _row(table, heading, "\n".join(content))
                heading, content = line, []
            else:
                content.append(line)
            if not table.rows:
                _row(table, "1. ชื่อโครงการ", title)

    found = read_document(_document(fill), "plan.docx").measures
    assert [(m.title, len(m.steps), m.budget_mode) for m in found] == [
        ("โครงการอบรมวินัย", 2, "NONE"),
        ("มาตรการจริยธรรม", 2, "NONE"),
    ]


def _row(table, *texts: str) -> None:
    for cell, text in zip(table.add_row().cells, texts, strict=True):
        cell.text = text


def test_a_name_without_a_colon_and_lists_by_style_are_read():
    def fill(document, title):
        document.add_paragraph(f"๑. ชื่อโครงการ {title}")
        for line in _lines(title)[1:]:
            step = line[1:3] == ") "
            document.add_paragraph(
                line[3:] if step else line, style="List Bullet" if step else None
            )

    found = read_document(_document(fill), "plan.docx").measures
    assert [(m.title, len(m.steps)) for m in found] == [
        ("โครงการอบรมวินัย", 2),
        ("มาตรการจริยธรรม", 2),
    ]
