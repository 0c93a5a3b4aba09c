"""Progress statuses as printed, folded to the four codes of the enumeration.

A scanner cuts status words with blanks and tags, and one cell may hold several of them, one
for each step. So a cell is read without white space, longest known wording first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal_plugin.imports.vocabulary import load
from portal_plugin.imports.wording import skeleton

_STANDARD: dict[str, str] = {code: words[0] for code, words in load("statuses").items()}
_BY_WORDING: dict[str, str] = {
    skeleton(word): code for code, words in load("statuses").items() for word in words
}
_WORDING = re.compile("|".join(sorted(map(re.escape, _BY_WORDING), key=len, reverse=True)))
_DENIED = re.compile("ไม(?:ได)?$")
_REASON = re.compile(r"\s*(?:เนื่องจาก|เพราะ)")
_SHARE = re.compile(r"(?:รอยละ)?\d{1,3}%?|%")
_AWAITING = skeleton("รอรายงานผล")
_TICK = re.compile(r"[/\\✓✔√☑☒■●•xX×vV1๑]{1,2}")


@dataclass(frozen=True, slots=True)
class PrintedStatus:
    """One status mark or word; ``standard`` is False for a synonym of the official wording."""

    code: str
    text: str
    line: int
    standard: bool = True


def status_of(text: str) -> str | None:
    """The code of one status wording, None when it is none."""
    return _BY_WORDING.get(skeleton(text))


def read_statuses(text: str, line: int) -> tuple[list[PrintedStatus], str]:
    """Every status in a cell and, without white space, what else stands there."""
    letters = skeleton(text)
    found = [
        PrintedStatus(code, _words(code, match.group()), line, _is_standard(code, match.group()))
        for match in _WORDING.finditer(letters)
        if not _DENIED.search(letters[: match.start()])
        for code in [_BY_WORDING[match.group()]]
    ]
    left = _WORDING.sub("", letters).replace(_AWAITING, "")
    return found, _SHARE.sub("", left)


def split_reason(text: str) -> tuple[str, str]:
    """A status cell without the reason that stands behind the status, and that reason."""
    found = _REASON.search(text)
    return (text[: found.start()], text[found.start() :].strip()) if found else (text, "")


def is_awaiting(text: str) -> bool:
    """Whether a text says that nothing was reported yet, which is no status."""
    return skeleton(text) == _AWAITING


def is_tick(text: str) -> bool:
    """Whether a cell of a status column is ticked."""
    return bool(_TICK.fullmatch(text.strip()))


def fold(codes: Sequence[str]) -> str | None:
    """The status of a measure from those of its steps (rule R5); None without any."""
    distinct = set(codes)
    if not distinct:
        return None
    return distinct.pop() if len(distinct) == 1 else "IN_PROGRESS"


def _is_standard(code: str, letters: str) -> bool:
    return letters == skeleton(_STANDARD[code])


def _words(code: str, letters: str) -> str:
    words: list[str] = load("statuses")[code]
    return next(word for word in words if skeleton(word) == letters)
