"""Documents: data comes out as text, and copied text reads as it was written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.typesetting import document, fonts, pdf

_WORDS = [
    "ที่นี่",
    "ซื้อ",
    "ปิ่นโต",
    "ชื่อ",
    "น้ำ",
    "ปู่",
    "ฎีกา",
    "ผู้ใหญ่บ้าน",
    "เจ้าหน้าที่",
    "กำลังพิจารณา",
    "ต่ำ",
    "สิ้นสุด",
    "ขึ้น",
    "ยั่งยืน",
    "ครั้ง",
    "ตั้ง",
    "นั้น",
    "ทั้งหมด",
    "หนึ่ง",
    "ซึ่ง",
    "สิทธิ์",
    "ปั๊ม",
    "ฝั่ง",
    "ญาติ",
    "ฐานะ",
    "ญู",
    "ศูนย์ดำรงธรรม",
    "ประชาสัมพันธ์",
    "๒๕๖๙",
]
_TEMPLATE = """
#import "letter.typ": data, letter
#show: letter.with(title: data.title)
#for line in data.lines [#line\n\n]
"""


@pytest.fixture
def sample(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    letter = (document.TEMPLATES / "letter.typ").read_text("utf-8")
    (tmp_path / "letter.typ").write_text(letter, "utf-8")
    (tmp_path / "sample.typ").write_text(_TEMPLATE, "utf-8")
    monkeypatch.setattr(document, "TEMPLATES", tmp_path)
    yield "sample.typ"


def _text(made: bytes) -> str:
    with pypdfium2.PdfDocument(made) as opened:
        return "\n".join(page.get_textpage().get_text_range() for page in opened)


def test_copied_thai_reads_as_it_was_written(sample: str) -> None:
    made = pdf(sample, {"title": "คำ", "lines": _WORDS})
    assert set(_WORDS) <= set(_text(made).split())


def test_without_our_fonts_copied_marks_go_astray(
    sample: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_keep_marks_in_line", lambda _font: None)
    monkeypatch.setattr(fonts, "font_folder", fonts.font_folder.__wrapped__)
    monkeypatch.setattr(document, "loaded_fonts", fonts.loaded_fonts.__wrapped__)
    made = pdf(sample, {"title": "คำ", "lines": _WORDS})
    assert not set(_WORDS) <= set(_text(made).split())


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.sampled_from("#*_=$`\\/[]{}<>@\"'-+.~()abc \n"), min_size=1, max_size=40))
def test_markup_in_data_comes_out_as_text(sample: str, written: str) -> None:
    made = _text(pdf(sample, {"title": "คำ", "lines": [written]}))
    # White space folds, and a hyphen at the end of a line is the reader's.
    assert _plain(made) == _plain(written)


def _plain(text: str) -> str:
    return "".join(text.replace("\ufffe", "-").replace("\x02", "-").split())


def test_the_file_names_the_day_and_not_the_moment(sample: str) -> None:
    data: dict[str, Any] = {"title": "คำ", "lines": ["ก"]}
    day = date(2026, 3, 1)
    made = pdf(sample, data, day)
    with pypdfium2.PdfDocument(made) as opened:
        assert opened.get_metadata_dict()["CreationDate"] == "D:20260301000000Z"
    assert pdf(sample, data, day) == made


def test_a_document_is_tagged_for_screen_readers(sample: str) -> None:
    with pypdfium2.PdfDocument(pdf(sample, {"title": "คำ", "lines": ["ก"]})) as opened:
        assert opened.is_tagged()
