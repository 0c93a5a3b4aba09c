"""Text as a page can carry it: what it may not hold leaves, what has no glyph shows a box."""

from __future__ import annotations

import re
from typing import Final

_NEWLINES: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES: Final = re.compile("[\t\u1680\u2000-\u200a\u202f\u205f\u3000]")
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000e0000-\U000e0fff]"
)
"""Controls, which archives refuse, and those that turn the direction of writing: nothing here is
written from right to left, so that they could only make text read as what it is not."""
_UNASSIGNED: Final = re.compile(
    "[\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufffc\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane + 0xFFFE)}{chr(plane + 0xFFFF)}" for plane in range(0, 0xF0000, 0x10000))
    + "]"
)
"""Halves of pairs, private letters and what is no letter at all."""
_ENDLESS: Final = re.compile(r"(\S{8000})(?=\S)")
"""More than a PDF takes for one run of letters; no language has such a word."""


def written(text: str) -> str:
    """The text without what a page cannot hold; every kind of line end is a newline, every
    width of space a space."""
    plain = _SPACES.sub(" ", _NEWLINES.sub("\n", text)).replace("\u2011", "-")
    return _ENDLESS.sub(r"\1\n", _UNASSIGNED.sub("\u25a1", _INVISIBLE.sub("", plain)))
