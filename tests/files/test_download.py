"""Files given back: saved under their own names, never run, kept by no cache."""

from __future__ import annotations

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.http import parse_options_header

from portal_plugin.files.download import send_file_bytes
from portal_plugin.files.kinds import MEDIA_TYPES, safe_filename


def answered(*arguments, headers=None, **options):
    """The answer as a browser gets it."""
    app = Flask("files")
    app.add_url_rule("/", "file", lambda: send_file_bytes(*arguments, **options))
    return app.test_client().get("/", headers=headers)


def test_a_file_is_saved_with_its_bytes_and_its_type():
    answer = answered("report.pdf", "application/pdf", b"%PDF-1.7")
    assert answer.data == b"%PDF-1.7"
    assert answer.mimetype == "application/pdf"
    assert answer.content_length == 8
    assert answer.headers["Content-Disposition"] == "attachment; filename=report.pdf"


def test_nothing_in_it_can_run_or_be_guessed_or_kept():
    headers = answered("a.pdf", "application/pdf", b"x").headers
    assert headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cache-Control"] == "private, no-store"
    assert "ETag" not in headers


def test_a_part_of_it_cannot_be_asked_for():
    answer = answered("a.pdf", "application/pdf", b"abcdef", headers={"Range": "bytes=9-"})
    assert (answer.status_code, answer.data) == (200, b"abcdef")


@given(st.text(max_size=80))
def test_any_kept_name_arrives_as_it_is(name):
    kept = safe_filename(name, "pdf")
    header = answered(kept, "application/pdf", b"x").headers["Content-Disposition"]
    kind, options = parse_options_header(header)
    assert (kind, options["filename"]) == ("attachment", kept)
    assert header.isascii()


def test_a_thai_name_is_sent_as_rfc_6266_says():
    header = answered("ถนน.jpg", "image/jpeg", b"x").headers["Content-Disposition"]
    assert "filename*=UTF-8''%E0%B8%96%E0%B8%99%E0%B8%99.jpg" in header


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "", "text/javascript"])
def test_a_type_we_never_keep_is_sent_as_mere_bytes(media_type):
    assert answered("a.pdf", media_type, b"x").mimetype == "application/octet-stream"


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png", "image/webp"])
def test_a_picture_may_be_shown_in_a_page(media_type):
    answer = answered("ก.jpg", media_type, b"x", inline=True)
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("extension", sorted(MEDIA_TYPES.keys() - {"jpg", "png", "webp"}))
def test_nothing_else_is_ever_shown(extension):
    with pytest.raises(ValueError, match="never shown"):
        send_file_bytes("a", MEDIA_TYPES[extension], b"x", inline=True)
