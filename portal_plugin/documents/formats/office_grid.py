"""Every place of a table, for the files in which each place must be written.

Rows of data may be shorter or longer than the columns, and a cell may reach below the last row:
the grid is made to fit, so that no cell is lost and none lies over another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from portal_plugin.documents.model import Align, Cell, Column, Row, Table

_EMPTY: Final = Cell()


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell in its row from `column` on, over `across` columns and `down` rows. `start` is False
    where it goes on from the row above; the text stands up there."""

    cell: Cell
    column: int
    across: int
    down: int
    start: bool = True


@dataclass(frozen=True, slots=True)
class Grid:
    """A table laid out: `head` and `body` hold for each row the slots that cover all columns;
    `rows` are those of the body."""

    columns: tuple[Column, ...]
    head: tuple[tuple[Slot, ...], ...]
    body: tuple[tuple[Slot, ...], ...]
    rows: tuple[Row, ...]

    def align(self, slot: Slot) -> Align:
        """Where the text of a body cell stands; what spans several columns begins at the start."""
        return Align.START if slot.across > 1 else self.columns[slot.column].align

    def shares(self, whole: int) -> list[int]:
        """`whole` divided among the columns by their widths; the rest goes to the last."""
        weights = [max(column.width, 0.1) for column in self.columns]
        parts = [int(whole * weight / sum(weights)) for weight in weights]
        parts[-1] += whole - sum(parts)
        return parts


def grid_of(table: Table) -> Grid:
    """The grid of a table; without titles it has no head."""
    columns = table.columns or (Column(""),)
    asked = [_spread(row, len(columns)) for row in table.rows]
    body = _settled(asked, len(columns))
    width = max((slots[-1].column + slots[-1].across for slots in body), default=len(columns))
    if width > len(columns):
        columns += (Column(""),) * (width - len(columns))
        body = _settled(asked, width)
    return Grid(columns, _settled(_head(columns), width), body, table.rows)


def _spread(row: Row, width: int) -> tuple[Cell, ...]:
    """The cells of a row; what names the rows below it spans the table."""
    if row.group and len(row.cells) == 1:
        only = row.cells[0]
        return (Cell(only.lines, only.number, only.status, max(width, only.across), bold=True),)
    return row.cells


def _head(columns: Sequence[Column]) -> list[tuple[Cell, ...]]:
    if not any(column.group for column in columns):
        named = any(column.title for column in columns)
        return [tuple(_title(column.title) for column in columns)] if named else []
    upper: list[Cell] = []
    for group, members in groupby(columns, key=lambda column: column.group):
        listed = list(members)
        if group:
            upper.append(_title(group, across=len(listed)))
        else:
            upper.extend(_title(column.title, down=2) for column in listed)
    return [tuple(upper), tuple(_title(column.title) for column in columns if column.group)]


def _title(text: str, across: int = 1, down: int = 1) -> Cell:
    return Cell((text,) if text else (), across=across, down=down, bold=True)


def _settled(rows: Sequence[tuple[Cell, ...]], width: int) -> tuple[tuple[Slot, ...], ...]:
    taken: dict[int, Slot] = {}
    settled: list[tuple[Slot, ...]] = []
    for place, cells in enumerate(rows):
        slots = tuple(_row(cells, taken, width, len(rows) - place))
        taken = {
            slot.column: Slot(slot.cell, slot.column, slot.across, slot.down - 1, start=False)
            for slot in slots
            if slot.down > 1
        }
        settled.append(slots)
    return tuple(settled)


def _row(
    cells: tuple[Cell, ...], taken: dict[int, Slot], width: int, rows_left: int
) -> Iterator[Slot]:
    waiting = list(cells)
    column = 0
    while waiting or column < width or any(start >= column for start in taken):
        slot = taken.get(column)
        if slot is None:
            cell = waiting.pop(0) if waiting else _EMPTY
            room = min((start for start in taken if start > column), default=None)
            across = max(cell.across, 1)
            if room is not None:
                across = min(across, room - column)
            slot = Slot(cell, column, across, min(max(cell.down, 1), rows_left))
        yield slot
        column = slot.column + slot.across
