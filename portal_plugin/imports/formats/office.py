"""Look into a DOCX or XLSX package before anything unpacks it.

Both are ZIP files of XML. Refused here: packages that unpack to far more than they weigh,
entity declarations (no office program writes any), macros, and damaged archives.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from portal_plugin.imports.unreadable import UnreadableDocument

LARGEST_UNPACKED = 60 * 1024 * 1024
"""Bytes, all parts together, as declared; the ZIP reader never yields more than declared."""

DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    NotImplementedError,
    RuntimeError,
    EOFError,
    OSError,
    ValueError,
)
"""What reading a broken package may raise."""

_MOST_PARTS = 2000
_STEEPEST_RATIO = 150
_SMALL_PART = 256 * 1024
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding=[\"']([A-Za-z0-9._-]{1,40})")
_SAFE_ENCODINGS = {b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii"}
_MACRO_SUFFIXES = {".xlsm", ".docm", ".xltm", ".dotm", ".xlsb"}
_MAIN_PARTS = {"word/document.xml": "DOCX", "xl/workbook.xml": "XLSX"}


def inspect(data: bytes, suffix: str) -> str:
    """ "DOCX" or "XLSX" for a package that is safe to open.

    Raises:
        UnreadableDocument: one sentence for each thing refused.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            parts = package.infolist()
            _refuse_bomb(parts)
            names = {part.filename for part in parts}
            if suffix in _MACRO_SUFFIXES or any(name.endswith("vbaProject.bin") for name in names):
                raise UnreadableDocument("MACROS")
            kind = next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)
            if kind is None:
                raise UnreadableDocument("BINARY")
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels", ".vml")):
                    _refuse_declarations(package.read(part))
    except UnreadableDocument:
        raise
    except DAMAGE:
        raise UnreadableDocument("DAMAGED") from None
    return kind


def _refuse_bomb(parts: list[zipfile.ZipInfo]) -> None:
    total = sum(part.file_size for part in parts)
    if len(parts) > _MOST_PARTS or total > LARGEST_UNPACKED:
        raise UnreadableDocument("UNPACKS_TOO_LARGE")
    for part in parts:
        if part.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableDocument("DAMAGED")
        steep = part.file_size > _STEEPEST_RATIO * max(part.compress_size, 1)
        if steep and part.file_size > _SMALL_PART:
            raise UnreadableDocument("UNPACKS_TOO_LARGE")


def _refuse_declarations(part: bytes) -> None:
    declared = _ENCODING.search(part[:400])
    if declared and declared[1].lower() not in _SAFE_ENCODINGS:
        raise UnreadableDocument("UNSAFE_XML")
    # UTF-16 puts a zero beside each letter.
    letters = part.replace(b"\x00", b"").upper()
    if b"<!DOCTYPE" in letters or b"<!ENTITY" in letters:
        raise UnreadableDocument("UNSAFE_XML")
