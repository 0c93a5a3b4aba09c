"""Text as the XML of office files can carry it. Nothing else of it is changed."""

from __future__ import annotations

import re
import unicodedata

_NEWLINES = re.compile(r"\r\n?")
_FORBIDDEN = re.compile("[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    """Without the characters that XML 1.0 forbids (controls, halves of surrogate pairs); every
    kind of line end is a newline."""
    return _FORBIDDEN.sub("", _NEWLINES.sub("\n", text))


def lines_of(text: str) -> list[str]:
    """The legal lines of a text; an empty text is one empty line."""
    return legal(text).split("\n")


def printed_length(text: str) -> int:
    """How many places text takes in a line: marks above and below letters take none."""
    return sum(unicodedata.category(letter) not in {"Mn", "Me", "Cf"} for letter in text)
