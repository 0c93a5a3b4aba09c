"""E-mail addresses: judged as they are typed, and as they go over the wire."""

from __future__ import annotations

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from portal_plugin.errors import PortalPluginError

LONGEST_ADDRESS = 320


class AddressRefused(PortalPluginError):
    """No letter can go to this address."""

    status = 422

    def __init__(self) -> None:
        super().__init__("อีเมลนี้ใช้ไม่ได้ กรุณาพิมพ์ใหม่ให้ครบเป็นภาษาอังกฤษ เช่น name@example.com หรือเว้นว่างไว้")


def email_address(text: str) -> str:
    """`text` trimmed and normalised, ready to store. Raises `AddressRefused`.

    A domain may be Thai; the part before @ may not, because few servers carry it. Whether the
    mailbox exists is not asked.
    """
    return _judged(text).normalized


def wire_address(text: str) -> str:
    """The same address in ASCII, as servers take it (a Thai domain as xn--). Raises likewise."""
    return _judged(text).ascii_email or ""


def _judged(text: str) -> ValidatedEmail:
    if len(text) > LONGEST_ADDRESS:
        raise AddressRefused
    try:
        return validate_email(
            text.strip(), allow_smtputf8=False, check_deliverability=False, strict=True
        )
    except (EmailNotValidError, UnicodeError):
        raise AddressRefused from None
