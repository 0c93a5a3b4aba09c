"""PDF: a paper as it is printed and signed, archival and readable aloud (PDF/A-3a and PDF/UA-1).

Here a document becomes plain data for one template (typesetting/templates/paper.typ): pages of
blocks, every text a list of lines. Nothing in it is markup. What stands on the page is what was
written, with these exceptions: control characters and those that turn the direction of writing
leave; a letter that Sarabun has not is drawn as an empty box, and still copies as itself.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any, Final

from PIL import Image

from portal_plugin.documents.formats.pdf_blocks import Drawer
from portal_plugin.documents.formats.pdf_keeping import kept
from portal_plugin.documents.formats.pdf_tables import needs_a_look
from portal_plugin.documents.model import Block, Document, Table, Title
from portal_plugin.typesetting import pdf
from portal_plugin.typesetting.fitting import learn
from portal_plugin.typesetting.fonts import FAMILIES
from portal_plugin.typesetting.letters import written

_CENTIMETRE: Final = 28.3465
"""In points."""
_PORTRAIT: Final = 16.0 * _CENTIMETRE
_LANDSCAPE: Final = 24.7 * _CENTIMETRE
"""Widths of the text: A4 with 3 cm at the left and 2 cm at the right."""
_LONGEST_NAME: Final = 500
_LARGEST: Final = 360
"""Pixels of the emblem: 3 cm at 300 to the inch."""


def write(document: Document, day: date) -> bytes:
    """The document as PDF; `day` (Gregorian) is the day it says it was made on. The same document
    and day give the same bytes."""
    learn(
        asked
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Table)
        for asked in needs_a_look(block, _width(section.landscape))
    )
    data = {
        "title": _one_line(document.title) or _one_line(document.owner) or "เอกสาร",
        "owner": _one_line(document.owner),
        "draft": document.draft,
        "memo": document.memo,
        "emblem": list(_picture(document.emblem)) if document.emblem else None,
        "fonts": FAMILIES,
        "pages": list(_pages(document)),
    }
    return pdf("paper.typ", data, day, accessible=True)


def _pages(document: Document) -> Iterator[dict[str, Any]]:
    """Runs of pages of one shape: a section, parted where a cover takes a page of its own."""
    drawer = Drawer(emblem=document.emblem is not None and not document.memo)
    for section in document.sections:
        for cover, blocks in _runs(section.blocks):
            yield {
                "landscape": section.landscape,
                "cover": cover,
                "blocks": [drawer.drawn(each, _width(section.landscape)) for each in kept(blocks)],
            }


def _runs(blocks: tuple[Block, ...]) -> Iterator[tuple[bool, list[Block]]]:
    run: list[Block] = []
    for block in blocks:
        if isinstance(block, Title) and block.cover:
            if run:
                yield False, run
            yield True, [block]
            run = []
        else:
            run.append(block)
    if run:
        yield False, run


def _width(landscape: bool) -> float:
    return _LANDSCAPE if landscape else _PORTRAIT


def _one_line(text: str) -> str:
    """For the file's own card, which takes no string without an end; the page says all of it."""
    return " ".join(written(text).split())[:_LONGEST_NAME]


@lru_cache(maxsize=4)
def _picture(emblem: bytes) -> bytes:
    """The emblem no larger than it is printed, without anything that its file said besides."""
    with Image.open(io.BytesIO(emblem), formats=["PNG"]) as opened:
        picture = opened.convert("RGBA")
    picture.thumbnail((_LARGEST, _LARGEST))
    smaller = io.BytesIO()
    picture.save(smaller, "PNG", optimize=True)
    return smaller.getvalue()
