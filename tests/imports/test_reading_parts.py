"""Dates, money, statuses, units, names and targets as they stand in municipal papers."""

from __future__ import annotations

from datetime import date

import pytest

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.buddhist_dates import (
    find_dates,
    find_year_span,
    read_period,
    round_dates,
)
from portal_plugin.imports.departments import read_departments
from portal_plugin.imports.digits import read_baht, read_score
from portal_plugin.imports.indicators import read_indicator
from portal_plugin.imports.layouts.plan_measures import read_budget
from portal_plugin.imports.municipality import read_municipality
from portal_plugin.imports.statuses import fold, read_statuses


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("ต.ค.๖๓- เม.ย.๖๔", date(2020, 10, 1), date(2021, 4, 30)),
        ("ปีงบประมาณ พ.ศ. ๒๕๖๖", date(2022, 10, 1), date(2023, 9, 30)),
        ("ตั้งแต่ปีงบประมาณ พ.ศ. 2566 – 2570", date(2022, 10, 1), date(2027, 9, 30)),
        ("ปีงบประมาณ พ.ศ. 2566 -2570", date(2022, 10, 1), date(2027, 9, 30)),
        ("ตุลาคม 2566 ถึง กุมภาพันธ์ 2567", date(2023, 10, 1), date(2024, 2, 29)),
        ("ต.ค. - มี.ค. 2567", date(2023, 10, 1), date(2024, 3, 31)),
        ("1 ตุลาคม 2566 – 15 มีนาคม 2567", date(2023, 10, 1), date(2024, 3, 15)),
        ("ภายใน 30 กันยายน 2567", None, date(2024, 9, 30)),
        ("๑/๑๐/๒๕๖๖ - ๓๑/๓/๒๕๖๗", date(2023, 10, 1), date(2024, 3, 31)),
        ("ตลอดปี", None, None),
    ],
)
def test_periods(text, first, last):
    assert read_period(text) == (first, last)


def test_days_ranges_and_impossible_days():
    found = list(
        find_dates("๑๕-๑๖ มีนาคม ๒๕๖๔ และ ๓๐ เดือน กันยายน พ.ศ. ๒๕๖๕ และ 31 ก.พ. 2566 และ ๖ ม.ค. ๖๖")
    )
    assert [(m.first, m.last) for m in found] == [
        (date(2021, 3, 15), date(2021, 3, 16)),
        (date(2022, 9, 30), date(2022, 9, 30)),
        (date(2023, 1, 6), date(2023, 1, 6)),
    ]


def test_twenty_year_strategies_are_no_plan_years():
    assert find_year_span("ยุทธศาสตร์ชาติ (พ.ศ. 2561 – 2580)") is None
    assert find_year_span("(พ.ศ. ๒๕๖๖ – ๒๕๗๐)") == (2566, 2570)


def test_a_half_year_ends_in_march():
    assert round_dates(2564, "6M") == (date(2020, 10, 1), date(2021, 3, 31))


@pytest.mark.parametrize(
    ("text", "baht"),
    [
        ("งบประมาณ 200,000 บาท", 200_000),
        ("๕๐,๐๐๐.-", 50_000),
        ("-", None),
        ("", None),
        ("10,000 หรือ 20,000", None),
        ("1.50", None),
        ("30000.00", 30_000),
    ],
)
def test_only_one_whole_amount_is_money(text, baht):
    assert read_baht(text) == baht


def test_scores_outside_a_hundred_are_none():
    assert (read_score("๗๗.๑๘"), read_score("177"), read_score("-")) == (77.18, None, None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ไม่ใช้งบประมาณ", ({2566: 0, 2567: 0}, "NONE", 0)),
        ("ไม่ใช้งบประมาณดำเนินการ", ({2566: 0, 2567: 0}, "NONE", 0)),
        ("-", ({2566: 0, 2567: 0}, "NONE", 0)),
        ("งบประมาณ 5,000 บาท", ({}, "AMOUNT", 5_000)),
        (
            "ปี 2566 จำนวน 5,000 บาท ปี 2567 จำนวน 6,000 บาท",
            ({2566: 5_000, 2567: 6_000}, "AMOUNT", None),
        ),
        ("10,000 บาท และ 20,000 บาท", ({}, None, None)),
        ("ตามข้อบัญญัติ", ({}, None, None)),
    ],
)
def test_a_sheet_without_a_table_of_years(text, expected):
    assert read_budget(text, None, [2566, 2567], None) == expected


