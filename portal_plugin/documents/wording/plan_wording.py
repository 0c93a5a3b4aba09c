"""How the plan's papers print lists, years and titles."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from portal_plugin.documents.gathering.plan_content import years_of
from portal_plugin.documents.model import Block, Item, Items, Paragraph
from portal_plugin.documents.product import Body
from portal_plugin.imports.listing import split_text
from portal_plugin.imports.wording import one_line
from portal_plugin.thai import arabic_digits, thai_digits

NOTHING = "-"
"""Printed where a heading has no content."""

_LINE_ENDS = re.compile(r"\s+(?=เพื่อ|ของ|\(?พ\.ศ\.)")


def span(body: Body) -> str:
    """The plan's years: "พ.ศ. ๒๕๖๖ – ๒๕๗๐"; of a plan of one year that year alone."""
    years = years_of(body)
    words = f"พ.ศ. {years[0]} – {years[-1]}" if len(years) > 1 else f"พ.ศ. {years[0]}"
    return thai_digits(words)


def plan_name(body: Body) -> str:
    """The plan's title, with its years where the title does not name them."""
    title = str(body["plan"]["title"]).strip()
    return (
        title if str(body["plan"]["year_to"]) in arabic_digits(title) else f"{title} ({span(body)})"
    )


def title_lines(title: str) -> tuple[str, ...]:
    """A long title as the lines of a cover, cut only where it has a blank before a new phrase."""
    return tuple(line for line in _LINE_ENDS.split(title) if line)


def numbered(texts: Sequence[str], usual: str = "{})") -> tuple[str, ...]:
    """Texts with their printed numbers, for the lines of a cell; a lone text has none."""
    pattern = _pattern_for(texts, usual)
    return tuple(
        f"{_number(pattern, place)} {text}".strip() for place, text in enumerate(texts, start=1)
    )


def listed(texts: Sequence[str], usual: str = "{})") -> Block:
    """The same as a list; a paragraph of one text, a dash for none."""
    if not texts:
        return Paragraph(NOTHING, indent=True)
    pattern = _pattern_for(texts, usual)
    if not pattern:
        return Paragraph(texts[0], indent=True)
    return Items(
        tuple(Item(text, _number(pattern, place)) for place, text in enumerate(texts, start=1))
    )


def _pattern_for(texts: Sequence[str], usual: str) -> str:
    """The usual style of numbers, "" for a lone text; another where a text holds numbers or dashes
    of its own and the importer would take those for items."""
    wanted = [one_line(text) for text in texts]
    usuals: tuple[str, ...] = ("", usual) if len(texts) == 1 else (usual,)
    for pattern in (*usuals, "({})", "{})", "{}."):
        lines = [f"{_number(pattern, place)} {text}" for place, text in enumerate(wanted, start=1)]
        if [item.text for item in split_text("\n".join(lines)).points()] == wanted:
            return pattern
    return usuals[0]


def _number(pattern: str, place: int) -> str:
    return thai_digits(pattern.format(place))


def paragraphs(text: str) -> tuple[Block, ...]:
    """Each line as a paragraph; a dash for none."""
    lines = [line for line in text.split("\n") if line.strip()]
    return tuple(Paragraph(line, indent=True) for line in lines or [NOTHING])


def step_items(steps: Sequence[Body]) -> Block:
    """Steps by their paths ("3.2" stands inside "3")."""
    if not steps:
        return Paragraph(NOTHING, indent=True)
    pattern = _step_pattern(steps)
    return Items(_nested([(step["path"], step["text"]) for step in steps], pattern))


def _step_pattern(steps: Sequence[Body]) -> str:
    wanted = [one_line(step["text"]) for step in steps]
    for pattern in ("{})", "{}."):
        lines = (
            f"{pattern.format(step['path'])} {text}"
            for step, text in zip(steps, wanted, strict=True)
        )
        points = split_text("\n".join(lines)).points()
        if [one.text for item in points for one in (item, *item.nested)] == wanted:
            return pattern
    return "{})"


def _nested(steps: Sequence[tuple[str, str]], pattern: str) -> tuple[Item, ...]:
    """The steps whose path begins with the one above go inside it."""
    starts: list[int] = []
    for place, (path, _) in enumerate(steps):
        if not starts or not path.startswith(f"{steps[starts[-1]][0]}."):
            starts.append(place)
    return tuple(
        Item(
            steps[first][1],
            thai_digits(pattern.format(steps[first][0])),
            _nested(steps[first + 1 : end], pattern),
        )
        for first, end in pairwise([*starts, len(steps)])
    )
