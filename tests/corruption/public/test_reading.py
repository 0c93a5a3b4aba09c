"""A form is read in memory alone, within bounds."""

from __future__ import annotations

import io
import tempfile

import pytest
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.test import encode_multipart

from portal_plugin.corruption.models import Report
from portal_plugin.corruption.views.reading import FORM_BYTES, FORM_PARTS, read_form

MEGABYTE = 2**20


def sent_file(content):
    return FileStorage(io.BytesIO(content), "a.pdf")


@pytest.fixture
def no_disk(monkeypatch):
    """Whoever asks for a temporary file fails the test."""

    def _refuse(*_args, **_options):
        raise AssertionError("something would be written to the disk")

    for name in ("TemporaryFile", "NamedTemporaryFile", "SpooledTemporaryFile", "mkstemp"):
        monkeypatch.setattr(tempfile, name, _refuse)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", _refuse)


@pytest.fixture
def encoded():
    """A form as it is sent; the test client itself would write a large one to the disk."""

    def _encoded(data):
        boundary, body = encode_multipart(data)
        return {"data": body, "content_type": f"multipart/form-data; boundary={boundary}"}

    return _encoded


@pytest.fixture
def form(app, tenant_ids, encoded):
    """A request with these fields: `with form(data): read_form()`."""

    def _form(data):
        return app.test_request_context("/rimnam/corruption/report", method="POST", **encoded(data))

    return _form


def test_a_large_file_touches_no_disk(form, no_disk) -> None:
    content = b"%PDF-1.7\n" + bytes(9 * MEGABYTE)
    with form({"files": sent_file(content), "facts": "ข้อความ"}):
        typed = read_form()
        [file] = typed.files.getlist("files")
        assert isinstance(file.stream, io.BytesIO) and file.stream.read() == content
        assert typed.form["facts"] == "ข้อความ" and typed.has_files


def test_the_whole_way_to_the_receipt_touches_no_disk(informant, kept, no_disk, encoded) -> None:
    file = sent_file(b"%PDF-1.7\n" + bytes(3 * MEGABYTE))
    told = {"category": "BRIBERY", "facts": "เรียกเงินจากผู้รับเหมาหลังเปิดซองทุกครั้ง", "posts_unknown": "1"}
    form = informant.get("/corruption/report").form | told | {"files": file}
    sent = informant.client.post("/rimnam/corruption/report", **encoded(form))
    assert sent.status_code == 201 and len(kept(Report)) == 1


def test_more_than_five_files_may_weigh_is_refused_in_one_sentence(
    make_app, readers, encoded, kept
) -> None:
    file = sent_file(bytes(FORM_BYTES + 6 * 1024))
    with make_app(complaint_file_bytes=1024) as app:
        sent = app.test_client().post("/rimnam/corruption/report", **encoded({"files": file}))
    assert sent.status_code == 413 and "ไฟล์รวมกันใหญ่เกินไป" in sent.text
    assert sent.headers["Cache-Control"].startswith("no-store") and "ออกจากหน้านี้ทันที" in sent.text
    assert kept(Report) == []


@pytest.mark.parametrize(
    "data",
    [
        {"facts": "x" * (FORM_BYTES + 1)},
        {f"field{number}": "x" for number in range(FORM_PARTS + 1)},
    ],
)
def test_words_and_parts_are_bounded(form, data) -> None:
    with form(data | {"files": sent_file(b"x")}), pytest.raises(RequestEntityTooLarge):
        read_form()


@pytest.mark.parametrize("body", [b"", b"\xff\xfe=\xff&facts=%ff", b"--x\r\n\r\nfacts"])
@pytest.mark.parametrize(
    "kind",
    [
        "",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "text/plain",
        "application/x-www-form-urlencoded",
    ],
)
def test_a_body_that_is_no_form_is_an_empty_one_or_refused(informant, kept, body, kind) -> None:
    answer = informant.client.post("/rimnam/corruption/report", data=body, content_type=kind)
    assert answer.status_code in (400, 413, 422) and kept(Report) == []
