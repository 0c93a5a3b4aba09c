"""Mail servers of the test's own, on loopback."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "hush-hush"


@dataclass
class Office:
    """A mail server that keeps what it takes; `answers` says no to RCPT, DATA or MAIL."""

    port: int = 0
    envelopes: list[Envelope] = field(default_factory=list)
    signed_in: list[bool] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answers.get("RCPT", "250 OK")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.signed_in.append(bool(session.authenticated))
        self.encrypted.append(server.transport.get_extra_info("sslcontext") is not None)
        self.envelopes.append(envelope)
        return self.answers.get("DATA", "250 OK")


@pytest.fixture(scope="session")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="session")
def trusted(authority: trustme.CA) -> ssl.SSLContext:
    """What a mailer believes that trusts the test's own authority."""
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


def _certified(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert(name).configure_cert(context)
    return context


def _judge(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and data.password == PASSWORD.encode()
    return AuthResult(success=known, handled=known)


@pytest.fixture
def open_office(authority: trustme.CA) -> Iterator[Callable[..., Office]]:
    """Starts a mail server: `encryption` "none", "starttls" or "tls", certified for `name`."""
    running: list[Controller] = []

    def _open(encryption: str = "none", name: str = "localhost", sign_in: bool = False) -> Office:
        office = Office()
        certified = None if encryption == "none" else _certified(authority, name)
        options: dict[str, Any] = {"hostname": "127.0.0.1", "port": 0}
        if encryption == "tls":
            options["ssl_context"] = certified
        if encryption == "starttls":
            options |= {"tls_context": certified, "require_starttls": True}
        if sign_in:
            options |= {"authenticator": _judge, "auth_required": True}
            options["auth_require_tls"] = encryption == "starttls"
        with socket.create_server(("127.0.0.1", 0)) as probe:
            options["port"] = probe.getsockname()[1]
        controller = Controller(office, **options)
        controller.start()
        running.append(controller)
        office.port = options["port"]
        return office

    yield _open
    for controller in running:
        controller.stop()


@pytest.fixture
def odd_server() -> Iterator[Callable[[Callable[[socket.socket], None]], int]]:
    """Starts a server that does with one connection what the test says; returns its port."""
    threads: list[threading.Thread] = []
    listeners: list[socket.socket] = []

    def _start(serve: Callable[[socket.socket], None]) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(10)

        def _once() -> None:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer:
                peer.settimeout(10)
                try:
                    serve(peer)
                except OSError:
                    return

        thread = threading.Thread(target=_once, daemon=True)
        thread.start()
        threads.append(thread)
        listeners.append(listener)
        port: int = listener.getsockname()[1]
        return port

    yield _start
    for listener in listeners:
        listener.close()
    for thread in threads:
        thread.join(10)
