"""Where the cells of a table stand, once those that take several rows or columns are laid down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from portal_plugin.documents.model import Cell, Column, Row, Table


@dataclass(frozen=True, slots=True)
class Placed:
    """A cell and the number of the column that it begins in, counted from 0."""

    at: int
    cell: Cell


def placed(table: Table) -> Iterator[tuple[Row, tuple[Placed, ...]]]:
    """Each row with its cells in their columns; what reaches down from above keeps its place.

    A row that says more than the table has columns goes on beyond them.
    """
    covered: dict[int, int] = {}
    for row in table.rows:
        cells: list[Placed] = []
        below = {column: rows - 1 for column, rows in covered.items() if rows > 1}
        at = 0
        for cell in row.cells:
            while at in covered:
                at += 1
            cells.append(Placed(at, cell))
            if cell.down > 1:
                below.update({at + step: cell.down - 1 for step in range(cell.across)})
            at += cell.across
        covered = below
        yield row, tuple(cells)


def grouped(columns: tuple[Column, ...]) -> tuple[tuple[str, int], ...]:
    """The spanning titles above a table with how many columns each spans; "" spans one that has
    none. Empty where no column has a group."""
    if not any(column.group for column in columns):
        return ()
    spans: list[tuple[str, int]] = []
    for column in columns:
        if spans and column.group and spans[-1][0] == column.group:
            spans[-1] = (column.group, spans[-1][1] + 1)
        else:
            spans.append((column.group, 1))
    return tuple(spans)
