"""Each inconsistency is found where it is put, and a clean document has none of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from portal_plugin.imports.document import ImportedDocument
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.vocabulary import load

TOWN = "เทศบาลเมืองตัวอย่างริมน้ำ"
Change = Callable[[str], str]


def _swap(old: str, new: str, count: int = 1) -> Change:
    def change(text: str) -> str:
        assert old in text, old
        return text.replace(old, new, count)

    return change


def _last(old: str, new: str) -> Change:
    def change(text: str) -> str:
        head, found, tail = text.rpartition(old)
        assert found, old
        return f"{head}{new}{tail}"

    return change


PLAN_CHANGES: list[tuple[str, Change]] = [
    ("TENANT_NAME_DIFFERS", _last(f"\n\n{TOWN}\n", "\n\nเทศบาลเมืองตัวอย่างริมทะเล\n")),
    ("PLACEHOLDER_NAME", _swap(f"ประจำปีของ{TOWN}", "ประจำปีของระบุชื่อองค์กรปกครองส่วนท้องถิ่น")),
    ("PLACEHOLDER_NAME", _swap(f"ประจำปีของ{TOWN}", "ประจำปีของระบบซื้อองค์กรปกครองส่วนท้องถิ่น")),
    ("PLACEHOLDER_UNIT", _swap("\nกองการศึกษา\n", "\nระบุหน่วยงานที่รับผิดชอบ\n")),
    ("PLACEHOLDER_TEXT", _swap("นักเรียนในเขตพื้นที่", "นักเรียนในเขต อบจ./เทศบาล/อบต.")),
    ("DEPARTMENT_MISSING", _swap("\nกองการศึกษา\n", "\n")),
    ("SECTION_NUMBER", _swap("9. ผลผลิต/ผลลัพธ์", "10. ผลผลิต/ผลลัพธ์")),
    ("SECTION_MISSING", _swap("3. วัตถุประสงค์\n", "\n")),
    ("STEP_NUMBER_RESTART", _swap("- 4) ประเมินผลและรายงานต่อผู้บริหาร", "- 1) ประเมินผลและรายงานต่อผู้บริหาร")),
    ("STEP_NUMBER_GAP", _swap("- 4) ประเมินผลและรายงานต่อผู้บริหาร", "- 6) ประเมินผลและรายงานต่อผู้บริหาร")),
    ("SEQUENCE_GAP", _swap("\nลำดับที่ 12\n", "\nลำดับที่ 13\n")),
    ("COUNT_DIFFERS", _swap("จำนวน 12 โครงการ\t", "จำนวน 13 โครงการ\t")),
    ("KIND_MISSING", lambda t: t.replace("โครงการตรวจสอบภายในเชิงรุก", "ตรวจสอบภายในเชิงรุก")),
    ("KIND_DIFFERS", _last("โครงการตรวจสอบภายในเชิงรุก", "กิจกรรมตรวจสอบภายในเชิงรุก")),
    ("MISSION_TITLE_DIFFERS", _last("การเปิดเผยข้อมูลแก่สาธารณะ", "การเผยแพร่ข้อมูลแก่สาธารณะ")),
    ("DIMENSION_TITLE_DIFFERS", _last("มิติที่ 1 การสร้างวัฒนธรรมสุจริต", "มิติที่ 1 การสร้างสังคมสุจริต")),
    ("TOTAL_DIFFERS", _swap("\t25,000\t25,000", "\t-\t25,000")),
    ("BUDGET_TOTAL_DIFFERS", _swap("งบประมาณ 25,000 บาท", "งบประมาณ 26,000 บาท")),
    ("BUDGET_DIFFERS", _swap("งบประมาณ 25,000 บาท", "งบประมาณ 26,000 บาท")),
    ("BUDGET_UNCLEAR", _swap("งบประมาณ 25,000 บาท", "ตามที่ได้รับจัดสรร")),
    ("CONTROL_WITHOUT_MEASURE", _swap("3.โครงการตรวจสอบภายในเชิงรุก</p>", "3.มาตรการสับเปลี่ยนหน้าที่เจ้าหน้าที่พัสดุ</p>")),
    ("GOAL_ALTERNATIVES", _swap("ในปี พ.ศ. 2570\n", "ในปี พ.ศ. 2570 (กรณีที่ยังไม่ผ่าน) / มากกว่า 95 (กรณีที่ผ่านแล้ว)\n")),
    ("LEGAL_YEAR_DIFFERS", lambda t: t.replace("ติดตามผลทุกรอบ", "ติดตามผลตามพระราชบัญญัติข้อมูลข่าวสารของราชการ พ.ศ. 2540").replace("พ.ศ. 2540", "พ.ศ. 2541", 1)),
    ("UNIT_SPELLING", _last("\nกองยุทธศาสตร์และงบประมาณ\n", "\nกองยุทธศาสตร์และแผนงาน\n")),
    ("OCR_MISREADING", _swap("ทุกส่วนราชการ", "ทุกสอนราชการ")),
    ("WRONG_LAO_WORD", _swap("บุคลากรทุกระดับ", "พนักงานส่วนตำบลทุกระดับ")),
    ("PERIOD_OUTSIDE_ROUND", _swap("ปีงบประมาณ พ.ศ. 2566 – 2570\n\n7.", "ปีงบประมาณ พ.ศ. 2566 – 2571\n\n7.")),
    ("OLD_FISCAL_YEAR", _swap("- 1) สำรวจข้อมูล", "- 1) ตามแผนปีงบประมาณ พ.ศ. 2562 สำรวจข้อมูล")),
    ("MEASURE_NOT_IN_TABLE", _swap("12) กิจกรรมพัฒนา", "14) กิจกรรมพัฒนา")),
]  # fmt: skip

STEP_CHANGES: list[tuple[str, Change]] = [
    ("PERIOD_OUTSIDE_ROUND", _last("มี.ค.๖๖", "เม.ย.๖๖")),
    ("EVENT_OUTSIDE_ROUND", _swap("๑๒ มกราคม ๒๕๖๖", "๓ เมษายน ๒๕๖๖")),
    ("EVENT_OUTSIDE_ROUND", _swap("๑๒ มกราคม ๒๕๖๖", "๓ เมษายน ๒๕๖๕")),
    ("SCORE_MISSING", _swap("๘๐.๒๕", "-")),
    ("ITA_LEVEL_DIFFERS", _swap("ระดับ B", "ระดับ A")),
    ("DUPLICATE_RESULT", _swap("ติดป้ายแล้ว ๔ จุด", "ทบทวนคู่มือแล้ว ๑๒ งาน")),
    ("DONE_WITHOUT_RESULT", _swap("๑.กำหนดให้แจ้งความคืบหน้าภายใน ๑๕ วัน ๒.เผยแพร่สถิติไตรมาสแรกแล้ว", " ")),
    ("STATUS_UNCLEAR", _last("ยังไม่ดำเนินการ", "รอผล")),
    ("FOREIGN_AGENCY_TEXT", _swap("ตรวจนับไตรมาสแรก", "ตามที่ ก.พ. กำหนด ตรวจนับไตรมาสแรก")),
    ("YEAR_MISSING", lambda t: t.replace("ประจำปีงบประมาณ พ.ศ. ๒๕๖", "ประจำปี ")),
]  # fmt: skip


def _read(folder: list[Path], beginning: str, change: Change = str) -> ImportedDocument:
    path = next(path for path in folder if path.stem.startswith(beginning))
    return read_document(change(path.read_text(encoding="utf-8")).encode(), path.name)


def _codes(document: ImportedDocument) -> set[str]:
    return {finding.code for finding in document.findings}


@pytest.mark.parametrize(("code", "change"), PLAN_CHANGES)
def test_a_fault_put_into_a_plan_is_found(code, change, demo_samples):
    assert code not in _codes(_read(demo_samples, "plan-town"))
    assert code in _codes(_read(demo_samples, "plan-town", change))


@pytest.mark.parametrize(("code", "change"), STEP_CHANGES)
def test_a_fault_put_into_a_half_year_report_is_found(code, change, demo_samples):
    assert code not in _codes(_read(demo_samples, "measures-town"))
    assert code in _codes(_read(demo_samples, "measures-town", change))


def test_two_ticks_in_a_row_are_unclear(demo_samples):
    assert "STATUS_UNCLEAR" in _codes(
        _read(demo_samples, "measures-sub", _swap("\t\t\t/\t", "\t\t/\t/\t"))
    )


def test_a_measure_missing_in_the_results_blocks(demo_samples):
    def drop_last_row(text: str) -> str:
        lines = text.splitlines()
        place = max(n for n, line in enumerate(lines) if "เผยแพร่สถิติการให้บริการ" in line)
        return "\n".join(lines[:place] + lines[place + 1 :])

    document = _read(demo_samples, "measures-sub", drop_last_row)
    assert "MEASURE_WITHOUT_RESULT" in _codes(document)
    assert document.blocked


def test_a_result_without_its_measure_is_found(demo_samples):
    document = _read(
        demo_samples,
        "measures-sub",
        _last("- เผยแพร่สถิติการให้บริการรายเดือน\t", "- ซักซ้อมแผนดับเพลิงประจำปี\t"),
    )
    assert {"RESULT_WITHOUT_MEASURE", "MEASURE_WITHOUT_RESULT"} <= _codes(document)


def test_a_year_end_not_started_needs_a_reason_and_a_half_year_does_not(demo_samples):
    assert "NOT_STARTED_WITHOUT_REASON" in _codes(_read(demo_samples, "measures-sub"))
    half = _swap("รอบ ๑๒ เดือน", "รอบ ๖ เดือน")
    assert "NOT_STARTED_WITHOUT_REASON" not in _codes(_read(demo_samples, "measures-sub", half))


def test_titles_that_differ_only_by_marks_quotes_or_the_issuers_name_are_equal(demo_samples):
    change = _last(
        f"มาตรการทบทวนประมวลจริยธรรมประจำปีของ{TOWN}", f"มาตรการ “ทบทวน ประมวลจริยธรรมประจําปีของ{TOWN}”"
    )
    before, after = (_read(demo_samples, "plan-town", c) for c in (str, change))
    assert [f.measure for f in after.findings if f.code == "TITLE_DIFFERS"] == [
        f.measure for f in before.findings if f.code == "TITLE_DIFFERS"
    ]


def test_ordinary_words_that_begin_like_template_text_are_no_placeholders(demo_samples):
    change = _swap("แผนชุดก่อน", "ระบบขององค์กรปกครองส่วนท้องถิ่น และระบบการปกครองส่วนท้องถิ่น แผนชุดก่อน")
    assert "PLACEHOLDER_NAME" not in _codes(_read(demo_samples, "plan-town", change))


def test_the_general_word_for_every_ordinance_is_not_wrong(demo_samples):
    change = _swap("บุคลากรทุกระดับ", "ผู้ปฏิบัติตามข้อบัญญัติท้องถิ่น")
    assert "WRONG_LAO_WORD" not in _codes(_read(demo_samples, "plan-town", change))


def test_each_finding_points_to_its_line_and_measure(demo_samples):
    document = _read(demo_samples, "plan-town", _swap("9. ผลผลิต/ผลลัพธ์", "10. ผลผลิต/ผลลัพธ์"))
    path = next(path for path in demo_samples if path.stem.startswith("plan-town"))
    finding = next(f for f in document.findings if f.code == "SECTION_NUMBER")
    assert finding.measure == 1
    assert path.read_text("utf-8").splitlines()[finding.line - 1] == "9. ผลผลิต/ผลลัพธ์"


def test_every_message_is_one_sentence_that_says_what_to_do():
    for code, entry in load("findings").items():
        assert entry["severity"] in {"ERROR", "WARNING"}, code
        assert "กรุณา" in entry["message"], code
        assert re.fullmatch(r"[A-Z_]+", code)


def test_a_document_can_be_read_twice_with_the_same_result(sample):
    data = sample.read_bytes()
    assert read_document(data, sample.name) == read_document(data, sample.name)


def test_the_printed_form_has_exactly_the_agreed_keys(sample):
    read = read_document(sample.read_bytes(), sample.name).as_json()
    assert list(read) == ["document", "measures", "findings"]
    assert set(read["measures"][0]) == {
        "seq", "group", "title", "kind", "departments", "period", "budget", "status",
        "steps", "results", "objectives", "outputs", "outcomes",
    }  # fmt: skip
    for finding in read["findings"]:
        assert set(finding) == {"code", "severity", "measure", "line", "message"}
