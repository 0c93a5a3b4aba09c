"""XLSX workbooks: stored values only, visible sheets one after the other, nothing evaluated."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portal_plugin.imports.blocks import Source
from portal_plugin.imports.formats.cell_text import plain_text
from portal_plugin.imports.formats.grid import MOST_COLUMNS, MOST_ROWS, SheetRow, read_grid
from portal_plugin.imports.formats.office import DAMAGE
from portal_plugin.imports.unreadable import UnreadableDocument

_DAMAGED = (
    InvalidFileException,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    ParseError,
    SyntaxError,
    *DAMAGE,
)


def read(data: bytes) -> Source:
    """Read an inspected package.

    Raises:
        UnreadableDocument: for a formula without a stored value (the sentence names the cell),
            for damage, and for sheets of abnormal size.
    """
    try:
        return _read(data)
    except UnreadableDocument:
        raise
    except _DAMAGED:
        raise UnreadableDocument("DAMAGED") from None


def _read(data: bytes) -> Source:
    values = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    formulas = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    rows: list[SheetRow] = []
    active: list[int] = []
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            continue
        written = formulas[sheet.title]
        for stored, entered in zip(
            sheet.iter_rows(max_col=MOST_COLUMNS),
            written.iter_rows(max_col=MOST_COLUMNS),
            strict=True,
        ):
            number = len(rows) + 1 if not stored else _row_number(stored, len(rows) + 1)
            _refuse_empty_formulas(stored, entered)
            cells = [plain_text(_text(cell.value)) for cell in stored]
            if any(cell.active for cell in cells):
                active.append(number)
            rows.append(SheetRow(number, [cell.text for cell in cells]))
            if len(rows) > MOST_ROWS:
                raise UnreadableDocument("TOO_MANY_ROWS")
        rows.append(SheetRow(len(rows) + 1, []))
    return Source(kind="XLSX", blocks=read_grid(rows), active_content=tuple(active))


def _row_number(cells: tuple[Any, ...], otherwise: int) -> int:
    return next((cell.row for cell in cells if cell.value is not None), otherwise)


def _refuse_empty_formulas(stored: tuple[Any, ...], entered: tuple[Any, ...]) -> None:
    for value, formula in zip(stored, entered, strict=False):
        if getattr(formula, "data_type", "") == "f" and value.value is None:
            raise UnreadableDocument("FORMULA", cell=formula.coordinate)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value.day}/{value.month}/{value.year + 543}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else f"{value:.10g}"
    return str(value)
