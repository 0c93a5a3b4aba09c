"""Logical tables: pages joined, repeated headers dropped, columns known by what they hold.

A page break ends a table in the source. The next page either repeats the header, in any column
order, or goes on without one; a heading with a number may stand in between.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from portal_plugin.imports.blocks import Block, Line, Row, Table
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.headers import Header, read_header
from portal_plugin.imports.layouts.sections import is_heading
from portal_plugin.imports.statuses import is_tick
from portal_plugin.imports.wording import skeleton

_GROUP = re.compile(
    r"(?:(?:มิติ|ด้าน|หมวด|กลุ่ม|ตัวชี้วัด)ที่\s?)?(\d{1,2}(?:\.\d{1,2}){0,2})(?:\.|\s|\))\s?(?=\D)(.{3,200})",
    re.DOTALL,
)
_PAGE_NUMBER = re.compile(r"(?:หน้า(?:ที่)?)?[\s\-–]*\d{1,3}[\s\-–]*")
_YEARLY = {"MEASURES", "RESULTS"}
_LONGEST_RUNNING_HEAD = 120
_MOST_RUNNING_HEADS = 3
"""So much may stand above a page that goes on with a table of the very same width."""
_NOTHING = {"-", "–", "—"}


@dataclass(frozen=True, slots=True)
class Group:
    """A numbered heading over measures, as in "1.2 …"."""

    number: str
    title: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One data row by role. ``opens_page`` marks the first row after a break."""

    cells: Mapping[str, str]
    years: Mapping[int, str]
    ticks: tuple[str, ...]
    line: int
    group: Group | None = None
    opens_page: bool = False
    short: bool = False

    def get(self, role: str) -> str:
        """The text under a role, empty when the column is missing or blank."""
        return self.cells.get(role, "")


@dataclass(slots=True)
class LogicalTable:
    """All rows of one table of the document, however many pages it took."""

    kind: str
    header: Header
    line: int
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class Recognised:
    """The tables of a document; ``lines`` is the running text with unknown tables flattened."""

    tables: list[LogicalTable]
    lines: list[Line]

    def of_kind(self, kind: str) -> list[LogicalTable]:
        """The tables of one kind in document order."""
        return [table for table in self.tables if table.kind == kind]


def recognise(blocks: Sequence[Block]) -> Recognised:
    """Read every table that has known headers."""
    reader = _Reader()
    for block in blocks:
        if isinstance(block, Line):
            reader.read_line(block)
        else:
            reader.read_table(block)
    for table in reader.found.tables:
        _drop_single_group(table)
    return reader.found


def read_group(text: str) -> Group | None:
    """A numbered heading, or None."""
    match = _GROUP.match(to_arabic(text))
    return Group(match[1], text[match.start(2) :].strip()) if match else None


class _Reader:
    def __init__(self) -> None:
        self.found = Recognised([], [])
        self._current: LogicalTable | None = None
        self._group: Group | None = None
        self._seen: set[str] = set()
        self._foreign_lines = 0

    def read_line(self, line: Line) -> None:
        self.found.lines.append(line)
        group = read_group(line.text)
        letters = skeleton(line.text)
        if group:
            self._group = group
        elif (
            letters
            and letters not in self._seen
            and not _PAGE_NUMBER.fullmatch(to_arabic(line.text))
        ):
            self._foreign_lines += 1
            if len(line.text) > _LONGEST_RUNNING_HEAD or self._foreign_lines > _MOST_RUNNING_HEADS:
                self._current = None
        self._seen.add(letters)

    def read_table(self, table: Table) -> None:
        rows, start, opens, width = table.rows, 0, True, table.width
        while start < len(rows):
            header = read_header(rows, start)
            if header is None and self._is_title(rows, start):
                self._flatten(rows[start])
                start += 1
                continue
            if header:
                self._open(header, rows[start].line)
                start += header.height
                opens = True
                continue
            if self._current is None or not self._fits(width):
                self._flatten(rows[start])
            else:
                self._current.entries.append(self._entry(rows[start], opens))
                opens = False
            start += 1
        self._foreign_lines = 0

    def _is_title(self, rows: Sequence[Row], place: int) -> bool:
        """A single cell right above a header is the title of what comes."""
        alone = sum(1 for cell in rows[place].cells if cell) == 1
        return alone and place + 1 < len(rows) and read_header(rows, place + 1) is not None

    def _open(self, header: Header, line: int) -> None:
        kind = _kind(header.roles)
        if kind is None:
            self._current = None
            return
        same = next(
            (
                table
                for table in reversed(self.found.tables)
                if table.kind == kind and table.header.roles == header.roles
            ),
            None,
        )
        if same is None:
            same = LogicalTable(kind, header, line)
            self.found.tables.append(same)
        same.header = header
        self._current = same

    def _fits(self, width: int) -> bool:
        """Whether rows without a header may go on with the table above."""
        current = self._current
        if current is None:
            return False
        columns = len(current.header.columns)
        if self._foreign_lines:
            return width == columns
        return columns - 3 <= width <= columns and width >= min(3, columns)

    def _entry(self, row: Row, opens: bool) -> Entry:
        current = self._current
        assert current is not None
        cells: dict[str, str] = {}
        years: dict[int, str] = {}
        ticks: list[str] = []
        for column, text in zip(current.header.columns, row.cells, strict=False):
            if column is None or not text:
                continue
            if column.year:
                years[column.year] = text
            elif column.status:
                if is_tick(text):
                    ticks.append(column.status)
            elif text not in _NOTHING:
                cells[column.role] = (
                    f"{cells[column.role]}\n{text}" if column.role in cells else text
                )
        short = len(row.cells) < len(current.header.columns)
        return Entry(cells, years, tuple(ticks), row.line, self._group, opens, short)

    def _flatten(self, row: Row) -> None:
        """Unknown rows become running text; a sheet set as a table gives heading and content."""
        filled = [cell for cell in row.cells if cell]
        for parts in range(1, min(len(filled), 3)):
            heading = " ".join(" ".join(filled[:parts]).split())
            if is_heading(heading):
                below = "\n".join(filled[parts:]).split("\n")
                self.found.lines += [Line(text, row.line) for text in (heading, *below)]
                return
        if filled:
            self.found.lines.append(Line(" ".join(" ".join(filled).split()), row.line))


def _is_page_number(text: str) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(to_arabic(text)))


def _kind(roles: frozenset[str]) -> str | None:
    if "RISK" in roles and "CONTROL" in roles:
        return "RISKS"
    if "YEAR" in roles and "MEASURE" in roles:
        return "PLAN"
    if "YEAR" in roles:
        return "TARGETS"
    if "SCORE" in roles and "INDICATOR" in roles:
        return "SCORES"
    if roles & {"MEASURE", "INDICATOR"} and roles & {"RESULTS", "STATUS", "TICK", "OUTCOMES"}:
        return "RESULTS"
    if "MEASURE" in roles and roles & {"STEPS", "DEPARTMENTS", "PERIOD", "FOLLOW_UP", "INDICATOR"}:
        return "MEASURES"
    return None


def _drop_single_group(table: LogicalTable) -> None:
    # One numbered heading over a whole table is the table's title, not a group of measures.
    if table.kind in _YEARLY and len({entry.group for entry in table.entries}) < 2:
        table.entries = [
            Entry(e.cells, e.years, e.ticks, e.line, None, e.opens_page, e.short)
            for e in table.entries
        ]
