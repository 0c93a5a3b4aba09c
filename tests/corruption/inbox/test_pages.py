"""The pages of the inspectors: who sees what, and that no reading goes unrecorded."""

from __future__ import annotations

import io
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from lxml import html
from PIL import Image
from werkzeug import formparser
from werkzeug.datastructures import FileStorage, MultiDict
from werkzeug.test import encode_multipart

from portal_plugin.corruption.contents import Identity
from portal_plugin.corruption.informants.mailbox import open_mailbox
from portal_plugin.corruption.models import Message, Report, ReportFile
from portal_plugin.corruption.views import acts, export, files, inbox, recusing, report

FACTS = "จ้างงานซ้ำซ้อนที่กองตัวอย่าง เล่าไว้ละเอียด"
WHO = Identity("นางสาวผู้แจ้ง (ตัวอย่าง)", "000-000-0000")

READING = {
    "inspection": ("", "inbox.read"),
    "corruption_report": ("/reports/{report}", "report.read"),
    "report_file": ("/reports/{report}/files/{file}", "file.read"),
    "exporting": ("/reports/{report}/export", "report.read"),
}
"""Pages that show what was written, and the entry that each leaves."""
SHOWING_NOTHING = {"report_deed", "recusing"}


def _photo() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(written, "JPEG")
    return written.getvalue()


def _of(case: Any, rest: str = "") -> str:
    return f"/reports/{case.report_id}{rest}"


class TestReading:
    def test_the_inbox_leads_to_the_report(self, sit: Any, case: Any) -> None:
        page = sit("สมหญิง").get()
        assert page.status_code == 200
        assert case.number in page.text
        assert f"/inspection/reports/{case.report_id}" in page.text

    def test_a_report_shows_all_but_who_told_it(self, sit: Any, case: Any) -> None:
        page = sit("สมหญิง").get(_of(case))
        for words in (FACTS, "เมื่อวาน", "ปลัด", "ภาพ (ตัวอย่าง).jpg", "ขอความคุ้มครอง"):
            assert words in page.text
        assert WHO.name not in page.text

    def test_it_is_kept_nowhere(self, sit: Any, case: Any) -> None:
        for path in (
            "",
            _of(case),
            _of(case, "/close"),
            _of(case, "/recuse"),
            _of(case, "/export"),
        ):
            answer = sit("สมหญิง").get(path)
            assert answer.status_code == 200, path
            assert answer.headers["Cache-Control"] == "no-store"
            assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")

    @pytest.mark.parametrize("version", [1, 9])
    def test_what_was_changed_is_told_and_the_rest_is_shown(
        self, sit: Any, case: Any, change: Any, version: int
    ) -> None:
        browser = sit("สมหญิง")
        browser.send(_of(case, "/message"), _of(case, "/message"), text="ถามเพิ่ม (ตัวอย่าง)")
        change(sa.update(Message).values(sealed=bytes([version]) + b" changed"))
        page = browser.get(_of(case))
        assert page.status_code == 200
        assert "portal-plugin ledger verify" in page.text
        assert FACTS in page.text

    def test_a_key_that_was_changed_leaves_what_is_in_the_clear(
        self, sit: Any, case: Any, change: Any
    ) -> None:
        browser = sit("สมหญิง")
        change(sa.update(Report).values(public_key=b"\x05" * 32))
        page = browser.get(_of(case))
        assert (page.status_code, case.number in page.text) == (200, True)
        assert FACTS not in page.text
        token = _token(browser, _of(case, "/recuse"))
        sent = browser.post(_of(case, "/message"), text="ถามเพิ่ม", csrf_token=token)
        assert sent.status_code == 409


class TestWhoToldIt:
    def test_the_handler_sees_it_once_and_says_why(self, sit: Any, case: Any, entries: Any) -> None:
        browser = sit("สมหญิง")
        page = browser.send(_of(case), _of(case, "/identity"), purpose="protection")
        assert page.status_code == 200
        assert WHO.name in page.text
        assert WHO.contact in page.text
        assert ("identity.read", {"purpose": "protection"}) in entries()
        assert WHO.name not in browser.get(_of(case)).text

    def test_without_a_reason_it_stays_closed(self, sit: Any, case: Any, entries: Any) -> None:
        page = sit("สมหญิง").send(_of(case), _of(case, "/identity"), purpose="curiosity")
        assert page.status_code == 422
        assert WHO.name not in page.text
        assert "identity.read" not in [act for act, _ in entries()]

    def test_nobody_but_the_handler_sees_it(self, sit: Any, case: Any, entries: Any) -> None:
        browser = sit("สมชาย")
        token = _token(browser, _of(case, "/recuse"))
        page = browser.post(_of(case, "/identity"), purpose="protection", csrf_token=token)
        assert page.status_code == 403
        assert WHO.name not in page.text
        assert "identity.read" not in [act for act, _ in entries()]


