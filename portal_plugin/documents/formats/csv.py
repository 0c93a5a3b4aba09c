"""The tables of a document, one below the other, for spreadsheets and programs."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from portal_plugin import tabular
from portal_plugin.documents.formats.grid import grouped, placed
from portal_plugin.documents.model import Cell, Document, Table

Line = list[tabular.Cell]


def write(document: Document, day: date) -> bytes:
    """All tables with a blank line between them, each below its caption.

    UTF-8 with byte order mark and CRLF; no cell is run as a formula (`portal_plugin.tabular`).
    Where the document knows a number, it is written in Arabic digits to be calculated with; places
    that a spanning cell covers stay empty.
    """
    tables = (block for block in document.blocks if isinstance(block, Table))
    lines = [line for table in tables for line in ([], *_table(table))][1:]
    return tabular.csv_bytes(_texts(lines), lines[1:])


def _texts(lines: list[Line]) -> list[str]:
    """The first line, which is a caption or titles."""
    return [str(cell) for cell in lines[0]] if lines else []


def _table(table: Table) -> Iterator[Line]:
    if table.caption:
        yield [table.caption]
    spans = grouped(table.columns)
    if spans:
        yield [text for group, width in spans for text in (group, *[""] * (width - 1))]
    yield [column.title for column in table.columns]
    for _, cells in placed(table):
        line: Line = [""] * len(table.columns)
        for one in cells:
            line.extend([""] * (one.at + one.cell.across - len(line)))
            line[one.at] = _value(one.cell)
        yield line


def _value(cell: Cell) -> tabular.Cell:
    return cell.text if cell.number is None else cell.number
