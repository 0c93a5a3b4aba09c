"""A document laid out as PDF, and what a reader's program finds in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pypdfium2
import pytest

from portal_plugin.documents.formats.pdf import write
from portal_plugin.documents.model import Block, Document, Section

DAY = date(2023, 4, 1)


@dataclass
class Laid:
    """A document with its file."""

    document: Document
    data: bytes

    @cached_property
    def pages(self) -> list[str]:
        """The text of each page."""
        with pypdfium2.PdfDocument(self.data) as opened:
            return [page.get_textpage().get_text_range() for page in opened]

    @property
    def text(self) -> str:
        """The text of all pages."""
        return "\n".join(self.pages)

    @property
    def sizes(self) -> list[tuple[int, int]]:
        """Width and height of each page in points."""
        with pypdfium2.PdfDocument(self.data) as opened:
            return [(round(page.get_width()), round(page.get_height())) for page in opened]

    def letters(self) -> Iterator[tuple[int, str, tuple[float, float, float, float]]]:
        """Page, letter, and its box from the lower left corner: left, low, right, high."""
        with pypdfium2.PdfDocument(self.data) as opened:
            for number, page in enumerate(opened):
                found = page.get_textpage()
                for place in range(found.count_chars()):
                    yield number, found.get_text_range(place, 1), found.get_charbox(place)

    def beyond_the_margins(self) -> str:
        """The letters that stand outside the right or lower margin, or over the left one."""
        sizes = self.sizes
        return "".join(
            letter
            for page, letter, (left, low, right, high) in self.letters()
            if right > sizes[page][0] - 56 or low < 50 or left < 83 or high > sizes[page][1]
        )


Lay = Callable[..., Laid]


@pytest.fixture(scope="session")
def lay() -> Lay:
    """Lays blocks out: `lay(*blocks, landscape=…, draft=…, memo=…, emblem=…)`."""

    def _lay(*blocks: Block, landscape: bool = False, **kinds: object) -> Laid:
        section = Section(tuple(blocks), landscape=landscape)
        document = Document("แผน (ตัวอย่าง)", "เทศบาลเมืองตัวอย่างริมน้ำ", (section,), **kinds)  # type: ignore[arg-type]
        return Laid(document, write(document, DAY))

    return _lay


@pytest.fixture(scope="session")
def folded() -> Callable[[str], str]:
    """Text without white space; a hyphen at the end of a line is the reader's."""

    def _folded(text: str) -> str:
        return "".join(text.replace("\ufffe", "-").replace("\x02", "-").split())

    return _folded