class TestWhoHasNoKey:
    @pytest.mark.parametrize("rest", ["", "/close", "/recuse", "/export", "/message", "/files/{}"])
    def test_another_ones_report_answers_as_an_unknown_one(
        self, bureau: Any, sit: Any, case: Any, rest: str
    ) -> None:
        bureau.hire("ปลัดเอง", "ปลัด")
        browser = sit("ปลัดเอง")
        path = rest.format(uuid4())
        mine = browser.get(f"/reports/{case.report_id}{path}")
        unknown_id = uuid4()
        unknown = browser.get(f"/reports/{unknown_id}{path}")
        assert (mine.status_code, unknown.status_code) == (404, 404)
        assert mine.data.replace(str(case.report_id).encode(), b"") == unknown.data.replace(
            str(unknown_id).encode(), b""
        )

    def test_so_does_another_municipalitys(
        self, bureau: Any, sit: Any, case: Any, open_channel: Any, make_inspector: Any
    ) -> None:
        with open_channel("saithong") as session:
            bureau.people["ที่อื่น"], bureau.pairs["ที่อื่น"] = make_inspector(
                session, "ที่อื่น", account_id="ที่อื่น"
            )
            session.commit()
        browser = sit("ที่อื่น", "saithong")
        assert browser.get().status_code == 200
        assert browser.get(_of(case)).status_code == 404

    def test_a_file_of_another_report_is_unknown(
        self, bureau: Any, sit: Any, case: Any, make_file: Any
    ) -> None:
        other = bureau.report(files=[make_file()])
        file = _file_id(bureau, other.report_id)
        assert sit("สมหญิง").get(_of(case, f"/files/{file}")).status_code == 404


