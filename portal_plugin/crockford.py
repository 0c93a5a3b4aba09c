"""Codes that people copy by hand: Crockford's alphabet, and one character that checks the rest."""

from __future__ import annotations

from portal_plugin.thai import arabic_digits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
BITS = 5
_LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
_BETWEEN = "-–—_. \t\r\n\u200b\u00a0"
_GROUP = 4


def code_of(number: int, length: int) -> str:
    """`length` characters for the low bits of `number`, and the one that checks them."""
    shifts = range((length - 1) * BITS, -1, -BITS)
    body = "".join(ALPHABET[number >> shift & 31] for shift in shifts)
    return body + _check(body)


def read(typed: str, length: int) -> str | None:
    """The code a person typed, with its check; None unless it is one of `length` characters.

    Case, blanks, hyphens, Thai digits and the look-alikes O, I and L do not matter.
    """
    code = arabic_digits(typed).upper().translate(_LOOKALIKES)
    code = "".join(character for character in code if character not in _BETWEEN)
    body, check = code[:length], code[length:]
    if len(code) != length + 1 or any(each not in ALPHABET for each in body):
        return None
    return code if _check(body) == check else None


def in_groups(code: str) -> str:
    """The code as it is shown and printed: "ABCD-EFGH-JKMN-PQRS-T"."""
    return "-".join(code[start : start + _GROUP] for start in range(0, len(code), _GROUP))


def _check(body: str) -> str:
    """Luhn's sum modulo 32: notices every wrong character and nearly every swap of neighbours."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
