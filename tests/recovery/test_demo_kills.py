"""kill -9 of anything at any moment of the main job: every report is acknowledged once."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = [pytest.mark.kills, pytest.mark.timeout(180)]

COMMAND = [sys.executable, "-m", "portal_plugin", "demo", "--headless", "--json"]
MUNICIPALITIES = {"rimnam", "santrai", "nongbua"}
SLOW = json.dumps([{"fault": "delay", "probability": 0.5, "seed": 7, "seconds": 0.3}])


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="pp-kill-", dir="/tmp"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def _start(home: Path) -> subprocess.Popen[str]:
    environment = {name: value for name, value in os.environ.items() if "PORTAL_PLUGIN" not in name}
    environment |= {"PORTAL_PLUGIN_HOME": str(home), "PORTAL_PLUGIN_SANDBOX_FAULTS": SLOW}
    return subprocess.Popen(
        COMMAND, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _processes(home: Path, name: str) -> list[int]:
    """Ids of this home's processes called `name` ("web", "worker", …, "database")."""
    found = []
    data = (
        os.fsencode((home / "postgres" / "place").resolve() / "data")
        if (home / "postgres" / "place").is_symlink()
        else os.fsencode(home / "postgres" / "data")
    )
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            words = (entry / "cmdline").read_bytes().split(b"\0")
            surroundings = (entry / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if name == "database":
            if words[0].endswith(b"/postgres") and data in words:
                found.append(int(entry.name))
        elif b"PORTAL_PLUGIN_HOME=" + os.fsencode(home) in surroundings and name.encode() in words:
            found.append(int(entry.name))
    return found


def _journal(home: Path) -> Counter[tuple[str, int, int]]:
    """How often a report had an effect at the endpoint, by municipality, year and round."""
    with sqlite3.connect(home / "sandbox" / "standin.sqlite3") as store:
        rows = store.execute(
            "select lao_code, fiscal_year, round from journal where effect = 'report'"
        ).fetchall()
    return Counter(rows)


def _arrived(demo: subprocess.Popen[str], home: Path) -> None:
    output, errors = demo.communicate(timeout=150)
    assert demo.returncode == 0, errors
    tenants = json.loads(output)["tenants"]
    assert {tenant["code"] for tenant in tenants} == MUNICIPALITIES
    assert all(tenant["receipt"] for tenant in tenants)
    effects = _journal(home)
    assert {code for code, _, _ in effects} == MUNICIPALITIES
    assert set(effects.values()) == {1}, "a report had two effects at the endpoint"


@pytest.mark.parametrize("victim", ["web", "worker", "beat", "sandbox", "database"])
@pytest.mark.parametrize("after", [0.3, 1.2])
def test_a_killed_part_comes_back_and_every_report_is_acknowledged_once(
    home: Path, victim: str, after: float
) -> None:
    demo = _start(home)
    deadline = time.monotonic() + 60
    while not _processes(home, victim) and time.monotonic() < deadline:
        time.sleep(0.02)
    time.sleep(after)
    for process in _processes(home, victim):
        os.kill(process, signal.SIGKILL)
    _arrived(demo, home)


@pytest.mark.parametrize("after", [0.8, 2.5, 4.0])
def test_a_killed_demo_leaves_nothing_running_and_goes_on_when_started_again(
    home: Path, after: float
) -> None:
    demo = _start(home)
    time.sleep(after)
    demo.kill()
    demo.communicate()
    deadline = time.monotonic() + 20
    names = ("web", "worker", "beat", "sandbox", "database")
    while any(_processes(home, name) for name in names) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [left for name in names for left in _processes(home, name)] == []
    _arrived(_start(home), home)