class TestActing:
    def test_a_message_with_a_file_reaches_the_informant(
        self, sit: Any, case: Any, open_channel: Any
    ) -> None:
        browser = sit("สมหญิง")
        page = browser.send(
            _of(case, "/message"),
            _of(case, "/message"),
            text="ถามเพิ่ม (ตัวอย่าง)",
            files=(io.BytesIO(_photo()), "แผนผัง.jpg"),
        )
        assert page.status_code == 303
        with open_channel() as session:
            mailbox = open_mailbox(session, case.receipt)
            assert mailbox is not None
            (message,) = mailbox.messages
            assert message.text == "ถามเพิ่ม (ตัวอย่าง)"
            assert [file.label.filename for file in message.files] == ["แผนผัง.jpg"]

    def test_a_large_file_never_lies_on_the_disk(
        self, sit: Any, case: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        spooled: list[str] = []

        def noted(*_given: Any, **_named: Any) -> Any:
            spooled.append("in the clear")
            return io.BytesIO()

        monkeypatch.setattr(formparser, "SpooledTemporaryFile", noted)
        browser = sit("สมหญิง")
        typed = {
            "csrf_token": _token(browser, _of(case, "/message")),
            "text": "ดูไฟล์ (ตัวอย่าง)",
            "files": FileStorage(io.BytesIO(_photo() + bytes(1_000_000)), "ใหญ่.jpg"),
        }
        boundary, body = encode_multipart(MultiDict(typed))
        sent = browser.send_body(
            _of(case, "/message"), body, f"multipart/form-data; boundary={boundary}"
        )
        assert (sent.status_code, spooled) == (303, [])

    def test_what_was_typed_is_given_back(self, sit: Any, case: Any) -> None:
        page = sit("สมหญิง").send(
            _of(case, "/close"), _of(case, "/close"), text="ตรวจแล้วไม่พบ (ตัวอย่าง)"
        )
        assert page.status_code == 422
        assert "ตรวจแล้วไม่พบ (ตัวอย่าง)" in page.text
        assert "โปรดเลือกผลการพิจารณา" in page.text

    def test_a_report_that_moved_on_meanwhile_says_so(self, sit: Any, case: Any) -> None:
        browser = sit("สมหญิง")
        close = {"decision": "UNFOUNDED", "text": "ตรวจแล้วไม่พบ (ตัวอย่าง)"}
        token = _token(browser, _of(case, "/close"))
        assert browser.post(_of(case, "/close"), csrf_token=token, **close).status_code == 303
        again = browser.post(_of(case, "/close"), csrf_token=token, **close)
        assert again.status_code == 409
        assert "โหลดหน้าใหม่เพื่อดูสถานะล่าสุด" in again.text

    def test_who_gives_a_report_up_sees_it_no_more(self, sit: Any, case: Any) -> None:
        browser = sit("สมชาย")
        page = browser.send(_of(case, "/recuse"), _of(case, "/recuse"), sure="1")
        assert page.status_code == 303
        assert browser.get(_of(case)).status_code == 404

    def test_without_a_token_nothing_is_done(self, sit: Any, case: Any, entries: Any) -> None:
        browser = sit("สมหญิง")
        before = len(entries())
        for rest in ("/message", "/identity", "/recuse", "/export"):
            assert browser.post(_of(case, rest), text="x", sure="1").status_code == 400, rest
        assert len(entries()) == before


class TestFiles:
    def test_a_copy_is_given_unless_the_original_is_asked_for(
        self, bureau: Any, sit: Any, case: Any, entries: Any
    ) -> None:
        file = _file_id(bureau, case.report_id)
        browser = sit("สมหญิง")
        copy = browser.get(_of(case, f"/files/{file}"))
        original = browser.get(_of(case, f"/files/{file}?as=original"))
        assert copy.data != original.data == _photo()
        assert "attachment" in original.headers["Content-Disposition"]
        assert [detail["given"] for act, detail in entries() if act == "file.read"] == [
            "copy",
            "original",
        ]

    def test_where_no_copy_can_be_made_the_original_is_offered(
        self, bureau: Any, sit: Any, case: Any, make_file: Any
    ) -> None:
        taken = bureau.report(files=[make_file("เสีย.pdf", b"%PDF-1.7 broken")])
        page = sit("สมหญิง").get(
            f"/reports/{taken.report_id}/files/{_file_id(bureau, taken.report_id)}"
        )
        assert page.status_code == 422
        assert "as=original" in page.text

    def test_a_file_that_was_changed_is_not_given(
        self, bureau: Any, sit: Any, case: Any, change: Any
    ) -> None:
        file = _file_id(bureau, case.report_id)
        browser = sit("สมหญิง")
        change(sa.update(ReportFile).values(content=b"\x01 changed by somebody"))
        for given in ("", "?as=original"):
            page = browser.get(_of(case, f"/files/{file}{given}"))
            assert page.status_code == 409
            assert "portal-plugin ledger verify" in page.text


class TestNothingGoesUnrecorded:
    def test_every_page_of_ours_is_judged_here(self) -> None:
        tables = (inbox, report, files, acts, export, recusing)
        pages = {
            route.endpoint for table in tables for route in table.ROUTES if "GET" in route.methods
        }
        assert pages == set(READING) | SHOWING_NOTHING

    @pytest.mark.parametrize("endpoint", READING)
    def test_each_reading_is_in_the_ledger(
        self, bureau: Any, sit: Any, case: Any, entries: Any, endpoint: str
    ) -> None:
        path, act = READING[endpoint]
        path = path.format(report=case.report_id, file=_file_id(bureau, case.report_id))
        browser = sit("สมหญิง")
        before = len(entries())
        assert browser.get(path).status_code == 200
        assert [found for found, _ in entries()[before:]] == [act]

    @pytest.mark.parametrize("rest", ["/message", "/close", "/recuse"])
    def test_a_form_shows_nothing_that_was_written(self, sit: Any, case: Any, rest: str) -> None:
        page = sit("สมหญิง").get(_of(case, rest)).text
        assert FACTS not in page
        assert "ภาพ (ตัวอย่าง).jpg" not in page


def _token(browser: Any, path: str) -> str:
    tree = html.document_fromstring(browser.get(path).get_data(as_text=True))
    return str(tree.xpath("//input[@name='csrf_token']/@value")[0])


def _file_id(bureau: Any, report_id: Any) -> Any:
    return bureau.session.scalar(sa.select(ReportFile.id).where(ReportFile.report_id == report_id))
