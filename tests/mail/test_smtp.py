"""A letter goes whole and encrypted, or its sender learns whether to try again."""

from __future__ import annotations

import email
import email.policy
import socket
import ssl
from collections.abc import Callable
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest

from portal_plugin import clock
from portal_plugin.config.mail import mail_sender, mail_server
from portal_plugin.mail import Letter, MailDelayed, MailRefused, SmtpMailer

PASSWORD = "hush-hush"
LETTER = Letter("citizen@example.com", "เรื่องร้องเรียน ร-1 (ตัวอย่าง)", "เรียน ท่าน\n\nมีความคืบหน้า\n")


@pytest.fixture
def mailer(trusted: ssl.SSLContext) -> Callable[..., SmtpMailer]:
    def _mailer(url: str, patience: float = 10) -> SmtpMailer:
        sender = mail_sender("เทศบาลตัวอย่าง <portal@example.com>")
        return SmtpMailer(mail_server(url), sender, patience=patience, tls=trusted)

    return _mailer


def _received(office: Any) -> EmailMessage:
    [envelope] = office.envelopes
    message = email.message_from_bytes(envelope.content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_letter_arrives_as_it_was_written(open_office: Any, mailer: Any) -> None:
    office = open_office()
    with clock.held_at(datetime(2026, 3, 1, 20, tzinfo=UTC)):
        mailer(f"smtp://127.0.0.1:{office.port}?starttls=0").send(LETTER)
    [envelope] = office.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("portal@example.com", [LETTER.to])
    assert envelope.content.isascii()
    message = _received(office)
    assert message["Subject"] == LETTER.subject
    assert message["To"] == LETTER.to
    assert message["From"] == "เทศบาลตัวอย่าง <portal@example.com>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Date"] == "Mon, 02 Mar 2026 03:00:00 +0700"
    assert message["Message-ID"].endswith("@example.com>")
    assert message.get_content_type() == "text/plain"
    assert message.get_content().replace("\r\n", "\n") == LETTER.text


def test_every_letter_has_its_own_message_id(open_office: Any, mailer: Any) -> None:
    office = open_office()
    for _ in range(2):
        mailer(f"smtp://127.0.0.1:{office.port}?starttls=0").send(LETTER)
    first, second = (email.message_from_bytes(each.content) for each in office.envelopes)
    assert first["Message-ID"] != second["Message-ID"]


@pytest.mark.parametrize(("scheme", "encryption"), [("smtp", "starttls"), ("smtps", "tls")])
def test_a_letter_goes_encrypted(
    open_office: Any, mailer: Any, scheme: str, encryption: str
) -> None:
    office = open_office(encryption)
    mailer(f"{scheme}://localhost:{office.port}").send(LETTER)
    assert office.encrypted == [True]


def test_the_mailer_signs_in_after_the_line_is_encrypted(open_office: Any, mailer: Any) -> None:
    office = open_office("starttls", sign_in=True)
    mailer(f"smtp://portal%40example.com:{PASSWORD}@localhost:{office.port}").send(LETTER)
    assert (office.encrypted, office.signed_in) == ([True], [True])


def test_a_thai_domain_goes_in_ascii(open_office: Any, mailer: Any) -> None:
    office = open_office()
    letter = Letter("name@เทศบาล.ไทย", "ตัวอย่าง", "ตัวอย่าง")
    mailer(f"smtp://127.0.0.1:{office.port}?starttls=0").send(letter)
    assert office.envelopes[0].rcpt_tos == ["name@xn--o3cg7ak5c9d.xn--o3cw4h"]


@pytest.mark.parametrize(
    ("stage", "answer", "fault"),
    [
        ("RCPT", "550 5.1.1 No such mailbox", MailRefused),
        ("RCPT", "450 4.2.1 Try later", MailDelayed),
        ("RCPT", "421 Closing", MailDelayed),
        ("RCPT", "530 5.7.0 Authentication required", MailDelayed),
        ("DATA", "554 5.7.1 Refused", MailRefused),
        ("DATA", "451 4.3.0 Greylisted", MailDelayed),
        ("MAIL", "550 5.7.1 Sender unknown", MailDelayed),
        ("MAIL", "452 4.3.1 Full", MailDelayed),
    ],
)
def test_a_no_says_whether_to_try_again(
    open_office: Any, mailer: Any, stage: str, answer: str, fault: type[Exception]
) -> None:
    office = open_office()
    office.answers[stage] = answer
    with pytest.raises(fault) as told:
        mailer(f"smtp://127.0.0.1:{office.port}?starttls=0").send(LETTER)
    assert answer[:3] in str(told.value)
    assert LETTER.to not in str(told.value)


