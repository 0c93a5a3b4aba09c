"""A real server in a flood: one source posts thousands of times, and another citizen gets in.

PORTAL_PLUGIN_TEST_FLOOD is the number of posts: 1,000, or 5,000 to try all of the promise.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import sqlalchemy as sa
from lxml import html

from portal_plugin.complaints.models import Complaint
from portal_plugin.tenants.policy import APP_ROLE

pytestmark = pytest.mark.timeout(300)

POSTS = int(os.environ.get("PORTAL_PLUGIN_TEST_FLOOD", "1000"))
CONNECTIONS = 8
FREE = 5
FLOODER, CITIZEN, LATECOMER = "127.0.0.1", "127.0.0.2", "127.0.0.3"
WRITTEN = {
    "topic": "SERVICE",
    "subject": "ไฟถนนดับ (ตัวอย่าง)",
    "detail": "ไฟถนนหน้าตลาดดับมาสามคืนแล้ว (ตัวอย่าง)",
    "consent": "1",
    "consent_version": "0",
}


@pytest.fixture
def port(database: Any, tenant_ids: Any, tmp_path: Any) -> Iterator[int]:
    """The stand-alone host as an installation runs it, at a port of its own."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    url = database.server.url(APP_ROLE, database.name)
    own = {
        "PORTAL_PLUGIN_HOME": str(tmp_path),
        "PORTAL_PLUGIN_DATABASE_URL": url.render_as_string(hide_password=False),
        "PORTAL_PLUGIN_SECRET_KEY": "known to these tests alone" * 2,
    }
    others = {k: v for k, v in os.environ.items() if not k.startswith("PORTAL_PLUGIN_")}
    words = [sys.executable, "-m", "portal_plugin", "web", "--port", str(port)]
    with (
        (tmp_path / "web.log").open("wb") as log,
        subprocess.Popen(words, env=others | own, stdout=log, stderr=log) as web,
    ):
        try:
            _await(port)
            yield port
        finally:
            web.terminate()


def _await(port: int) -> None:
    for _ in range(3000):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise AssertionError("the server did not come up")


@pytest.fixture
def citizen(port: int) -> Iterator[Callable[[str], Citizen]]:
    """Somebody at an address of his own: `citizen("127.0.0.2")`."""
    opened = []

    def _citizen(address: str) -> Citizen:
        transport = httpx.HTTPTransport(local_address=address)
        client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}", transport=transport, timeout=60, trust_env=False
        )
        opened.append(client)
        return Citizen(client)

    yield _citizen
    for client in opened:
        client.close()


class Citizen:
    """Walks through the pages by their forms, and keeps what they ask for."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    def complains(self) -> str:
        """The whole way from the empty form to the tracking page; gives the number."""
        form = self._form(self._client.get("/rimnam/complain"), 200)
        review = self._post("/rimnam/complain", form | WRITTEN | {"step": "check"}, 200)
        assert "work_challenge" not in review.text, "nothing is asked of who sends little"
        receipt = self._post("/rimnam/complain", self._form(review, 200) | {"step": "send"}, 201)
        code = re.search(r'name="code" value="([0-9A-Z]{17})"', receipt.text)
        number = re.search(r"25\d\d-\d{4,}", receipt.text)
        assert code and number
        page = self._post("/rimnam/follow", {"code": code[1]}, 200)
        assert number[0] in page.text and WRITTEN["subject"] in page.text
        return number[0]

    def _post(self, path: str, fields: dict[str, str], status: int) -> httpx.Response:
        page = self._client.post(path, data=fields)
        assert page.status_code == status, page.text
        return page

    @staticmethod
    def _form(page: httpx.Response, status: int) -> dict[str, str]:
        assert page.status_code == status, page.text
        forms = html.fromstring(page.text).forms
        form = next(form for form in forms if "nonce" in form.fields)
        return {name: value or "" for name, value in form.form_values() if name != "files"}


def flood(port: int, first: int, posts: int, nonce: str, begun: Event) -> Counter[int]:
    """Send complaints as fast as they are answered; how often each status came."""
    seen: Counter[int] = Counter()
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=60, source_address=(FLOODER, 0)
    )
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    for number in range(posts):
        fields = WRITTEN | {"step": "send", "nonce": nonce, "place": f"หมู่ {first + number}"}
        connection.request("POST", "/rimnam/complain", urlencode(fields), headers)
        answer = connection.getresponse()
        answer.read()
        seen[answer.status] += 1
        if sum(seen.values()) > posts // 10:
            begun.set()
    connection.close()
    return seen


def test_a_flood_from_one_source_does_not_keep_another_citizen_from_complaining(
    port: int, citizen: Callable[[str], Citizen], open_session: Any
) -> None:
    page = httpx.get(f"http://127.0.0.1:{port}/rimnam/complain", trust_env=False, timeout=60)
    nonce = html.fromstring(page.text).forms[0].fields["nonce"]
    begun = Event()
    with ThreadPoolExecutor(CONNECTIONS) as pool:
        share = POSTS // CONNECTIONS
        starts = range(0, share * CONNECTIONS, share)
        floods = [pool.submit(flood, port, first, share, nonce, begun) for first in starts]
        assert begun.wait(120)
        midst = citizen(CITIZEN).complains()
        assert any(not each.done() for each in floods), "the flood was over too soon"
        seen = sum((each.result() for each in floods), Counter())
    after = citizen(LATECOMER).complains()
    assert seen == {201: FREE, 429: share * CONNECTIONS - FREE}
    with open_session() as session:
        numbers = set(session.scalars(sa.select(Complaint.number)))
    assert len(numbers) == FREE + 2 and {midst, after} <= numbers
