"""Tables of DOCX files: headers that repeat, cells that span, rows that may break."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from portal_plugin.documents.formats.docx_styles import CELL, HEAD_CELL
from portal_plugin.documents.formats.docx_text import Paragraph, run
from portal_plugin.documents.formats.legal_text import lines_of
from portal_plugin.documents.formats.office_grid import Grid, Slot, grid_of
from portal_plugin.documents.model import Align, Cell, Table

_BINDS: Final = 300
"""Characters: a row with no longer cell stays together on its page."""
_EDGES: Final = "".join(
    f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS: Final = (
    '<w:tblCellMar><w:left w:w="70" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar>'
)
_SHADES: Final = {"head": "E7E9EC", "group": "F3F4F6", "total": "F3F4F6"}


@dataclass(slots=True)
class TableOfText:
    """A table `width` twips wide. With `keep_next` its last row stays with what follows."""

    table: Table
    width: int
    keep_next: bool = False

    def xml(self) -> str:
        """`w:tbl`."""
        grid = grid_of(self.table)
        shares = grid.shares(self.width)
        columns = "".join(f'<w:gridCol w:w="{share}"/>' for share in shares)
        head = "".join(_head_row(slots, shares) for slots in grid.head)
        body = "".join(self._row(grid, place, shares) for place in range(len(grid.body)))
        # A table without a row is no table to the readers of this format.
        nothing = "" if head or body else f"<w:tr>{_cell_of_nothing(shares)}</w:tr>"
        return (
            f'<w:tbl><w:tblPr><w:tblW w:w="{self.width}" w:type="dxa"/>'
            f'<w:tblBorders>{_EDGES}</w:tblBorders><w:tblLayout w:type="fixed"/>{_MARGINS}'
            '<w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{head}{body}{nothing}</w:tbl>"
        )

    def _row(self, grid: Grid, place: int, shares: list[int]) -> str:
        row, slots = grid.rows[place], grid.body[place]
        shade = _SHADES["group"] if row.group else _SHADES["total"] if row.total else ""
        keep = row.group or (self.keep_next and place == len(grid.body) - 1)
        bold = row.group or row.total
        cells = (
            _cell(slot, shares, _paragraphs(slot, grid.align(slot), bold, keep), shade)
            for slot in slots
        )
        short = all(len(slot.cell.text) <= _BINDS for slot in slots)
        return _tr(cells, "<w:cantSplit/>" if short else "")


def _head_row(slots: tuple[Slot, ...], shares: list[int]) -> str:
    cells = (_cell(slot, shares, _titles(slot), _SHADES["head"], middle=True) for slot in slots)
    return _tr(cells, "<w:cantSplit/><w:tblHeader/>")


def _tr(cells: Iterable[str], properties: str) -> str:
    described = f"<w:trPr>{properties}</w:trPr>" if properties else ""
    return f"<w:tr>{described}{''.join(cells)}</w:tr>"


def _titles(slot: Slot) -> list[Paragraph]:
    lines = [line for text in slot.cell.lines for line in lines_of(text)] if slot.start else []
    return [Paragraph(HEAD_CELL, run(line, HEAD_CELL)) for line in lines or [""]]


def _paragraphs(slot: Slot, align: Align, bold: bool, keep: bool) -> list[Paragraph]:
    lines = [line for text in slot.cell.lines for line in lines_of(text)] if slot.start else []
    weight = True if bold or slot.cell.bold else None
    side = None if align is Align.START else align
    return [
        Paragraph(CELL, run(line, CELL, bold=weight), align=side, keep_next=keep)
        for line in lines or [""]
    ]


def _cell(
    slot: Slot, shares: list[int], text: list[Paragraph], shade: str, *, middle: bool = False
) -> str:
    width = sum(shares[slot.column : slot.column + slot.across])
    across = f'<w:gridSpan w:val="{slot.across}"/>' if slot.across > 1 else ""
    down = "" if slot.start else "<w:vMerge/>"
    if slot.start and slot.down > 1:
        down = '<w:vMerge w:val="restart"/>'
    filled = f'<w:shd w:val="clear" w:color="auto" w:fill="{shade}"/>' if shade else ""
    place = '<w:vAlign w:val="center"/>' if middle else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{across}{down}{filled}{place}</w:tcPr>'
        f"{''.join(paragraph.xml() for paragraph in text)}</w:tc>"
    )


def _cell_of_nothing(shares: list[int]) -> str:
    slot = Slot(Cell(), 0, len(shares), 1)
    return _cell(slot, shares, [Paragraph(CELL)], "")
