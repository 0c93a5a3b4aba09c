"""Viewing copies: what a file shows, without what it tells of who made it.

The original is evidence and stays sealed as it came. What an inspector looks at, and what leaves in
an export, is drawn anew by another process (`redrawing`).
"""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from portal_plugin.corruption.inspection.redrawing import DRAWN, SECONDS
from portal_plugin.files.kinds import MEDIA_TYPES, FileRefused

_ONE_AT_A_TIME: Final = Lock()
"""A large file takes hundreds of megabytes for some seconds."""
_LONGEST_WAIT: Final = SECONDS + 20


@dataclass(frozen=True, slots=True)
class ViewingCopy:
    """A copy; `extension` is a key of `MEDIA_TYPES`."""

    extension: str
    content: bytes

    @property
    def media_type(self) -> str:
        """The type it is served with."""
        return MEDIA_TYPES[self.extension]


def viewing_copy(media_type: str, content: bytes) -> ViewingCopy:
    """A copy without metadata: photos as pixels, a PDF as pictures of its pages, documents and
    workbooks as plain text. Raises `FileRefused` when none can be made."""
    if media_type not in DRAWN:
        raise _no_copy()
    command = [_python(), "-I", "-m", "portal_plugin.corruption.inspection.redrawing", media_type]
    try:
        with _ONE_AT_A_TIME:
            done = subprocess.run(
                command,
                input=content,
                capture_output=True,
                timeout=_LONGEST_WAIT,
                check=True,
                cwd="/",
                env={"LANG": "C.UTF-8"},
            )
    except (subprocess.SubprocessError, OSError):
        # From nothing: what the other process said of the file belongs into no log.
        raise _no_copy() from None
    extension, _line, copy = done.stdout.partition(b"\n")
    if extension.decode("ascii", "replace") not in MEDIA_TYPES:
        raise _no_copy()
    return ViewingCopy(extension.decode(), copy)


def _python() -> str:
    """The interpreter; a server that embeds one names itself as the executable."""
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    own = Path(sys.prefix) / "bin" / version
    return str(own) if own.exists() else sys.executable


def _no_copy() -> FileRefused:
    return FileRefused("ทำสำเนาที่ปลอดภัยของไฟล์นี้ไม่ได้ ไฟล์อาจเสีย มีรหัสผ่าน หรือใหญ่เกินไป")
