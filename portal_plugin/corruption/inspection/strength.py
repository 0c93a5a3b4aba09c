"""Whether a passphrase would hold against somebody who has the whole database.

A guess costs argon2id's 3 passes over 256 MiB, about 1.5 GB of memory traffic: the best graphics
card of today makes fewer than a thousand a second. 10^14 guesses keep a thousand of them busy for
three years, and each further word multiplies that.
"""

from __future__ import annotations

import enum
import math
import re
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shamir_mnemonic.wordlist import WORDLIST
from zxcvbn import zxcvbn

from portal_plugin.errors import Breach

ENOUGH: Final = 14.0
"""Guesses needed, as a power of ten."""
LONGEST: Final = 200
"""Characters."""
WORDS: Final = 8
_JUDGED: Final = 72
"""zxcvbn's time grows with the square of the length; what follows can only add strength."""
_THAI: Final = re.compile(r"[\u0e01-\u0e5b]+")
_THAI_WORTH: Final = 0.45
"""Powers of ten a Thai character is worth (1.5 bits): zxcvbn knows no Thai word and would take
"สวัสดีประเทศไทย" for random signs."""
_SPACES: Final = re.compile(r"\s+")
_SHORTEST_KNOWN: Final = 3


class Weakness(enum.StrEnum):
    """Why a passphrase is not taken."""

    TOO_WEAK = "TOO_WEAK"
    TOO_LONG = "TOO_LONG"
    UNREADABLE = "UNREADABLE"


WEAKNESS_WORDS = {
    Weakness.TOO_WEAK: "วลีนี้เดาได้ง่าย โปรดเพิ่มคำที่ไม่เกี่ยวกับท่านหรือหน่วยงาน หรือใช้วลีที่ระบบสุ่มให้",
    Weakness.TOO_LONG: f"วลียาวเกินไป โปรดย่อให้ไม่เกิน {LONGEST} ตัวอักษร",
    Weakness.UNREADABLE: "วลีมีอักขระที่แป้นพิมพ์ไม่มี โปรดพิมพ์ใหม่",
}


@dataclass(frozen=True, slots=True)
class Strength:
    """`power`: guesses needed, as a power of ten; `weakness` is none when that is enough."""

    power: float
    weakness: Weakness | None

    @property
    def share(self) -> float:
        """How much of what is needed is there, 0 to 1."""
        return min(1.0, self.power / ENOUGH)


def new_passphrase() -> str:
    """Eight words at random out of 1,024: 80 bits."""
    return " ".join(secrets.choice(WORDLIST) for _ in range(WORDS))


def strength_of(passphrase: str, known: Iterable[str] = ()) -> Strength:
    """How well `passphrase` holds; `known` is what a guesser tries first: name, account, office."""
    if len(passphrase) > LONGEST:
        return Strength(0.0, Weakness.TOO_LONG)
    if any(unicodedata.category(each) in ("Cc", "Cs", "Cn") for each in passphrase):
        return Strength(0.0, Weakness.UNREADABLE)
    plain = _SPACES.sub(" ", _one_spelling(passphrase).strip())
    power = _power(plain, _parts(known))
    return Strength(power, None if power >= ENOUGH else Weakness.TOO_WEAK)


def check_passphrase(passphrase: str, known: Iterable[str]) -> list[Breach]:
    """Why a new passphrase is not taken (field "passphrase")."""
    weakness = strength_of(passphrase, known).weakness
    if weakness is None:
        return []
    return [Breach("C16", "passphrase", WEAKNESS_WORDS[weakness])]


def _power(plain: str, known: list[str]) -> float:
    if not plain:
        return 0.0
    whole = _guesses(plain, known)
    if not _THAI.search(plain):
        return whole
    own = plain.casefold()
    for part in known:
        own = own.replace(part, "")
    thai = _THAI_WORTH * sum(len(run) for run in _THAI.findall(own))
    rest = _SPACES.sub(" ", _THAI.sub(" ", plain)).strip()
    return min(whole, thai + (_guesses(rest, known) if rest else 0.0))


def _one_spelling(text: str) -> str:
    # As `crypto.passphrase` spells it: keyboards send sara am (ำ) as one character or as two.
    return unicodedata.normalize("NFKC", text)


def _guesses(text: str, known: list[str]) -> float:
    found = float(zxcvbn(text[:_JUDGED], user_inputs=known)["guesses"])
    return math.log10(max(1.0, found))


def _parts(known: Iterable[str]) -> list[str]:
    """Each name whole and in its words, the longest first."""
    parts = {
        part.casefold()
        for text in map(_one_spelling, known)
        for part in (text, *re.split(r"[\s()@._\-]+", text))
        if len(part) >= _SHORTEST_KNOWN
    }
    return sorted(parts, key=len, reverse=True)
