"""kill -9 at any moment: what was acknowledged is held, once, with the same receipt."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from portal_plugin.national.client import HttpNationalEndpoint
from portal_plugin.national.endpoint import Accepted
from portal_plugin.national.mapping import profile, registration, submission
from portal_plugin.national.standin.access import Access

SERVE = """
import os, sys
from pathlib import Path
from portal_plugin.national.standin.server import create_server
server = create_server(Path(sys.argv[1]), "127.0.0.1", 0, os.environ)
print(server.effective_port, flush=True)
server.run()
"""
KILLS = 5


class Mortal:
    """A stand-in in a process of its own, killed and started again."""

    def __init__(self, home: Path, access: Access) -> None:
        self._home = home
        self._access = access
        self._environment = {
            **os.environ,
            "PORTAL_PLUGIN_SANDBOX_CLIENT_ID": access.client_id,
            "PORTAL_PLUGIN_SANDBOX_CLIENT_SECRET": access.client_secret,
        }

    def start(self) -> HttpNationalEndpoint:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(self._home)],
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        port = self.process.stdout.readline().strip()
        return HttpNationalEndpoint(
            f"http://127.0.0.1:{port}", self._access.client_id, self._access.client_secret
        )

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


@pytest.fixture
def mortal(standin: Any) -> Iterator[Mortal]:
    mortal = Mortal(standin.home, standin.access)
    yield mortal
    if mortal.process.poll() is None:
        mortal.kill()


@pytest.mark.kills
def test_what_was_acknowledged_survives_kill_9_exactly_once(
    standin: Any, mortal: Mortal, reports: Any
) -> None:
    body = reports.body()
    standin.put("/v1/lao/rim-nam/profile", profile(body))
    standin.put("/v1/lao/rim-nam/plans/plan-1", registration(body))
    chance = random.Random(2566)
    acknowledged: dict[str, bytes] = {}
    revision = 0
    for _ in range(KILLS):
        endpoint = mortal.start()
        killer = threading.Timer(chance.uniform(0.05, 0.4), mortal.kill)
        killer.start()
        while True:
            # A key without a receipt is sent again by the next life, as the outbox would.
            key = f"report-revision-{revision + 1:04d}"
            sent = submission(body, revision=revision + 1, digest="0" * 64)
            outcome = endpoint.put_report(key, sent)
            if not isinstance(outcome, Accepted):
                break
            acknowledged[key] = outcome.receipt.raw
            revision += 1
        killer.join()
        endpoint.close()
    assert len(acknowledged) > KILLS
    commits = standin.effects()["commits"]
    assert set(commits.values()) == {1}
    # The last one may have been kept without its sender knowing; none may be missing.
    assert 0 <= len(commits) - len(acknowledged) <= 1
    for key, raw in acknowledged.items():
        assert standin.http.get(f"/v1/receipts/{key}", headers=standin.bearer).data == raw


def test_many_senders_of_one_key_make_one_effect(
    standin: Any, served: HttpNationalEndpoint, reports: Any
) -> None:
    body = reports.body()
    served.save_profile(profile(body))
    served.register_plan(registration(body))
    sent = submission(body, revision=1, digest="0" * 64)
    replies: list[bytes] = []

    def send() -> None:
        replies.append(standin.put_report("report-2566-1-rev-1", sent).data)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(replies) == 8
    assert len(set(replies)) == 1
    assert standin.effects()["commits"] == {"report-2566-1-rev-1": 1}
