"""The doctor on complaints: quiet when all is well, a fault with the remedy when not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from portal_plugin import complaint_soundness as soundness
from portal_plugin.clock import held_at
from portal_plugin.config.settings import Settings
from portal_plugin.reports import heartbeat


@pytest.fixture
def place(town: Any, tmp_path: Path) -> Any:
    """A workplace with other settings: `place(clamav=...)`."""
    return lambda **settings: SimpleNamespace(
        settings=Settings(home=tmp_path, **settings), engine=town.engine
    )


@pytest.fixture
def closed() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


@pytest.fixture
def mail_port() -> Iterator[int]:
    """A mail server that greets, says yes to everything and goes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def _serve() -> None:
            line, _ = server.accept()
            with line, line.makefile("rwb") as talk:
                talk.write(b"220 mail.example\r\n")
                talk.flush()
                while talk.readline():
                    talk.write(b"250 mail.example\r\n")
                    talk.flush()

        threading.Thread(target=_serve, daemon=True).start()
        yield server.getsockname()[1]


def test_a_missing_tracking_key_is_a_fault_and_a_known_one_is_not_told(
    place: Any, tmp_path: Path
) -> None:
    assert soundness.tracking(place()) == (
        False,
        "PORTAL_PLUGIN_TRACKING_KEY is not set: nobody can complain",
    )
    ok, detail = soundness.tracking(place(tracking_key="k" * 32))
    assert ok and "settings" in detail and "k" * 32 not in detail
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "tracking").write_text("k" * 32)
    ok, detail = soundness.tracking(place(tracking_key="k" * 32))
    assert ok and str(tmp_path) in detail and "k" * 32 not in detail


def test_a_year_without_holidays_is_a_fault_once_somebody_counts_working_days(
    place: Any, town: Any
) -> None:
    with held_at(datetime(2026, 11, 21, tzinfo=UTC)):
        assert soundness.holidays_known(place())[0] is True
    town.choose(working_days=True)
    with held_at(datetime(2026, 11, 21, tzinfo=UTC)):
        ok, detail = soundness.holidays_known(place())
    assert not ok and detail.startswith("1 count") and "2570" in detail


def test_a_holidays_file_that_cannot_be_read_is_named(place: Any, tmp_path: Path) -> None:
    file = tmp_path / "holidays.json"
    file.write_text("{")
    ok, detail = soundness.holidays_known(place(holidays_file=file))
    assert not ok and str(file) in detail


def test_a_tending_that_stopped_is_a_fault(place: Any, town: Any, tmp_path: Path) -> None:
    assert soundness.tending(place())[0] is True
    with town.held(0):
        heartbeat.beat(tmp_path, heartbeat.TENDING)
    with town.held(0, hours=0.7):
        assert soundness.tending(place())[0] is True
    with town.held(0, hours=0.8):
        ok, detail = soundness.tending(place())
    assert not ok and "portal-plugin beat" in detail


def test_a_mail_server_that_is_away_is_a_fault(place: Any, closed: int) -> None:
    url = f"smtp://user:secret-word@127.0.0.1:{closed}?starttls=0"
    ok, detail = soundness.mail(place(mail_url=url, mail_from="a@example.com"))
    assert not ok and str(closed) in detail and "secret-word" not in detail
    assert soundness.mail(place())[0] is True


def test_letters_without_an_address_of_the_portal_are_a_fault(place: Any, mail_port: int) -> None:
    url = f"smtp://127.0.0.1:{mail_port}?starttls=0"
    ok, detail = soundness.mail(place(mail_url=url, mail_from="a@example.com"))
    assert not ok and "PORTAL_PLUGIN_PUBLIC_URL" in detail


def test_a_mail_server_that_greets_is_sound(place: Any, mail_port: int) -> None:
    url, own = f"smtp://127.0.0.1:{mail_port}?starttls=0", "https://portal.example"
    found = soundness.mail(place(mail_url=url, mail_from="a@example.com", public_url=own))
    assert found == (True, f"mail server 127.0.0.1:{mail_port} answers")


def test_a_virus_scanner_that_is_away_is_a_fault(place: Any, closed: int) -> None:
    ok, detail = soundness.virus_scanner(place(clamav=f"127.0.0.1:{closed}"))
    assert not ok and "no file" in detail
    assert soundness.virus_scanner(place())[0] is True
