"""The files of a form: each is kept or refused on its own, so that nobody loses a text to one."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from portal_plugin.files.images import drawn_anew
from portal_plugin.files.kinds import (
    IMAGES,
    FileRefused,
    checked_file,
    shown_filename,
    too_large,
)
from portal_plugin.files.virus import Scanner, ScannerUnreachable

MOST_FILES = 5
FROM_CITIZENS = ("jpg", "png", "webp", "pdf", "docx", "xlsx")
"""Kinds that strangers may send."""

_PIECE = 65_536


class Readable(Protocol):
    """A stream of bytes."""

    def read(self, size: int, /) -> bytes:
        """At most `size` bytes; none at the end."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file fit to store; `sha256` (hex) and `size` (bytes) are of `content` as it is here."""

    filename: str
    media_type: str
    content: bytes
    sha256: str
    size: int


class RefusedFile(NamedTuple):
    """A file that was not kept: its name, safe to show, and one sentence."""

    filename: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of the files of one form, in their order."""

    kept: tuple[KeptFile, ...]
    refused: tuple[RefusedFile, ...]


def take_files(
    uploads: Iterable[tuple[str, Readable]],
    *,
    limit_count: int = MOST_FILES,
    limit_bytes: int,
    scanner: Scanner,
    drawn: bool = True,
) -> Taken:
    """Take the files of a form; `limit_bytes` bounds each. Never raises over a file.

    Unused file fields (no name, no content) do not count. The first `limit_count` files are
    looked at, the rest refused unread. Content is scanned before anything opens it, then photos
    are drawn anew, unless `drawn` is false and the original is to be kept as it came. Once the
    scanner gave no answer, it is not asked again.
    """
    kept: list[KeptFile] = []
    refused: list[RefusedFile] = []
    looked_at = 0
    silent = False
    for filename, stream in uploads:
        try:
            content = _read(stream, limit_bytes if looked_at < limit_count else 0)
            if not content and not filename:
                continue
            looked_at += 1
            if looked_at > limit_count:
                raise _too_many(limit_count)
            if silent:
                raise ScannerUnreachable
            kept.append(_kept(filename, content, limit_bytes, scanner, drawn=drawn))
        except FileRefused as refusal:
            silent = silent or isinstance(refusal, ScannerUnreachable)
            refused.append(RefusedFile(shown_filename(filename), refusal.sentence))
    return Taken(tuple(kept), tuple(refused))


def _kept(
    filename: str, content: bytes, limit_bytes: int, scanner: Scanner, *, drawn: bool
) -> KeptFile:
    file = checked_file(filename, content, limit_bytes, FROM_CITIZENS)
    scanner.scan(content)
    media_type = file.media_type
    if drawn and file.extension in IMAGES:
        content, media_type = drawn_anew(content)
        if len(content) > limit_bytes:
            raise too_large(limit_bytes)
    digest = hashlib.sha256(content).hexdigest()
    return KeptFile(file.filename, media_type, content, digest, len(content))


def _read(stream: Readable, limit: int) -> bytes:
    """The content, or one byte more than `limit` of it. Raises `FileRefused`."""
    pieces: list[bytes] = []
    left = limit + 1
    try:
        while left > 0 and (piece := stream.read(min(left, _PIECE))):
            pieces.append(piece)
            left -= len(piece)
    except (OSError, ValueError):
        raise FileRefused("อ่านไฟล์นี้ไม่ได้ กรุณาแนบใหม่อีกครั้ง") from None
    return b"".join(pieces)


def _too_many(limit_count: int) -> FileRefused:
    return FileRefused(f"แนบได้ครั้งละไม่เกิน {limit_count} ไฟล์ กรุณาส่งไฟล์นี้ในครั้งถัดไป")
