"""Rows of a spreadsheet: which of them are tables, which are lines of text."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from portal_plugin.imports.blocks import Block, Line, Row, gather

MOST_ROWS = 20_000
MOST_COLUMNS = 200
"""More than any printed plan has; beyond them a file is refused."""


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row as read; ``number`` is what the spreadsheet shows beside it."""

    number: int
    cells: list[str]


def read_grid(rows: Iterable[SheetRow]) -> tuple[Block, ...]:
    """Tables are runs of rows that use more than their first cell; an empty row ends them."""
    listed = list(rows)
    pieces: list[Row | Line] = []
    for row, above, below in zip(listed, [None, *listed], [*listed[1:], None], strict=False):
        filled = [place for place, cell in enumerate(row.cells) if cell]
        if filled == [0] and _is_wide(above) and _is_wide(below):
            pieces.append(Row((row.cells[0],), row.number))
        elif not filled:
            pieces.append(Line("", row.number))
        elif filled == [0]:
            pieces.append(Line("", row.number))
            pieces.extend(Line(text, row.number) for text in row.cells[0].split("\n"))
        else:
            pieces.append(Row(tuple(_trim(row.cells)), row.number))
    return gather(pieces)


def _is_wide(row: SheetRow | None) -> bool:
    return row is not None and any(row.cells[1:])


def _trim(cells: list[str]) -> list[str]:
    last = max(place for place, cell in enumerate(cells) if cell)
    return cells[: last + 1]
