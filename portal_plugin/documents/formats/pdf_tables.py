"""Tables as PDF: columns in which no word is cut, and no cell out of its place.

A column keeps the share of the page that its table gives it, unless a word or figure in it is
wider; then it takes from those with room to spare. Where all are too narrow the letters become
smaller.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from portal_plugin.documents.formats.grid import grouped
from portal_plugin.documents.model import Align, Cell, Column, Row, Table
from portal_plugin.typesetting.fitting import NATURAL, fitted, widest, width_of
from portal_plugin.typesetting.letters import written

Drawn = dict[str, Any]

_MANY: Final = 5
"""Columns from which on the letters are smaller."""
_SMALLEST: Final = 8.0
"""Letters in points, below which words are rather cut."""
_TALLEST: Final = 10
"""Lines of a header that is printed again on every page; a taller one is
printed once, and may be parted like a row."""
_WHOLE: Final = 8
"""Lines of a row that is rather put on the next page than parted."""


def needs_a_look(table: Table, width: float) -> Iterator[tuple[str, float]]:
    """The texts of a table with the room (em) of their columns, `width` in points."""
    columns = _all_columns(table)
    size, inset = _letters(len(columns))
    rooms = [_room(share, size, inset) for share in _shares(columns, width)]
    for place, text in _texts(table, columns):
        yield text, rooms[place]


def laid_out(table: Table, width: float, *, joined: bool = False) -> Drawn:
    """A table `width` points wide as the template takes it. One that is `joined` goes on with the
    rows above it and has no header of its own."""
    columns = _all_columns(table)
    size, inset, widths = _sized(table, columns, width)
    rooms = [_room(each, size, inset) for each in widths]
    head = [] if joined or not columns else _head(columns, rooms)
    return {
        "kind": "table",
        "caption": [fitted(each, width / size) for each in _lines(table.caption)],
        "size": size,
        "inset": inset,
        "widths": widths,
        "head": head,
        "repeated": _height(columns, rooms) <= _TALLEST,
        "rows": [
            {
                "kind": _kind(row),
                "whole": all(_height_of(cell, at, rooms) <= _WHOLE for at, cell in cells),
                "cells": [_cell(cell, columns, at, rooms) for at, cell in cells],
            }
            for row, cells in _grid(table, len(columns))
        ],
    }


def _lines(text: str) -> list[str]:
    return written(text).split("\n") if text else []


def _letters(columns: int) -> tuple[float, float]:
    """Size of the letters and room at each side of a cell, in points."""
    if columns < _MANY:
        return 16.0, 5.0
    return 14.0, 4.0 if columns < 10 else 2.5 if columns < 15 else 1.0


def _room(width: float, size: float, inset: float) -> float:
    return max(width - 2 * inset, 0.0) / size


def _all_columns(table: Table) -> tuple[Column, ...]:
    """The columns, and one without a title for each cell that stands beyond them."""
    reach = max((sum(max(cell.across, 1) for cell in row.cells) for row in table.rows), default=0)
    return table.columns + (Column(""),) * (reach - len(table.columns))


def _shares(columns: Sequence[Column], width: float) -> list[float]:
    whole = sum(max(column.width, 0.01) for column in columns)
    return [width * max(column.width, 0.01) / whole for column in columns]


def _texts(table: Table, columns: Sequence[Column]) -> Iterator[tuple[int, str]]:
    """The lines that stand in one column alone, with its number."""
    for place, column in enumerate(columns):
        yield from ((place, line) for line in _lines(column.title))
    for _, cells in _grid(table, len(columns)):
        for at, cell in cells:
            if cell.across == 1:
                yield from ((at, line) for text in cell.lines for line in _lines(text))


def _sized(
    table: Table, columns: Sequence[Column], width: float
) -> tuple[float, float, list[float]]:
    """Size of the letters, room at the sides and widths of the columns, in points."""
    size, inset = _letters(len(columns))
    shares = _shares(columns, width)
    rooms = [_room(share, size, inset) for share in shares]
    needs = [min(room, NATURAL) if room >= NATURAL else 1.1 for room in rooms]
    for place, text in _texts(table, columns):
        if rooms[place] < NATURAL:
            needs[place] = max(needs[place], widest(text, rooms[place]))
    fixed = 2 * inset * len(columns)
    fitting = (width - fixed) / max(sum(needs), 1.0)
    size = max(min(size, int(fitting * 2) / 2), min(_SMALLEST, fitting), 0.5)
    least = [need * size + 2 * inset + 0.5 for need in needs]
    if sum(least) > width:
        return size, inset, [width * each / sum(least) for each in least]
    return size, inset, _widened(shares, least, width)


def _widened(shares: list[float], least: list[float], width: float) -> list[float]:
    """The shares, none below its least; what that takes comes from the others."""
    held: set[int] = set()
    while True:
        free = width - sum(least[place] for place in held)
        others = sum(share for place, share in enumerate(shares) if place not in held) or 1.0
        widths = [
            least[place] if place in held else free * share / others
            for place, share in enumerate(shares)
        ]
        short = {place for place, each in enumerate(widths) if each < least[place] - 0.01} - held
        if not short:
            return widths
        held |= short


def _head(columns: Sequence[Column], rooms: list[float]) -> list[list[Drawn]]:
    groups = grouped(tuple(columns))
    titles = [
        _drawn(Cell((column.title,), down=1), Align.CENTER, room)
        for column, room in zip(columns, rooms, strict=True)
    ]
    if not groups:
        return [titles] if any(column.title for column in columns) else []
    above: list[Drawn] = []
    below: list[Drawn] = []
    at = 0
    for name, span in groups:
        if name:
            cell = Cell((name,), across=span)
            above.append(_drawn(cell, Align.CENTER, sum(rooms[at : at + span])))
            below += titles[at : at + span]
        else:
            above.append(titles[at] | {"down": 2})
        at += span
    return [above, below]


def _height(columns: Sequence[Column], rooms: list[float]) -> float:
    """About how many lines the header takes."""
    taken = (
        width_of(column.title + column.group) / max(room, 1.0) + 1
        for column, room in zip(columns, rooms, strict=True)
    )
    return max(taken, default=0.0)


def _grid(table: Table, columns: int) -> Iterator[tuple[Row, list[tuple[int, Cell]]]]:
    """Each row with its cells and their columns: those that reach too far cut back, empty places
    filled, so that no cell slips into the place of another."""
    covered = [0] * columns
    for number, row in enumerate(table.rows):
        cells: list[tuple[int, Cell]] = []
        waiting = iter(row.cells)
        below = [max(rows - 1, 0) for rows in covered]
        at = 0
        while at < columns:
            if covered[at]:
                at += 1
                continue
            free = next((step for step in range(at, columns) if covered[step]), columns) - at
            cell = next(waiting, Cell())
            across = max(1, min(cell.across, free))
            down = max(1, min(cell.down, len(table.rows) - number))
            cells.append((at, Cell(cell.lines, cell.number, cell.status, across, down, cell.bold)))
            below[at : at + across] = [down - 1] * across
            at += across
        covered = below
        yield row, cells


def _height_of(cell: Cell, at: int, rooms: list[float]) -> float:
    """About how many lines a cell takes."""
    room = max(sum(rooms[at : at + cell.across]), 1.0)
    return sum(width_of(line) // room * 1.2 + 1 for line in cell.lines)


def _kind(row: Row) -> str:
    return "total" if row.total else "group" if row.group else ""


def _cell(cell: Cell, columns: Sequence[Column], at: int, rooms: list[float]) -> Drawn:
    align = columns[at].align if cell.across == 1 else Align.START
    return _drawn(cell, align, sum(rooms[at : at + cell.across]))


def _drawn(cell: Cell, align: Align, room: float) -> Drawn:
    shape = 1.0 if cell.status else 0.0
    return {
        "lines": [
            fitted(line, max(room - shape, 0.1)) for text in cell.lines for line in _lines(text)
        ],
        "align": align,
        "across": cell.across,
        "down": cell.down,
        "bold": cell.bold,
        "status": cell.status,
    }
