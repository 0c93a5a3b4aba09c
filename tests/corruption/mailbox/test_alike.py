"""Known and unknown receipts answer alike: in status, headers and number of bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from nacl.public import SealedBox

from portal_plugin.corruption import ledger
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.custody.disposal import Ground, dispose
from portal_plugin.corruption.informants.mailbox import OPENINGS, write
from portal_plugin.corruption.messages import LONGEST_MESSAGE, say
from portal_plugin.corruption.models import Report

_SENTENCE = "รหัสนี้ไม่เปิดกล่องข้อความใด"


def _seen(app: Flask, receipt: str, space: str = "rimnam") -> tuple[Any, ...]:
    page = app.test_client().post(f"/{space}/corruption/mailbox", data={"receipt": receipt})
    return page.status_code, sorted(page.headers), len(page.data), _SENTENCE in page.text


@pytest.fixture
def known(app: Flask, taken: Any) -> tuple[Any, ...]:
    status, headers, size, is_unknown = _seen(app, taken.receipt)
    assert not is_unknown
    return status, headers, size


def _is_unknown_alike(app: Flask, known: tuple[Any, ...], receipt: str, space: str) -> None:
    *seen, is_unknown = _seen(app, receipt, space)
    assert is_unknown
    assert tuple(seen) == known


def test_a_receipt_that_nobody_was_given(
    app: Flask, known: tuple[Any, ...], channel_key: ChannelKey, tenant_ids: Any
) -> None:
    _is_unknown_alike(app, known, channel_key.new_receipt(tenant_ids["rimnam"]), "rimnam")


@pytest.mark.parametrize("typed", ["", "AB", "0" * 21, "ก" * 500, "\x00\u202e", "' or 1=1 --"])
def test_what_cannot_be_a_receipt(app: Flask, known: tuple[Any, ...], typed: str) -> None:
    _is_unknown_alike(app, known, typed, "rimnam")


def test_a_receipt_with_one_wrong_character(app: Flask, known: tuple[Any, ...], taken: Any) -> None:
    wrong = ("0" if taken.receipt[0] != "0" else "1") + taken.receipt[1:]
    _is_unknown_alike(app, known, wrong, "rimnam")


def test_a_receipt_of_another_municipality(app: Flask, known: tuple[Any, ...], taken: Any) -> None:
    status, headers, size = known
    # The name of the municipality stands on the page; the filling makes up for it.
    _is_unknown_alike(app, (status, headers, size), taken.receipt, "saithong")


def test_a_receipt_whose_report_was_disposed_of(
    app: Flask, known: tuple[Any, ...], taken: Any, open_channel: Any
) -> None:
    with open_channel() as session:
        report = session.get(Report, (session.tenant_id, taken.report_id))
        report.state, report.closed_on = "CLOSED", report.received_on
        session.flush()
        assert dispose(session, ledger.SYSTEM, [taken.report_id], Ground.ORDER) == 1
        session.commit()
    _is_unknown_alike(app, known, taken.receipt, "rimnam")


def test_a_full_page_of_long_messages_has_the_same_size(
    app: Flask, known: tuple[Any, ...], taken: Any, open_channel: Any, make_file: Any
) -> None:
    with open_channel() as session:
        report = session.get(Report, (session.tenant_id, taken.report_id))
        for turn in range(8):
            files = [make_file(f"{'ย' * 100} {turn} {part}.pdf") for part in range(5)]
            write(session, taken.receipt, f"{turn} " + "ความ" * ((LONGEST_MESSAGE - 9) // 4), files)
            say(session, report, str(taken.report_id), "รับทราบ (ตัวอย่าง)" * 60)
        session.commit()
    *seen, is_unknown = _seen(app, taken.receipt)
    assert not is_unknown
    assert tuple(seen) == known


def test_writing_with_an_unknown_receipt_answers_alike(app: Flask, known: tuple[Any, ...]) -> None:
    client = app.test_client()
    sent = {"receipt": "0" * 21, "do": "write", "text": "ขอทราบผล (ตัวอย่าง)"}
    page = client.post("/rimnam/corruption/mailbox", data=sent)
    assert (page.status_code, sorted(page.headers), len(page.data)) == known


@contextmanager
def _counted(database: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """Statements as they go to the database, and openings of sealed boxes."""
    found: Counter[str] = Counter()

    def _statement(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        found[statement] += 1

    decrypt = SealedBox.decrypt

    def _opening(box: Any, *arguments: Any) -> bytes:
        found["opening"] += 1
        return decrypt(box, *arguments)

    sa.event.listen(sa.Engine, "before_cursor_execute", _statement)
    try:
        with monkeypatch.context() as patch:
            patch.setattr(SealedBox, "decrypt", _opening)
            yield found
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", _statement)


@pytest.mark.parametrize("messages", [0, 3, 12])
def test_the_work_is_the_same(
    app: Flask,
    taken: Any,
    messages: int,
    open_channel: Any,
    make_file: Any,
    database: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_channel() as session:
        for turn in range(messages):
            files = [make_file()] if turn % 3 == 0 else []
            write(session, taken.receipt, f"ขอทราบผลครั้งที่ {turn} (ตัวอย่าง)", files)
        session.commit()
    _seen(app, taken.receipt)  # a new connection is asked once whose it is
    done = []
    for typed in (taken.receipt, "0" * 21, "อะไรก็ได้"):
        with _counted(database, monkeypatch) as found:
            _seen(app, typed)
        done.append(found)
    assert done[0]["opening"] == OPENINGS
    assert done[0] == done[1] == done[2]


def test_nothing_of_a_neighbour_is_shown(app: Flask, taken: Any, open_channel: Any) -> None:
    with open_channel() as session:
        write(session, taken.receipt, "ข้อความของเพื่อนบ้าน (ตัวอย่าง)")
        session.commit()
    page = app.test_client().post("/rimnam/corruption/mailbox", data={"receipt": "0" * 21}).text
    assert taken.number not in page
    assert "ข้อความของเพื่อนบ้าน" not in page
    assert str(taken.report_id) not in page


def test_nobody_may_compress_the_page_on_its_way(app: Flask, known: tuple[Any, ...]) -> None:
    assert "no-transform" in dict(known[1])["Cache-Control"]
