"""Cutting a plan's running text into measure sheets with their sections."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.layouts.plan_table import NO_DIMENSION
from portal_plugin.imports.layouts.sections import SUBHEADINGS, Heading, read_heading
from portal_plugin.imports.listing import Fragment
from portal_plugin.imports.wording import skeleton

_SEQUENCE = re.compile(
    r"(?:\(?\d{1,2}[).]\s?)?(?:ลำดับที่|ลำดับ|โครงการที่|มาตรการที่|กิจกรรมที่)\s?(\d{1,3})(?!\d).{0,200}"
)
_SUBHEADING = re.compile(r"\d{1,2}\.\d{1,2}\.\d{1,2}\.?\s?(?=\D).{3,200}")
_DIMENSION = re.compile(r"มตท(\d{1,2})")
_DIMENSION_TEXT = re.compile(r"\s?ม[ิี]?ต[ิี]?\s?ที่\s?\d{1,2}\s?[.:]?\s?(.*)", re.DOTALL)
_LONGEST_HEADING = 300
_COUNT = re.compile(r"\s*จำนวน\s?\d+\s?(?:โครงการ|มาตรการ).*")
_MISSION = re.compile(r"(\d{1,2})\.(\d{1,2})\.?\s?(?=[^\d.])(.{4,300})", re.DOTALL)


@dataclass(slots=True)
class Titled:
    """A dimension ("2") or mission ("2.1") heading."""

    number: str
    title: str
    line: int


@dataclass(slots=True)
class Sheet:
    """One measure sheet; ``headings`` keeps role, printed number and line in order."""

    line: int
    seq: int | None = None
    dimension: Titled | None = None
    mission: Titled | None = None
    sections: dict[str, list[Fragment]] = field(default_factory=dict)
    headings: list[tuple[str, int | None, int]] = field(default_factory=list)

    def text(self, role: str) -> str:
        """The lines of a section, joined by newlines."""
        return "\n".join(fragment.text for fragment in self.sections.get(role, []))

    def line_of(self, role: str) -> int:
        """Where a section's content begins."""
        content = self.sections.get(role)
        return content[0].line if content else self.line


def read_sheets(lines: Sequence[Line]) -> list[Sheet]:
    """Every sheet in order; text before the first sheet is not looked at."""
    reader = _SheetReader(lines)
    for place in range(len(lines)):
        reader.read(place)
    return [
        sheet for sheet in reader.sheets if "NAME" in sheet.sections and len(sheet.headings) > 2
    ]


class _SheetReader:
    def __init__(self, lines: Sequence[Line]) -> None:
        self.sheets: list[Sheet] = []
        self._lines = lines
        self._sheet: Sheet | None = None
        self._role = ""
        self._expected: int | None = None
        self._dimension: Titled | None = None
        self._mission: Titled | None = None
        self._seq: tuple[int, int] | None = None

    def read(self, place: int) -> None:
        line = self._lines[place]
        if self._between_sheets(place, line):
            return
        seen = set(self._sheet.sections) if self._sheet else set()
        heading = read_heading(line.text, self._expected, seen)
        if heading and heading.role == "NAME":
            self._open(line)
        if self._sheet is None:
            return
        if heading:
            self._enter(heading, line)
        elif line.text != "-" or self._role == "BUDGET":
            self._sheet.sections[self._role].append(Fragment(line.text, line.line))

    def _between_sheets(self, place: int, line: Line) -> bool:
        """Take dimension, mission and sequence lines, which close the sheet before them."""
        dimension = _DIMENSION.match(skeleton(line.text[:60]))
        if dimension and len(line.text) < 200 and self._sheet_follows(place, within=5):
            title = _DIMENSION_TEXT.match(line.text)
            words = _COUNT.sub("", title[1]) if title else ""
            self._dimension = Titled(dimension[1], words.strip(), line.line)
            self._mission = None
            self._close()
            return True
        if line.text == NO_DIMENSION:
            self._dimension = self._mission = None
            self._close()
            return True
        mission = _MISSION.fullmatch(to_arabic(line.text))
        if mission and self._of_dimension(mission[1]) and self._sheet_follows(place, within=4):
            number = f"{mission[1]}.{mission[2]}"
            self._mission = Titled(number, line.text[mission.start(3) :].strip(), line.line)
            self._close()
            return True
        sequence = _SEQUENCE.fullmatch(to_arabic(line.text))
        if sequence and self._sheet_follows(place, within=1):
            self._seq = int(sequence[1]), line.line
            self._close()
            return True
        if _SUBHEADING.fullmatch(to_arabic(line.text)) and self._sheet_follows(place, within=3):
            self._close()
            return True
        return False

    def _of_dimension(self, number: str) -> bool:
        return self._dimension is None or self._dimension.number == number

    def _sheet_follows(self, place: int, within: int) -> bool:
        for line in self._lines[place + 1 : place + 1 + within]:
            heading = read_heading(line.text, None, set())
            if heading and heading.role == "NAME":
                return True
            if heading or len(line.text) > _LONGEST_HEADING:
                return False
            if _SEQUENCE.fullmatch(to_arabic(line.text)) and within > 1:
                return True
        return False

    def _close(self) -> None:
        self._sheet = None
        self._role = ""

    def _open(self, line: Line) -> None:
        seq, start = self._seq or (None, line.line)
        self._sheet = Sheet(start, seq, self._dimension, self._mission)
        self.sheets.append(self._sheet)
        self._seq = None
        self._expected = None

    def _enter(self, heading: Heading, line: Line) -> None:
        sheet = self._sheet
        assert sheet is not None
        self._role = heading.role
        if heading.number is not None:
            self._expected = heading.number + 1
        if heading.role not in SUBHEADINGS or heading.number is not None:
            sheet.headings.append((heading.role, heading.number, line.line))
        content = sheet.sections.setdefault(heading.role, [])
        if heading.rest:
            content.append(Fragment(heading.rest, line.line))
