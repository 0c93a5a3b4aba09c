"""Text files: lines, tab-separated tables, Markdown pipe tables, HTML tables in between."""

from __future__ import annotations

import re

from portal_plugin.imports.blocks import Line, Row, Source, gather
from portal_plugin.imports.formats import hypertext
from portal_plugin.imports.formats.cell_text import plain_text
from portal_plugin.imports.unreadable import UnreadableDocument
from portal_plugin.imports.wording import clean

MOST_LINES = 12_000
"""Four times the longest known plan; more is no single document."""

_DECORATION = re.compile(r"[\s#*_=~.…\-–—|:+\\]*")
_RULE_CELL = re.compile(r"\s*:?-{2,}:?\s*|\s*:-+:?\s*|\s*-+:\s*")
_PIPE = re.compile(r"(?<!\\)\|")
_EMPHASIS = re.compile(r"\*\*|__|`")
_HEADING = re.compile(r"#{1,6}\s+")
_ESCAPED = re.compile(r"\\([\\*_#|.()\-\[\]])")


def read(text: str, *, cut: bool) -> Source:
    """Read a text file; ``cut`` says that its last character was incomplete."""
    pieces: list[Row | Line] = []
    active: list[int] = []
    lines = re.split(r"\r\n|\n|\r|\f", text)
    if len(lines) > MOST_LINES:
        raise UnreadableDocument("TOO_MANY_LINES", limit=f"{MOST_LINES:,}")
    number = 0
    while number < len(lines):
        line = lines[number]
        if "<table" in line.lower():
            number = _read_html_table(lines, number, pieces, active)
            continue
        number += 1
        piece = _read_line(line, number, active)
        if piece is not None:
            pieces.append(piece)
    return Source(
        kind="TEXT",
        blocks=gather(pieces),
        active_content=tuple(active),
        cut_at=len(lines) if cut or _ends_inside_table(lines) else None,
        ends_with_line=text.endswith(("\n", "\r")),
    )


def _read_line(line: str, number: int, active: list[int]) -> Row | Line | None:
    if line.lstrip().startswith("|"):
        return _read_row(_pipe_cells(line), number, active)
    if "\t" in line and line.strip():
        return _read_row(line.split("\t"), number, active)
    if line.strip() in {"-", "–"}:
        # "None", as it stands below a heading.
        return Line("-", number)
    if _DECORATION.fullmatch(line):
        # A rule of dashes stands inside a table; an empty line ends it.
        return None if line.strip().startswith("--") else Line("", number)
    text = plain_text(_unmark(line))
    if text.active:
        active.append(number)
    return Line(" ".join(text.text.split("\n")), number)


def _read_row(cells: list[str], number: int, active: list[int]) -> Row | None:
    if all(_RULE_CELL.fullmatch(cell) for cell in cells if cell.strip()):
        return None
    texts = [plain_text(_unmark(cell)) for cell in cells]
    if any(text.active for text in texts):
        active.append(number)
    return Row(tuple(text.text for text in texts), number)


def _pipe_cells(line: str) -> list[str]:
    inner = line.strip().removeprefix("|")
    cells = _PIPE.split(inner)
    return cells[:-1] if len(cells) > 1 and not cells[-1].strip() else cells


def _unmark(text: str) -> str:
    text = _HEADING.sub("", text.lstrip(" "), count=1) if text.lstrip().startswith("#") else text
    return _ESCAPED.sub(r"\1", _EMPHASIS.sub("", text))


def _read_html_table(
    lines: list[str], start: int, pieces: list[Row | Line], active: list[int]
) -> int:
    end = start
    depth = 0
    while end < len(lines):
        lowered = lines[end].lower()
        depth += lowered.count("<table") - lowered.count("</table")
        end += 1
        if depth <= 0:
            break
    inner = hypertext.read("\n".join(lines[start:end]), cut=False, first_line=start + 1)
    active.extend(inner.active_content)
    for block in inner.blocks:
        pieces.extend([block] if isinstance(block, Line) else block.rows)
    pieces.append(Line("", end))
    return end


def _ends_inside_table(lines: list[str]) -> bool:
    last = next((line for line in reversed(lines) if line.strip()), "")
    opened = sum(line.lower().count("<table") - line.lower().count("</table") for line in lines)
    unclosed_row = last.lstrip().startswith("|") and not last.rstrip().endswith("|")
    paragraphs = last.lower()
    unclosed_cell = paragraphs.count("<p>") > paragraphs.count("</p>")
    return opened > 0 or unclosed_row or unclosed_cell or clean(last).endswith("<")
