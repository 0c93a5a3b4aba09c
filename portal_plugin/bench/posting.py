"""A browser's posts without the browser: as many connections as wanted, each answer timed."""

from __future__ import annotations

import http.client
import re
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from portal_plugin.bench.result import BenchFailed

_BOUNDARY = "----portal-plugin-bench"
_HEADERS = {"Content-Type": f"multipart/form-data; boundary={_BOUNDARY}"}
_NONCE = re.compile(r'name="nonce" value="([^"]+)"')


@dataclass(frozen=True, slots=True)
class Post:
    """One form, ready to go."""

    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Posted:
    """What a number of posts took: all together, and each (seconds)."""

    seconds: float
    each: tuple[float, ...]

    @property
    def per_second(self) -> float:
        """Throughput."""
        return len(self.each) / self.seconds


def form(path: str, fields: Mapping[str, str]) -> Post:
    """The form as a browser sends it (multipart), with the file field left empty."""
    parts = [f'name="{name}"\r\n\r\n{value}' for name, value in fields.items()]
    parts.append('name="files"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n')
    body = "".join(f"--{_BOUNDARY}\r\nContent-Disposition: form-data; {part}\r\n" for part in parts)
    return Post(path, f"{body}--{_BOUNDARY}--\r\n".encode())


def nonce_of(url: str) -> str:
    """The signed word in the empty form at this address."""
    page = httpx.get(url, trust_env=False, timeout=60).raise_for_status()
    found = _NONCE.search(page.text)
    if found is None:
        raise BenchFailed(f"there is no form at {url}")
    return found[1]


def post_all(port: int, posts: Sequence[Post], connections: int) -> Posted:
    """Post them all, each connection its share, one after the other. Raises `BenchFailed` unless
    each answer is 201."""
    shares = [posts[number::connections] for number in range(connections)]
    with ThreadPoolExecutor(connections) as pool:
        began = time.perf_counter()
        taken = list(pool.map(lambda share: _post_share(port, share), shares))
        seconds = time.perf_counter() - began
    return Posted(seconds, tuple(each for share in taken for each in share))


def _post_share(port: int, posts: Sequence[Post]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    taken = []
    for post in posts:
        began = time.perf_counter()
        connection.request("POST", post.path, post.body, _HEADERS)
        answer = connection.getresponse()
        answer.read()
        taken.append(time.perf_counter() - began)
        if answer.status != 201:
            raise BenchFailed(f"a post to {post.path} was answered by {answer.status}")
    connection.close()
    return taken
