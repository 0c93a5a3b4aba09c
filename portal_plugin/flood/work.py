"""Tokens that are paid for with a little computing (hashcash) or with a little patience.

A token is bound to its tenant, door and source by its signature alone: it holds no trace of them.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from itsdangerous import BadSignature, Signer

from portal_plugin import clock
from portal_plugin.flood.place import Place

LIFE_SECONDS: Final = 30 * 60
_TEXT = re.compile(r"[\w.-]{20,160}", re.ASCII)
_SOLUTION = re.compile(r"[0-9]{1,16}")


@dataclass(frozen=True, slots=True)
class Token:
    """A token as it was issued: `bits` of difficulty, `issued` in seconds since 1970."""

    text: str
    bits: int
    issued: int
    name: str

    @property
    def age(self) -> float:
        """Seconds since it was issued; negative when the clock was set back meanwhile."""
        return clock.now().timestamp() - self.issued

    @property
    def remaining(self) -> int:
        """Seconds in which it can still be used, at least one."""
        return max(1, int(LIFE_SECONDS - self.age) + 1)

    def is_solved_by(self, solution: str) -> bool:
        """Whether SHA-256 of "<token>:<solution>" begins with `bits` zero bits."""
        if not _SOLUTION.fullmatch(solution):
            return False
        digest = sha256(f"{self.text}:{solution}".encode()).digest()
        return int.from_bytes(digest) >> (256 - self.bits) == 0


class Tokens:
    """Issues tokens and knows its own again. `secret` is the host's; the key is derived from it."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def issue(self, bits: int, place: Place, since: int | None = None) -> Token:
        """A token of this difficulty, for this place alone; `since` if its time runs already."""
        issued = int(clock.now().timestamp()) if since is None else since
        name = secrets.token_urlsafe(16)
        text = self._signer(place).sign(f"{bits}.{issued}.{name}")
        return Token(text.decode(), bits, issued, name)

    def read(self, text: str, place: Place) -> Token | None:
        """The token, or None when it is not ours, was issued elsewhere or is too old."""
        if not _TEXT.fullmatch(text):
            return None
        try:
            said = self._signer(place).unsign(text).decode()
        except BadSignature:
            return None
        bits, issued, name = said.split(".")
        token = Token(text, int(bits), int(issued), name)
        return token if token.age <= LIFE_SECONDS else None

    def _signer(self, place: Place) -> Signer:
        salt = b"portal_plugin.flood\0" + place.name
        return Signer(self._secret, salt=salt, key_derivation="hmac", digest_method=sha256)
