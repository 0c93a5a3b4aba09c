"""Drawing a file anew, in a process of its own: `python -m …redrawing MEDIA_TYPE`.

What a stranger sends is opened by large decoders. Here one that is led astray finds no key, no
session and no database, may write no file, and is ended when it takes too long or too much. The
file comes in at standard input; the copy, after a line with its extension, goes out the other end.
"""

from __future__ import annotations

import io
import resource
import sys
import zipfile
from collections.abc import Callable, Iterator
from typing import IO, Any, Final

SECONDS: Final = 40
"""Processor time for one file."""
MOST_MEMORY: Final = 2 * 2**30
MOST_PAGES: Final = 150
MOST_CHARACTERS: Final = 1_000_000
MOST_UNPACKED: Final = 200 * 2**20
_SCALE: Final = 2.0
"""Of 72 dots an inch: pages are read at 144."""
_MOST_PIXELS: Final = 6_000_000
"""A page; a larger one is drawn smaller."""

Drawn = tuple[str, bytes]


def photo(content: bytes) -> Drawn:
    """The pixels alone."""
    from portal_plugin.files.images import drawn_anew

    drawn = drawn_anew(content)
    extension = drawn.media_type.removeprefix("image/").replace("jpeg", "jpg")
    return extension, drawn.content


def pages(content: bytes) -> Drawn:
    """A PDF of pictures of the pages: no script, link, attachment, layer or word of metadata."""
    import pypdfium2

    with pypdfium2.PdfDocument(content) as document, pypdfium2.PdfDocument.new() as copy:
        if not 0 < len(document) <= MOST_PAGES:
            raise ValueError("too many pages")
        document.init_forms()
        for page in document:
            width, height = page.get_size()
            picture = page.render(scale=min(_SCALE, (_MOST_PIXELS / (width * height)) ** 0.5))
            jpeg = io.BytesIO()
            picture.to_pil().convert("RGB").save(jpeg, "JPEG", quality=80)
            _add_picture(copy, jpeg, width, height)
            page.close()
        written = io.BytesIO()
        copy.save(written)
    return "pdf", written.getvalue()


def words(content: bytes) -> Drawn:
    """The words of a document (DOCX), tables cell by cell."""
    import docx
    from docx.oxml.ns import qn

    _refuse_bombs(content)
    document: Any = docx.Document(io.BytesIO(content))
    marks = {qn("w:tab"): "\t", qn("w:br"): "\n"}
    told = []
    for paragraph in document.element.body.iter(qn("w:p")):
        # By elements: what stands in a tracked insertion is in no run of python-docx.
        text = "".join(
            (part.text or "") if part.tag == qn("w:t") else marks.get(part.tag, "")
            for part in paragraph.iter()
        )
        told.append(text)
    return _text(iter(told))


def cells(content: bytes) -> Drawn:
    """The values of a workbook (XLSX), sheet by sheet, cells apart by tabs."""
    import openpyxl

    _refuse_bombs(content)
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    return _text(_rows(book))


def _rows(book: Any) -> Iterator[str]:
    for sheet in book.worksheets:
        yield f"[{sheet.title}]"
        for row in sheet.iter_rows(values_only=True):
            told = "\t".join("" if value is None else str(value) for value in row).rstrip()
            if told:
                yield told


def _text(lines: Iterator[str]) -> Drawn:
    kept, size = [], 0
    for line in lines:
        size += len(line) + 1
        if size > MOST_CHARACTERS:
            raise ValueError("too long")
        kept.append(line)
    return "txt", "\n".join(kept).strip().encode("utf-8-sig")


def _refuse_bombs(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
            raise ValueError("too large when unpacked")


def _add_picture(copy: Any, jpeg: IO[bytes], width: float, height: float) -> None:
    import pypdfium2

    picture = pypdfium2.PdfImage.new(copy)
    picture.load_jpeg(jpeg, inline=True)
    picture.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
    page = copy.new_page(width, height)
    page.insert_obj(picture)
    page.gen_content()
    page.close()


DRAWN: Final[dict[str, Callable[[bytes], Drawn]]] = {
    "image/jpeg": photo,
    "image/png": photo,
    "image/webp": photo,
    "application/pdf": pages,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": words,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": cells,
}
"""By the type that a label names. The file itself is believed by nobody: another kind of file fails
in the decoder."""


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def _main() -> None:
    _bounded()
    extension, copy = DRAWN[sys.argv[1]](sys.stdin.buffer.read())
    sys.stdout.buffer.write(extension.encode() + b"\n" + copy)


if __name__ == "__main__":
    _main()
