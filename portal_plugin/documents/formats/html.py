"""A document as HTML: a piece for inside a page, or a whole file that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from portal_plugin.documents.formats.grid import Placed, grouped, placed
from portal_plugin.documents.formats.legal_text import lines_of
from portal_plugin.documents.model import (
    Align,
    Block,
    Column,
    Document,
    Heading,
    MemoHead,
    Row,
    Table,
    Title,
)

_MOST_STACKED: Final = 5
"""A table of more columns is read better by moving it sideways than as a stack of cards."""
_CONTENTS_DEPTH: Final = 2
_DEEPEST_HEADING: Final = 6


def fragment(document: Document) -> Markup:
    """The document for inside a page that has an h1 of its own: it begins at h2.

    Its classes begin with `pp-doc-` and are styled by static/portal_plugin/documents.css.
    """
    return Markup(_rendered("document.html", document, top=2))  # noqa: S704 - escaped by the template


def write(document: Document, day: date) -> bytes:
    """A whole file (UTF-8) with its own style, printable on A4, without script or reference to
    anything elsewhere."""
    style = Markup(f"<style>\n{_stylesheet()}</style>")  # noqa: S704 - our own stylesheet
    return _rendered("file.html", document, top=1, style=style, day=day.isoformat()).encode()


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the template asks of a document. `top` is the level of the first heading, `opening` the
    title or the memo's head that opens it, `anchors` the ids of its headings by block, `levels` how
    deep each stands: no level is left out on the way down."""

    document: Document
    top: int
    opening: Block | None
    anchors: Mapping[int, str]
    levels: Mapping[int, int]

    def heading_tag(self, block: Heading) -> str:
        """h2 to h6: below the title, which a file always has and a page has already."""
        above = self.opening is None and self.top > 1
        return f"h{min(self.top + self.levels[id(block)] - above, _DEEPEST_HEADING)}"

    def title_tag(self, block: Block) -> str:
        """The first title is the document's own, later ones open its parts."""
        return f"h{self.top if block is self.opening else self.top + 1}"

    def anchor(self, block: Heading) -> str:
        """The id of a heading."""
        return self.anchors[id(block)]

    def listed(self) -> list[Heading]:
        """The headings of the table of contents."""
        found = (block for block in self.document.blocks if isinstance(block, Heading))
        return [block for block in found if block.level <= _CONTENTS_DEPTH]

    @property
    def emblem(self) -> str:
        """The emblem as base64 where one stands above: on memos and announcements. Else ""."""
        opening = self.opening
        announces = isinstance(opening, Title) and "".join(opening.lines).startswith("ประกาศ")
        if self.document.emblem is None or not (self.document.memo or announces):
            return ""
        return b64encode(self.document.emblem).decode("ascii")


def _read(document: Document, top: int) -> _Reading:
    blocks = document.blocks
    opening = next((block for block in blocks if isinstance(block, Title | MemoHead)), None)
    headings = (block for block in blocks if isinstance(block, Heading))
    anchors = {id(block): f"pp-doc-{number}" for number, block in enumerate(headings, 1)}
    return _Reading(document, top, opening, anchors, _levels(blocks))


def _levels(blocks: Sequence[Block]) -> dict[int, int]:
    levels: dict[int, int] = {}
    above = 0
    for block in blocks:
        if isinstance(block, Title):
            above = 0
        elif isinstance(block, Heading):
            above = levels[id(block)] = min(block.level, above + 1)
    return levels


def _kind(block: Block) -> str:
    return type(block).__name__


def _stacks(table: Table) -> bool:
    """Whether a phone shows each row as a card: few columns, and nothing that spans but the names
    of groups and totals."""
    spanning = (
        cell
        for row in table.rows
        if not (row.group or row.total)
        for cell in row.cells
        if cell.across > 1 or cell.down > 1
    )
    return (
        len(table.columns) <= _MOST_STACKED
        and not grouped(table.columns)
        and next(spanning, None) is None
    )


def _column(table: Table, one: Placed) -> Column:
    """The column that a cell begins in."""
    return table.columns[min(one.at, len(table.columns) - 1)] if table.columns else Column("")


def _share(table: Table, column: Column) -> str:
    """The class of a column's share of the width, in steps of five of a hundred."""
    whole = sum(one.width for one in table.columns) or 1
    return f"pp-doc-w{max(5, min(100, round(20 * column.width / whole) * 5))}"


def _names_row(table: Table, row: Row, one: Placed) -> bool:
    """Whether a cell says what its row is about: that of the first column of running text, and
    the first of a total or a group."""
    if row.total or row.group:
        return one.at == 0
    named = (at for at, column in enumerate(table.columns) if column.align is Align.START)
    return bool(one.cell.lines) and one.at == next(named, 0)


def _rendered(template: str, document: Document, *, top: int, **more: Any) -> str:
    page = _environment().get_template(f"portal_plugin/documents/{template}")
    return page.render(document=document, reading=_read(document, top), **more)


@cache
def _environment() -> Environment:
    """An environment of our own: a document never sees the request it is made in."""
    environment = Environment(
        loader=PackageLoader("portal_plugin", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters.update(kind=_kind, lines=lines_of)
    environment.globals.update(
        placed=placed,
        grouped=grouped,
        stacks=_stacks,
        column_of=_column,
        names_row=_names_row,
        share=_share,
    )
    return environment


@cache
def _stylesheet() -> str:
    sheet = files("portal_plugin") / "static" / "portal_plugin" / "documents.css"
    return "".join(_without_comments(sheet.read_text(encoding="utf-8")))


def _without_comments(sheet: str) -> Iterator[str]:
    for piece in sheet.split("*/"):
        yield piece.partition("/*")[0]
