"""The form of a request, read in memory alone.

Werkzeug writes a file of more than 500 kB to the disk while it reads a form, in the clear, where it
can be found again long after it was deleted. Nothing of this channel may lie there.
"""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from flask import request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from portal_plugin.corruption.views.door import channel_door
from portal_plugin.files.intake import MOST_FILES, Taken, take_files
from portal_plugin.state import portal_state

FORM_BYTES = 256 * 1024
FORM_PARTS = 128
_FILES = "files"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent: words, and files that lie in memory."""

    form: MultiDict[str, str]
    files: MultiDict[str, FileStorage]

    @property
    def has_files(self) -> bool:
        """Whether somebody chose files: a browser does not give them back."""
        return any(file.filename for file in self.files.getlist(_FILES))


def read_form() -> Typed:
    """The form of this request, its body bounded before it is read.

    Call it before anything touches `request.form`. Raises `RequestEntityTooLarge` with a sentence.
    """
    request.max_content_length = MOST_FILES * file_bytes() + FORM_BYTES
    request.max_form_memory_size = FORM_BYTES
    request.max_form_parts = FORM_PARTS
    request.form_data_parser_class = _InMemory
    try:
        return Typed(request.form, request.files)
    except RequestEntityTooLarge:
        # Read as empty from here on: the page that tells of it must not try again.
        request.__dict__.update(form=ImmutableMultiDict(), files=ImmutableMultiDict())
        raise RequestEntityTooLarge(
            "ยังไม่มีอะไรถูกส่งหรือบันทึก ไฟล์รวมกันใหญ่เกินไป เปิดแบบแจ้งอีกครั้ง แล้วแนบไฟล์ที่เล็กลงหรือน้อยลง"
        ) from None


def files_sent(typed: Typed) -> Taken:
    """The files of the form: those that can be kept, as they came, and why the others cannot.

    Photos are not drawn anew: the original is evidence and is sealed as it is.
    """
    uploads = [(file.filename or "", file.stream) for file in typed.files.getlist(_FILES)]
    return take_files(
        uploads, limit_bytes=file_bytes(), scanner=channel_door().scanner, drawn=False
    )


def file_bytes() -> int:
    """Largest file of an informant, in bytes, by the settings."""
    return portal_state().settings.complaint_file_bytes


def file_megabytes() -> int:
    """The same as pages say it."""
    return max(1, file_bytes() // 2**20)


class _InMemory(FormDataParser):
    """Werkzeug's parser, but for where it puts files."""

    def __init__(self, stream_factory: Any = None, **bounds: Any) -> None:
        super().__init__(stream_factory=_memory, **bounds)


def _memory(
    total_content_length: int | None = None,
    content_type: str | None = None,
    filename: str | None = None,
    content_length: int | None = None,
) -> IO[bytes]:
    return BytesIO()
