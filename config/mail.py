"""What the settings say of e-mail: the server as a URL, and whom letters come from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.headerregistry import Address
from urllib.parse import parse_qsl, unquote, urlsplit

from email_validator import EmailNotValidError, validate_email

_NAMED = re.compile(r"(?P<name>[^<>\x00-\x1f\x7f]{0,120})<(?P<address>[^<>\s]+)>")
_LOCAL = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class MailServer:
    """How to reach a mail server; `encryption` is "tls" from the start, "starttls" or "none"."""

    host: str
    port: int
    encryption: str
    user: str | None = field(default=None, repr=False)
    password: str | None = field(default=None, repr=False)


def mail_server(url: str) -> MailServer:
    """Take a URL apart: `smtp://user:pass@host:587?starttls=1` or `smtps://user:pass@host:465`.

    STARTTLS is on unless `starttls=0`, which only this machine itself may have. Signs in the
    user and password are written as %40. Raises ValueError("must ..."), never with the password.
    """
    if not url.isascii() or any(sign <= " " or sign == "\x7f" for sign in url):
        raise ValueError("must be a mail address of printable ASCII; write other signs as %40")
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
        options = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
    except ValueError:
        raise ValueError("must be a mail address such as smtp://mail.example:587") from None
    if parts.scheme not in {"smtp", "smtps"} or not host or port == 0:
        raise ValueError("must begin with smtp:// or smtps:// and name a host")
    if parts.path not in {"", "/"} or "#" in url:
        raise ValueError("must end after the port, but for ?starttls=1; write # in it as %23")
    user, password = _unquoted(parts.username), _unquoted(parts.password)
    if (user is None) != (password is None):
        raise ValueError("must name a user with a password, or neither")
    encryption = _encryption(parts.scheme, options)
    if encryption == "none" and host not in _LOCAL:
        raise ValueError("must use starttls=1 or smtps:// (starttls=0 only for this machine)")
    return MailServer(
        host, port or (465 if encryption == "tls" else 587), encryption, user, password
    )


def _unquoted(text: str | None) -> str | None:
    if not text:
        return None
    plain = unquote(text)
    if not plain.isascii() or not plain.isprintable():
        raise ValueError("must have a user and password of printable ASCII")
    return plain


def _encryption(scheme: str, options: list[tuple[str, str]]) -> str:
    if scheme == "smtps":
        if options:
            raise ValueError("must have nothing after the port of smtps://")
        return "tls"
    if options not in ([], [("starttls", "0")], [("starttls", "1")]):
        raise ValueError("must have nothing after the port but ?starttls=1 or ?starttls=0")
    return "none" if options == [("starttls", "0")] else "starttls"


def read_mail_url(value: object) -> str:
    """The reader of the setting `mail_url`. Raises ValueError("must ...")."""
    url = str(value).strip()
    mail_server(url)
    return url


def mail_sender(text: str) -> Address:
    """Whom letters come from: an address, or `Name <address>`; the address comes back in ASCII.

    Raises ValueError("must ...").
    """
    named = _NAMED.fullmatch(text.strip())
    name, address = (named["name"], named["address"]) if named else ("", text)
    try:
        judged = validate_email(
            address.strip(), allow_smtputf8=False, check_deliverability=False, strict=True
        )
        return Address(name.strip().strip('"'), addr_spec=judged.ascii_email or "")
    except (EmailNotValidError, ValueError):
        raise ValueError(
            "must be an address such as portal@example.com or Name <portal@example.com>"
        ) from None


def read_mail_from(value: object) -> str:
    """The reader of the setting `mail_from`. Raises ValueError("must ...")."""
    text = str(value).strip()
    mail_sender(text)
    return text
