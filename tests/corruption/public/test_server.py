"""A real server keeps no trace of who came, and writes nothing of what he sent to its disk."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from lxml import html
from waitress.adjustments import Adjustments
from waitress.buffers import OverflowableBuffer

from portal_plugin.commands.processes import _kept_in_memory
from portal_plugin.config.settings import Settings
from portal_plugin.tenants.policy import APP_ROLE, INSPECTION_ROLE

pytestmark = pytest.mark.timeout(180)

ADDRESS, BROWSER = "203.0.113.77", "Planted-Browser/7.7"
WORDS = "ถ้อยคำที่ปลูกไว้ในเรื่องนี้ยาวพอให้รับได้ (ตัวอย่าง)"
SENT = b"%PDF-1.7\n" + bytes(9 * 2**20)
_WATCHING = """
import os, sys
_seen = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def _watch(event, said):
    if event == "open" and isinstance(said[2], int) and said[2] & (os.O_WRONLY | os.O_RDWR):
        os.write(_seen, repr(said[0]).encode() + b"\\n")
sys.addaudithook(_watch)
"""
"""Every file that the server opens for writing, temporary ones without a name too."""


@pytest.fixture
def running(database: Any, readers: Any, tmp_path: Any) -> Any:
    """The stand-alone host as an installation runs it: its address, its log, what it opened."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (tmp_path / "sitecustomize.py").write_text(_WATCHING)
    own = {
        "PORTAL_PLUGIN_HOME": str(tmp_path),
        "PORTAL_PLUGIN_DATABASE_URL": _url(database, APP_ROLE),
        "PORTAL_PLUGIN_INSPECTION_DATABASE_URL": _url(database, INSPECTION_ROLE),
        "PORTAL_PLUGIN_SECRET_KEY": "known to these tests alone" * 2,
        "PYTHONPATH": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "WATCHED": str(tmp_path / "watched"),
    }
    others = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_PLUGIN_")}
    words = [sys.executable, "-m", "portal_plugin", "web", "--port", str(port), "--proxies", "1"]
    with (
        (tmp_path / "web.log").open("wb") as log,
        subprocess.Popen(words, env=others | own, stdout=log, stderr=log) as web,
    ):
        try:
            _await(port)
            yield port, tmp_path / "web.log", tmp_path / "watched"
        finally:
            web.terminate()


def _url(database: Any, role: str) -> str:
    text: str = database.server.url(role, database.name).render_as_string(hide_password=False)
    return text


def _await(port: int) -> None:
    for _ in range(3000):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("the server did not come up")


@pytest.fixture
def every_row(database: Any) -> Any:
    """All that the database holds, of every schema and tenant, as one text."""

    def _rows() -> str:
        admin = sa.create_engine(database.server.admin_url.set(database=database.name))
        with admin.connect() as connection:
            tables = connection.execute(
                sa.text(
                    "SELECT table_schema, table_name FROM information_schema.tables "
                    "WHERE table_type = 'BASE TABLE' AND table_schema LIKE 'portal_plugin%'"
                )
            ).all()
            assert {schema for schema, _ in tables} >= {"portal_plugin", "portal_plugin_inspection"}
            found = [
                str(row)
                for schema, table in tables
                for row in connection.exec_driver_sql(
                    f'SELECT to_jsonb(t)::text FROM "{schema}"."{table}" t'
                )
            ]
        admin.dispose()
        return "\n".join(found)

    return _rows


def test_a_large_report_leaves_neither_address_nor_words_nor_a_file(
    running: Any, every_row: Any
) -> None:
    port, log, watched = running
    headers = {
        "X-Forwarded-For": ADDRESS,
        "User-Agent": BROWSER,
        "Referer": "https://planted.example",
    }
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers=headers, timeout=60, trust_env=False
    ) as client:
        page = client.get("/rimnam/corruption/report")
        form = html.fromstring(page.text).forms[0]
        before = watched.stat().st_size
        sent = client.post(
            form.action,
            data={
                "nonce": form.fields["nonce"],
                "category": "OTHER",
                "facts": WORDS,
                "posts_unknown": "1",
            },
            files={"files": ("ชื่อไฟล์ที่ปลูกไว้.pdf", SENT)},
        )
        assert sent.status_code == 201, sent.text
        receipt = re.search(r'name="receipt" value="([0-9A-Z]{21})"', sent.text)
        assert receipt
        opened = client.post("/rimnam/corruption/mailbox", data={"receipt": receipt[1]})
        assert opened.status_code == 200
        missing = client.get("/rimnam/corruption/nothing")
        assert missing.status_code == 404
    assert watched.read_bytes()[before:] == b""
    rows, told = every_row(), log.read_text()
    assert "report.received" in rows
    for planted in (
        ADDRESS,
        ADDRESS.encode().hex(),
        "Planted-Browser",
        "planted.example",
        receipt[1],
    ):
        assert planted not in rows and planted not in told
    for planted in (WORDS, "ชื่อไฟล์ที่ปลูกไว้"):
        for shape in (planted, planted.encode().hex()):
            assert shape not in rows and shape not in told


def test_the_watching_itself_sees_what_is_written(tmp_path: Any) -> None:
    (tmp_path / "sitecustomize.py").write_text(_WATCHING)
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "WATCHED": str(tmp_path / "watched")}
    write = "import tempfile; tempfile.TemporaryFile().write(b'x')"
    subprocess.run([sys.executable, "-B", "-c", write], env=environment, check=True)
    assert (tmp_path / "watched").read_text().strip()


def test_answers_however_large_stay_in_memory() -> None:
    bounds = Adjustments(**_kept_in_memory(Settings()))
    going_out = OverflowableBuffer(bounds.outbuf_overflow)
    going_out.append(bytes(2**20))
    going_out.append(bytes(64 * 2**20))
    assert not going_out.overflowed
    assert (
        bounds.inbuf_overflow > bounds.max_request_body_size > 5 * Settings().complaint_file_bytes
    )
