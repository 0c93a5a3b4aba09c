"""What every file format becomes: lines of text and tables, each with its place in the source.

A spanning cell stands in its first place; the places it covers are empty strings. So a two-row
header or a merged first column looks the same whether it came from text, HTML, XLSX or DOCX.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line or paragraph of plain text; ``line`` is 1-based in the source."""

    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one table row, plain text, paragraphs inside a cell divided by newlines."""

    cells: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that stand together in the source; a page break makes two tables of one."""

    rows: tuple[Row, ...]

    @property
    def width(self) -> int:
        """The widest row's number of cells."""
        return max((len(row.cells) for row in self.rows), default=0)


Block = Line | Table


@dataclass(frozen=True, slots=True)
class Source:
    """A file read into blocks, before anybody asked what it is about.

    ``active_content`` lists the lines where scripts were removed; ``cut_at`` is the line at
    which the file plainly stops in the middle, or None. ``ends_with_line`` says that the last
    line of a text is ended, so nothing of it is missing. ``other_encoding`` names an
    encoding that is not UTF-8, where nobody chose it for the file.
    """

    kind: str
    blocks: tuple[Block, ...]
    active_content: tuple[int, ...] = ()
    cut_at: int | None = None
    ends_with_line: bool = False
    other_encoding: str | None = None

    def texts(self) -> Iterator[Line]:
        """Every piece of text with its place, table cells included."""
        for block in self.blocks:
            if isinstance(block, Line):
                yield block
            else:
                for row in block.rows:
                    for cell in row.cells:
                        if cell:
                            yield Line(cell, row.line)


def gather(rows: Sequence[Row | Line]) -> tuple[Block, ...]:
    """Put neighbouring rows together as tables and leave lines between them."""
    blocks: list[Block] = []
    pending: list[Row] = []
    for piece in rows:
        if isinstance(piece, Row):
            pending.append(piece)
            continue
        if pending:
            blocks.append(Table(tuple(pending)))
            pending = []
        if piece.text:
            blocks.append(piece)
    if pending:
        blocks.append(Table(tuple(pending)))
    return tuple(blocks)