def test_a_wrong_password_delays_and_is_not_told(open_office: Any, mailer: Any) -> None:
    office = open_office("starttls", sign_in=True)
    wrong = mailer(f"smtp://portal:not-{PASSWORD}@localhost:{office.port}")
    with pytest.raises(MailDelayed, match="535") as told:
        wrong.send(LETTER)
    assert told.value.__cause__ is None
    assert told.value.__suppress_context__
    assert PASSWORD not in str(told.value) + repr(told.value) + repr(wrong)
    assert office.envelopes == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_certificate_for_another_name_is_not_believed(
    open_office: Any, mailer: Any, scheme: str
) -> None:
    office = open_office("tls" if scheme == "smtps" else "starttls", name="other.example")
    with pytest.raises(MailDelayed, match="certificate is not trusted"):
        mailer(f"{scheme}://localhost:{office.port}").send(LETTER)
    assert office.envelopes == []


def test_an_unknown_authority_is_not_believed(open_office: Any) -> None:
    office = open_office("starttls")
    server = mail_server(f"smtp://localhost:{office.port}")
    with pytest.raises(MailDelayed, match="certificate is not trusted"):
        SmtpMailer(server, mail_sender("portal@example.com")).send(LETTER)


def test_a_server_that_cannot_encrypt_gets_no_letter(open_office: Any, mailer: Any) -> None:
    office = open_office("none")
    with pytest.raises(MailDelayed, match="NotSupported"):
        mailer(f"smtp://localhost:{office.port}").send(LETTER)
    assert office.envelopes == []


def test_nobody_listens_delays(mailer: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(MailDelayed, match="refused"):
        mailer(f"smtp://127.0.0.1:{port}").send(LETTER)


def _silence(peer: socket.socket) -> None:
    peer.recv(1)


def _garbage(peer: socket.socket) -> None:
    peer.sendall(b"\x00\xff\xfeHTTP/1.1 400 Bad Request\r\n\r\n" * 3)
    peer.recv(1)


def _long_line(peer: socket.socket) -> None:
    peer.sendall(b"220 " + b"a" * 20_000)
    peer.recv(1)


def _no_service(peer: socket.socket) -> None:
    peer.sendall(b"554 No service here\r\n")
    peer.recv(1)


def _hang_up(_peer: socket.socket) -> None:
    return


def _babble(peer: socket.socket) -> None:
    peer.settimeout(0.05)
    while True:
        peer.sendall(b"220-still thinking\r\n")
        try:
            if peer.recv(1) == b"":
                return
        except TimeoutError:
            continue


@pytest.mark.timeout(30)
@pytest.mark.parametrize("serve", [_silence, _garbage, _long_line, _no_service, _hang_up, _babble])
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_server_that_does_not_speak_smtp_delays(
    odd_server: Any, mailer: Any, scheme: str, serve: Callable[[socket.socket], None]
) -> None:
    port = odd_server(serve)
    with pytest.raises(MailDelayed):
        mailer(f"{scheme}://127.0.0.1:{port}", patience=0.3).send(LETTER)


def _speak(peer: socket.socket, script: list[bytes]) -> None:
    peer.sendall(b"220 here\r\n")
    stream = peer.makefile("rb")
    for answer in script:
        line = stream.readline()
        if line[:4].upper() == b"DATA":
            peer.sendall(b"354 go\r\n")
            while stream.readline() not in (b".\r\n", b""):
                continue
        peer.sendall(answer)
    stream.close()


def test_a_line_that_breaks_after_the_letter_was_taken_counts_as_sent(
    odd_server: Any, mailer: Any
) -> None:
    port = odd_server(lambda peer: _speak(peer, [b"250 ok\r\n"] * 4))
    mailer(f"smtp://127.0.0.1:{port}?starttls=0").send(LETTER)


def test_a_line_that_breaks_before_the_answer_delays(odd_server: Any, mailer: Any) -> None:
    port = odd_server(lambda peer: _speak(peer, [b"250 ok\r\n"] * 3))
    with pytest.raises(MailDelayed):
        mailer(f"smtp://127.0.0.1:{port}?starttls=0").send(LETTER)
