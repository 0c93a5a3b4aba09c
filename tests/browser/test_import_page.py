"""The import page stands before every document: faults are answered, breakage is told, nothing runs."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

_ADDRESS = "/rimnam/work/import"
_SAMPLE = "measures-town-2566-6m.txt"
_STORE = re.compile("^นำเข้า .* มาตรการ$")
_BROKEN = {
    "cut.xlsx": b"PK\x03\x04 this archive ends here",
    "empty.txt": b"",
    "picture.docx": b"\x89PNG\r\n\x1a\n" + bytes(64),
    "binary.txt": bytes(range(256)) * 8,
}


@pytest.fixture
def damaged_document(tmp_path: Path) -> Path:
    """A yearly report with template text for units and names, and scripts in its cells."""
    text = (files("portal_plugin.imports") / "samples" / _SAMPLE).read_text(encoding="utf-8")
    text = text.replace("| สำนักปลัดเทศบาล |", "| ระบุชื่อองค์กรปกครองส่วนท้องถิ่น |")
    script = "<script>alert(1)</script><img src=x onerror=alert(2)><b onclick=alert(3)>"
    text = text.replace("ติดป้ายแล้ว", f"{script}ติดป้ายแล้ว")
    path = tmp_path / "damaged.txt"
    path.write_text(text, encoding="utf-8")
    return path


def test_each_error_is_ticked_before_anything_is_stored_and_no_script_ever_runs(
    visitor: Callable[..., Any], damaged_document: Path
) -> None:
    officer = visitor("rimnam", "plan", java_script_enabled=True)
    officer.go(_ADDRESS)
    officer.page.get_by_label("ไฟล์เอกสาร").set_input_files(str(damaged_document))
    officer.press("ตรวจเอกสาร")
    ticks = officer.page.locator('input[name="accept"]')
    assert ticks.count() >= 1
    officer.keep_picture("import-with-errors")

    _store(officer, damaged_document)
    assert officer.status == 422
    assert officer.page.get_by_role("alert").count() == 1
    officer.keep_picture("import-blocked")
    officer.go("/rimnam/work/plan?instrument=ITA_MEASURES&year=2566")
    assert officer.page.locator('main a[href*="/work/measures/"]').count() == 0

    officer.go(_ADDRESS)
    officer.page.get_by_label("ไฟล์เอกสาร").set_input_files(str(damaged_document))
    officer.press("ตรวจเอกสาร")
    for tick in ticks.all():
        tick.check()
    _store(officer, damaged_document)
    assert officer.reads("นำเข้าแล้ว")
    officer.keep_picture("plan-ita")
    officer.send(officer.page.locator('main a[href*="/work/measures/"]').first.click)
    assert "alert(" not in officer.page.content()


def test_a_broken_file_gets_one_sentence_beside_its_field(
    visitor: Callable[..., Any], tmp_path: Path
) -> None:
    officer = visitor("rimnam", "plan")
    officer.go(_ADDRESS)
    for name, content in _BROKEN.items():
        broken = tmp_path / name
        broken.write_bytes(content)
        officer.page.get_by_label("ไฟล์เอกสาร").set_input_files(str(broken))
        officer.press("ตรวจเอกสาร")
        assert officer.status == 422, name
        said = officer.page.locator("#error-document").inner_text()
        assert "กรุณา" in said, f"{name}: the sentence does not say what to do: {said}"
    officer.keep_picture("import-broken")


def _store(officer: Any, document: Path) -> None:
    officer.page.get_by_label("เลือกไฟล์เดิมอีกครั้ง").set_input_files(str(document))
    officer.send(officer.page.get_by_role("button", name=_STORE).click)
