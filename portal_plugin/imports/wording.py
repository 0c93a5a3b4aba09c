"""Comparing Thai wording that passed through a scanner: blanks, marks and look-alikes differ.

``bare`` drops white space and punctuation. ``skeleton`` also drops the marks above and below
the letters, which a scanner loses or changes first (a tone mark, a short vowel).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache

from portal_plugin.imports.digits import to_arabic

_INVISIBLE = re.compile(
    "[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_BLANKS = re.compile(r"[^\S\n]+")
_PUNCTUATION = re.compile(r"[\s\"'“”‘’«»`*_:;,.\-–—/\\|()\[\]{}<>…]+")
_MARKS = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_LONGEST_COMPARED = 600


def clean(text: str) -> str:
    """Drop what cannot be seen (zero-width, direction and control characters); keep newlines."""
    text = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u0e4d\u0e32", "\u0e33").replace("\u0e40\u0e40", "\u0e41")
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def one_line(text: str) -> str:
    """The text on one line, single blanks."""
    return " ".join(text.split())


def bare(text: str) -> str:
    """The letters and Arabic digits alone, lower case."""
    return _PUNCTUATION.sub("", to_arabic(text)).lower()


def skeleton(text: str) -> str:
    """``bare`` without the marks above and below the line."""
    return _MARKS.sub("", bare(text)).replace("\u0e33", "\u0e32")


def likeness(one: str, other: str) -> float:
    """How alike two skeletons are, 0 to 1."""
    one, other = one[:_LONGEST_COMPARED], other[:_LONGEST_COMPARED]
    if not one or not other:
        return 0.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.real_quick_ratio() > 0.5 else 0.0


def likest(letters: str, known: Iterable[str], at_least: float) -> str | None:
    """The known skeleton most like ``letters``, None when all are less alike than asked."""
    best, most = None, at_least
    counted = Counter(letters)
    for other in known:
        half = most * (len(letters) + len(other)) / 2
        # No two texts share more than their lengths, and the letters they have in common, allow.
        if min(len(letters), len(other)) < half or _shared(counted, other) < half:
            continue
        ratio = likeness(letters, other)
        if ratio >= most and (best is None or ratio > most):
            best, most = other, ratio
    return best


def _shared(counted: Counter[str], other: str) -> int:
    return sum(min(number, counted[letter]) for letter, number in _counted(other).items())


@lru_cache(maxsize=1024)
def _counted(known: str) -> Counter[str]:
    return Counter(known)


def is_thai(character: str) -> bool:
    """Whether this one character belongs to the Thai block (digits excluded)."""
    return "\u0e01" <= character <= "\u0e4e"


def join_broken(before: str, after: str) -> str:
    """Join text that a page cut: Thai goes on without a blank, everything else with one."""
    before, after = before.rstrip(), after.lstrip()
    if not before or not after:
        return before or after
    glue = "" if is_thai(before[-1]) and is_thai(after[0]) else " "
    return f"{before}{glue}{after}"
