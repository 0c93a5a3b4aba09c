"""XLSX: tables that can be calculated with, a sheet for each section.

Numbers are numbers, shown in the digits that they are printed in; everything else is text, and
no text ever becomes a formula, a link or a number. The same document and day give the same bytes.
"""

from __future__ import annotations

import io
import re
from datetime import date, datetime, time
from typing import Final

import xlsxwriter

from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.formats.xlsx_looks import Looks
from portal_plugin.documents.formats.xlsx_sheet import Sheet
from portal_plugin.documents.model import Document, Section

_OPTIONS: Final = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
_LONGEST_NAME: Final = 31
_LONGEST_PROPERTY: Final = 255
_FORBIDDEN: Final = re.compile(r"[\[\]:*?/\\\n\t]")
_RESERVED: Final = "history"
_OTHERWISE: Final = "แผ่นงาน"


def write(document: Document, day: date) -> bytes:
    """The document as XLSX; `day` (Gregorian) is the day it says it was made on."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, _OPTIONS) as workbook:
        looks = Looks(workbook)
        workbook.set_properties(
            {
                "title": legal(document.title)[:_LONGEST_PROPERTY],
                "author": legal(document.owner)[:_LONGEST_PROPERTY],
                "created": datetime.combine(day, time()),
            }
        )
        taken: set[str] = set()
        for section in document.sections or (Section(()),):
            name = sheet_name(section.name or document.title, taken)
            Sheet(workbook.add_worksheet(name), looks, document.draft).write(section)
    return written.getvalue()


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name as spreadsheets allow it: at most 31 characters, none of []:*?/\\, no apostrophe at
    the ends, different from all `taken` ones whatever their case; it is added to them."""
    name = _FORBIDDEN.sub(" ", legal(wanted)).strip("' ")
    name = name if name and name.casefold() != _RESERVED else _OTHERWISE
    number, ending = 1, ""
    while True:
        tried = _cut(name, _LONGEST_NAME - len(ending)).rstrip("' ") + ending
        if tried.casefold() not in taken:
            taken.add(tried.casefold())
            return tried
        number += 1
        ending = f" ({number})"


def _cut(name: str, length: int) -> str:
    """The longest beginning of so many UTF-16 units, by which spreadsheets count."""
    while len(name.encode("utf-16-le")) > 2 * length:
        name = name[:-1]
    return name
