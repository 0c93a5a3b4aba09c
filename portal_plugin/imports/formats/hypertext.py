"""HTML pages: paragraphs and tables with spanning cells; nested tables become text."""

from __future__ import annotations

import re

from lxml import etree, html

from portal_plugin.imports.blocks import Line, Row, Source, gather
from portal_plugin.imports.formats.cell_text import plain_text
from portal_plugin.imports.unreadable import UnreadableDocument

_PAGE = re.compile(r"\s*(?:<!--.{0,500}?-->\s*)?<(?:!doctype html|html|body|table)\b", re.I | re.S)
_LEAVES = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "div", "dt", "dd", "pre", "caption"}
_SKIPPED = {"script", "style", "head", "template", "noscript", "iframe", "object", "svg", "nav"}
_NESTING_TAG = re.compile(r"<(/?)(?:ul|ol|table|div|span|font|b|i|blockquote|section)\b", re.I)
_WIDEST_SPAN = 100
_DEEPEST = 200
_MOST_TAGS = 200_000


def looks_like_page(text: str) -> bool:
    """Whether a text begins as an HTML page does."""
    return bool(_PAGE.match(text[:2000]))


def read(text: str, *, cut: bool, first_line: int = 1) -> Source:
    """Read a page or a piece of one that starts at ``first_line`` of its file."""
    if text.count("<") > _MOST_TAGS:
        raise UnreadableDocument("TOO_MANY_ROWS")
    if _nesting(text) > _DEEPEST:
        raise UnreadableDocument("DAMAGED")
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = html.document_fromstring(text.replace("\x00", ""), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        raise UnreadableDocument("DAMAGED") from None
    walk = _Walk(first_line - 1)
    walk.visit(root, 0)
    lowered = text.lower()
    open_table = lowered.count("<table") > lowered.count("</table")
    open_page = "<html" in lowered and "</html" not in lowered
    last_line = text.count("\n") + first_line
    return Source(
        kind="HTML",
        blocks=gather(walk.pieces),
        active_content=tuple(dict.fromkeys(walk.active)),
        cut_at=last_line if cut or open_table or open_page else None,
    )


def _nesting(text: str) -> int:
    """How deep lists, tables and boxes stand in each other; unclosed ones count."""
    depth = deepest = 0
    for found in _NESTING_TAG.finditer(text):
        depth = max(depth + (-1 if found[1] else 1), 0)
        deepest = max(deepest, depth)
    return deepest


class _Walk:
    def __init__(self, offset: int) -> None:
        self.pieces: list[Row | Line] = []
        self.active: list[int] = []
        self._offset = offset

    def visit(self, element: html.HtmlElement, depth: int) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in {"script", "iframe", "object"}:
            self.active.append(self._line(element))
        if tag in _SKIPPED or depth > _DEEPEST:
            return
        if tag == "table":
            self._table(element)
        elif tag in _LEAVES and not _has_blocks(element):
            self._paragraph(element)
        else:
            self._loose(element.text, element)
            for child in element:
                self.visit(child, depth + 1)
                self._loose(child.tail, child)

    def _loose(self, text: str | None, near: html.HtmlElement) -> None:
        for piece in (text or "").split("\n"):
            if piece.strip():
                self.pieces.append(Line(plain_text(piece).text, self._line(near)))

    def _paragraph(self, element: html.HtmlElement) -> None:
        for piece in self._text(element).split("\n"):
            self.pieces.append(Line(piece, self._line(element)))

    def _table(self, table: html.HtmlElement) -> None:
        self.pieces.append(Line("", self._line(table)))
        covered: dict[int, int] = {}
        for row in table.xpath("./tr | ./thead/tr | ./tbody/tr | ./tfoot/tr"):
            cells, covered = self._cells(row, covered)
            self.pieces.append(Row(tuple(cells), self._line(row)))
        self.pieces.append(Line("", self._line(table)))

    def _cells(
        self, row: html.HtmlElement, covered: dict[int, int]
    ) -> tuple[list[str], dict[int, int]]:
        cells: list[str] = []
        below = {column: rows - 1 for column, rows in covered.items() if rows > 1}
        for cell in row.xpath("./td | ./th"):
            while len(cells) in covered:
                cells.append("")
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            if down > 1:
                below.update({len(cells) + step: down - 1 for step in range(across)})
            cells.extend([self._text(cell), *[""] * (across - 1)])
        while len(cells) in covered:
            cells.append("")
        return cells, below

    def _text(self, element: html.HtmlElement) -> str:
        if len(element) == 0 and not (element.text or "").strip():
            return ""
        markup = html.tostring(element, encoding="unicode", with_tail=False)
        text = plain_text(markup)
        if text.active:
            self.active.append(self._line(element))
        return text.text

    def _line(self, element: html.HtmlElement) -> int:
        return self._offset + (element.sourceline or 1)


def _has_blocks(element: html.HtmlElement) -> bool:
    return len(element) > 0 and bool(element.xpath(".//table | .//p | .//div | .//li"))


def _span(cell: html.HtmlElement, name: str) -> int:
    number = str(cell.get(name, "1")).strip()
    return min(int(number), _WIDEST_SPAN) if number.isdecimal() and int(number) > 0 else 1
