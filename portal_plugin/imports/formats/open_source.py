"""Decide what a file is from its first bytes, refuse what is unsafe, and read it into blocks."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath

from portal_plugin.imports.blocks import Source
from portal_plugin.imports.formats import delimited, document, hypertext, office, plain, workbook
from portal_plugin.imports.formats.decoding import decode
from portal_plugin.imports.unreadable import UnreadableDocument

LARGEST_FILE = 10 * 1024 * 1024
"""Bytes; measured before anything is parsed. The largest known plan has 400 kB as text."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x7fELF",
    b"MZ",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x1f\x8b",
)
_HTML = {".html", ".htm", ".xhtml"}
_DELIMITED = {".csv", ".tsv"}


def open_source(data: bytes, filename: str) -> Source:
    """Read a file into blocks.

    The name only decides between kinds of text; the content decides everything else.

    Raises:
        UnreadableDocument: in one sentence, when the file is empty, too large, damaged,
            unsafe or of no kind that is read here.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise UnreadableDocument("EMPTY")
    if len(data) > LARGEST_FILE:
        size, limit = round(len(data) / 1048576, 1), LARGEST_FILE // 1048576
        raise UnreadableDocument("TOO_LARGE", size=size, limit=limit)
    _refuse_known_binaries(data)
    suffix = PurePath(filename).suffix.lower()
    if data.startswith(b"PK"):
        return _open_office(data, suffix)
    decoded = decode(data)
    text, cut = decoded.text, decoded.cut
    if suffix in _DELIMITED:
        # Spreadsheet programs write these in the code page of their system, unasked.
        return delimited.read(text, cut=cut)
    if suffix in _HTML or hypertext.looks_like_page(text):
        source = hypertext.read(text, cut=cut)
    else:
        source = plain.read(text, cut=cut)
    return replace(source, other_encoding=decoded.other)


def _refuse_known_binaries(data: bytes) -> None:
    if data.startswith(_OLE):
        raise UnreadableDocument("OLD_OFFICE")
    if data.lstrip()[:5] == b"%PDF-":
        raise UnreadableDocument("PDF")
    if data.startswith(_BINARY):
        raise UnreadableDocument("BINARY")


def _open_office(data: bytes, suffix: str) -> Source:
    kind = office.inspect(data, suffix)
    return workbook.read(data) if kind == "XLSX" else document.read(data)
