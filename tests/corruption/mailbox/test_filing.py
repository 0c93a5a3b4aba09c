"""The filing receipt: what was signed can be proved by anybody, and nothing else passes for it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import orjson
import pypdfium2
import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_plugin.commands.inspection_filing import verify_filing
from portal_plugin.corruption.informants.filing import BadFiling, statement_in, verify

_ROOT = "/rimnam/corruption"


@pytest.fixture
def paper(app: Flask, taken: Any) -> bytes:
    page = app.test_client().post(f"{_ROOT}/mailbox/filing", data={"receipt": taken.receipt})
    assert page.mimetype == "application/pdf"
    return page.data


@pytest.fixture
def key(app: Flask) -> str:
    page = app.test_client().get(f"{_ROOT}/key")
    assert page.mimetype == "text/plain"
    return page.text.strip()


def _text(document: bytes) -> str:
    with pypdfium2.PdfDocument(document) as opened:
        return "\n".join(page.get_textpage().get_text_range() for page in opened)


def test_it_proves_number_day_and_municipality(paper: bytes, key: str, taken: Any) -> None:
    filing = verify(statement_in(paper), key)
    assert filing.number == taken.number
    assert filing.received_on == taken.received_on.isoformat()
    assert filing.municipality_code == "rimnam"
    assert taken.number in _text(paper)


def test_it_tells_nothing_of_the_report(
    paper: bytes, open_channel: Any, make_report: Any, taken: Any
) -> None:
    told = _text(paper) + statement_in(paper).decode()
    for hidden in ("ผู้รับเหมา", "PROCUREMENT", "จัดซื้อจัดจ้าง", "ต้นเรื่อง", taken.receipt):
        assert hidden not in told


def test_it_does_not_tell_when_it_was_asked_for(app: Flask, paper: bytes, taken: Any) -> None:
    from datetime import timedelta

    from portal_plugin import clock

    with clock.held_at(clock.now() + timedelta(days=40)):
        later = app.test_client().post(f"{_ROOT}/mailbox/filing", data={"receipt": taken.receipt})
    assert later.data == paper


def test_an_unknown_receipt_is_given_the_mailbox_page(app: Flask, taken: Any) -> None:
    page = app.test_client().post(f"{_ROOT}/mailbox/filing", data={"receipt": "0" * 21})
    assert (page.status_code, page.mimetype, len(page.data) % 65_536) == (200, "text/html", 0)


def test_the_key_of_another_municipality_proves_nothing(app: Flask, paper: bytes) -> None:
    other = app.test_client().get("/saithong/corruption/key").text.strip()
    with pytest.raises(BadFiling, match="signature does not fit"):
        verify(statement_in(paper), other)


def test_any_field_changed_is_refused(paper: bytes, key: str) -> None:
    document = orjson.loads(statement_in(paper))
    for name, value in document["statement"].items():
        changed = value + 1 if isinstance(value, int) else value[:-1] + "0ก"
        forged = {**document, "statement": {**document["statement"], name: changed}}
        with pytest.raises(BadFiling):
            verify(orjson.dumps(forged, option=orjson.OPT_SORT_KEYS), key)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_is_no_statement_is_refused_in_a_sentence(data: st.DataObject) -> None:
    document = data.draw(st.binary(max_size=80) | st.text(max_size=60).map(str.encode))
    with pytest.raises(BadFiling):
        verify(document, data.draw(st.text(max_size=70)))
    with pytest.raises(BadFiling):
        statement_in(document)


class TestTheCommand:
    def _run(self, *words: str) -> Any:
        return CliRunner().invoke(verify_filing, list(words))

    def test_it_prints_what_was_signed(
        self, tmp_path: Path, paper: bytes, key: str, taken: Any
    ) -> None:
        (tmp_path / "paper.pdf").write_bytes(paper)
        (tmp_path / "key.txt").write_text(f"{key}\n")
        outcome = self._run(f"{tmp_path}/paper.pdf", "--key-file", f"{tmp_path}/key.txt")
        assert outcome.exit_code == 0, outcome.output
        assert taken.number in outcome.output
        assert "ledger verify --tenant rimnam --head" in outcome.output

    def test_without_the_published_key_it_proves_nothing(
        self, tmp_path: Path, paper: bytes
    ) -> None:
        (tmp_path / "paper.pdf").write_bytes(paper)
        outcome = self._run(f"{tmp_path}/paper.pdf")
        assert outcome.exit_code == 1
        assert "give the municipality's public key" in outcome.output

    def test_a_changed_byte_of_the_statement_is_one_sentence(
        self, tmp_path: Path, paper: bytes, key: str
    ) -> None:
        signed = orjson.loads(statement_in(paper))
        signed["statement"]["number"] = "ท2570-9999"
        (tmp_path / "paper.pdf").write_bytes(_with_attachment(paper, orjson.dumps(signed)))
        outcome = self._run(f"{tmp_path}/paper.pdf", "--key", key)
        assert outcome.exit_code == 1
        assert outcome.output.startswith("Error: ") and outcome.output.count("\n") == 1


def _with_attachment(paper: bytes, content: bytes) -> bytes:
    out = io.BytesIO()
    with pypdfium2.PdfDocument(paper) as opened:
        opened.get_attachment(0).set_data(content)
        opened.save(out)
    return out.getvalue()
