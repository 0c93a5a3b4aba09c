"""Yearly tables as other municipalities lay them out."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date

import pytest
import xlsxwriter

from portal_plugin.imports.reader import read_document
from portal_plugin.imports.statuses import read_statuses

HEAD = """รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส
เทศบาลเมืองตัวอย่างปากน้ำ ประจำปีงบประมาณ พ.ศ. 2567 รอบ 6 เดือน

"""


def _read(table: str):
    return read_document(f"{HEAD}{table}".encode(), "report.md")


def _codes(document) -> set[str]:
    return {finding.code for finding in document.findings}


def _statuses(document) -> Counter[str]:
    return Counter(s.code for measure in document.measures for s in measure.printed_statuses)


def test_a_share_beside_the_status_and_a_dash_for_no_result_are_understood():
    document = _read(
        "| ลำดับ | กิจกรรม/โครงการ | ขั้นตอนการดำเนินการ | หน่วยงาน/ผู้รับผิดชอบ | ร้อยละความสำเร็จ | สถานะ "
        "| ผลการดำเนินการ/ความก้าวหน้า | ปัญหา/อุปสรรค | ข้อเสนอแนะ |\n"
        "|:---|:---:|---:|---|---|---|---|---|---|\n"
        "| 1 | จัดทำผังบริการ | 1. สำรวจ 2. จัดทำ | กองช่าง | 100 | ดำเนินการเรียบร้อยแล้ว (100%) | ฝั่งซ้าย \\| ฝั่งขวา | - | - |\n"
        "| 2 | เผยแพร่ผล | 1. รวบรวม | กองคลัง | 50 | อยู่ระหว่างดำเนินการ ร้อยละ ๕๐ | รวบรวมแล้ว | คนน้อย | ขอเพิ่มคน |\n"
        "| 3 | ตั้งกล่อง | ตั้งกล่องใหม่ | กองช่าง | 0 | ยังไม่ดำเนินการ | - | - | - |\n"
    )
    assert _statuses(document) == {"DONE": 1, "IN_PROGRESS": 1, "NOT_STARTED": 1}
    assert [len(measure.results) for measure in document.measures] == [1, 1, 0]
    assert document.measures[0].results[0].text == "ฝั่งซ้าย | ฝั่งขวา"
    assert (document.measures[1].problems, document.measures[1].solution) == ("คนน้อย", "ขอเพิ่มคน")
    assert not _codes(document)


def test_a_reason_behind_the_status_is_kept_as_the_problem():
    document = _read(
        "มาตรการ\tผู้รับผิดชอบ\tสถานะ\tผลการดำเนินการ\n"
        "1. จัดหาเครื่อง\tกองช่าง\tไม่สามารถดำเนินการได้ เนื่องจากไม่ได้รับงบประมาณ\t\n"
        "2. อบรม\tกองคลัง\tยังไม่ได้เริ่มดำเนินการ\t\n"
    )
    assert [measure.status for measure in document.measures] == ["CANNOT_PROCEED", "NOT_STARTED"]
    assert document.measures[0].problems == "เนื่องจากไม่ได้รับงบประมาณ"
    assert "STATUS_UNCLEAR" not in _codes(document)


@pytest.mark.parametrize("text", ["ไม่แล้วเสร็จ", "ไม่ได้แล้วเสร็จ"])
def test_a_denied_status_is_no_status(text):
    statuses, unread = read_statuses(text, 1)
    assert (statuses, bool(unread)) == ([], True)


def test_what_is_not_yet_finished_is_in_progress():
    assert [s.code for s in read_statuses("ยังไม่แล้วเสร็จ", 1)[0]] == ["IN_PROGRESS"]


def test_a_deadline_says_when_it_ends_and_not_when_it_begins():
    document = _read(
        "ชื่อโครงการ/กิจกรรม\tผู้รับผิดชอบหลัก\tกำหนดแล้วเสร็จ\tผลการดำเนินงาน\n"
        "โครงการเปิดบ้าน\tกองช่าง\t๑๕/๓/๒๕๖๗\tเปิดแล้ว\n"
    )
    period = document.measures[0].period
    assert (period.text, period.starts, period.ends) == ("๑๕/๓/๒๕๖๗", None, date(2024, 3, 15))


HEADED = [
    ["มาตรการ", "วิธีการ", "ผู้รับผิดชอบ", "ผลการดำเนินงาน"],
    ["๑. ด้านความโปร่งใส"],
    ["๑.๑ การเปิดเผยข้อมูล", "๑. สำรวจ", "กองคลัง", "สำรวจแล้ว"],
    ["", "๒. เผยแพร่", "กองคลัง", "เผยแพร่แล้ว"],
    ["๒. ด้านบุคคล"],
    ["๒.๑ การประเมินผล", "๑. แจ้งเกณฑ์", "สำนักปลัด", "แจ้งแล้ว"],
]


def test_rows_that_only_hold_a_heading_are_groups_and_no_measures():
    rows = "\n".join(f"| {' | '.join([*row, '', '', ''][:4])} |" for row in HEADED)
    found = _read(f"{rows}\n").measures
    assert [(m.title, m.group, len(m.top_steps)) for m in found] == [
        ("การเปิดเผยข้อมูล", "1", 2),
        ("การประเมินผล", "2", 1),
    ]


def test_a_merged_heading_row_of_a_workbook_does_not_end_its_table():
    out = io.BytesIO()
    rows = [
        ["รายงานผลตามแผน ประจำปีงบประมาณ พ.ศ. 2567 เทศบาลเมืองตัวอย่างปากน้ำ"],
        ["ที่", "โครงการ/กิจกรรม/มาตรการ", "ผู้รับผิดชอบ", "ผลการดำเนินงาน"],
        ["มิติที่ 1 สร้างวัฒนธรรม"],
        [1, "โครงการอบรม", "สำนักปลัด", "อบรมแล้ว"],
        ["มิติที่ 2 ความโปร่งใส"],
        [2, "มาตรการเปิดเผย", "กองคลัง", "เปิดเผยแล้ว"],
        ["ลงชื่อ ผู้รายงาน"],
    ]
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    found = read_document(out.getvalue(), "report.xlsx").measures
    assert [(m.title, m.group) for m in found] == [("โครงการอบรม", "1"), ("มาตรการเปิดเผย", "2")]


def test_status_names_whose_empty_neighbours_were_lost_stand_below_their_title():
    document = _read(
        "ตัวชี้วัด\tมาตรการ/แนวทาง\tสถานะการดำเนินงาน\t\t\tผลการดำเนินการ\n"
        "ยังไม่ดำเนินการ\tอยู่ระหว่างดำเนินการ\tดำเนินการเรียบร้อยแล้ว\n"
        "1. การปฏิบัติหน้าที่\tจัดทำคู่มือ\t\t\t/\tจัดทำแล้ว\n"
        "2. การใช้อำนาจ\tกำหนดเกณฑ์\t/\n"
    )
    assert [measure.status for measure in document.measures] == ["DONE", "NOT_STARTED"]


def test_the_last_row_of_an_ended_line_may_leave_out_empty_cells():
    table = "มาตรการ\tผู้รับผิดชอบ\tสถานะ\tผลการดำเนินการ\n1. อบรม\tกองคลัง\tยังไม่ดำเนินการ"
    assert "TRUNCATED" not in _codes(_read(f"{table}\n"))
    assert "TRUNCATED" in _codes(_read(table))


def test_an_unseen_page_head_does_not_lose_the_rows_below_it():
    found = _read(
        "ลำดับ\tมาตรการ\tวิธีการดำเนินการ\tผลการดำเนินการ\n"
        "๑\tมาตรการหนึ่ง\t๑. ขั้นแรก\tผลแรก\n\n"
        "หน้า ๒ จาก ๒\nเทศบาลเมืองตัวอย่างปากน้ำ ฉบับเผยแพร่\n\n"
        "๒\tมาตรการสอง\t๑. ขั้นแรก\tผลสอง\n"
    ).measures
    assert [measure.title for measure in found] == ["มาตรการหนึ่ง", "มาตรการสอง"]


def test_measures_and_indicators_numbered_in_words_keep_their_numbers():
    found = _read(
        "ตัวชี้วัด ITA\tแนวทาง/มาตรการ\tส่วนราชการที่รับผิดชอบ\tรายงานผลการดำเนินงาน\n"
        "ตัวชี้วัดที่ ๑ การปฏิบัติหน้าที่\tจัดทำคู่มือ\tกองคลัง\tจัดทำแล้ว\n"
    ).measures
    assert [(m.group, m.group_title) for m in found] == [("1", "การปฏิบัติหน้าที่")]


def test_an_indicator_number_may_stand_in_a_column_of_its_own():
    scores = "\n".join(f"| {n} | ตัวชี้วัดชื่อ{n} | {80 + n}.50 | 1) ก 2) ข |" for n in range(1, 11))
    document = _read(
        f"| ตัวชี้วัดที่ | ชื่อตัวชี้วัด | คะแนน | ประเด็นที่ต้องปรับปรุง |\n|:-:|---|--:|---|\n{scores}\n\n"
        "| มาตรการ | ผู้รับผิดชอบ | ผลการดำเนินการ |\n|---|---|---|\n| 1. ก | กองคลัง | ทำแล้ว |\n"
    )
    found = document.ita.scores
    assert [(s.number, s.score, len(s.issues)) for s in found[:2]] == [(1, 81.5, 2), (2, 82.5, 2)]
    assert len(found) == 10
