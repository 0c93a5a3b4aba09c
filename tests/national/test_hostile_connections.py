"""Whatever happens below HTTP, the client gives up in time and says to try again."""

from __future__ import annotations

import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from portal_plugin.national.client import HttpNationalEndpoint
from portal_plugin.national.endpoint import TryAgain
from portal_plugin.national.mapping import profile, registration

Serve = Callable[[Callable[[socket.socket], None]], str]


def _drip(opening: bytes) -> Callable[[socket.socket], None]:
    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(opening)
        for _ in range(200):
            connection.sendall(b"x")
            time.sleep(0.05)

    return answer


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param(b"HTTP/1.1 200 OK\r\nX-Long: ", id="headers"),
        pytest.param(
            b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n",
            id="body",
        ),
    ],
)
def test_a_reply_that_drips_is_given_up_at_the_deadline(
    serve_raw: Serve, reports: Any, opening: bytes
) -> None:
    endpoint = HttpNationalEndpoint(serve_raw(_drip(opening)), "province", "secret", seconds=0.5)
    began = time.monotonic()
    assert isinstance(endpoint.save_profile(profile(reports.body())), TryAgain)
    assert time.monotonic() - began < 2
    endpoint.close()


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"\x00\x01\x02",
        b"HTTP/1.1 200",
        b"HTTP/1.1 999 Odd\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"a" * 300_000,
        b"HTTP/1.1 200 OK\r\nContent-Type: \xff\xfe\r\nContent-Length: 2\r\n\r\n{}",
        b"HTTP/1.1 100 Continue\r\n\r\n" * 50,
    ],
)
def test_bytes_that_are_no_reply_are_tried_again(
    serve_raw: Serve, reports: Any, reply: bytes
) -> None:
    def answer(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(reply)

    endpoint = HttpNationalEndpoint(serve_raw(answer), "province", "secret", seconds=2)
    assert isinstance(endpoint.register_plan(registration(reports.body())), TryAgain)
    endpoint.close()


def test_nobody_listening_is_tried_again(reports: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    endpoint = HttpNationalEndpoint(f"http://127.0.0.1:{port}", "province", "secret", seconds=2)
    assert isinstance(endpoint.save_profile(profile(reports.body())), TryAgain)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_nobody_vouches_for_is_not_accepted(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1"
        f" -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with HTTPServer("localhost", 0, ssl_context=context) as server:
        endpoint = HttpNationalEndpoint(server.url_for(""), "province", "secret", seconds=2)
        outcome = endpoint.conformity("rim-nam", "plan-1")
        assert isinstance(outcome, TryAgain)
        assert "CERTIFICATE_VERIFY_FAILED" in outcome.reason
        assert server.log == []
