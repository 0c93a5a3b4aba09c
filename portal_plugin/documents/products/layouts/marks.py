"""Lists inside a cell, marked so that a reader, and the importer, tells their items apart.

A text may itself hold dashes and numbers. So the usual marks are taken where the importer reads
the same items back from them, and others where it would not.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from portal_plugin.documents.product import Body
from portal_plugin.imports.listing import split_text
from portal_plugin.imports.wording import one_line
from portal_plugin.thai import thai_digits

Mark = Callable[[int], str]

_LOOSE_DASH: Final = re.compile(r"([-–•])\s")


def plain(_: int) -> str:
    """No mark: for a text that stands alone."""
    return ""


def dash(_: int) -> str:
    """A dash."""
    return "- "


def number(place: int) -> str:
    """ "๑. "."""
    return thai_digits(f"{place}. ")


def bracket(place: int) -> str:
    """ "๑) "."""
    return thai_digits(f"{place}) ")


def both_brackets(place: int) -> str:
    """ "(๑) "."""
    return thai_digits(f"({place}) ")


def listed(texts: Sequence[str], *preferred: Mark) -> tuple[str, ...]:
    """The lines of a list, each item as it stands behind its mark; marks in order of preference.

    Without a preference one text stands plain and several are numbered.
    """
    usual = preferred or ((plain,) if len(texts) == 1 else (number,))
    rest = (plain, dash, number, bracket, both_brackets)[len(texts) > 1 :]
    return _first_that_reads_back(texts, tuple(dict.fromkeys((*usual, *rest))))


def unnumbered(texts: Sequence[str]) -> tuple[str, ...]:
    """The lines of a list without numbers: beside numbered steps they would be read as theirs."""
    return _first_that_reads_back(texts, (plain, dash) if len(texts) == 1 else (dash,))


def step_lines(steps: Sequence[Body]) -> tuple[str, ...]:
    """Steps with the numbers of their paths ("๑. ", "๒.๑ "); a lone step stands plain."""
    if len(steps) == 1 and "." not in steps[0]["path"]:
        return listed([steps[0]["text"]], plain, number)
    wanted = [_tight(step["text"]) for step in steps]
    for closing in (". ", ") "):
        lines = tuple(line for step in steps for line in _step(step, closing))
        if [_tight(text) for text in _all_points("\n".join(lines))] == wanted:
            return lines
    return tuple(line for step in steps for line in _step(step, ". "))


def numbered_step(step: Body) -> tuple[str, ...]:
    """One step of several, for a row of its own."""
    return tuple(_step(step, ". "))


def _first_that_reads_back(texts: Sequence[str], marks: Sequence[Mark]) -> tuple[str, ...]:
    wanted = [_tight(text) for text in texts]
    for mark in marks:
        lines = _marked(texts, mark)
        if [_tight(text) for text in _points("\n".join(lines))] == wanted:
            return lines
    return _marked(texts, marks[0])


def _step(step: Body, closing: str) -> Iterator[str]:
    first, *more = step["text"].split("\n")
    inner = closing.strip() == "." and "." in step["path"]
    yield f"{thai_digits(step['path'])}{' ' if inner else closing}{first}"
    yield from more


def _marked(texts: Sequence[str], mark: Mark) -> tuple[str, ...]:
    lines: list[str] = []
    for place, text in enumerate(texts, start=1):
        first, *more = text.split("\n")
        lines += [mark(place) + first, *more]
    return tuple(lines)


def _tight(text: str) -> str:
    """On one line, and a dash as near to its word as may be: the importer sets it apart."""
    return _LOOSE_DASH.sub(r"\1", one_line(text))


def _points(cell: str) -> list[str]:
    return [item.text for item in split_text(cell).points() if not item.nested]


def _all_points(cell: str) -> list[str]:
    return [
        text
        for item in split_text(cell).points()
        for text in (item.text, *(inner.text for inner in item.nested))
    ]
