"""Start everything, do the main job, stop everything."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from portal_plugin import sandbox
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.config.settings import PREFIX, Settings
from portal_plugin.demo import papers, province
from portal_plugin.demo.complaints import complain
from portal_plugin.demo.corruption import greeting_of, protect
from portal_plugin.demo.journey import persist, travel
from portal_plugin.embedded.processes import Command, DemoLock, ProcessSupervisor, sole_demo
from portal_plugin.workplace import Workplace, open_workplace

_PACE = {
    "SWEEP_SECONDS": "1",
    "NATIONAL_TIMEOUT_SECONDS": "2",
    "LEASE_SECONDS": "10",
    "RETRY_BASE_SECONDS": "0.5",
    "RETRY_CAP_SECONDS": "5",
    "PUSH_ATTEMPTS": "500",
    "TEND_SECONDS": "60",
    "SECURE_COOKIES": "false",
}
"""A demo is watched by somebody, so it waits less than an installation would."""


def run_headless() -> list[dict[str, Any]]:
    """The main job for every sample municipality; rows as `Arrived.as_json`."""
    with _demo(0) as (place, _):
        return [travel(place, sample).as_json() for sample in province.MUNICIPALITIES]


def run_until_stopped(port: int, say: Callable[[str], None]) -> None:
    """Start the sample province, tell its address and log-ins, and serve until Ctrl-C.

    The first two municipalities have reported; the third has imported nothing yet.
    """
    ending = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ending.set())
    with _demo(port) as (place, address):
        for sample in province.MUNICIPALITIES[:2]:
            arrived = travel(place, sample)
            say(
                f"{sample.code}: {arrived.measures} measures in, receipt {arrived.receipt} back "
                f"({arrived.seconds} s)"
            )
            if ending.is_set():
                return
            tenant = persist(partial(province.settle, place, sample))
            persist(partial(complain, place, tenant))
            persist(partial(protect, place, tenant))
            sender = celery_sender(make_celery(place.settings))
            persist(partial(papers.sign, place, tenant, sender))
        persist(lambda: province.settle(place, province.MUNICIPALITIES[2]))
        say(_greeting(place, address))
        ending.wait()
        say("Stopping.")


@contextmanager
def _demo(port: int) -> Iterator[tuple[Workplace, str]]:
    pace = {PREFIX + name: value for name, value in _PACE.items()}
    environment = {**pace, **os.environ}
    home = Settings.read(environment).home
    with (
        sole_demo(home) as lock,
        open_workplace(environment, initialise=True) as place,
        _running(place, environment, lock, port) as address,
    ):
        yield place, address


@contextmanager
def _running(
    place: Workplace, environment: dict[str, str], lock: DemoLock, port: int
) -> Iterator[str]:
    web_port, sandbox_port = _free_port(port), _free_port(0)
    address = f"http://127.0.0.1:{web_port}"
    sandbox.announce(place.settings.home, f"http://127.0.0.1:{sandbox_port}")
    children = {**environment, PREFIX + "HOME": str(place.settings.home)}
    supervisor = ProcessSupervisor(
        place.settings.home,
        [
            _command("sandbox", children, "--port", str(sandbox_port)),
            _command("worker", children),
            _command("beat", children),
            _command("web", children, "--port", str(web_port)),
        ],
        place.server,
    )
    try:
        with supervisor.tending():
            lock.announce(address)
            yield address
    finally:
        sandbox.forget(place.settings.home)


def _command(name: str, environment: dict[str, str], *options: str) -> Command:
    return Command(name, [sys.executable, "-m", "portal_plugin", name, *options], environment)


def _free_port(wanted: int) -> int:
    """`wanted` if it is free, else one that is."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def _greeting(place: Workplace, address: str) -> str:
    lines = ["", f"The sample province is at {address}", ""]
    for sample in (*province.MUNICIPALITIES, province.OFFICE):
        tenant = persist(partial(province.settle, place, sample))
        names = ", ".join(username for username, _ in province.people(place, tenant))
        lines.append(f"  {address}/{sample.code}/  {sample.name}")
        if sample is not province.OFFICE:
            lines.append(f"      complain at {address}/{sample.code}/complain")
            lines.append(f"      tell of corruption at {address}/{sample.code}/corruption")
        lines.append(f"      sign in as {names}")
    lines += [
        "",
        f"  Everybody's password: {province.password(place)}",
        "",
        *persist(partial(greeting_of, place, address)),
        "",
        f"  {province.MUNICIPALITIES[2].name} has imported nothing yet: sign in as plan and take",
        "  its document all the way. A sample lies at",
        f"  {sample_path(province.MUNICIPALITIES[2].document)}",
        "",
        "Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


def sample_path(name: str) -> str:
    """Where a sample document lies on this machine."""
    from importlib.resources import files

    return str(files("portal_plugin.imports") / "samples" / name)
