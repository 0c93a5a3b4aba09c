"""The processes of a run: the stand-in of the national endpoint and workers, kept alive.

They are the product's own commands in processes of their own, as in an installation.
"""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from portal_plugin import sandbox
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.result import BenchFailed
from portal_plugin.config.settings import PREFIX
from portal_plugin.embedded.processes import Command, ProcessSupervisor
from portal_plugin.reports.overview import counts_by_state
from portal_plugin.reports.states import Delivery

WORKERS = ("worker-1", "worker-2")
HIRED = "worker"
_READY_SECONDS = 60.0
_STEP_SECONDS = 0.02
_HELD = ("journal", "line", "report", "receipt", "mark", "plan", "profile")


@dataclass(frozen=True, slots=True)
class Stage:
    """A ground with its stand-in and workers running."""

    ground: Ground
    url: str

    @property
    def home(self) -> Path:
        """The home folder of this run."""
        return self.ground.place.settings.home

    def counts(self) -> dict[Delivery, int]:
        """Deliveries by state."""
        return counts_by_state(self.ground.place.province_engine)

    def arm(self, *switches: dict[str, Any]) -> None:
        """Replace the faults that the stand-in makes; none for no fault."""
        self.control("POST", "faults", json=list(switches))

    def effects(self) -> dict[str, int]:
        """How often each key took effect at the stand-in: 1, or the promise is broken."""
        found: dict[str, int] = self.control("GET", "effects")["commits"]
        return found

    def control(self, method: str, name: str, **options: Any) -> Any:
        """Ask the stand-in's back door."""
        token = {"X-Control-Token": sandbox.credentials(self.home).control_token}
        url = f"{self.url}/_control/{name}"
        reply = httpx.request(
            method, url, headers=token, trust_env=False, timeout=30, **options
        ).raise_for_status()
        return reply.json()

    def journal(self, effect: str) -> int:
        """How many effects of a kind ("plan", "report") the stand-in has committed."""
        with closing(self._store()) as store:
            query = "SELECT count(*) FROM journal WHERE effect = ?"
            return int(store.execute(query, (effect,)).fetchone()[0])

    def forget(self) -> None:
        """Take everything that the stand-in holds away, as if it had just been installed."""
        with closing(self._store()) as store, store:
            for table in _HELD:
                store.execute(f"DELETE FROM {table}")  # noqa: S608

    def _store(self) -> sqlite3.Connection:
        return sqlite3.connect(self.home / "sandbox" / "standin.sqlite3", timeout=10)

    def hire(self) -> ProcessSupervisor:
        """A worker of its own, which nobody starts again; whoever hires it stops it."""
        worker = ProcessSupervisor(self.home, [_worker(self.ground, HIRED)])
        worker.start()
        return worker


def kill(hired: ProcessSupervisor) -> None:
    """SIGKILL to a hired worker and all that it started."""
    process_id = hired.process_ids[HIRED]
    if process_id is not None:
        with suppress(ProcessLookupError):
            os.killpg(process_id, signal.SIGKILL)
    hired.stop()


def wait_until(happened: Callable[[], object], seconds: float, what: str) -> None:
    """Look again and again. Raises `BenchFailed` when it has not happened in time."""
    deadline = time.monotonic() + seconds
    while not happened():
        if time.monotonic() > deadline:
            raise BenchFailed(f"{what} did not happen in {seconds:g} s: look at the machine's load")
        time.sleep(_STEP_SECONDS)


@contextmanager
def staged(broker: str | None, *workers: str, **settings: str) -> Iterator[Stage]:
    """A ground with a stand-in and the named workers, each one process that does one task."""
    if broker is not None:
        settings["BROKER_URL"] = broker
    with own_home() as home:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        sandbox.announce(home, url)
        with opened(home, **settings) as ground:
            commands = [_command(ground, "sandbox", "sandbox", "--port", str(port))]
            commands += [_worker(ground, name) for name in workers]
            supervisor = ProcessSupervisor(home, commands, ground.server)
            with _without_own_settings(), supervisor.tending():
                wait_until(lambda: _answers(port), _READY_SECONDS, "the start of the stand-in")
                for name in workers:
                    log = home / "logs" / f"{name}.log"
                    wait_until(lambda log=log: _is_ready(log), _READY_SECONDS, "a worker's start")  # type: ignore[misc]
                yield Stage(ground, url)


def _command(ground: Ground, name: str, *words: str) -> Command:
    return Command(name, [sys.executable, "-m", "portal_plugin", *words], ground.environment)


def _worker(ground: Ground, name: str) -> Command:
    return _command(ground, name, "worker", "--concurrency", "1")


@contextmanager
def _without_own_settings() -> Iterator[None]:
    """Commands inherit this process's environment: no setting of the installation may go along."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(PREFIX)}
    for name in kept:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(kept)


def _is_ready(log: Path) -> bool:
    return log.exists() and " ready." in log.read_text("utf-8", errors="replace")


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
