"""Pages of DOCX files: size, margins, page numbers, the mark of a draft (domain section 2.7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from portal_plugin.documents.formats.docx_styles import DRAFT, HEADER, NAMESPACES
from portal_plugin.documents.formats.docx_text import Paragraph, field, run
from portal_plugin.documents.formats.office_words import DRAFT as DRAFT_WORD

_SHORT, _LONG = 11906, 16838
"""A4 in twips."""
_LEFT, _RIGHT, _TOP, _MEMO_TOP, _BOTTOM = 1701, 1134, 1417, 850, 1134
"""3, 2, 2.5, 1.5 and 2 cm."""
_THAI_NUMBERS: Final = '<w:pgNumType w:fmt="thaiNumbers"/>'
"""Of the section, not of the field: LibreOffice counts the field's `ThaiArabic` ก ข ค; this it
ignores and shows 2, where Word shows ๒."""


@dataclass(frozen=True, slots=True)
class Page:
    """The pages of a section; a `bare` first page has no number."""

    landscape: bool = False
    memo: bool = False
    bare: bool = False

    @property
    def width(self) -> int:
        """Between the margins, in twips."""
        return (_LONG if self.landscape else _SHORT) - _LEFT - _RIGHT

    def properties(self, header: str, first: str) -> str:
        """`w:sectPr`; `header` and `first` are the relations of the headers."""
        across, up = (_LONG, _SHORT) if self.landscape else (_SHORT, _LONG)
        turned = ' w:orient="landscape"' if self.landscape else ""
        top, head = (_MEMO_TOP, 400) if self.memo else (_TOP, 709)
        return (
            f'<w:sectPr><w:headerReference w:type="default" r:id="{header}"/>'
            f'<w:headerReference w:type="first" r:id="{first}"/><w:type w:val="nextPage"/>'
            f'<w:pgSz w:w="{across}" w:h="{up}"{turned}/>'
            f'<w:pgMar w:top="{top}" w:right="{_RIGHT}" w:bottom="{_BOTTOM}" w:left="{_LEFT}"'
            f' w:header="{head}" w:footer="567" w:gutter="0"/>'
            f"{_THAI_NUMBERS}"
            f"{'<w:titlePg/>' if self.bare else ''}</w:sectPr>"
        )


def header_xml(*, numbered: bool, draft: bool) -> str:
    """A header: the page's number in Thai digits, and the mark of a draft."""
    lines = [Paragraph(DRAFT, run(DRAFT_WORD, DRAFT))] if draft else []
    if numbered:
        number = run("- ", HEADER) + field("PAGE", "๒", HEADER) + run(" -", HEADER)
        lines.append(Paragraph(HEADER, number))
    written = "".join(line.xml() for line in lines or [Paragraph(HEADER)])
    return f"<w:hdr {NAMESPACES}>{written}</w:hdr>"
