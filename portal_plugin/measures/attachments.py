"""Files and links offered as evidence: what they really are, and names that are safe to keep."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import urlsplit

import filetype

from portal_plugin.errors import RuleBroken
from portal_plugin.texts import tidy

LONGEST_FILENAME = 120
LONGEST_URL = 2_000

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
_ALLOWED = "รับเฉพาะไฟล์ PDF, DOCX, XLSX, PNG, JPG, WEBP, CSV และ TXT กรุณาบันทึกเป็นชนิดเหล่านี้แล้วแนบใหม่"
_PARTS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_UNSAFE = re.compile(r"[^\w.\-() ]+")


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


def checked_file(filename: str, content: bytes, size_limit: int) -> Attachment:
    """The file if it may be kept. Raises `RuleBroken` (field `content`)."""
    if not content:
        raise _refused("ไฟล์ว่างเปล่า กรุณาเลือกไฟล์ที่มีเนื้อหา")
    if len(content) > size_limit:
        limit = max(1, size_limit // 1_000_000)
        raise _refused(f"ไฟล์ใหญ่เกิน {limit} MB กรุณาย่อไฟล์แล้วแนบใหม่")
    extension = _extension_of(filename, content)
    if extension is None:
        raise _refused(_ALLOWED)
    return Attachment(safe_filename(filename, extension), extension, content)


def safe_filename(filename: str, extension: str) -> str:
    """A name without folders, control characters or a misleading extension; Thai stays."""
    name = tidy(unicodedata.normalize("NFC", tidy(filename)))
    name = PurePosixPath(name.replace("\\", "/")).name
    stem = name.rsplit(".", 1)[0] if "." in name else name
    kept = "".join(
        character
        for character in stem
        if not _UNSAFE.match(character) or unicodedata.category(character) in {"Mn", "Mc"}
    )
    kept = " ".join(kept.split()).strip(". ")[:LONGEST_FILENAME].rstrip(". ")
    return f"{kept or 'evidence'}.{extension}"


def checked_url(url: str) -> str:
    """The address if it is a plain web address. Raises `RuleBroken` (field `url`)."""
    address = url.strip()
    sentence = "กรุณาใส่ที่อยู่เว็บที่ขึ้นต้นด้วย https:// หรือ http:// และไม่มีชื่อผู้ใช้หรือรหัสผ่าน"
    try:
        parts = urlsplit(address)
        usable = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        usable = False
    if (
        not usable
        or len(address) > LONGEST_URL
        or not re.fullmatch(r"[^\s\x00-\x20<>\"'`\\]+", address)
    ):
        raise RuleBroken.single("EVIDENCE", "url", sentence)
    if address != tidy(address):
        raise RuleBroken.single("EVIDENCE", "url", sentence)
    return address


def _extension_of(filename: str, content: bytes) -> str | None:
    kind = filetype.guess(content[:8192])
    extension = kind.extension if kind else None
    if content.startswith(b"PK\x03\x04"):
        return _office_extension(content)
    if extension in MEDIA_TYPES:
        return str(extension)
    claimed = filename.rsplit(".", 1)[-1].lower() if "." in filename else ""
    if extension is None and claimed in {"csv", "txt"} and _is_plain_text(content):
        return claimed
    return None


def _office_extension(content: bytes) -> str | None:
    """By the parts it must have; the archive is listed, never unpacked. Macros are refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return None
    if "[Content_Types].xml" not in names or any("vbaProject" in name for name in names):
        return None
    return next((extension for extension, part in _PARTS.items() if part in names), None)


def _is_plain_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return not any(ord(character) < 32 and character not in "\t\r\n\f" for character in text)


def _refused(sentence: str) -> RuleBroken:
    return RuleBroken.single("EVIDENCE", "content", sentence)
