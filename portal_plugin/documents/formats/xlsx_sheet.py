"""One sheet: the blocks of a section as rows, one below the other.

Text stands above and below the tables in cells as wide as the sheet. The heights of rows are
reckoned here from the letters: no spreadsheet finds them for joined cells, LibreOffice for none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from typing import Any, Final

from portal_plugin.documents.formats.legal_text import printed_length
from portal_plugin.documents.formats.office_grid import Grid, Slot, grid_of
from portal_plugin.documents.formats.office_words import DRAFT
from portal_plugin.documents.formats.xlsx_looks import Looks, number_format
from portal_plugin.documents.formats.xlsx_text import (
    TextLine,
    cell_parts,
    line_parts,
    lines_of_block,
)
from portal_plugin.documents.model import Align, Section, Table

_WHOLE: Final = 130
"""Width of a sheet's tables, in digits of the standard font: an A4 page across."""
_NARROWEST: Final = 7
_LETTER: Final = 1.6
"""Width of a letter of 16 pt in that measure."""
_LINE: Final = 24.0
_HIGHEST: Final = 409.0
"""Points: a line of text, and the highest row that there is."""
_FROZEN: Final = 12 * _LINE
"""Points: more than this above the data would leave no room to scroll."""
_A4: Final = 9


@dataclass(slots=True)
class Sheet:
    """A worksheet being written from top to bottom."""

    worksheet: Any
    looks: Looks
    draft: bool = False
    _row: int = 0
    _height: float = 0
    _widths: list[float] = field(default_factory=list)
    _joins_down: bool = True

    def write(self, section: Section) -> None:
        """All blocks. Where the sheet has one table, its header stays in sight and is printed on
        every page."""
        grids = {
            place: grid_of(block)
            for place, block in enumerate(section.blocks)
            if isinstance(block, Table)
        }
        self._joins_down = not any(_overflows(grid) for grid in grids.values())
        self._widths = _widths(list(grids.values()), _WHOLE)
        self._page()
        for place, block in enumerate(section.blocks):
            if isinstance(block, Table):
                self._table(block.caption, grids[place], only=len(grids) == 1)
            else:
                for line in lines_of_block(block):
                    self._line(line)

    def _page(self) -> None:
        sheet = self.worksheet
        for column, width in enumerate(self._widths):
            sheet.set_column(column, column, width, self.looks.line())
        sheet.set_paper(_A4)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.6, right=0.6, top=0.8, bottom=0.6)
        sheet.set_header(
            f'&C&"TH Sarabun New,Regular"&16- &P -{f"&R{DRAFT}" if self.draft else ""}'
        )

    def _line(self, line: TextLine) -> None:
        look = self.looks.line(bold=line.bold, align=line.align, size=line.size)
        for part in line_parts(line.text):
            self._set_height(_lines(part, sum(self._widths)))
            self._put(part, look, 0, across=len(self._widths))
            self._row += 1

    def _table(self, caption: str, grid: Grid, *, only: bool) -> None:
        if caption:
            self._line(TextLine(caption, bold=True))
        top = self._row
        for slots in grid.head:
            self._slots(slots, grid, "head")
        if only and grid.head:
            self.worksheet.repeat_rows(top, self._row - 1)
            if self._height <= _FROZEN:
                self.worksheet.freeze_panes(self._row, 0)
        for row, slots in zip(grid.rows, grid.body, strict=True):
            self._slots(slots, grid, "group" if row.group else "total" if row.total else "")
        # Two tables without an empty row between them would be read as one.
        self._row += 1

    def _slots(self, slots: Sequence[Slot], grid: Grid, kind: str) -> None:
        """A row of the grid; rows below it hold what does not go into one cell."""
        parts = [cell_parts(slot.cell.text) if slot.start else [""] for slot in slots]
        for place, texts in enumerate(zip_longest(*parts, fillvalue="")):
            self._fit(slots)
            for slot, text in zip(slots, texts, strict=True):
                self._slot(slot, grid, kind, text, first=place == 0)
            self._row += 1

    def _slot(self, slot: Slot, grid: Grid, kind: str, text: str, *, first: bool) -> None:
        number = slot.cell.number if slot.start and first else None
        shown = "" if number is None else number_format(text, number)
        align = Align.CENTER if kind == "head" else grid.align(slot)
        look = self.looks.cell(kind, bold=slot.cell.bold, align=align, number=shown)
        value = text if number is None else number
        if slot.start or not self._joins_down:
            down = slot.down if self._joins_down else 1
            self._put(value, look, slot.column, across=slot.across, down=down)

    def _put(
        self, value: str | float, look: Any, column: int, *, across: int, down: int = 1
    ) -> None:
        if across > 1 or down > 1:
            last = (self._row + down - 1, column + across - 1)
            self.worksheet.merge_range(self._row, column, *last, "", look)
        if value == "":
            self.worksheet.write_blank(self._row, column, None, look)
        elif isinstance(value, str):
            self.worksheet.write_string(self._row, column, value, look)
        else:
            self.worksheet.write_number(self._row, column, value, look)

    def _fit(self, slots: Sequence[Slot]) -> None:
        """As high as the longest text of the row; what goes on below takes its share there."""
        self._set_height(
            max(
                _lines(slot.cell.text, sum(self._widths[slot.column : slot.column + slot.across]))
                / max(slot.cell.down, 1)
                for slot in slots
            )
        )

    def _set_height(self, lines: float) -> None:
        height = min(math.ceil(lines) * _LINE, _HIGHEST)
        self._height += height
        self.worksheet.set_row(self._row, height)


def _widths(grids: Sequence[Grid], whole: int) -> list[float]:
    """A width for each column: what each table asks for, and room for its longest number."""
    widths: list[float] = [float(_NARROWEST)] if grids else [float(whole)]
    for grid in grids:
        shares = [share / 100 for share in grid.shares(whole * 100)]
        asked = [max(share, _number(grid, place)) for place, share in enumerate(shares)]
        widths = [
            max(pair, default=_NARROWEST)
            for pair in zip_longest(widths, asked, fillvalue=float(_NARROWEST))
        ]
    return widths


def _number(grid: Grid, column: int) -> float:
    """A number that does not fit is shown as ####."""
    lengths = (
        printed_length(slot.cell.text)
        for slots in grid.body
        for slot in slots
        if slot.column == column and slot.across == 1 and slot.cell.number is not None
    )
    return max((length * _LETTER + 2 for length in lengths), default=_NARROWEST)


def _overflows(grid: Grid) -> bool:
    """Whether a text goes on in the row below; then no cells may be joined downwards."""
    return any(
        len(cell_parts(slot.cell.text)) > 1 for slots in grid.body for slot in slots if slot.start
    )


def _lines(text: str, width: float) -> int:
    letters = max(int(width / _LETTER), 1)
    return sum(max(math.ceil(printed_length(line) / letters), 1) for line in text.split("\n"))
