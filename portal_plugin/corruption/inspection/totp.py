"""The six figures of an inspector's telephone, each taken once (RFC 6238, 30 seconds)."""

from __future__ import annotations

import hmac
from datetime import datetime
from typing import Final

import pyotp
import segno

from portal_plugin.thai import arabic_digits

STEP_SECONDS: Final = 30
_SECRET_LENGTH: Final = 32
_ALPHABET: Final = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
_LATE_OR_EARLY: Final = 1
"""Steps that a clock may be wrong by."""


def new_secret() -> str:
    """A secret of 160 bits, 32 base32 characters."""
    return pyotp.random_base32(_SECRET_LENGTH)


def is_secret(text: str) -> bool:
    """Whether `text` has the form of a secret made here."""
    return len(text) == _SECRET_LENGTH and _ALPHABET.issuperset(text)


def step_of(secret: str, code: str, instant: datetime, after: int | None = None) -> int | None:
    """The time step whose code this is, near the aware `instant` and later than step `after`.

    None: the code is wrong, or it was taken before.
    """
    typed = "".join(arabic_digits(code).split()).encode(errors="replace")
    present = int(instant.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    for step in range(present - _LATE_OR_EARLY, present + _LATE_OR_EARLY + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), typed):
            return step if after is None or step > after else None
    return None


def qr_code(secret: str, space: str) -> str:
    """The secret as a picture for the telephone's application: an SVG element.

    The application's list shows the municipality's code and no person's name.
    """
    address = pyotp.TOTP(secret).provisioning_uri(name="inspection", issuer_name=space)
    drawn: str = segno.make(address, error="m", micro=False).svg_inline(
        scale=5, border=4, light="#ffffff", dark="#000000", omitsize=True
    )
    return drawn
