"""Products 8 to 10: the year's measures, and what was done on them in four layouts."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa

from portal_plugin.documents.formats import csv, docx, html, xlsx
from portal_plugin.documents.gathering.round_report import round_report
from portal_plugin.documents.model import Paragraph, Table
from portal_plugin.documents.product import Layout
from portal_plugin.documents.products import measures_report, measures_table
from portal_plugin.documents.products.measures_report import fitting_layout
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Measure
from portal_plugin.reports.errors import NoPlan
from portal_plugin.reports.freeze import freeze_report

SIX = RoundCode.SIX_MONTHS


@pytest.fixture
def body(stored, body_of, sample):
    stored(sample)
    return body_of("measures-report", 2566, SIX)


def _tables(document):
    return [block for block in document.blocks if isinstance(block, Table)]


def _titles(table):
    return [column.title for column in table.columns]


def _measure(**given):
    return {
        "seq": 1,
        "title": "จัดทำคู่มือ",
        "indicator_number": None,
        "group_title": "",
        "departments": ["กองช่าง"],
        "period": "",
        "status": "DONE",
        "results": ["จัดทำแล้ว"],
        "outcomes": [],
        "problems": "",
        "solution": "",
        "reason": None,
        "reason_text": "",
        "steps": [],
        "evidence": [],
    } | given


def _only_table(body, layout, **given):
    changed = body | {"layout": layout.value, "measures": [_measure(**given)]}
    return _tables(measures_report.compose(changed))[-1]


def _cell(table, title):
    return table.rows[-1].cells[_titles(table).index(title)].text


def test_the_title_names_municipality_year_and_round(body):
    lines = measures_report.compose(body).blocks[0].lines
    assert lines[1] == "เทศบาลเมืองตัวอย่างริมน้ำ"
    assert lines[2] == "ประจำปีงบประมาณ พ.ศ. ๒๕๖๖"
    assert lines[3] == "รอบ ๖ เดือน (เดือนตุลาคม ๒๕๖๕ – เดือนมีนาคม ๒๕๖๖)"


def test_statuses_of_steps_choose_the_layout_of_steps(body):
    assert body["layout"] == Layout.STEP_STATUS


def test_outcomes_choose_the_outcome_layout():
    assert fitting_layout([_measure(), _measure(outcomes=["ดีขึ้น"])]) is Layout.OUTCOME


def test_measures_on_indicators_alone_choose_ticks():
    assert fitting_layout([_measure(indicator_number=1)]) is Layout.TICKS
    step = {"path": "1", "text": "x", "status": None, "results": []}
    assert fitting_layout([_measure(indicator_number=1, steps=[step])]) is Layout.NUMBERED_GROUPS


def test_a_layout_asked_for_wins(stored, body_of, sample):
    stored(sample)
    assert body_of("measures-report", 2566, SIX, Layout.TICKS)["layout"] == "ticks"


@pytest.mark.parametrize(
    ("layout", "columns"),
    [
        (
            Layout.NUMBERED_GROUPS,
            ["มาตรการ", "ขั้นตอน/วิธีการปฏิบัติ", "ผู้รับผิดชอบ", "ระยะเวลาดำเนินการ", "ผลการดำเนินงาน"],
        ),
        (
            Layout.OUTCOME,
            [
                "มาตรการ/กิจกรรม",
                "วิธีการดำเนินการ",
                "ผู้รับผิดชอบ",
                "ระยะเวลาดำเนินการ",
                "สรุปผลการดำเนินการตามมาตรการ/กิจกรรม",
                "ผลลัพธ์/ความสำเร็จของการดำเนินการ",
            ],
        ),
        (
            Layout.TICKS,
            [
                "ตัวชี้วัด",
                "มาตรการ/แนวทาง",
                "ยังไม่ดำเนินการ",
                "อยู่ระหว่างดำเนินการ",
                "ดำเนินการเรียบร้อยแล้ว",
                "ผลการดำเนินการ",
            ],
        ),
        (
            Layout.STEP_STATUS,
            [
                "มาตรการ/แนวทาง",
                "วิธีการดำเนินงาน",
                "ผู้รับผิดชอบ",
                "ระยะเวลาดำเนินการ",
                "ผลการดำเนินงาน",
                "สถานะดำเนินการ",
            ],
        ),
    ],
)
def test_each_layout_has_the_columns_of_its_document(body, layout, columns):
    document = measures_report.compose(body | {"layout": layout.value})
    assert _titles(_tables(document)[-1]) == columns


def test_every_row_of_every_layout_is_as_wide_as_its_header(body):
    for layout in Layout:
        for table in _tables(measures_report.compose(body | {"layout": layout.value})):
            open_below = [0] * len(table.columns)
            for row in table.rows:
                open_below = [max(rows - 1, 0) for rows in open_below]
                for cell in row.cells:
                    place = open_below.index(0)
                    open_below[place : place + cell.across] = [cell.down] * cell.across
                assert 0 not in open_below, layout


def test_three_ticks_stand_under_one_heading_and_a_measure_has_one(body):
    table = _only_table(body, Layout.TICKS, status="IN_PROGRESS")
    assert [column.group for column in table.columns[2:5]] == ["สถานะการดำเนินงาน"] * 3
    assert [cell.text for cell in table.rows[0].cells[2:5]] == ["", "/", ""]


def test_what_cannot_proceed_says_so_and_why_where_no_column_does(body):
    given = {"status": "CANNOT_PROCEED", "results": [], "reason": "NO_BUDGET"}
    told = "ไม่สามารถดำเนินการได้ เนื่องจากไม่ได้รับงบประมาณ"
    assert _cell(_only_table(body, Layout.TICKS, **given), "ผลการดำเนินการ") == told
    assert _cell(_only_table(body, Layout.NUMBERED_GROUPS, **given), "ผลการดำเนินงาน") == told
    assert _cell(_only_table(body, Layout.STEP_STATUS, **given), "สถานะดำเนินการ") == told


def test_another_reason_is_told_in_its_own_words(body):
    given = {"status": "CANNOT_PROCEED", "reason": "OTHER", "reason_text": "น้ำท่วม"}
    table = _only_table(body, Layout.STEP_STATUS, **given)
    assert _cell(table, "สถานะดำเนินการ").endswith("เนื่องจากน้ำท่วม")


def test_a_measure_nobody_reported_on_awaits_its_report(body):
    given = {"status": None, "results": []}
    assert _cell(_only_table(body, Layout.TICKS, **given), "ผลการดำเนินการ") == "รอรายงานผล"
    assert _cell(_only_table(body, Layout.STEP_STATUS, **given), "สถานะดำเนินการ") == "รอรายงานผล"


def test_problems_get_a_column_where_somebody_told_of_them(body):
    table = _only_table(body, Layout.OUTCOME, problems="คนไม่พอ", solution="ขอเพิ่ม")
    assert _titles(table)[-2:] == ["ปัญหา/อุปสรรค", "แนวทางแก้ไข"]
    assert [cell.text for cell in table.rows[0].cells[-2:]] == ["คนไม่พอ", "ขอเพิ่ม"]


def test_numbers_under_a_heading_begin_with_its_number(body):
    measures = [
        _measure(seq=1, group_title="ด้านหนึ่ง"),
        _measure(seq=2, group_title="ด้านสอง"),
        _measure(seq=3, group_title="ด้านสอง"),
    ]
    changed = body | {"layout": Layout.NUMBERED_GROUPS.value, "measures": measures}
    rows = _tables(measures_report.compose(changed))[0].rows
    assert [row.cells[0].text for row in rows] == [
        "๑. ด้านหนึ่ง",
        "๑.๑ จัดทำคู่มือ",
        "๒. ด้านสอง",
        "๒.๑ จัดทำคู่มือ",
        "๒.๒ จัดทำคู่มือ",
    ]


def test_internal_evidence_of_imported_results_is_never_taken_over(session, body):
    report = round_report(session, Instrument.ITA_MEASURES, 2566, SIX)
    held = [item for measure in report.body["measures"] for item in measure["evidence"]]
    assert held, "the sample refers to internal papers"
    assert [measure["evidence"] for measure in body["measures"]] == [[]] * len(body["measures"])


def test_the_frozen_report_is_printed_whatever_changed_since(
    session, plan_officer, stored, body_of, sample
):
    stored(sample)
    frozen = freeze_report(session, plan_officer, 2566, SIX, Instrument.ITA_MEASURES)
    before = body_of("measures-report", 2566, SIX)
    session.execute(_retitle())
    assert body_of("measures-report", 2566, SIX) == before
    report = round_report(session, Instrument.ITA_MEASURES, 2566, SIX)
    assert (report.frozen, report.report_id, report.digest) == (True, frozen.id, frozen.digest)


def test_without_a_frozen_report_the_data_speak(session, stored, body_of, sample):
    stored(sample)
    session.execute(_retitle())
    report = round_report(session, Instrument.ITA_MEASURES, 2566, SIX)
    assert (report.frozen, report.revision) == (False, None)
    assert {one["title"] for one in body_of("measures-report", 2566, SIX)["measures"]} == {"ใหม่"}


def test_without_measures_or_a_round_one_is_told_what_to_do(stored, body_of, sample):
    with pytest.raises(NoPlan, match="2566"):
        body_of("measures-report", 2566, SIX)
    with pytest.raises(NotFound, match="2566"):
        body_of("measures-table", 2566)
    stored(sample)
    with pytest.raises(NotFound, match="รอบ"):
        body_of("measures-report", 2566, RoundCode.TWELVE_MONTHS)


def test_a_correction_says_so_in_a_small_line(body):
    document = measures_report.compose(body | {"version": 3, "correction": "แก้จำนวน"})
    assert Paragraph("ฉบับแก้ไขครั้งที่ ๒: แก้จำนวน", small=True) in document.blocks


def test_the_officers_own_words_open_the_paper(body):
    changed = body | {"texts": {"introduction": "ถ้อยคำของเทศบาล"}}
    assert Paragraph("ถ้อยคำของเทศบาล", indent=True) in measures_report.compose(changed).blocks


def test_the_table_of_measures_has_the_columns_that_the_data_fill(stored, body_of, sample):
    stored(sample)
    table = _tables(measures_table.compose(body_of("measures-table", 2566)))[0]
    assert _titles(table) == [
        "มาตรการ/แนวทาง",
        "วิธีการดำเนินงาน",
        "ผู้รับผิดชอบ",
        "ระยะเวลาดำเนินการ",
        "การติดตามผล",
    ]
    assert len(table.rows) == len(sample.measures)


def test_measures_known_by_indicator_alone_share_its_row():
    found = [
        _measure(indicator_number=1, group_title="การปฏิบัติหน้าที่", follow_up=""),
        _measure(indicator_number=1, group_title="การปฏิบัติหน้าที่", follow_up="", seq=2),
        _measure(indicator_number=2, group_title="การใช้งบประมาณ", follow_up="", seq=3),
    ]
    table = measures_table.table(found)
    assert _titles(table) == ["ตัวชี้วัด", "มาตรการ/แนวทาง", "หน่วยงานที่รับผิดชอบ"]
    assert [row.cells[0].text for row in table.rows] == ["๑. การปฏิบัติหน้าที่", "๒. การใช้งบประมาณ"]
    assert table.rows[0].cells[1].lines == ("- จัดทำคู่มือ", "- จัดทำคู่มือ")


def test_other_units_of_the_same_indicator_get_a_row_beside_it():
    same = {"indicator_number": 1, "group_title": "การปฏิบัติหน้าที่", "follow_up": ""}
    found = [_measure(**same), _measure(**same, departments=["กองคลัง", "กองช่าง"], seq=2)]
    first, second = measures_table.table(found).rows
    assert first.cells[0].down == 2
    assert second.cells[1].lines == ("- กองคลัง", "- กองช่าง")


def _retitle():
    return sa.update(Measure).values(title="ใหม่")


HOSTILE = (
    "<script>alert(1)</script>",
    "=HYPERLINK(1)",
    "-1+1",
    "@SUM(A1)",
    "\u202eกลับด้าน",
    "ศูนย์\u200bกว้าง",
    "ก" * 20_000,
    "1. 1) (1) - - 2. 1.1 ",
)


@pytest.mark.parametrize("layout", list(Layout))
def test_whatever_people_wrote_stands_in_the_paper_as_they_wrote_it(body, layout):
    for text in HOSTILE:
        step = {"path": "1", "text": text, "status": "DONE", "results": [text]}
        given = _measure(title=text, results=[text, text], outcomes=[text], steps=[step, step])
        document = measures_report.compose(body | {"layout": layout.value, "measures": [given]})
        rows = [row for table in _tables(document) for row in table.rows]
        assert sum(text in cell.text for row in rows for cell in row.cells) >= 2, text
        for write in (docx.write, html.write, xlsx.write, csv.write):
            assert write(document, date(2024, 1, 2)), text
