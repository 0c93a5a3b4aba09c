"""A real RabbitMQ and a real Redis, each with a corner of its own, and real workers on them.

PORTAL_PLUGIN_TEST_RABBITMQ_URL names a virtual host that only these tests use: our queues in it are
deleted. Without it RabbitMQ on its usual port gives each module a virtual host, made and removed
by rabbitmqctl. PORTAL_PLUGIN_TEST_REDIS_URL names a server on which an empty database is taken;
without it a server is started, or the one on the usual port is asked.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import redis
from celery import Celery

from portal_plugin.celery import make_celery
from portal_plugin.config.names import Queue
from portal_plugin.config.settings import Settings

RABBITMQ_MISSING = (
    "no RabbitMQ here gives these tests a virtual host: start one and be its administrator, or set "
    "PORTAL_PLUGIN_TEST_RABBITMQ_URL to a virtual host that nobody else uses"
)
REDIS_MISSING = (
    "no Redis here has an empty database: install redis-server, or set PORTAL_PLUGIN_TEST_REDIS_URL"
)
WORKER = Path(__file__).with_name("worker.py")


def answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def free_port() -> Callable[[], int]:
    return _free_port


@pytest.fixture
def poolers_folder() -> Iterator[Path]:
    """A folder of the account that PgBouncer runs as; pytest's own are closed to it."""
    folder = Path(tempfile.mkdtemp(prefix="portal-plugin-test-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "nobody")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def eventually() -> Callable[..., None]:
    def wait(promise: Callable[[], object], seconds: float = 150.0) -> None:
        deadline = time.monotonic() + seconds
        while not promise():
            assert time.monotonic() < deadline, "it did not come true in time"
            time.sleep(0.02)

    return wait


# --- RabbitMQ ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rabbitmq_url(required: Callable[..., str]) -> Iterator[str]:
    given = os.environ.get("PORTAL_PLUGIN_TEST_RABBITMQ_URL")
    corner = alone_in(given) if given else own_virtual_host()
    with corner as url:
        yield required("broker", url, RABBITMQ_MISSING)


@contextmanager
def alone_in(url: str) -> Iterator[str]:
    """The given virtual host: no other run on this machine meanwhile, and none of ours left."""
    with (Path(tempfile.gettempdir()) / "portal-plugin-test-rabbitmq.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        delete_queues(url)
        yield url
        delete_queues(url)


def delete_queues(url: str) -> None:
    with make_celery(Settings(broker_url=url)) as celery, celery.connection() as connection:
        for queue in Queue:
            connection.default_channel.queue_delete(queue.value)


@contextmanager
def own_virtual_host() -> Iterator[str | None]:
    name = f"portal-plugin-test-{uuid4().hex[:8]}"
    if not answers(5672) or not rabbitmqctl("add_vhost", name):
        yield None
        return
    try:
        rabbitmqctl("set_permissions", "--vhost", name, "guest", ".*", ".*", ".*")
        yield f"amqp://guest:guest@127.0.0.1:5672/{name}"
    finally:
        rabbitmqctl("delete_vhost", name)


def rabbitmqctl(*words: str) -> bool:
    command = shutil.which("rabbitmqctl") or shutil.which("rabbitmqctl", path="/usr/sbin")
    if command is None:
        return False
    ended = subprocess.run([command, "--quiet", *words], check=False, capture_output=True)
    return ended.returncode == 0


# --- Redis -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def redis_url(required: Callable[..., str], eventually: Callable[..., None]) -> Iterator[str]:
    given = os.environ.get("PORTAL_PLUGIN_TEST_REDIS_URL")
    program = shutil.which("redis-server")
    if given is None and program is not None:
        with own_redis(program, eventually) as url:
            yield f"{url}/0"
        return
    server = given or ("redis://127.0.0.1:6379" if answers(6379) else None)
    with empty_database(server) as database:
        yield required("broker", database, REDIS_MISSING)


@contextmanager
def own_redis(program: str, eventually: Callable[..., None]) -> Iterator[str]:
    port = _free_port()
    options = ["--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen([program, *options], stdout=subprocess.DEVNULL) as server:
        try:
            eventually(lambda: answers(port))
            yield f"redis://127.0.0.1:{port}"
        finally:
            server.terminate()


@contextmanager
def empty_database(server: str | None) -> Iterator[str | None]:
    """A database that held nothing; emptied again at the end."""
    for number in reversed(range(16)) if server else ():
        url = urlsplit(server)._replace(path=f"/{number}").geturl()
        with redis.Redis.from_url(url) as client:
            if client.dbsize() == 0 and client.set("portal_plugin.test", "taken", nx=True):
                try:
                    yield url
                finally:
                    client.flushdb()
                return
    yield None


# --- Senders and workers -----------------------------------------------------------------------


@pytest.fixture(scope="module", params=["rabbitmq", "redis"])
def broker_url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def celery(broker_url: str) -> Iterator[Celery]:
    """A sender to a broker that holds nothing: workers end by SIGKILL here, and what theirs left
    unacknowledged would come to the next test's worker and wait in all its processes."""
    if broker_url.startswith("redis"):
        with redis.Redis.from_url(broker_url) as client:
            client.flushdb()
            client.set("portal_plugin.test", "taken")
    else:
        delete_queues(broker_url)
    with make_celery(Settings(broker_url=broker_url)) as celery:
        yield celery


@dataclass(frozen=True)
class Worker:
    """A running worker, its folder and its log."""

    process: subprocess.Popen[bytes]
    home: Path
    log: Path

    def says(self, words: str) -> bool:
        return words in self.log.read_text()


Working = Callable[..., AbstractContextManager[Worker]]


@pytest.fixture
def working(broker_url: str, tmp_path: Path, eventually: Callable[..., None]) -> Working:
    """Start a worker that is ready: `with working() as worker:`. It ends by SIGKILL.

    `transport` overrides transport options, further words are settings without their prefix.
    """

    @contextmanager
    def start(transport: dict[str, Any] | None = None, **settings: str) -> Iterator[Worker]:
        environment = {
            **{key: value for key, value in os.environ.items() if "PORTAL_PLUGIN" not in key},
            "PORTAL_PLUGIN_BROKER_URL": broker_url,
            "PORTAL_PLUGIN_HOME": str(tmp_path),
            "PORTAL_PLUGIN_TEST_TRANSPORT": json.dumps(transport or {}),
            **{f"PORTAL_PLUGIN_{key.upper()}": value for key, value in settings.items()},
        }
        log = tmp_path / f"worker-{uuid4().hex[:8]}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, str(WORKER)],
                env=environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        worker = Worker(process, tmp_path, log)
        try:
            eventually(lambda: worker.says(" ready.") or process.poll() is not None)
            assert process.poll() is None, log.read_text()
            yield worker
        finally:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    return start
