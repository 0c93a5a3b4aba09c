"""On a real broker every queue is worked through, and a killed task is handed out again."""

from __future__ import annotations

import os
import re
import signal
from typing import Any

import pytest
from celery import Celery

from portal_plugin.celery import celery_sender
from portal_plugin.config.names import Queue, Task
from portal_plugin.tenants.policy import APP_ROLE, PROVINCE_ROLE

pytestmark = pytest.mark.broker

SOON = {"visibility_timeout": 2, "unacked_restore_interval": 1, "unacked_restore_throttle": 1}
"""Redis hands out again what nobody acknowledged in time; these tests do not wait minutes."""


def _send(celery: Celery, name: str, queue: Queue = Queue.PUSH, seconds: int = 0) -> None:
    celery.send_task("portal_plugin.wait", [name], queue=queue.value, countdown=seconds)


def _transport(broker_url: str) -> dict[str, int]:
    return SOON if broker_url.startswith("redis") else {}


def test_every_queue_is_declared_and_consumed(
    celery: Celery, working: Any, eventually: Any
) -> None:
    with working() as worker:
        (worker.home / "go").touch()
        for queue in Queue:
            _send(celery, queue.value, queue)
        eventually(lambda: all((worker.home / f"{queue.value}.ended").exists() for queue in Queue))
        assert not re.search("ERROR/|CRITICAL/|NOT_IMPLEMENTED", worker.log.read_text())


def test_a_nudge_by_name_reaches_the_real_task(
    celery: Celery, working: Any, eventually: Any, database: Any
) -> None:
    roles = {"database_url": APP_ROLE, "province_database_url": PROVINCE_ROLE}
    urls = {
        setting: database.server.url(role, database.name).render_as_string(hide_password=False)
        for setting, role in roles.items()
    }
    with working(**urls) as worker:
        celery_sender(celery)(Task.SWEEP)
        eventually((worker.home / "last-sweep").exists)


def test_a_short_pause_is_not_held_by_longer_ones(
    celery: Celery, working: Any, eventually: Any
) -> None:
    with working() as worker:
        (worker.home / "go").touch()
        for name in ("long", "longer"):
            _send(celery, name, Queue.RETRY, seconds=5)
        _send(celery, "short", Queue.RETRY, seconds=1)
        eventually((worker.home / "short.ended").exists)
        assert not (worker.home / "long.ended").exists()
        eventually((worker.home / "longer.ended").exists)


@pytest.mark.kills
def test_a_task_is_handed_out_again_when_its_worker_is_killed(
    celery: Celery, broker_url: str, working: Any, eventually: Any
) -> None:
    with working() as worker:
        _send(celery, "report")
        began = worker.home / "report.began"
        eventually(began.exists)
    began.unlink()
    with working(_transport(broker_url)):
        eventually(began.exists)
        (worker.home / "go").touch()
        eventually((worker.home / "report.ended").exists)


@pytest.mark.kills
def test_a_task_is_handed_out_again_when_its_child_is_killed(
    celery: Celery, working: Any, eventually: Any
) -> None:
    with working() as worker:
        _send(celery, "report")
        began = worker.home / "report.began"
        eventually(began.exists)
        child = int(began.read_text())
        began.unlink()
        assert child != worker.process.pid
        os.kill(child, signal.SIGKILL)
        eventually(began.exists)
        (worker.home / "go").touch()
        eventually((worker.home / "report.ended").exists)
