"""A viewing copy shows what a file shows and tells nothing of who made it."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
import pytest
from PIL import ExifTags, Image

from portal_plugin.corruption.inspection import redrawing, viewing
from portal_plugin.corruption.inspection.viewing import viewing_copy
from portal_plugin.files.kinds import MEDIA_TYPES, FileRefused

SECRET = "Planted-7491"


def a_photo() -> bytes:
    picture, exif = Image.new("RGB", (60, 40), "white"), Image.Exif()
    exif[ExifTags.Base.Artist] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSAreaInformation] = SECRET.encode()
    written = io.BytesIO()
    picture.save(written, "JPEG", exif=exif, comment=SECRET.encode())
    return written.getvalue()


def a_pdf(pages: int = 2) -> bytes:
    """With an author, a script that runs when it is opened, and an attachment."""
    picture = Image.new("RGB", (100, 140), "white")
    written = io.BytesIO()
    picture.save(
        written, "PDF", author=SECRET, save_all=True, append_images=[picture] * (pages - 1)
    )
    with pypdfium2.PdfDocument(written.getvalue()) as document:
        document.new_attachment(f"{SECRET}.txt").set_data(SECRET.encode())
        kept = io.BytesIO()
        document.save(kept)
    root = b"/Type/Catalog" if b"/Type/Catalog" in kept.getvalue() else b"/Type /Catalog"
    script = f"/OpenAction<</S/JavaScript/JS(app.alert('{SECRET}'))>>".encode()
    return kept.getvalue().replace(root, root + script, 1)


def a_document() -> bytes:
    made = docx.Document()
    made.core_properties.author = SECRET
    made.core_properties.last_modified_by = SECRET
    made.add_paragraph("จ้างซ้ำ\tสองครั้ง")
    made.add_table(1, 1).cell(0, 0).text = "ในตาราง"
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def a_workbook() -> bytes:
    made = openpyxl.Workbook()
    made.properties.creator = SECRET
    made.active.append(["ค่าจ้าง", 15000])
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def copied(extension: str, content: bytes) -> Any:
    return viewing_copy(MEDIA_TYPES[extension], content)


class TestNothingIsTold:
    def test_a_photo_keeps_its_pixels_alone(self) -> None:
        assert SECRET.encode() in a_photo()
        copy = copied("jpg", a_photo())
        assert SECRET.encode() not in copy.content
        with Image.open(io.BytesIO(copy.content)) as drawn:
            assert (drawn.size, dict(drawn.getexif())) == ((60, 40), {})

    def test_a_pdf_keeps_its_pages_alone(self) -> None:
        original = a_pdf()
        assert b"/JavaScript" in original
        copy = copied("pdf", original)
        for word in (SECRET, "JavaScript", "OpenAction", "EmbeddedFile"):
            assert word.encode() not in copy.content
        with pypdfium2.PdfDocument(copy.content) as drawn:
            assert (len(drawn), drawn.count_attachments()) == (2, 0)
            assert drawn.get_metadata_value("Author") == ""
            assert drawn[0].get_textpage().get_text_range() == ""

    @pytest.mark.parametrize(
        ("extension", "original", "shown"),
        [
            ("docx", a_document, ["จ้างซ้ำ\tสองครั้ง", "ในตาราง"]),
            ("xlsx", a_workbook, ["ค่าจ้าง\t15000"]),
        ],
    )
    def test_a_document_keeps_its_words_alone(
        self, extension: str, original: Any, shown: list[str]
    ) -> None:
        copy = copied(extension, original())
        text = copy.content.decode("utf-8-sig")
        assert copy.media_type == "text/plain"
        assert SECRET not in text
        assert all(words in text for words in shown)

    def test_words_of_a_tracked_insertion_are_not_lost(self) -> None:
        made = docx.Document()
        run = made.add_paragraph("").add_run("เพิ่มทีหลัง")._r
        insertion = run.makeelement(run.tag.replace("}r", "}ins"), {})
        run.getparent().append(insertion)
        insertion.append(run)
        written = io.BytesIO()
        made.save(written)
        assert "เพิ่มทีหลัง" in copied("docx", written.getvalue()).content.decode()


class TestWhatCannotBeDrawn:
    @pytest.mark.parametrize("extension", ["jpg", "png", "webp", "pdf", "docx", "xlsx"])
    def test_nonsense_is_refused_with_a_sentence(self, extension: str) -> None:
        with pytest.raises(FileRefused):
            copied(extension, b"%PDF-1.7 nonsense " + SECRET.encode())

    def test_an_unknown_kind_is_refused(self) -> None:
        with pytest.raises(FileRefused):
            viewing_copy("text/html", b"<script>")

    def test_too_many_pages_are_refused(self) -> None:
        with pytest.raises(FileRefused):
            copied("pdf", a_pdf(redrawing.MOST_PAGES + 1))

    def test_what_is_too_large_when_unpacked_is_refused(self) -> None:
        written = io.BytesIO()
        with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(5):
                archive.writestr(f"xl/{number}.xml", bytes(redrawing.MOST_UNPACKED // 4))
        with pytest.raises(ValueError, match="unpacked"):
            redrawing.cells(written.getvalue())

    def test_who_takes_too_long_is_ended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(viewing, "_LONGEST_WAIT", 0.01)
        began = time.monotonic()
        with pytest.raises(FileRefused):
            copied("pdf", a_pdf())
        assert time.monotonic() - began < 5

    def test_nothing_of_it_is_logged(self, caplog: pytest.LogCaptureFixture) -> None:
        with caplog.at_level(logging.DEBUG), pytest.raises(FileRefused) as refusal:
            copied("pdf", b"%PDF-1.7 " + SECRET.encode())
        assert SECRET not in caplog.text
        assert refusal.value.__cause__ is None


class TestApart:
    def test_the_decoder_is_told_no_setting_of_ours(self, monkeypatch: pytest.MonkeyPatch) -> None:
        told: list[dict[str, str]] = []
        run = subprocess.run

        def listening(command: list[str], **more: Any) -> Any:
            told.append(more["env"])
            return run(command, **more)

        monkeypatch.setenv("PORTAL_PLUGIN_CHANNEL_KEY", SECRET)
        monkeypatch.setattr(viewing.subprocess, "run", listening)
        copied("jpg", a_photo())
        assert told == [{"LANG": "C.UTF-8"}]

    def test_the_decoder_may_write_no_file(self, tmp_path: Path) -> None:
        script = (
            "import pathlib, sys; from portal_plugin.corruption.inspection import redrawing; "
            "redrawing._bounded(); pathlib.Path(sys.argv[1]).write_text('told')"
        )
        told = tmp_path / "told"
        command = [sys.executable, "-c", script, str(told)]
        assert subprocess.run(command, capture_output=True, check=False).returncode != 0
        assert told.read_bytes() == b""
