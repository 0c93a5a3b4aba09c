"""What a document is made of, before anybody decides between PDF, DOCX, XLSX and HTML.

Everything is plain data and plain text: no markup has a meaning, so that what people wrote comes
out as text. A newline begins a new line. Digits and dates stand as they are to be printed.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from portal_plugin.measures.codes import Status


class Align(enum.StrEnum):
    """Where text stands in its line or column."""

    START = "start"
    CENTER = "center"
    END = "end"


@dataclass(frozen=True, slots=True)
class Title:
    """Centred bold lines that open a document; `cover` gives them a page of their own."""

    lines: tuple[str, ...]
    cover: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 3; the table of contents lists levels 1 and 2. It never stands alone
    at the foot of a page."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `indent` sets the first line in by 2.5 cm, as official papers do."""

    text: str
    align: Align = Align.START
    indent: bool = False
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A point of a list with its printed number ("๑.", "๒.๑"); without one it gets a dash."""

    text: str
    number: str = ""
    nested: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `width` is relative to the others. Neighbours that share a `group` get
    one spanning title above their own."""

    title: str
    width: float = 1.0
    align: Align = Align.START
    group: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: its lines; `number` beside them where a spreadsheet should calculate with it (the
    lines then say the same number as printed); `status` where its shape stands before the word.
    `across` and `down` are how many columns and rows it takes; rows below leave its place out.
    """

    lines: tuple[str, ...] = ()
    number: int | float | None = None
    status: Status | None = None
    across: int = 1
    down: int = 1
    bold: bool = False

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


@dataclass(frozen=True, slots=True)
class Row:
    """A row; a `total` is set apart from what it sums, a `group` row names those below it."""

    cells: tuple[Cell, ...]
    total: bool = False
    group: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose header is repeated on every page. `caption` stands above it ("" for none)."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Fields:
    """Names with their values, one line each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class MemoHead:
    """The head of a บันทึกข้อความ: unit (with its telephone), number, day, subject, to whom."""

    unit: str
    number: str
    dated: str
    subject: str
    to: str


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs. `lead` stands above ("ประกาศ ณ วันที่ …"), `comment` is what he wrote, `acting_for`
    the post he acts for ("รักษาการแทน …"), `dated` the day as printed; what is not known is "" and
    stays open for the pen. Never torn apart, never alone on a page."""

    name: str
    post: str
    acting_for: str = ""
    comment: str = ""
    dated: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Contents:
    """The table of contents, with page numbers where the format has pages."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins a new page."""


Block = (
    Title
    | Heading
    | Paragraph
    | Items
    | Table
    | Fields
    | MemoHead
    | Signature
    | Contents
    | PageBreak
)


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks on pages of one shape; a section begins a new page. `name` names a spreadsheet's
    sheet."""

    blocks: tuple[Block, ...]
    landscape: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document. `title` names it for readers and screen readers, `owner` is the municipality.
    `draft` marks what nobody has approved. A `memo` has the narrow upper margin. `emblem` is the
    PNG of the emblem above a memo or an announcement, where one was given."""

    title: str
    owner: str
    sections: tuple[Section, ...]
    draft: bool = False
    memo: bool = False
    emblem: bytes | None = field(default=None, repr=False)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks of all sections."""
        return tuple(block for section in self.sections for block in section.blocks)


def cell(text: str = "", *, across: int = 1, down: int = 1, bold: bool = False) -> Cell:
    """A cell of text; each line of it becomes a line of the cell."""
    return Cell(tuple(text.split("\n")) if text else (), across=across, down=down, bold=bold)
