"""What was found in the document imported last, blocking findings first (27)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.imports.models import ImportRun
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Plan

COUNTS, FINDINGS = "จำนวนข้อที่พบ", "ข้อที่พบทั้งหมด"


def finding(code: str, severity: str, line: int | None, measure: int | None = None) -> Any:
    return {
        "code": code,
        "severity": severity,
        "message": f"ข้อ {code} (ตัวอย่าง)",
        "line": line,
        "measure": measure,
    }


@pytest.fixture
def found(filled: Any) -> Any:
    """`found([findings], accepted=[codes])`: one more import of the yearly measures."""

    def _found(findings: list[Any], accepted: tuple[str, ...] = ()) -> None:
        with filled.open() as session:
            plan = session.scalars(sa.select(Plan.id).order_by(Plan.year_to)).first()
            session.add(
                ImportRun(
                    plan_id=plan,
                    filename="ล่าสุด (ตัวอย่าง).docx",
                    document_sha256="b" * 64,
                    findings=findings,
                    accepted=list(accepted),
                    imported_by="สมใจ (ตัวอย่าง)",
                    imported_at=sa.func.now() + sa.text("interval '1 hour'"),
                )
            )
            session.commit()

    return _found


def test_the_newest_import_of_the_year_is_told(found: Any, composed: Any, said: Any) -> None:
    assert "measures-town-2566-6m.txt" in said(composed("import-check"))
    found([])
    assert "ล่าสุด (ตัวอย่าง).docx" in said(composed("import-check"))


def test_another_year_of_the_plan_tells_of_the_plan(composed: Any, said: Any) -> None:
    told = said(composed("import-check", year=2569))
    assert "plan-town-2566-2570.txt" in told
    assert "๒๕๖๖ – ๒๕๗๐" in told


def test_findings_stand_with_what_blocks_first_and_then_by_line(
    found: Any, composed: Any, table: Any
) -> None:
    found(
        [
            finding("LATE_LINE", "WARNING", 90),
            finding("EARLY_LINE", "WARNING", 5, 3),
            finding("BLOCKS", "ERROR", 70, 1),
            finding("NOWHERE", "WARNING", None),
        ],
        accepted=("BLOCKS",),
    )
    rows = table(composed("import-check"), FINDINGS)
    assert [row[1] for row in rows] == ["BLOCKS", "NOWHERE", "EARLY_LINE", "LATE_LINE"]
    assert rows[0] == ["ต้องแก้ไข", "BLOCKS", "๗๐", "๑", "ข้อ BLOCKS (ตัวอย่าง)", "ยืนยันให้นำเข้า"]
    assert rows[1][2:4] == ["–", "–"]
    assert rows[2][5] == ""


def test_they_are_counted_by_severity_and_code(found: Any, composed: Any, numbers: Any) -> None:
    found(
        [
            finding("TWICE", "WARNING", 1),
            finding("TWICE", "WARNING", 2),
            finding("ONCE", "ERROR", 3),
        ]
    )
    rows = numbers(composed("import-check"), COUNTS)
    assert [row[-1] for row in rows] == [1, 2, 3]


def test_a_document_without_a_fault_is_said_to_have_none(
    found: Any, composed: Any, said: Any, numbers: Any
) -> None:
    found([])
    document = composed("import-check")
    assert "ไม่พบข้อที่ต้องแก้ไขหรือควรตรวจสอบ" in said(document)
    assert numbers(document, COUNTS) == [[None, 0]]


def test_a_year_without_an_import_says_what_to_do(gathered: Any) -> None:
    with pytest.raises(NotFound, match="ให้นำเข้าเอกสารก่อน"):
        gathered("import-check", year=2590)
