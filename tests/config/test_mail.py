"""The settings of e-mail: a server that encrypts, a sender that is one address."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.config.mail import (
    MailServer,
    mail_sender,
    mail_server,
    read_mail_from,
    read_mail_url,
)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 587, "starttls")),
        ("smtp://mail.example:25?starttls=1", MailServer("mail.example", 25, "starttls")),
        ("smtps://mail.example/", MailServer("mail.example", 465, "tls")),
        ("smtp://localhost:25?starttls=0", MailServer("localhost", 25, "none")),
        ("smtp://[::1]?starttls=0", MailServer("::1", 587, "none")),
        (
            "smtps://a%40example.com:p%3A%2F%40@mail.example",
            MailServer("mail.example", 465, "tls", "a@example.com", "p:/@"),
        ),
    ],
)
def test_a_url_names_the_server(url: str, server: MailServer) -> None:
    assert mail_server(url) == server
    assert read_mail_url(f" {url} ") == url


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:0",
        "smtp://mail.example:70000",
        "smtp://mail.example:x",
        "smtp://[::1",
        "smtp://user@mail.example",
        "smtp://user:@mail.example",
        "smtp://:hush-hush@mail.example",
        "smtp://mail.example?starttls=0",
        "smtp://user:hush-hush@mail.example?starttls=0",
        "smtp://mail.example?starttls=maybe",
        "smtp://mail.example?starttls=1&starttls=0",
        "smtp://mail.example?tls=1",
        "smtps://mail.example?starttls=1",
        "smtp://mail.example/path",
        "smtp://user:hush#hush@mail.example",
        "smtp://user:hush%0d%0a@mail.example",
        "smtp://user:รหัส@mail.example",
        "smtp://user:%E0%B8%A3@mail.example",
        "smtp://mail.example\r\nx",
    ],
)
def test_a_url_that_cannot_be_used_is_told_without_its_password(url: str) -> None:
    with pytest.raises(ValueError, match=r"^must ") as told:
        read_mail_url(url)
    assert "hush" not in str(told.value)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    for url in (text, "smtp://" + text, "smtps://a:b@" + text):
        try:
            read_mail_url(url)
        except ValueError as fault:
            assert str(fault).startswith("must ")


def test_the_repr_of_a_server_keeps_user_and_password() -> None:
    assert "hush" not in repr(mail_server("smtp://hushuser:hush-hush@mail.example"))


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("portal@example.com", "", "portal@example.com"),
        ("เทศบาลตัวอย่าง <portal@example.com>", "เทศบาลตัวอย่าง", "portal@example.com"),
        ('"ตัวอย่าง, งานกลาง" <portal@example.com>', "ตัวอย่าง, งานกลาง", "portal@example.com"),
        ("portal@เทศบาล.ไทย", "", "portal@xn--o3cg7ak5c9d.xn--o3cw4h"),
    ],
)
def test_a_sender_is_an_address_with_or_without_a_name(text: str, name: str, address: str) -> None:
    sender = mail_sender(text)
    assert (sender.display_name, sender.addr_spec) == (name, address)
    assert read_mail_from(text) == text


@pytest.mark.parametrize(
    "text", ["portal", "a@example.com, b@example.com", "A\r\nBcc: x <a@example.com>", "A <b>", "<>"]
)
def test_what_is_no_sender_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="must be an address"):
        read_mail_from(text)
