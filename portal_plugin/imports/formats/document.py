"""DOCX documents: paragraphs and tables in their order; the paragraph number is the line."""

from __future__ import annotations

import io
from collections.abc import Iterator

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from portal_plugin.imports.blocks import Line, Row, Source, gather
from portal_plugin.imports.formats.cell_text import plain_text
from portal_plugin.imports.formats.office import DAMAGE
from portal_plugin.imports.unreadable import UnreadableDocument

_DAMAGED = (
    PackageNotFoundError,
    KeyError,
    AttributeError,
    IndexError,
    TypeError,
    etree.XMLSyntaxError,
    *DAMAGE,
)
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): " "}
_HIDDEN = {
    qn("w:del"),
    qn("w:moveFrom"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_DEEPEST = 60


def read(data: bytes) -> Source:
    """Read an inspected package.

    Raises:
        UnreadableDocument: when the package holds no readable document.
    """
    try:
        opened = Document(io.BytesIO(data))
        return _Reader(_list_styles(opened.styles.element)).read(opened.element.body)
    except UnreadableDocument:
        raise
    except _DAMAGED:
        raise UnreadableDocument("DAMAGED") from None


class _Reader:
    def __init__(self, list_styles: frozenset[str]) -> None:
        self._list_styles = list_styles
        self._number = 0
        self._active: list[int] = []

    def read(self, body: etree._Element) -> Source:
        pieces: list[Row | Line] = []
        for element in _content(body):
            if element.tag == qn("w:tbl"):
                pieces.extend(self._rows(element))
                pieces.append(Line("", self._number))
            else:
                self._number += 1
                text = self._text(_paragraph(element, self._list_styles))
                pieces.extend(Line(part, self._number) for part in text.split("\n"))
        return Source("DOCX", gather(pieces), tuple(self._active))

    def _rows(self, table: etree._Element) -> Iterator[Row]:
        for row in table.iterchildren(qn("w:tr")):
            self._number += 1
            cells: list[str] = []
            for cell in row.iter(qn("w:tc")):
                if next(cell.iterancestors(qn("w:tr"))) is not row:
                    continue
                text = (
                    "" if _continues_above(cell) else self._text(_cell(cell, self._list_styles, 0))
                )
                cells.extend([text, *[""] * (_columns(cell) - 1)])
            yield Row(tuple(cells), self._number)

    def _text(self, text: str) -> str:
        found = plain_text(text)
        if found.active:
            self._active.append(self._number)
        return found.text


def _content(body: etree._Element) -> Iterator[etree._Element]:
    for element in body.iterchildren():
        if element.tag in {qn("w:p"), qn("w:tbl")}:
            yield element
        elif element.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins")}:
            yield from _content(element)


def _paragraph(paragraph: etree._Element, list_styles: frozenset[str]) -> str:
    parts: list[str] = []
    for node in paragraph.iter():
        if any(above.tag in _HIDDEN for above in node.iterancestors()):
            continue
        if node.tag == qn("w:t"):
            parts.append(node.text or "")
        elif node.tag in _BREAKS and next(node.iterancestors()).tag == qn("w:r"):
            parts.append(_BREAKS[node.tag])
    text = "".join(parts)
    # Word prints the number of such a paragraph but does not store it as text.
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    listed = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None or (
        style is not None and style.get(qn("w:val")) in list_styles
    )
    return f"- {text}" if listed and text.strip() and not text.lstrip().startswith("-") else text


def _cell(cell: etree._Element, list_styles: frozenset[str], depth: int) -> str:
    parts: list[str] = []
    for element in cell.iterchildren():
        if element.tag == qn("w:p"):
            parts.append(_paragraph(element, list_styles))
        elif element.tag == qn("w:tbl") and depth < _DEEPEST:
            inner = element.iter(qn("w:tc"))
            parts.extend(_cell(one, list_styles, depth + _DEEPEST) for one in inner)
    return "\n".join(parts)


def _list_styles(styles: etree._Element) -> frozenset[str]:
    """The styles that number their paragraphs; headings are no list."""
    return frozenset(
        style.get(qn("w:styleId"), "")
        for style in styles.iterchildren(qn("w:style"))
        if style.find(f"{qn('w:pPr')}/{qn('w:numPr')}") is not None
        and style.find(f"{qn('w:pPr')}/{qn('w:outlineLvl')}") is None
    )


def _columns(cell: etree._Element) -> int:
    span = cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
    number = span.get(qn("w:val"), "1") if span is not None else "1"
    return min(int(number), 100) if number.isdecimal() and int(number) > 0 else 1


def _continues_above(cell: etree._Element) -> bool:
    merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merged is not None and merged.get(qn("w:val"), "continue") == "continue"
