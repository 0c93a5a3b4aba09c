"""A broker that is away neither breaks nor holds who asks, and a worker finds it again."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

import pytest

from portal_plugin import nudge
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.config.names import Queue, Task
from portal_plugin.config.settings import Settings
from portal_plugin.embedded.broker import PUBLISH_LIMITS

pytestmark = pytest.mark.broker


class Line:
    """The wire between sender and broker: it can be cut, mended, and fall silent."""

    def __init__(self, broker_url: str) -> None:
        self._broker = urlsplit(broker_url)
        self._ends: list[socket.socket] = []
        self._changing = threading.Lock()
        self._silent = False
        self._port = 0
        self.mend()

    @property
    def url(self) -> str:
        login, _, _ = self._broker.netloc.rpartition("@")
        return self._broker._replace(netloc=f"{login}@127.0.0.1:{self._port}").geturl()

    def mend(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", self._port))
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, args=[self._listener], daemon=True).start()

    def cut(self) -> None:
        with self._changing:
            for end in (self._listener, *self._ends):
                with suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)
                end.close()
            self._ends = []

    def fall_silent(self) -> None:
        self._silent = True

    def _listen(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                ours, _ = listener.accept()
                with self._changing:
                    self._join(listener, ours)

    def _join(self, listener: socket.socket, ours: socket.socket) -> None:
        if listener.fileno() == -1:  # cut meanwhile
            ours.close()
            return
        theirs = socket.create_connection((self._broker.hostname or "", self._broker.port or 0))
        self._ends += [ours, theirs]
        for pair in ((ours, theirs), (theirs, ours)):
            threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while words := source.recv(65536):
                if not self._silent:
                    target.sendall(words)


@pytest.fixture
def line(broker_url: str) -> Iterator[Line]:
    line = Line(broker_url)
    yield line
    line.cut()


def test_a_lost_broker_costs_the_nudge_and_a_found_one_takes_the_next(line: Line) -> None:
    with make_celery(Settings(broker_url=line.url)) as celery:
        sender = celery_sender(celery)
        assert nudge.send(sender, Task.SWEEP)
        line.cut()
        assert not nudge.send(sender, Task.SWEEP)
        line.mend()
        assert nudge.send(sender, Task.SWEEP)


def test_a_silent_broker_holds_no_request_for_ever(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PUBLISH_LIMITS:
        monkeypatch.setitem(PUBLISH_LIMITS, name, 0.3)
    with make_celery(Settings(broker_url=line.url)) as celery:
        celery.conf.broker_connection_timeout = 0.3
        transport = celery.conf.broker_transport_options
        if "socket_timeout" in transport:
            transport["socket_timeout"] = 0.3
        sender = celery_sender(celery)
        assert nudge.send(sender, Task.SWEEP)
        line.fall_silent()
        answer: list[bool] = []
        asking = threading.Thread(
            target=lambda: answer.append(nudge.send(sender, Task.SWEEP)), daemon=True
        )
        asking.start()
        asking.join(5)
        assert answer == [False]


# Not on Redis: there a worker that lost its line under load was seen to say nothing for minutes.
@pytest.mark.parametrize("broker_url", ["rabbitmq"], indirect=True)
def test_a_worker_finds_its_broker_again(line: Line, working: Any, eventually: Any) -> None:
    with working(broker_url=line.url) as worker:
        (worker.home / "go").touch()
        line.cut()
        eventually(
            lambda: worker.says("Connection to broker lost") or worker.says("Cannot connect")
        )
        line.mend()
        with make_celery(Settings(broker_url=line.url)) as celery:
            celery.send_task("portal_plugin.wait", ["report"], queue=Queue.PUSH.value)
        eventually((worker.home / "report.ended").exists)
