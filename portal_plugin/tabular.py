"""Tables as CSV that spreadsheets open: Thai is read as Thai, and no cell is run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"

_BOM = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_BEFORE = ("\t", "\r", "\n")

Cell = str | int | float | None


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """CSV in UTF-8 with a byte order mark and CRLF, as spreadsheets expect it (design 9).

    Text that a spreadsheet would take for a formula begins with an apostrophe; numbers stay
    numbers, None is an empty cell.
    """
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    writer.writerow([_guarded(cell) for cell in header])
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return (_BOM + written.getvalue()).encode()


def _guarded(cell: Cell) -> Cell:
    if cell == "-":  # "none", as tables say it: no spreadsheet takes it for more
        return cell
    if isinstance(cell, str) and (cell.startswith(_BEFORE) or cell.lstrip().startswith(_FORMULA)):
        return f"'{cell}"
    return cell
