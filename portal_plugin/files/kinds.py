"""What a file really is, by its content, and names that are safe to keep and to show."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import PurePosixPath

import filetype

from portal_plugin.errors import PortalPluginError
from portal_plugin.texts import tidy

LONGEST_FILENAME = 120
MOST_PARTS = 10_000
"""An office file with more parts is refused before they are listed."""

_OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": _OFFICE + "wordprocessingml.document",
    "xlsx": _OFFICE + "spreadsheetml.sheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "csv": "text/csv",
    "txt": "text/plain",
}
"""What may be kept, by the extension it is kept under."""

IMAGES = frozenset({"png", "jpg", "webp"})
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_UNSAFE = re.compile(r"[^\w.\-() ]+")


class FileRefused(PortalPluginError):
    """This file may not be kept; the sentence says why and what to do."""

    status = 422


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file whose type was read from its content; `extension` is a key of `MEDIA_TYPES`."""

    filename: str
    extension: str
    content: bytes

    @property
    def media_type(self) -> str:
        """The type it is served with."""
        return MEDIA_TYPES[self.extension]


def checked_file(
    filename: str,
    content: bytes,
    size_limit: int,
    allowed: Collection[str] = tuple(MEDIA_TYPES),
) -> Attachment:
    """The file if it may be kept. `size_limit` is in bytes, `allowed` are keys of `MEDIA_TYPES`.

    Raises `FileRefused`.
    """
    if not content:
        raise FileRefused("ไฟล์ว่างเปล่า กรุณาเลือกไฟล์ที่มีเนื้อหา")
    if len(content) > size_limit:
        raise too_large(size_limit)
    extension = _extension_of(filename, content)
    if extension is None or extension not in allowed:
        kinds = ", ".join(kind.upper() for kind in allowed)
        raise FileRefused(f"รับเฉพาะไฟล์ {kinds} กรุณาบันทึกเป็นชนิดเหล่านี้แล้วแนบใหม่")
    return Attachment(safe_filename(filename, extension), extension, content)


def too_large(size_limit: int) -> FileRefused:
    """The refusal of a file above `size_limit` bytes."""
    limit = max(1, size_limit // 1_000_000)
    return FileRefused(f"ไฟล์ใหญ่เกิน {limit} MB กรุณาย่อไฟล์แล้วแนบใหม่")


def safe_filename(filename: str, extension: str) -> str:
    """A name without folders, control characters or a misleading extension; Thai stays."""
    name = _last_part(filename)
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return f"{_plain(stem) or 'file'}.{extension}"


def shown_filename(filename: str) -> str:
    """The name as it was sent, extension and all, made safe to show beside a refusal."""
    return _plain(_last_part(filename)) or "file"


def _last_part(filename: str) -> str:
    name = tidy(unicodedata.normalize("NFC", tidy(filename)))
    return PurePosixPath(name.replace("\\", "/")).name


def _plain(name: str) -> str:
    kept = "".join(
        character
        for character in name
        if not _UNSAFE.match(character) or unicodedata.category(character) in {"Mn", "Mc"}
    )
    return " ".join(kept.split()).strip(". ")[:LONGEST_FILENAME].rstrip(". ")


def _extension_of(filename: str, content: bytes) -> str | None:
    kind = filetype.guess(content[:8192])
    extension = kind.extension if kind else None
    if content.startswith(b"PK\x03\x04"):
        return _office_extension(content)
    if extension == "apng":
        return "png"
    if extension in MEDIA_TYPES:
        return str(extension)
    claimed = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if extension is None and claimed in {"csv", "txt"} and _is_plain_text(content):
        return claimed
    return None


def _office_extension(content: bytes) -> str | None:
    """By the parts it must have; the archive is listed, never unpacked. Macros are refused."""
    if content.count(b"PK\x01\x02") > MOST_PARTS:
        return None
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" not in names or any("vbaproject" in name.lower() for name in names):
        return None
    return next((extension for extension, part in _PARTS.items() if part in names), None)


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(character) < 32 and character not in "\t\r\n\f" for character in text)
