"""LibreOffice opens every file without repair and shows Thai at its size, with nothing lost.

It gets the project's own Sarabun under the name that the files ask for, and a profile and a
folder of its own. Sarabun's marks over marks are read as doubled, so marks are left out where
texts are compared; the DOCX and XLSX tests compare them in the files.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import unicodedata
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from portal_plugin.documents.formats import docx, xlsx
from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.model import (
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
    cell,
)
from portal_plugin.fonts import font_path

DAY = date(2026, 4, 1)
LONGEST = 120
"""Seconds."""
FONTS = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir>
<alias binding="same"><family>TH Sarabun New</family>
<prefer><family>Sarabun</family></prefer></alias></fontconfig>
"""
Required = Callable[[str, str | None, str], str]
Convert = Callable[[dict[str, bytes]], dict[str, pypdfium2.PdfDocument]]


@pytest.fixture(scope="module")
def office(required: Required) -> str:
    advice = "install LibreOffice: apt-get install libreoffice-writer libreoffice-calc"
    return required("office", shutil.which("soffice"), advice)


@pytest.fixture
def convert(office: str, tmp_path: Path) -> Convert:
    """Several files in one run; ended with all it started when it takes too long."""
    settings = tmp_path / "fonts.conf"
    settings.write_text(FONTS.format(fonts=font_path(400).parent, cache=tmp_path / "cache"))

    def _convert(files: dict[str, bytes]) -> dict[str, pypdfium2.PdfDocument]:
        for name, data in files.items():
            (tmp_path / name).write_bytes(data)
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        asked = ["--headless", "--norestore", "--convert-to", "pdf", "--outdir", "made"]
        process = subprocess.Popen(
            [office, profile, *asked, *files],
            cwd=tmp_path,
            env={**os.environ, "FONTCONFIG_FILE": str(settings), "HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=LONGEST)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            raise
        assert process.returncode == 0, said
        assert b"Error" not in said, said
        return {
            name: pypdfium2.PdfDocument((tmp_path / "made" / name).with_suffix(".pdf").read_bytes())
            for name in files
        }

    return _convert


def text_of(pdf: pypdfium2.PdfDocument) -> str:
    return "".join(page.get_textpage().get_text_bounded() for page in pdf)


def letters(text: str) -> str:
    """What is left when marks, spaces and the invisible are taken away, and the page numbers."""
    text = re.sub(r"(?m)^- [0-9]+ -\r?$", "", text)
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKC", text).replace("ำ", "า")
        if unicodedata.category(letter)[0] in "LNPS" and letter not in "-\u0e4d"
    )


def sizes(pdf: pypdfium2.PdfDocument) -> dict[str, set[float]]:
    """The sizes in which each letter is shown, in points."""
    found: dict[str, set[float]] = {}
    for page in pdf:
        text = page.get_textpage()
        for place in range(text.count_chars()):
            size = pypdfium2.raw.FPDFText_GetFontSize(text, place)
            found.setdefault(text.get_text_range(place, 1), set()).add(round(size, 1))
    return found


def test_thai_has_16_points_in_text_and_14_in_tables(convert: Convert) -> None:
    table = Table((Column("ขขข"),), (Row((cell("คคค"),)),))
    blocks = (Title(("งงง",)), Paragraph("กกก"), table)
    pdf = convert({"size.docx": docx.write(Document("", "", (Section(blocks),)), DAY)})["size.docx"]
    assert {letter: sizes(pdf)[letter] for letter in "กขคง"} == {
        "ก": {16},
        "ข": {14},
        "ค": {14},
        "ง": {18},
    }


def test_every_block_and_hostile_text_are_opened_with_nothing_lost(
    convert: Convert, every_block: Document, memo: Document, hostile: Document
) -> None:
    documents = {"every": every_block, "memo": memo, "hostile": hostile}
    files = {f"{name}.docx": docx.write(made, DAY) for name, made in documents.items()}
    for name, pdf in convert(files).items():
        shown = letters(text_of(pdf))
        for said in texts(documents[name.removesuffix(".docx")]):
            assert letters(said) in shown, (name, said)


def test_numbers_of_a_spreadsheet_are_shown_in_thai_digits_and_formulas_as_text(
    convert: Convert, every_block: Document, hostile: Document
) -> None:
    pdfs = convert(
        {"every.xlsx": xlsx.write(every_block, DAY), "hostile.xlsx": xlsx.write(hostile, DAY)}
    )
    every, text = (letters(text_of(pdfs[name])) for name in ("every.xlsx", "hostile.xlsx"))
    for printed in ("๒๐๐,๐๐๐", "๑,๒๕๐.๕๐ บาท", "ร้อยละ ๘๐", "๒๐๑,๒๕๐.๕๐"):
        assert letters(printed) in every
    for said in texts(hostile):
        assert letters(said) in text


def test_a_table_of_300_rows_repeats_its_header_and_loses_no_row(
    convert: Convert, long_table: Document
) -> None:
    pdfs = convert(
        {"text.docx": docx.write(long_table, DAY), "sheet.xlsx": xlsx.write(long_table, DAY)}
    )
    for name, pdf in pdfs.items():
        shown = letters(text_of(pdf))
        assert letters("คอลัมน์ที่ 5") in shown
        # Lines of neighbouring cells are read across.
        for row in (0, 150, 299):
            assert len(re.findall(letters(f"แถวที่ {row}") + r"(?!\d)", shown)) == 9, (name, row)
        for page in list(pdf)[:5]:
            assert letters("คอลัมน์ที่ 1") in letters(page.get_textpage().get_text_bounded())
    assert letters(text_of(pdfs["text.docx"])).count(letters("ดำเนินงาน")) == 1334


def test_page_one_has_no_number_and_page_two_has_one(convert: Convert) -> None:
    made = Document("ก", "ข", (Section(tuple(Paragraph("ข้อความ") for _ in range(60))),))
    pages = list(convert({"numbers.docx": docx.write(made, DAY)})["numbers.docx"])
    first, second = (page.get_textpage().get_text_bounded() for page in pages[:2])
    assert not re.search(r"-\s+\d -", first)
    # LibreOffice has no page numbers in Thai digits; Word shows ๒.
    assert re.search(r"-\s+[2๒] -", second)


def texts(document: Document) -> list[str]:
    """What people wrote in paragraphs and cells, of which the page must show every letter."""
    said = [block.text for block in document.blocks if isinstance(block, Paragraph)]
    for block in document.blocks:
        if isinstance(block, Table):
            said += [each.text for row in block.rows for each in row.cells]
    # Directional controls reorder what is shown.
    return [line for text in said for line in legal(text).split("\n") if "\u202e" not in line]
