"""What leaves for another body: what was chosen, and nothing that tells who reported."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from typing import Any

import pypdfium2
import pytest
import sqlalchemy as sa
from PIL import Image

from portal_plugin.corruption.contents import Identity
from portal_plugin.corruption.informants.mailbox import write
from portal_plugin.corruption.inspection import handling
from portal_plugin.corruption.inspection.case import read_case
from portal_plugin.corruption.inspection.exports import Chosen, export_report
from portal_plugin.corruption.models import ReportFile
from portal_plugin.errors import Conflict, NotFound, RuleBroken

WHO = Identity("Planted-Name", "Planted-Contact")


def a_photo() -> bytes:
    written, exif = io.BytesIO(), Image.Exif()
    exif[0x013B] = "Planted-Artist"
    Image.new("RGB", (40, 30), "white").save(written, "JPEG", exif=exif)
    return written.getvalue()


@pytest.fixture
def taken(bureau: Any, make_file: Any) -> Any:
    bureau.hire("สมหญิง")
    bureau.hire("สมชาย")
    photo = make_file("Planted-File.jpg", a_photo(), "image/jpeg")
    taken = bureau.report("ปลัด", facts="Planted-Facts", identity=WHO, files=[photo])
    write(bureau.session, taken.receipt, "Planted-First")
    write(bureau.session, taken.receipt, "Planted-Second")
    opened = bureau.open("สมหญิง", taken.report_id)
    handling.take_case(bureau.session, opened, bureau.people["สมหญิง"])
    return taken


@pytest.fixture
def send(bureau: Any, taken: Any) -> Any:
    """`send(facts="…", messages={1: "…"})`: the export of สมหญิง, or of somebody else."""

    def _send(
        facts: str = "จ้างงานซ้ำ",
        messages: Any = None,
        files: Any = (),
        by: str = "สมหญิง",
    ) -> Any:
        me = bureau.people[by]
        case = read_case(bureau.session, me, bureau.pairs[by], taken.report_id)
        chosen = Chosen(facts, "", "", messages or {}, files)
        return export_report(bureau.session, me, case, chosen, "เทศบาลเมืองตัวอย่างริมน้ำ")

    return _send


@pytest.fixture
def file_id(bureau: Any, taken: Any) -> Any:
    return bureau.session.scalar(
        sa.select(ReportFile.id).where(ReportFile.report_id == taken.report_id)
    )


def opened(export: Any) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(export.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def test_it_holds_what_was_chosen_as_it_was_left(send: Any, file_id: Any) -> None:
    parts = opened(send("จ้างงานซ้ำ", {2: "ข้อความที่แก้แล้ว"}, [file_id]))
    assert list(parts) == ["report.pdf", "file-1.jpg", "manifest.json"]
    told = words(parts["report.pdf"])
    assert "จ้างงานซ้ำ" in told
    assert "ข้อความที่แก้แล้ว" in told


def test_nothing_else_leaves(send: Any, file_id: Any) -> None:
    export = send("จ้างงานซ้ำ", {2: "ข้อความที่แก้แล้ว"}, [file_id])
    parts = opened(export)
    everything = b"".join(parts.values()) + words(parts["report.pdf"]).encode()
    assert b"Planted" not in everything + export.content + export.filename.encode()


def test_its_parts_are_proved_and_the_whole_is_in_the_ledger(
    bureau: Any, send: Any, file_id: Any
) -> None:
    export = send(files=[file_id])
    parts = opened(export)
    manifest = json.loads(parts.pop("manifest.json"))["sha256"]
    assert manifest == {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    entry = bureau.last()
    assert (str(entry.act), entry.detail) == (
        "report.exported",
        {"sha256": hashlib.sha256(export.content).hexdigest(), "files": 1, "messages": 0},
    )


def test_the_same_choice_gives_the_same_report(send: Any) -> None:
    assert send().content == send().content


def test_only_the_handler_sends_it(send: Any) -> None:
    with pytest.raises(Conflict):
        send(by="สมชาย")


def test_a_file_of_another_report_is_unknown(bureau: Any, send: Any, make_file: Any) -> None:
    other = bureau.report(files=[make_file()])
    foreign = sa.select(ReportFile.id).where(ReportFile.report_id == other.report_id)
    with pytest.raises(NotFound):
        send(files=[bureau.session.scalar(foreign)])


def test_without_facts_nothing_is_made(send: Any) -> None:
    with pytest.raises(RuleBroken) as refusal:
        send(" ")
    assert [breach.field for breach in refusal.value.breaches] == ["facts"]


class TestThePage:
    def test_it_must_be_read_through_first(self, sit: Any, taken: Any) -> None:
        path = f"/reports/{taken.report_id}/export"
        page = sit("สมหญิง").send(path, path, facts="แก้แล้ว (ตัวอย่าง)")
        assert page.status_code == 422
        assert "แก้แล้ว (ตัวอย่าง)" in page.text

    def test_it_sends_the_zip(self, sit: Any, taken: Any, file_id: Any) -> None:
        path = f"/reports/{taken.report_id}/export"
        typed = {"with-1": "1", "message-1": "ข้อความที่แก้แล้ว", "files": str(file_id)}
        answer = sit("สมหญิง").send(path, path, facts="แก้แล้ว", sure="1", **typed)
        assert answer.status_code == 200
        assert "attachment" in answer.headers["Content-Disposition"]
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            assert "ข้อความที่แก้แล้ว" in words(archive.read("report.pdf"))
            assert b"Planted" not in b"".join(map(archive.read, archive.namelist()))

    def test_who_does_not_handle_it_is_told_so(self, sit: Any, taken: Any) -> None:
        assert sit("สมชาย").get(f"/reports/{taken.report_id}/export").status_code == 409
