"""A gate, the people and programs before it, and an hour that stands still until it is moved."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count
from typing import Any

import pytest

from portal_plugin import clock
from portal_plugin.flood.gate import Admitted, Challenge, Gate
from portal_plugin.flood.limits import Rules

SECRET = "a secret of the host that only these tests know"
EASY = Rules(bits=6, most_bits=12, crowd_bits=8)


def _solve(challenge: Challenge) -> dict[str, str]:
    for number in count():
        digest = sha256(f"{challenge.token}:{number}".encode()).hexdigest()
        if int(digest, 16) < 1 << (256 - challenge.bits):
            return {"work_challenge": challenge.token, "work_solution": str(number)}
    raise AssertionError


@pytest.fixture
def solve() -> Callable[[Challenge], dict[str, str]]:
    """The fields that a browser posts which has done the work."""
    return _solve


@dataclass
class Hours:
    """The clock, to be moved forwards and backwards."""

    held: ExitStack
    at: datetime = datetime(2026, 4, 5, 3, 0, tzinfo=UTC)

    def move(self, **by: float) -> None:
        self.at += timedelta(**by)
        self.held.enter_context(clock.held_at(self.at))


@pytest.fixture
def hours() -> Iterator[Hours]:
    with ExitStack() as held:
        hours = Hours(held)
        hours.move()
        yield hours


@dataclass
class Sender:
    """Somebody before a door."""

    gate: Gate
    address: str | None = "192.0.2.1"
    tenant: str = "rimnam"
    door: str = "complaints"
    last: Admitted | Challenge | None = field(default=None)

    def send(self, form: dict[str, Any] | None = None) -> Admitted | Challenge:
        self.last = self.gate.admit(self.tenant, self.door, self.address, form or {})
        return self.last

    def challenged(self, form: dict[str, Any] | None = None) -> Challenge:
        answer = self.send(form)
        assert isinstance(answer, Challenge)
        return answer

    def use_up(self) -> Challenge:
        """Send until something is asked for."""
        for _ in range(100):
            if isinstance(answer := self.send(), Challenge):
                return answer
        raise AssertionError("nothing was ever asked for")


@pytest.fixture
def gate(hours: Hours) -> Gate:
    return Gate(SECRET, rules=EASY)


@pytest.fixture
def sender(gate: Gate) -> Callable[..., Sender]:
    """`sender("192.0.2.1", tenant=…, door=…)`."""
    return lambda *address, **place: Sender(gate, *address, **place)


@pytest.fixture
def gate_on() -> Callable[..., Gate]:
    """A gate on the storage at a URL: `gate_on("redis://…")`."""
    return lambda url, rules=EASY: Gate(SECRET, url, rules)


@pytest.fixture(scope="session")
def redis_url(required: Callable[..., str]) -> Iterator[str]:
    """A Redis that only these tests use."""
    program = required("broker", shutil.which("redis-server"), "install redis-server")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as server:
        try:
            _await(port)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def _await(port: int) -> None:
    for _ in range(1500):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("Redis did not come up")