def test_status_words_cut_by_blanks_are_read_one_by_one():
    found, rest = read_statuses("ดำเนินการ เสร็จ\nอยู่ระ หว่างดำเนินการ ยังไม่ได้ดำเนินการ", 4)
    assert [status.code for status in found] == ["DONE", "IN_PROGRESS", "NOT_STARTED"]
    assert [status.standard for status in found] == [False, True, False]
    assert rest == ""


def test_a_measure_is_done_when_all_its_steps_are():
    assert fold(["DONE", "DONE"]) == "DONE"
    assert fold(["NOT_STARTED"]) == "NOT_STARTED"
    assert fold(["DONE", "NOT_STARTED"]) == "IN_PROGRESS"
    assert fold([]) is None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("- สำนักปลัด อบจ. - กองคลัง", ["สำนักปลัด อบจ.", "กองคลัง"]),
        ("สำนักคลัง สำนักการศึกษา", ["สำนักคลัง", "สำนักการศึกษา"]),
        ("กองคลัง, กองช่าง และกองการศึกษา", ["กองคลัง", "กองช่าง", "กองการศึกษา"]),
        ("กอง ยุทธศาสตร์", ["กองยุทธศาสตร์"]),
        ("ทุกสำนัก/ กอง", ["ทุกสำนัก/กอง"]),
        ("กองคลัง/กองช่าง", ["กองคลัง", "กองช่าง"]),
        ("", []),
    ],
)
def test_units(text, names):
    assert [unit.name for unit in read_departments(text)] == names


def test_phrases_for_all_units_and_template_text_are_flagged():
    assert read_departments("ทุกส่วนราชการ")[0].is_all
    assert read_departments("ระบุหน่วยงานที่รับผิดชอบ")[0].unfilled
    assert not read_departments("กองคลัง")[0].is_all


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("ไม่น้อยกว่าร้อยละ 80", ("GE", 80.0, "ร้อยละ")),
        ("ผ่าน ไม่น้อยกว่า ร้อยละ ๘๐ (แบบทดสอบ)", ("GE", 80.0, "ร้อยละ")),
        ("ลดลงร้อยละ 10", ("DECREASE", 10.0, "ร้อยละ")),
        ("อย่างน้อย 5 ช่องทาง", ("GE", 5.0, "ช่องทาง")),
        ("จำนวน 1 ฉบับ", ("EQ", 1.0, "ฉบับ")),
        ("85 คะแนนขึ้นไป", ("GE", 85.0, "คะแนน")),
        ("ประชาชนพึงพอใจ", (None, None, None)),
    ],
)
def test_targets_are_read_only_where_printed(text, target):
    found = read_indicator("OUTPUT", text, 1)
    assert (found.comparator, found.value, found.unit) == target


def _name(*lines: str):
    return read_municipality([Line(text, place) for place, text in enumerate(lines, start=1)])


def test_the_name_that_stands_most_often_is_the_issuer():
    found = _name(
        "เทศบาลตำบลตัวอย่างผิด",
        "ของเทศบาลตำบลตัวอย่างถูก ประจำปี",
        "เทศบาลตำบลตัวอย่างถูก จึงได้",
        "เทศบาลตำบลตัวอย่างถูกได้จัดทำแผน",
    )
    assert found.name == "เทศบาลตำบลตัวอย่างถูก"
    assert found.others == (("เทศบาลตำบลตัวอย่างผิด", 1),)


def test_an_abbreviation_and_a_stray_blank_name_the_same_issuer():
    assert _name("อบต.ตัวอย่างนา").name == "องค์การบริหารส่วนตำบลตัวอย่างนา"
    assert _name("เทศบาลเมือง ตัวอย่างนา").name == "เทศบาลเมืองตัวอย่างนา"


def test_a_province_is_never_guessed_from_the_name():
    assert _name("เทศบาลเมืองตัวอย่างนา").province is None
    assert _name("เทศบาลเมืองตัวอย่างนา", "อำเภอเมือง จังหวัดตัวอย่างธานี").province == "ตัวอย่างธานี"
    assert _name("องค์การบริหารส่วนจังหวัดตัวอย่างธานี").province == "ตัวอย่างธานี"
