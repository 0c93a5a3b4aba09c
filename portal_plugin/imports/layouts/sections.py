"""Headings of a measure sheet: "7. งบประมาณดำเนินการ", with or without number, colon or text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.vocabulary import load
from portal_plugin.imports.wording import likeness, skeleton

_NUMBERED = re.compile(r"(?:[-–•]\s?)?(?:(\d{1,2})\s?\.(?!\d)\s?)?")
_COLON = re.compile(r"\s?[:：]\s?|\s(?=[-–]$)")
_NAMED = re.compile(
    r"ชื่อ(?:โครงการ|กิจกรรม|มาตรการ)(?:/(?:โครงการ|กิจกรรม|มาตรการ))*\s(?=โครงการ|กิจกรรม|มาตรการ)"
)
"""A name printed behind its heading without a colon; the kind shows where it begins."""
_LONGEST = 60
SUBHEADINGS = {"OUTPUTS", "OUTCOMES"}


@dataclass(frozen=True, slots=True)
class Heading:
    """A section heading; ``rest`` is the content printed behind it on the same line."""

    role: str
    number: int | None
    rest: str


def read_heading(text: str, expected: int | None, seen: set[str]) -> Heading | None:
    """Read a line as a heading.

    ``expected`` is the number after the last heading's; only there may content follow the
    wording without a colon, so that a step beginning with such a word stays a step.
    """
    numbered = _NUMBERED.match(to_arabic(text))
    assert numbered is not None
    number = int(numbered[1]) if numbered[1] else None
    body = text[numbered.end() :]
    head, _, rest = _partition(body)
    role = _exact(head)
    if role is None and number is not None and number == expected:
        role, rest = _beginning(body, rest)
    elif role is None and number == 1 and (named := _NAMED.match(body)):
        role, rest = "NAME", body[named.end() :]
    if role is None or (role in seen and role not in SUBHEADINGS and role != "NAME"):
        return None
    return Heading(role, number, rest.strip())


def is_heading(text: str) -> bool:
    """Whether the whole text is the wording of a section heading."""
    heading = read_heading(text, None, set())
    return heading is not None and not heading.rest


def _partition(body: str) -> tuple[str, str, str]:
    colon = _COLON.search(body)
    short = colon is not None and colon.start() < _LONGEST
    return (body[: colon.start()], ":", body[colon.end() :]) if colon and short else (body, "", "")


@cache
def _wordings() -> dict[str, str]:
    return {skeleton(word): role for role, words in load("sections").items() for word in words}


def _exact(head: str) -> str | None:
    return _wordings().get(skeleton(head)) if head and len(head) <= _LONGEST else None


def _beginning(body: str, rest: str) -> tuple[str | None, str]:
    words = ((word, role) for role, words in load("sections").items() for word in words)
    for word, role in sorted(words, key=lambda pair: -len(pair[0])):
        if body.startswith(f"{word} "):
            return role, body[len(word) :]
    letters = skeleton(body)
    if 8 <= len(letters) <= _LONGEST:
        best = max(_wordings(), key=lambda known: likeness(letters, known))
        if likeness(letters, best) >= 0.88:
            return _wordings()[best], rest
    return None, rest
