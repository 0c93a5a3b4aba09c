"""Reports of an invented municipality, and a stand-in to send them to."""

from __future__ import annotations

import hashlib
import secrets
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from flask.testing import FlaskClient
from waitress.server import create_server as bind
from waitress.wasyncore import close_all

from portal_plugin.national.client import HttpNationalEndpoint
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.app import create_app
from portal_plugin.national.standin.faults import Switches
from portal_plugin.national.standin.store import Store


def _measure(seq: int, **changes: Any) -> dict[str, Any]:
    measure = {
        "ref": f"m-{seq:02d}",
        "seq": seq,
        "kind": "PROJECT",
        "title": f"โครงการตัวอย่างที่ {seq}",
        "dimension": 1,
        "mission": "1.1",
        "departments": ["กองตัวอย่าง"],
        "quarter": None,
        "target_groups": [3, 5],
        "objectives": ["เพื่อเป็นตัวอย่าง"],
        "conforming": None,
        "budget": {
            "mode": "AMOUNT",
            "plan": 50000,
            "ordinance": 40000,
            "paid": 30000,
            "in_ordinance": True,
        },
        "budget_by_year": {"2566": 50000, "2567": 50000},
        "status": "IN_PROGRESS",
        "awaiting": False,
        "results": ["จัดประชุมแล้ว"],
        "outcomes": [],
        "problems": "",
        "solution": "",
        "reason": None,
        "reason_text": "",
        "remark": "",
        "evidence": [],
    }
    return measure | changes


@dataclass
class Reports:
    """Makes report bodies; `measure` and `body` take changes by keyword."""

    measure: Callable[..., dict[str, Any]] = field(default=_measure)

    def body(self, *measures: dict[str, Any], **changes: Any) -> dict[str, Any]:
        body = {
            "schema": "portal-plugin/report/1",
            "tenant": {
                "code": "rim-nam",
                "name": "เทศบาลเมืองตัวอย่างริมน้ำ",
                "type": "TOWN_MUNICIPALITY",
                "province": "ตัวอย่างธานี",
            },
            "instrument": "PLAN_5Y",
            "plan": {"ref": "plan-1", "title": "แผนตัวอย่าง", "year_from": 2566, "year_to": 2570},
            "fiscal_year": 2566,
            "round": "6M",
            "window": {"from": "2022-10-01", "to": "2023-03-31"},
            "measures": list(measures) or [_measure(1), _measure(2, dimension=2)],
            "totals": {},
        }
        return body | changes

    def digest(self, body: dict[str, Any]) -> str:
        return hashlib.sha256(orjson.dumps(body)).hexdigest()


@pytest.fixture(scope="session")
def reports() -> Reports:
    return Reports()


@dataclass
class StandIn:
    """A stand-in in this process, and a way to talk to it without our client."""

    home: Path
    access: Access
    switches: Switches = field(default_factory=Switches)

    def __post_init__(self) -> None:
        self.app = create_app(Store(self.home), self.access, self.switches)
        self.http: FlaskClient = self.app.test_client()
        self.bearer = {"Authorization": f"Bearer {self.access.issue_token()}"}
        self.controller = {"X-Control-Token": self.access.control_token}

    def put(self, path: str, payload: Any, **headers: str) -> Any:
        return self.http.put(path, json=payload, headers={**self.bearer, **headers})

    def put_report(self, key: str, submission: dict[str, Any]) -> Any:
        header = submission["header"]
        path = f"/v1/lao/{header['lao_code']}/reports/{header['fiscal_year']}/{header['round']}"
        return self.put(path, submission, **{"Idempotency-Key": key})

    def effects(self) -> dict[str, Any]:
        return self.http.get("/_control/effects", headers=self.controller).json

    def endpoint(self) -> HttpNationalEndpoint:
        return HttpNationalEndpoint(
            "http://127.0.0.1:1",
            self.access.client_id,
            self.access.client_secret,
            transport=httpx.WSGITransport(self.app),
        )


@pytest.fixture
def access() -> Access:
    return Access("province", secrets.token_urlsafe(32), secrets.token_urlsafe(32))


@pytest.fixture
def standin(tmp_path: Path, access: Access) -> StandIn:
    return StandIn(tmp_path / "standin", access)


@pytest.fixture
def served(standin: StandIn) -> Iterator[HttpNationalEndpoint]:
    """Our client, over a real connection to the stand-in of this test."""
    server = bind(standin.app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    access = standin.access
    url = f"http://127.0.0.1:{server.effective_port}"
    endpoint = HttpNationalEndpoint(url, access.client_id, access.client_secret, seconds=5)
    yield endpoint
    endpoint.close()
    # Its sockets belong to its loop: close them from there, and the loop ends.
    server.trigger.pull_trigger(lambda: close_all(server._map))
    thread.join(timeout=5)
    server.task_dispatcher.shutdown()


Answer = Callable[[socket.socket], None]


@pytest.fixture
def serve_raw() -> Iterator[Callable[[Answer], str]]:
    """Serve each connection of a raw socket by a function; gives the address."""
    listeners: list[socket.socket] = []

    def accept(listener: socket.socket, answer: Answer) -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with connection, suppress(OSError):
                    answer(connection)

    def serve(answer: Answer) -> str:
        listener = socket.create_server(("127.0.0.1", 0))
        listeners.append(listener)
        threading.Thread(target=accept, args=(listener, answer), daemon=True).start()
        return f"http://127.0.0.1:{listener.getsockname()[1]}"

    yield serve
    for listener in listeners:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
