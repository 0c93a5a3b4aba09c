"""CSV and TSV files; the record number stands for the line, as in a spreadsheet."""

from __future__ import annotations

import csv
import io

from portal_plugin.imports.blocks import Source
from portal_plugin.imports.formats.cell_text import plain_text
from portal_plugin.imports.formats.grid import MOST_COLUMNS, MOST_ROWS, SheetRow, read_grid
from portal_plugin.imports.unreadable import UnreadableDocument

_SEPARATORS = ",;\t"
_LONGEST_FIELD = 1_000_000


def read(text: str, *, cut: bool) -> Source:
    """Read records; the separator is the one that gives the most cells."""
    separator = max(_SEPARATORS, key=text[:20000].count)
    active: list[int] = []
    rows: list[SheetRow] = []
    csv.field_size_limit(_LONGEST_FIELD)
    reader = csv.reader(io.StringIO(text.replace("\x00", ""), newline=""), delimiter=separator)
    try:
        for number, record in enumerate(reader, start=1):
            if number > MOST_ROWS or len(record) > MOST_COLUMNS:
                raise UnreadableDocument("TOO_MANY_ROWS")
            cells = [plain_text(cell) for cell in record]
            if any(cell.active for cell in cells):
                active.append(number)
            rows.append(SheetRow(number, [cell.text for cell in cells]))
    except csv.Error:
        raise UnreadableDocument("DAMAGED") from None
    # An odd number of quotes means that the file stops inside a cell.
    cut = cut or text.count('"') % 2 == 1
    return Source(
        kind="CSV",
        blocks=read_grid(rows),
        active_content=tuple(active),
        cut_at=len(rows) if cut else None,
    )
