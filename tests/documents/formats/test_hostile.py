"""Whatever people wrote comes out of every kind of file as text: never as markup, never run."""

from __future__ import annotations

import csv as reader
import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import etree
from lxml import html as parser

from portal_plugin.documents.formats import csv, docx, html, pdf, xlsx
from portal_plugin.documents.model import (
    Block,
    Cell,
    Column,
    Contents,
    Document,
    Fields,
    Heading,
    Item,
    Items,
    MemoHead,
    Paragraph,
    Row,
    Section,
    Signature,
    Table,
    Title,
    cell,
)

DAY = date(2023, 4, 26)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</title></style><svg onload=x>",
    "{{ 7 * 7 }} {% include 'x' %} ${x} #{x} \\u{41}",
    '=HYPERLINK("http://x","y")',
    "+1+1",
    "-2",
    "@SUM(A1)",
    "\u202eกลับหลัง\u2066",
    "ก\u200bข\ufeffค\u200d",
    "&lt;b&gt; &#60; &",
    "]]> <!-- -->",
    '#link("x") $x$ *หนา* _เอียง_ `ก`',
    "ก" * 9_000,
    "คำ " * 5_000,
)
_PIECES = "<b> </p> <script> <!-- --> ]]> &lt; &#60; \" ' = +1 @ - {{ }} ${ #x \\ ก ำ ์"
_SIGNS = "\u202e\u2066\u200b\u200d "
PIECES = st.sampled_from([*_PIECES.split(), *_SIGNS])
LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Zs", "Zl", "Zp"), exclude_characters="\ufffe\uffff"
)
TEXTS = (
    st.lists(PIECES | LETTERS, min_size=1, max_size=12)
    .map(lambda pieces: " ".join("".join(pieces).split()))
    .filter(bool)
)
QUICK = settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def everywhere(text: str) -> Document:
    """A document with the text in every place that takes one."""
    columns = (Column(text), Column("ค่า", group=text), Column("ข", group=text))
    blocks: tuple[Block, ...] = (
        MemoHead(text, text, text, text, text),
        Title((text, text)),
        Contents(),
        Heading(text),
        Paragraph(text),
        Items((Item(text, text, (Item(text),)),)),
        Fields(((text, text),)),
        Table(columns, (Row((cell(text), Cell((text, text)), cell(text))),), caption=text),
        Signature(text, text, text, text, text, text),
    )
    return Document(text, text, (Section(blocks, name=text[:20]),), draft=True)


def harmless(text: str) -> Document:
    """The same document of plain words: what stands in it besides the text."""
    return everywhere("ก")


def tags(tree: Any) -> list[tuple[str, list[str]]]:
    """Elements and their attributes' names, in order."""
    return [(str(one.tag), sorted(one.attrib)) for one in tree.iter()]


@QUICK
@given(TEXTS)
def test_no_text_adds_an_element_or_an_attribute_to_html(text: str) -> None:
    made = parser.document_fromstring(html.write(everywhere(text), DAY))
    assert tags(made) == tags(parser.document_fromstring(html.write(harmless(text), DAY)))


@QUICK
@given(TEXTS)
def test_every_text_comes_out_of_html_as_it_went_in(text: str) -> None:
    tree = parser.document_fromstring(html.write(everywhere(text), DAY))
    assert tree.findtext(".//title") == text
    assert tree.find(".//p[@class='pp-doc-text']").text == text
    assert tree.find(".//caption").text == text
    assert tree.find(".//tbody//th/span").text == text
    assert [one.text for one in tree.findall(".//h1/bdi") + tree.findall(".//h2/bdi")][-1] == text
    assert tree.find(".//figure//bdi").text == text


@QUICK
@given(TEXTS)
def test_no_text_of_csv_is_run_and_none_is_changed(text: str) -> None:
    data = csv.write(everywhere(text), DAY).decode("utf-8-sig")
    rows = list(reader.reader(io.StringIO(data, newline="")))
    texts = [one for row in rows for one in row]
    assert {one.removeprefix("'") for one in texts} >= {text.removeprefix("'")}
    assert not [one for one in texts if re.match(r"\s*[=+\-@＝＋－＠]", one)]


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_known_hostile_texts_are_text_in_html(text: str) -> None:
    tree = parser.document_fromstring(html.write(everywhere(text), DAY))
    assert tags(tree) == tags(parser.document_fromstring(html.write(harmless(text), DAY)))
    assert " ".join(text.split()) in " ".join(tree.find(".//p[@class='pp-doc-text']").text.split())


@pytest.mark.parametrize("sign", ["\u202e", "\u202d", "\u2067", "\u2066"])
def test_signs_of_direction_are_kept_apart_from_the_words_around(sign: str) -> None:
    """Every text stands in an element that a browser isolates (blocks, cells, bdi)."""
    isolated = {"bdi", "p", "td", "th", "li", "dt", "dd", "h1", "h2", "h3", "caption", "title"}
    tree = parser.document_fromstring(html.write(everywhere(f"ก{sign}ข"), DAY))
    for element in tree.find("body").iter():
        for holder, text in ((element, element.text), (element.getparent(), element.tail)):
            if text and sign in text:
                within = {one.tag for one in (holder, *holder.iterancestors())}
                assert within & isolated, etree.tostring(holder)
    shared = tree.xpath("//figure/p[contains(., '(') and bdi]")
    assert shared and all(sign not in (one.text or "") for one in shared)


WRITERS: dict[str, Callable[[Document, date], bytes]] = {
    "docx": docx.write,
    "xlsx": xlsx.write,
    "pdf": pdf.write,
}


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_known_hostile_texts_are_text_in_office_files(kind: str, text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(WRITERS[kind](everywhere(text), DAY))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist() if name.endswith(".xml")}
    trees = {name: etree.fromstring(data) for name, data in parts.items()}
    assert not [name for name in parts if "vba" in name.lower() or "macro" in name.lower()]
    found = "".join("".join(tree.itertext()) for tree in trees.values())
    assert "".join(text.split()) in "".join(found.split())
    formulas = [one for tree in trees.values() for one in tree.iter("{*}f")]
    assert not formulas


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:24])
def test_known_hostile_texts_do_not_stop_a_pdf(text: str) -> None:
    assert pdf.write(everywhere(text), DAY).startswith(b"%PDF-")


@QUICK
@given(TEXTS)
@example("=1+1")
def test_no_text_becomes_a_formula_in_xlsx(text: str) -> None:
    with zipfile.ZipFile(io.BytesIO(xlsx.write(everywhere(text), DAY))) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "/sheet" in name]
    assert sheets and not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
