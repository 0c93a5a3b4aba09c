"""Letters over SMTP, by smtplib: encrypted, bounded in time, silent about passwords."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from threading import Timer
from typing import Any

from portal_plugin import clock
from portal_plugin.config.mail import MailServer
from portal_plugin.mail.address import wire_address
from portal_plugin.mail.letter import Letter, MailDelayed, MailRefused

SIGN_IN_FIRST = frozenset({530, 534, 535, 538})
"""Answers of 5xx that blame the set-up, which an operator can mend, and not the letter."""


class SmtpMailer:
    """Sends each letter over its own connection.

    `patience` bounds each wait in seconds, three times that the whole sending. Certificates are
    checked against the system's authorities (SSL_CERT_FILE adds one's own) unless `tls` is given.
    """

    sends = True

    def __init__(
        self,
        server: MailServer,
        sender: Address,
        *,
        patience: float = 20.0,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._server = server
        self._sender = sender
        self._patience = patience
        self._tls = tls or ssl.create_default_context()

    def __repr__(self) -> str:
        return f"SmtpMailer({self._server.host}:{self._server.port})"

    def send(self, letter: Letter) -> None:
        """Hand over one letter.

        Raises `MailRefused` where the server refuses this recipient or this text for good (5xx),
        `MailDelayed` for all else: 4xx, a refused sign-in or sender, no encryption, no answer.
        """
        message = self._message(letter)
        try:
            with self._connected() as session:
                session.send_message(message, self._sender.addr_spec, [wire_address(letter.to)])
        except smtplib.SMTPRecipientsRefused as fault:
            [(code, _)] = fault.recipients.values()
            raise self._answered("the recipient", code) from None
        except smtplib.SMTPDataError as fault:
            raise self._answered("the letter", fault.smtp_code) from None
        except (smtplib.SMTPException, OSError, ValueError) as fault:
            raise MailDelayed(f"{self._place}: {_told(fault)}") from None

    @property
    def _place(self) -> str:
        return f"mail server {self._server.host}:{self._server.port}"

    def _answered(self, subject: str, code: int) -> MailRefused | MailDelayed:
        for_good = 500 <= code <= 599 and code not in SIGN_IN_FIRST
        kind = MailRefused if for_good else MailDelayed
        return kind(f"{self._place} answered {code} to {subject}")

    def _message(self, letter: Letter) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=wire_address(letter.to))
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(clock.now().astimezone(clock.BANGKOK))
        message["Message-ID"] = make_msgid(domain=self._sender.domain)
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(letter.text, cte="base64")
        return message

    @contextlib.contextmanager
    def _connected(self) -> Iterator[smtplib.SMTP]:
        """A signed-in session. What goes wrong after the letter was taken is not told."""
        session = self._session()
        try:
            if self._server.encryption == "starttls":
                session.starttls(context=self._tls)
            if self._server.user is not None and self._server.password is not None:
                session.login(self._server.user, self._server.password)
            yield session
            with contextlib.suppress(smtplib.SMTPException, OSError):
                session.quit()
        finally:
            session.close()

    def _session(self) -> smtplib.SMTP:
        host, port, name = self._server.host, self._server.port, self._sender.domain
        if self._server.encryption == "tls":
            return _EncryptedSession(host, port, name, timeout=self._patience, context=self._tls)
        return _Session(host, port, name, timeout=self._patience)


class _Session(smtplib.SMTP):
    """A session that ends after three times its timeout, however much the server still says."""

    def connect(
        self, host: str = "localhost", port: int = 0, source_address: Any = None
    ) -> tuple[int, bytes]:
        self._deadline = Timer(3 * self.timeout, _cut, [self])
        self._deadline.daemon = True
        self._deadline.start()
        try:
            return super().connect(host, port, source_address)
        except BaseException:
            self._deadline.cancel()
            raise

    def close(self) -> None:
        self._deadline.cancel()
        super().close()


class _EncryptedSession(_Session, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


def _cut(session: smtplib.SMTP) -> None:
    """End a session whose server keeps talking; its reader then finds the line closed."""
    sock = session.sock
    if sock is not None:
        with contextlib.suppress(OSError):
            sock.shutdown(socket.SHUT_RDWR)


def _told(fault: Exception) -> str:
    """A fault in words that hold no answer of the server, for it may repeat what was sent."""
    if isinstance(fault, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({fault.verify_message})"
    if isinstance(fault, smtplib.SMTPResponseException) and fault.smtp_code > 0:
        return f"{type(fault).__name__}, answer {fault.smtp_code}"
    if isinstance(fault, OSError) and fault.strerror:
        return fault.strerror
    return type(fault).__name__
