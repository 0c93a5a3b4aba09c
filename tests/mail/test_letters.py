"""A letter that no server could take is refused before it leaves; the twins send nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.config.mail import mail_sender, mail_server
from portal_plugin.mail import (
    AddressRefused,
    Letter,
    MailDelayed,
    Mailer,
    MailRefused,
    NoMailer,
    QuietMailer,
    SmtpMailer,
    email_address,
    mailer_of,
)

HEADERS = {
    *(b"From", b"To", b"Subject", b"Date", b"Message-ID", b"Auto-Submitted"),
    *(b"MIME-Version", b"Content-Type", b"Content-Transfer-Encoding"),
}
MAILER = SmtpMailer(mail_server("smtp://127.0.0.1"), mail_sender("portal@example.com"))
LETTER = Letter("citizen@example.com", "เรื่อง", "ข้อความ (ตัวอย่าง)")


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("citizen@example.com", "citizen@example.com"),
        ("  Citizen.Name+tag@EXAMPLE.com ", "Citizen.Name+tag@example.com"),
        ("name@เทศบาล.ไทย", "name@เทศบาล.ไทย"),
        ("name@xn--o3cg7ak5c9d.xn--o3cw4h", "name@เทศบาล.ไทย"),
    ],
)
def test_an_address_is_kept_tidy(typed: str, kept: str) -> None:
    assert email_address(typed) == kept


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "citizen",
        "citizen@",
        "@example.com",
        "a@b@example.com",
        "citizen@example",
        "citizen@localhost",
        "citizen@[127.0.0.1]",
        "two@example.com, three@example.com",
        "Name <citizen@example.com>",
        "citizen@example.com\r\nBcc: other@example.com",
        "citizen@example.com\0",
        "ชื่อ@example.com",
        "citizen@exam\ud800ple.com",
        "a" * 65 + "@example.com",
        "citizen@" + "a" * 300 + ".com",
        "x" * 1_000_000,
    ],
)
def test_what_is_no_address_gets_one_sentence(typed: str) -> None:
    with pytest.raises(AddressRefused, match="อีเมลนี้ใช้ไม่ได้") as told:
        email_address(typed)
    assert told.value.status == 422
    with pytest.raises(MailRefused):
        Letter(typed, "เรื่อง", "ข้อความ")


@given(st.text(max_size=60))
def test_no_text_breaks_the_judgement_of_addresses(typed: str) -> None:
    try:
        kept = email_address(typed)
    except AddressRefused:
        return
    assert email_address(kept) == kept
    assert not set(kept) & set("\r\n\0<>, ")


@pytest.mark.parametrize(
    "subject",
    ["", "  ", "a\r\nBcc: x@example.com", "a\nb", "a\rb", "a\u2028b", "a\x0bb", "a\0b", "a" * 201],
)
def test_a_subject_is_one_line(subject: str) -> None:
    with pytest.raises(MailRefused, match="subject"):
        Letter("citizen@example.com", subject, "ข้อความ")


@pytest.mark.parametrize("text", ["a\0b", "a" * 100_001, "a\ud800"])
def test_a_text_is_plain(text: str) -> None:
    with pytest.raises(MailRefused):
        Letter("citizen@example.com", "เรื่อง", text)


@given(
    st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=200),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=300),
)
def test_what_a_letter_takes_can_be_written_as_mail(subject: str, text: str) -> None:
    try:
        letter = Letter("citizen@example.com", subject, text)
    except MailRefused:
        return
    written = MAILER._message(letter).as_bytes()
    head, _, _ = written.partition(b"\r\n\r\n")
    names = [line.split(b":")[0] for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
    assert set(names) == HEADERS and len(names) == len(HEADERS)


def test_the_quiet_mailer_keeps_letters_or_fails_as_told() -> None:
    mailer = QuietMailer()
    assert mailer.sends and isinstance(mailer, Mailer)
    mailer.send(LETTER)
    mailer.fault = MailDelayed("later")
    with pytest.raises(MailDelayed):
        mailer.send(LETTER)
    assert mailer.letters == [LETTER]


def test_without_a_server_nothing_counts_as_sent() -> None:
    mailer = mailer_of(None, None)
    assert isinstance(mailer, NoMailer) and isinstance(mailer, Mailer) and not mailer.sends
    with pytest.raises(MailDelayed, match="PORTAL_PLUGIN_MAIL_URL"):
        mailer.send(LETTER)


def test_settings_choose_the_real_mailer_and_its_repr_keeps_the_password() -> None:
    mailer = mailer_of("smtp://portal:hush-hush@mail.example", "portal@example.com")
    assert isinstance(mailer, SmtpMailer) and isinstance(mailer, Mailer) and mailer.sends
    assert repr(mailer) == "SmtpMailer(mail.example:587)"


def test_a_server_without_a_sender_is_a_fault() -> None:
    with pytest.raises(ValueError, match="must be set"):
        mailer_of("smtp://mail.example", None)
