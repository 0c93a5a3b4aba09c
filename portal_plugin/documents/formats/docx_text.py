"""Runs and paragraphs of DOCX files as WordprocessingML; text goes in escaped, never as markup.

Lengths are twips (1/20 pt), as the format has them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape

from portal_plugin.documents.formats.docx_styles import Style, run_properties
from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.model import Align

CENTIMETRE: Final = 567
"""Twips."""

_THAI = re.compile("[\u0e00-\u0e7f]")
_PIECES = re.compile("([\n\t])")
_BREAKS: Final = {"\n": "<w:br/>", "\t": "<w:tab/>"}
_SIDES: Final = {Align.START: "left", Align.CENTER: "center", Align.END: "right"}


@dataclass(slots=True)
class Paragraph:
    """A paragraph with its finished runs. What stands around it may still bind it to the next
    one, begin a page with it, or end a section with it (`section`, a `w:sectPr`)."""

    style: Style
    runs: str = ""
    align: Align | None = None
    tabs: str = ""
    spacing: str = ""
    indent: str = ""
    keep_next: bool = False
    begins_page: bool = False
    section: str = ""

    def xml(self) -> str:
        """`w:p`."""
        side = f'<w:jc w:val="{_SIDES[self.align]}"/>' if self.align else ""
        return (
            f'<w:p><w:pPr><w:pStyle w:val="{self.style.code}"/>'
            f"{'<w:keepNext/>' if self.keep_next else ''}"
            f"{'<w:pageBreakBefore/>' if self.begins_page else ''}"
            f"{f'<w:tabs>{self.tabs}</w:tabs>' if self.tabs else ''}"
            f"{self.spacing}{self.indent}{side}{self.section}</w:pPr>{self.runs}</w:p>"
        )


def run(text: str, style: Style, *, bold: bool | None = None) -> str:
    """A run in the size of its style; nothing for no text. Newlines and tabs become the format's
    own."""
    clean = legal(text)
    if not clean:
        return ""
    pieces = "".join(_piece(piece) for piece in _PIECES.split(clean) if piece)
    return f"<w:r>{_look(style, bold, clean)}{pieces}</w:r>"


def field(code: str, shown: str, style: Style) -> str:
    """A field with what it shows until it is calculated."""
    return field_begin(code, style) + run(shown, style) + field_end(style)


def field_begin(code: str, style: Style) -> str:
    """What opens a field; up to `field_end` follows what it shows."""
    look = _look(style, None, "")
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve"> {escape(code)} </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>'
    )


def field_end(style: Style) -> str:
    """What closes a field."""
    return f'<w:r>{_look(style, None, "")}<w:fldChar w:fldCharType="end"/></w:r>'


def tab(place: int, kind: str = "left", leader: str = "") -> str:
    """A tab stop; a `leader` "dot" draws the dotted line of official papers."""
    drawn = f' w:leader="{leader}"' if leader else ""
    return f'<w:tab w:val="{kind}"{drawn} w:pos="{place}"/>'


def hanging(left: int, hang: int) -> str:
    """Lines from `left` on, the first one `hang` before it."""
    return f'<w:ind w:left="{left}" w:hanging="{hang}"/>'


def _piece(piece: str) -> str:
    return _BREAKS.get(piece) or f'<w:t xml:space="preserve">{escape(piece)}</w:t>'


def _look(style: Style, bold: bool | None, text: str) -> str:
    weight = style.bold if bold is None else bold
    return run_properties(style.size, weight, thai=bool(_THAI.search(text)))
