"""Each kind of block as paragraphs and tables of a DOCX file."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import singledispatchmethod
from typing import Final

from portal_plugin.documents import model
from portal_plugin.documents.formats import docx_styles as styles
from portal_plugin.documents.formats.docx_tables import TableOfText
from portal_plugin.documents.formats.docx_text import (
    CENTIMETRE,
    Paragraph,
    field_begin,
    field_end,
    hanging,
    run,
    tab,
)
from portal_plugin.documents.formats.office_words import DASH, MEMO, signature_lines

Piece = Paragraph | TableOfText


@dataclass(slots=True)
class Writer:
    """Writes blocks `width` twips wide. `picture(centimetres)` is the run of the emblem, None
    without one; `outline` are the headings that a table of contents lists, in their order."""

    width: int
    outline: tuple[model.Heading, ...] = ()
    picture: Callable[[float], str] | None = None
    memo: bool = False
    _headings: int = field(default=0)
    _titled: bool = field(default=False)

    @singledispatchmethod
    def pieces(self, block: model.Block) -> Iterator[Piece]:
        """What a block becomes; a page break becomes nothing here."""
        raise TypeError(type(block))

    @pieces.register
    def _(self, block: model.Title) -> Iterator[Piece]:
        style = styles.COVER if block.cover else styles.TITLE
        if self.picture and not self.memo and not self._titled:
            yield Paragraph(style, self.picture(3.0))
        self._titled = True
        for place, line in enumerate(block.lines):
            lower = _COVER_ROOM if block.cover and place == 0 else ""
            yield Paragraph(style, run(line, style), spacing=lower)

    @pieces.register
    def _(self, block: model.Heading) -> Iterator[Piece]:
        style = styles.HEADINGS[min(max(block.level, 1), 3) - 1]
        words = run(block.text, style)
        if block.level <= 2:
            self._headings += 1
            place = self._headings
            words = (
                f'<w:bookmarkStart w:id="{place}" w:name="{_bookmark(place)}"/>{words}'
                f'<w:bookmarkEnd w:id="{place}"/>'
            )
        yield Paragraph(style, words)

    @pieces.register
    def _(self, block: model.Paragraph) -> Iterator[Piece]:
        style = styles.SMALL if block.small else styles.NORMAL
        first = f'<w:ind w:firstLine="{int(2.5 * CENTIMETRE)}"/>' if block.indent else ""
        side = None if block.align is model.Align.START else block.align
        words = run(block.text, style, bold=block.bold or None)
        yield Paragraph(style, words, align=side, indent=first)

    @pieces.register
    def _(self, block: model.Items) -> Iterator[Piece]:
        yield from _items(block.items, 0)

    @pieces.register
    def _(self, block: model.Table) -> Iterator[Piece]:
        if block.caption:
            yield Paragraph(styles.CAPTION, run(block.caption, styles.CAPTION))
        yield TableOfText(block, self.width)
        # Without a paragraph between them two tables would run into one.
        yield Paragraph(styles.GAP)

    @pieces.register
    def _(self, block: model.Fields) -> Iterator[Piece]:
        place = 5 * CENTIMETRE
        for name, value in block.rows:
            words = run(f"{name}\t", styles.FIELD, bold=True) + run(value, styles.FIELD)
            yield Paragraph(styles.FIELD, words, tabs=tab(place), indent=hanging(place, place))

    @pieces.register
    def _(self, block: model.MemoHead) -> Iterator[Piece]:
        yield self._memo_name()
        yield self._dotted(("ส่วนราชการ", block.unit))
        yield self._dotted(("ที่", block.number), ("วันที่", block.dated))
        yield self._dotted(("เรื่อง", block.subject))
        label = run("เรียน", styles.MEMO_LABEL)
        words = label + run(f"\t{block.to}", styles.MEMO_LINE)
        yield Paragraph(styles.MEMO_LINE, words, tabs=tab(2 * CENTIMETRE))

    def _memo_name(self) -> Paragraph:
        """The emblem at the left (its room stays free without one), the name in the middle."""
        emblem = self.picture(1.5) if self.picture else ""
        room = int(1.5 * CENTIMETRE)
        return Paragraph(
            styles.MEMO_NAME,
            f"{emblem}{run(chr(9) + MEMO, styles.MEMO_NAME)}",
            tabs=tab(self.width // 2, "center"),
            spacing=f'<w:spacing w:line="{room}" w:lineRule="atLeast"/>',
        )

    def _dotted(self, *parts: tuple[str, str]) -> Paragraph:
        """Labels with their values; dots run on from each value to the next label or the edge."""
        runs, tabs = "", ""
        for place, (label, value) in enumerate(parts, 1):
            runs += run(label, styles.MEMO_LABEL) + run(f" {value} \t", styles.MEMO_LINE)
            end = self.width * place // len(parts)
            tabs += tab(end, "right" if place == len(parts) else "left", "dot")
        return Paragraph(styles.MEMO_LINE, runs, tabs=tabs)

    @pieces.register
    def _(self, block: model.Signature) -> Iterator[Piece]:
        if block.comment:
            yield Paragraph(styles.NORMAL, run(block.comment, styles.NORMAL), keep_next=True)
        left = self.width * 2 // 5
        lines = list(signature_lines(block))
        for place, line in enumerate(lines, 1):
            yield Paragraph(
                styles.SIGNATURE,
                run(line, styles.SIGNATURE),
                spacing=_ROOM if line is lines[0] else "",
                indent=f'<w:ind w:left="{left}"/>',
                keep_next=place < len(lines),
            )

    @pieces.register
    def _(self, block: model.Contents) -> Iterator[Piece]:
        entries = [self._entry(place, each) for place, each in enumerate(self.outline, 1)]
        if not entries:
            return
        entries[0].runs = field_begin(r'TOC \o "1-2" \h \z', styles.CONTENTS_1) + entries[0].runs
        entries[-1].runs += field_end(styles.CONTENTS_1)
        yield from entries

    def _entry(self, place: int, heading: model.Heading) -> Paragraph:
        style = styles.CONTENTS_2 if heading.level == 2 else styles.CONTENTS_1
        # Word and LibreOffice fill in the page when they print or update; a guess would look right
        # and be wrong.
        number = field_begin(rf"PAGEREF {_bookmark(place)} \h", style) + field_end(style)
        return Paragraph(
            style,
            f'<w:hyperlink w:anchor="{_bookmark(place)}" w:history="1">'
            f"{run(heading.text + chr(9), style)}{number}</w:hyperlink>",
            tabs=tab(self.width, "right", "dot"),
        )

    @pieces.register
    def _(self, block: model.PageBreak) -> Iterator[Piece]:
        yield from ()


_COVER_ROOM: Final = '<w:spacing w:before="2800" w:after="120"/>'
"""LibreOffice knows no page whose text stands in its middle; so the title is set down."""
_ROOM: Final = '<w:spacing w:before="360"/>'


def _bookmark(place: int) -> str:
    return f"_Toc{place:06}"


def _items(items: tuple[model.Item, ...], depth: int) -> Iterator[Piece]:
    hang = int((1 if depth == 0 else 1.25) * CENTIMETRE)
    left = CENTIMETRE * (1 + depth) + hang
    for item in items:
        words = run(f"{item.number or DASH}\t{item.text}", styles.ITEM)
        yield Paragraph(styles.ITEM, words, tabs=tab(left), indent=hanging(left, hang))
        yield from _items(item.nested, min(depth + 1, 6))
