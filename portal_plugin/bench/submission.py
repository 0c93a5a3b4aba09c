"""A complaint sent, from the post to the receipt, against bare Flask with one INSERT.

Both are served by waitress with the same threads, from processes of their own, and get the same
form over the same connections, turn and turn about. Ours passes the gate, the rules and the wall,
and answers with the receipt; the bare one keeps the words and answers with a number. It is judged
against one that keeps its database connections; one that connects for each post is told of.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from math import ceil
from statistics import median

from portal_plugin.bench import bare
from portal_plugin.bench.complaint_filling import add_tenants
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.posting import Post, Posted, form, nonce_of, post_all
from portal_plugin.bench.result import Result
from portal_plugin.bench.size import Size
from portal_plugin.bench.stage import wait_until
from portal_plugin.config.settings import PREFIX
from portal_plugin.embedded.processes import Command, ProcessSupervisor

BAR = 0.60
SLOWEST_BAR = 2.0
CONNECTIONS = 4
_THREADS = "8"
_A_DOOR = 50
"""Posts at one municipality's door: from 60 in ten minutes on, everybody is asked for work."""

_START_SECONDS = 60.0
_WRITTEN = {
    "topic": "SERVICE",
    "subject": "ไฟถนนดับ (ตัวอย่าง)",
    "detail": "ไฟถนนหน้าตลาดดับมาสามคืนแล้ว ทางเดินมืด เด็กนักเรียนเดินกลับบ้านลำบาก (ตัวอย่าง)",
    "place": "หน้าตลาด หมู่ 3 (ตัวอย่าง)",
    "name": "ผู้ร้อง (ตัวอย่าง)",
    "phone": "000 000 0000",
    "email": "",
    "latitude": "",
    "longitude": "",
    "consent": "1",
    "consent_version": "0",
}


_BARE = ("/complain", "/complain-anew")


@dataclass(frozen=True, slots=True)
class Round:
    """The same posts taken by each: ours, the bare application with a kept connection (which is
    what we are judged by), and the bare one that connects for each post."""

    ours: Posted
    bare: Posted
    anew: Posted


def run(size: Size) -> Result:
    """Start both servers, warm them, and let them take the same posts in turn."""
    rounds = size.rounds + 1
    doors = ceil(rounds * size.posts / _A_DOOR)
    with own_home() as home, opened(home, COMPLAINT_POSTS="1000") as ground:
        with ground.administrator() as connection:
            add_tenants(connection, doors)
            connection.execute(bare.TABLE)
        ours, theirs = _free_port(), _free_port()
        with _served(ground, ours, theirs):
            forms = _forms(ours, doors)
            taken: list[Round] = []
            for _ in range(rounds):
                mine = [next(forms) for _ in range(size.posts)]
                sides = [(ours, mine)] + [(theirs, _to(path, mine)) for path in _BARE]
                taken.append(Round(*(post_all(port, posts, CONNECTIONS) for port, posts in sides)))
    return verdict(taken[1:])


def verdict(taken: Sequence[Round]) -> Result:
    """The median ratio of throughput, and the slowest of all, against the kept connection."""
    ratio = median(each.ours.per_second / each.bare.per_second for each in taken)
    anew = median(each.ours.per_second / each.anew.per_second for each in taken)
    slow_mine = _slowest([each.ours.each for each in taken])
    slow_other = _slowest([each.bare.each for each in taken])
    slower = slow_mine / slow_other
    mine = median(each.ours.per_second for each in taken)
    other = median(each.bare.per_second for each in taken)
    return Result(
        name="submission",
        value=round(ratio, 3),
        bar=f">= {BAR} of the throughput, p99 <= {SLOWEST_BAR:g} times",
        met=ratio >= BAR and slower <= SLOWEST_BAR,
        detail=(
            f"{mine:.0f} complaints a second against {other:.0f} bare inserts over {CONNECTIONS} "
            f"connections; p99 {slow_mine * 1e3:.1f} ms against {slow_other * 1e3:.1f} ms, "
            f"{slower:.2f} times; {anew:.2f} of the throughput of a bare application that connects "
            f"for each post; {len(taken)} rounds of {len(taken[0].ours.each)} posts"
        ),
    )


def _to(path: str, posts: Sequence[Post]) -> list[Post]:
    return [Post(path, post.body) for post in posts]


def _slowest(rounds: Sequence[tuple[float, ...]]) -> float:
    """The 99th percentile of the posts of all rounds, seconds."""
    seconds = sorted(each for of in rounds for each in of)
    return seconds[min(len(seconds) - 1, ceil(len(seconds) * 0.99) - 1)]


def _forms(port: int, doors: int) -> Iterator[Post]:
    """Complaints that differ, to one municipality after the other."""
    codes = [f"sample-{number}" for number in range(1, doors + 1)]
    nonces = {code: nonce_of(f"http://127.0.0.1:{port}/{code}/complain") for code in codes}
    for number in count():
        code = codes[number % doors]
        subject = f"{_WRITTEN['subject']} {number}"
        sent = {"nonce": nonces[code], "step": "send", "door": ""}
        yield form(f"/{code}/complain", _WRITTEN | {"subject": subject} | sent)


@contextmanager
def _served(ground: Ground, ours: int, theirs: int) -> Iterator[None]:
    home = ground.place.settings.home
    url = ground.place.logins.app.replace("+psycopg", "", 1)
    words = [sys.executable, "-m"]
    web = [*words, "portal_plugin", "web", "--port", str(ours), "--threads", _THREADS]
    plain = [*words, bare.__name__, str(theirs), _THREADS]
    others = {name: "" for name in os.environ if name.startswith(PREFIX)}
    supervisor = ProcessSupervisor(
        home,
        [
            Command("web", web, others | ground.environment),
            Command("bare", plain, {bare.URL: url}),
        ],
        ground.server,
    )
    with supervisor.tending():
        for port in (ours, theirs):
            wait_until(lambda port=port: _answers(port), _START_SECONDS, "the start of a server")  # type: ignore[misc]
        yield


def _answers(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
