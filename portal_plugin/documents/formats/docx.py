"""DOCX: a paper that an officer can go on writing, in the Thai fonts of official papers.

The same document and day give the same bytes: nothing of the file tells when or where it was made.
There are no macros, no links to anywhere and no automatic numbers: what is printed is text.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, time
from typing import Final

import docx
from docx.document import Document as Package
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.shared import Cm
from lxml import etree

from portal_plugin.documents.formats.docx_blocks import Piece, Writer
from portal_plugin.documents.formats.docx_pages import Page, header_xml
from portal_plugin.documents.formats.docx_styles import (
    GAP,
    NAMESPACES,
    fonts_xml,
    settings_xml,
    styles_xml,
)
from portal_plugin.documents.formats.docx_text import Paragraph
from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.formats.sealed_zip import sealed
from portal_plugin.documents.model import (
    Block,
    Document,
    Heading,
    PageBreak,
    Signature,
    Title,
)

_LISTED: Final = 2
"""Headings to this level stand in the table of contents."""
_LONGEST_PROPERTY: Final = 255


def write(document: Document, day: date) -> bytes:
    """The document as DOCX; `day` (Gregorian) is the day it says it was made on."""
    package = docx.Document()
    _empty(package)
    headers = _add_parts(package, document.draft)
    _describe(package, document, day)
    body = "".join(_body(document, package, headers))
    package.element.replace(
        package.element.body, parse_xml(f"<w:body {NAMESPACES}>{body}</w:body>")
    )
    written = io.BytesIO()
    package.save(written)
    return sealed(written.getvalue())


def _empty(package: Package) -> None:
    """Take away what the library's own template brings along: fonts, a theme, a picture of it."""
    whole = package.part.package
    assert whole is not None
    for relations, kept in (
        (package.part.rels, set[str]()),
        (whole.rels, {RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES}),
    ):
        for code in [code for code, each in relations.items() if each.reltype not in kept]:
            del relations[code]


def _add_parts(package: Package, draft: bool) -> tuple[str, str]:
    """Add styles, fonts, settings and headers; the relations of the header and the first one."""
    _relate(package, "styles", styles_xml())
    _relate(package, "fontTable", fonts_xml())
    _relate(package, "settings", settings_xml())
    return (
        _relate(package, "header", header_xml(numbered=True, draft=draft), "1"),
        _relate(package, "header", header_xml(numbered=False, draft=draft), "2"),
    )


def _relate(package: Package, kind: str, xml: str, number: str = "") -> str:
    types = {
        "styles": (CONTENT_TYPE.WML_STYLES, RELATIONSHIP_TYPE.STYLES),
        "fontTable": (CONTENT_TYPE.WML_FONT_TABLE, RELATIONSHIP_TYPE.FONT_TABLE),
        "settings": (CONTENT_TYPE.WML_SETTINGS, RELATIONSHIP_TYPE.SETTINGS),
        "header": (CONTENT_TYPE.WML_HEADER, RELATIONSHIP_TYPE.HEADER),
    }
    content_type, relation = types[kind]
    declared = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    part = Part(
        PackURI(f"/word/{kind}{number}.xml"),
        content_type,
        (declared + xml).encode(),
        package.part.package,
    )
    return package.part.relate_to(part, relation)


def _describe(package: Package, document: Document, day: date) -> None:
    about = package.core_properties
    about.title = legal(document.title)[:_LONGEST_PROPERTY]
    about.author = about.last_modified_by = legal(document.owner)[:_LONGEST_PROPERTY]
    about.language = "th-TH"
    about.comments = about.keywords = about.subject = about.category = ""
    about.created = about.modified = datetime.combine(day, time())
    about.revision = 1


def _body(document: Document, package: Package, headers: tuple[str, str]) -> Iterator[str]:
    sheets = _sheets(document)
    writer = _writer(document, package)
    for place, (page, blocks) in enumerate(sheets, 1):
        writer.width = page.width
        pieces = _flow(writer, blocks)
        properties = page.properties(*headers)
        if place < len(sheets):
            last = pieces[-1]
            assert isinstance(last, Paragraph)
            last.section, properties = properties, ""
        yield from (piece.xml() for piece in pieces)
        yield properties


def _writer(document: Document, package: Package) -> Writer:
    listed = tuple(
        block for block in document.blocks if isinstance(block, Heading) and block.level <= _LISTED
    )
    emblem = document.emblem

    def picture(centimetres: float) -> str:
        shown = package.part.new_pic_inline(io.BytesIO(emblem or b""), width=Cm(centimetres))
        shown.docPr.set("descr", "ตราสัญลักษณ์")
        return f"<w:r><w:drawing>{etree.tostring(shown, encoding='unicode')}</w:drawing></w:r>"

    return Writer(0, listed, picture if emblem else None, document.memo)


def _sheets(document: Document) -> list[tuple[Page, list[Block]]]:
    """Sections as pages: a cover is a section of its own, for it has no number."""
    sheets: list[tuple[Page, list[Block]]] = []
    for section in document.sections:
        page = Page(section.landscape, document.memo)
        open_sheet = False
        for block in section.blocks:
            if isinstance(block, Title) and block.cover:
                sheets.append((replace(page, bare=True), [block]))
                open_sheet = False
            elif open_sheet:
                sheets[-1][1].append(block)
            elif not isinstance(block, PageBreak):
                sheets.append((page, [block]))
                open_sheet = True
    sheets = sheets or [(Page(memo=document.memo), [])]
    return [(replace(sheets[0][0], bare=True), sheets[0][1]), *sheets[1:]]


def _flow(writer: Writer, blocks: list[Block]) -> list[Piece]:
    """The pieces of a sheet; a break is a property of what follows it, and the lines before a
    signature stay with it."""
    flow: list[Piece] = []
    breaks = signed = False
    for block in blocks:
        if isinstance(block, PageBreak):
            breaks = bool(flow)
            continue
        pieces = list(writer.pieces(block))
        if breaks and pieces:
            pieces = _begin_page(pieces)
        elif isinstance(block, Signature) and not signed:
            _bind(flow)
        breaks, signed = breaks and not pieces, isinstance(block, Signature)
        flow += pieces
    if not flow or not isinstance(flow[-1], Paragraph):
        flow.append(Paragraph(GAP))
    return flow


def _begin_page(pieces: list[Piece]) -> list[Piece]:
    first = pieces[0]
    if isinstance(first, Paragraph):
        first.begins_page = True
        return pieces
    return [Paragraph(GAP, begins_page=True), *pieces]


def _bind(flow: list[Piece]) -> None:
    for piece in reversed(flow):
        piece.keep_next = True
        if not isinstance(piece, Paragraph) or piece.style is not GAP:
            return
