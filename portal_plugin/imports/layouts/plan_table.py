"""The plan's table of measures: titles, missions, row amounts and printed totals.

Several measures may share one cell and one amount, so rows alone give no measure its budget.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from portal_plugin.imports.digits import read_baht, to_arabic
from portal_plugin.imports.document import PrintedTotal
from portal_plugin.imports.listing import Fragment, split_list
from portal_plugin.imports.tables import Entry, LogicalTable
from portal_plugin.imports.wording import bare, join_broken, one_line

_DIMENSION = re.compile(r"(?:ม[ิี]?ต[ิี]?ที่\s?)?(\d{1,2})(?:\s?[.)]?\s?(?=\D)(.+))?", re.DOTALL)
_DIMENSION_ROW = re.compile(r"ม[ิี]?ต[ิี]?ที่\s?\d")
_MISSION = re.compile(r"(\d{1,2}\.\d{1,2})\.?(?:\s?(?=\D)(.+))?", re.DOTALL)
_COUNT = re.compile(r"จำนวน\s?(\d{1,4})\s?(?:โครงการ|มาตรการ|กิจกรรม)")
_TOTAL = re.compile(r"รวม(?:ทั้งสิ้น|ทั้งหมด|มิติ.{0,80})?")
_GRAND = re.compile(r"รวม(?:ทั้งสิ้น|ทั้งหมด|ทุกมิติ)")
NO_DIMENSION = "ไม่ได้ระบุมิติ"
"""Beside measures that stand under no dimension."""
_ANYWHERE = ("DIMENSION", "MISSION", "MEASURE", "SEQUENCE")


@dataclass(slots=True)
class TableTitle:
    """One measure as the table names it; ``seq`` is its printed number, ``row`` its entry."""

    seq: int | None
    title: str
    line: int
    row: int
    dimension: int | None
    mission: str | None


@dataclass(slots=True)
class PlanTable:
    """What the table prints. ``row_sums``: per dimension and year, the numbers in its rows.

    ``own_rows`` holds the amounts (baht by Buddhist year) of rows with exactly one measure.
    """

    years: tuple[int, ...] = ()
    dimensions: dict[int, str] = field(default_factory=dict)
    missions: dict[str, str] = field(default_factory=dict)
    titles: list[TableTitle] = field(default_factory=list)
    totals: list[PrintedTotal] = field(default_factory=list)
    row_sums: dict[int, dict[int, int]] = field(default_factory=dict)
    own_rows: dict[int, Mapping[int, int]] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)

    def title_of(self, seq: int) -> TableTitle | None:
        """The table's title for a measure number."""
        return next((title for title in self.titles if title.seq == seq), None)

    def remark_of(self, title: TableTitle) -> str:
        """The remark in the row of one measure; a row that several share says nothing of each."""
        alone = sum(1 for other in self.titles if other.row == title.row) == 1
        return self.entries[title.row].get("REMARK") if alone else ""


def read_plan_table(table: LogicalTable) -> PlanTable:
    """Read all pages of the table."""
    reader = _TableReader()
    for entry in table.entries:
        reader.read(entry)
    return reader.finish()


class _TableReader:
    def __init__(self) -> None:
        self.plan = PlanTable()
        self._dimension: int | None = None
        self._mission: str | None = None
        self._fragments: list[Fragment] = []
        self._places: list[tuple[int | None, str | None]] = []
        self._amounts: list[dict[int, int]] = []

    def read(self, entry: Entry) -> None:
        if self._read_total(entry):
            return
        if self._read_heading_row(entry):
            return
        self._read_dimension(entry.get("DIMENSION"))
        self._read_mission(entry.get("MISSION"))
        amounts = {year: read_baht(text) for year, text in entry.years.items()}
        known = {year: amount for year, amount in amounts.items() if amount is not None}
        self._amounts.append(known)
        if self._dimension is not None:
            sums = self.plan.row_sums.setdefault(self._dimension, {})
            for year, amount in known.items():
                sums[year] = sums.get(year, 0) + amount
        self._places.append((self._dimension, self._mission))
        self.plan.entries.append(entry)
        if entry.get("MEASURE"):
            number = entry.get("SEQUENCE")
            text = (
                f"{number}) {entry.get('MEASURE')}" if number.isdecimal() else entry.get("MEASURE")
            )
            # Rows are told apart by position: a minified page has them all on one line.
            self._fragments.append(Fragment(text, len(self.plan.entries) - 1))

    def finish(self) -> PlanTable:
        listing = split_list(self._fragments)
        if listing.numbered:
            found = [(int(i.number), i.text, i.line) for i in listing.items if i.number.isdecimal()]
            numbers = [seq for seq, _, _ in found]
            # Numbers that begin anew with every dimension say nothing about the whole plan.
            anew = numbers.count(1) > 1 and len(set(numbers)) < len(numbers)
            self.plan.titles = [
                self._title(place if anew else seq, text, line)
                for place, (seq, text, line) in enumerate(found, start=1)
            ]
        else:
            self.plan.titles = [
                self._title(None, one_line(f.text), f.line) for f in self._fragments
            ]
        self._find_grand_total()
        years = {year for entry in self.plan.entries for year in entry.years}
        self.plan.years = tuple(sorted(years))
        for place, title in enumerate(self.plan.titles, start=1):
            alone = sum(1 for other in self.plan.titles if other.row == title.row) == 1
            if alone and self.plan.entries[title.row].years:
                given = self._amounts[title.row]
                row = {year: given.get(year, 0) for year in self.plan.years}
                self.plan.own_rows[title.seq or place] = row
        return self.plan

    def _find_grand_total(self) -> None:
        """A single plain total below several dimensions is that of the whole plan."""
        if len(self.plan.totals) != 1 or len(self.plan.row_sums) < 2:
            return
        total = self.plan.totals[0]
        if total.line >= self.plan.entries[-1].line:
            self.plan.totals = [replace(total, dimension=None)]

    def _title(self, seq: int | None, text: str, row: int) -> TableTitle:
        dimension, mission = self._places[row]
        return TableTitle(seq, text, self.plan.entries[row].line, row, dimension, mission)

    def _read_total(self, entry: Entry) -> bool:
        texts = [one_line(entry.get(role)) for role in _ANYWHERE if entry.get(role)]
        label = next((text for text in texts if _TOTAL.match(bare(text))), None)
        if label is None:
            return False
        count = _COUNT.search(to_arabic(" ".join([*texts, *entry.years.values()])))
        amounts = {year: read_baht(text) or 0 for year, text in entry.years.items()}
        dimension = None if _GRAND.match(bare(label)) else self._dimension
        self.plan.totals.append(
            PrintedTotal(dimension, int(count[1]) if count else None, amounts, entry.line)
        )
        return True

    def _read_heading_row(self, entry: Entry) -> bool:
        """A row with one text and no amount, naming the dimension or mission of those below."""
        text = to_arabic(one_line(next(iter(entry.cells.values()), "")))
        if len(entry.cells) != 1 or entry.years or entry.get("DIMENSION") or entry.get("MISSION"):
            return False
        if _DIMENSION_ROW.match(text):
            self._read_dimension(text)
        elif _MISSION.fullmatch(text):
            self._read_mission(text)
        else:
            return False
        return True

    def _read_dimension(self, text: str) -> None:
        words = one_line(text)
        found = _DIMENSION.fullmatch(to_arabic(words))
        if found:
            if self._dimension != int(found[1]):
                self._mission = None
            self._dimension = int(found[1])
            # The number is read in Arabic digits, the title stays as it is written.
            self.plan.dimensions.setdefault(self._dimension, _title_of(words, found))
        elif words == NO_DIMENSION:
            self._dimension = self._mission = None
        elif text and self._dimension is not None:
            before = self.plan.dimensions[self._dimension]
            if bare(text) not in bare(before):
                self.plan.dimensions[self._dimension] = join_broken(before, one_line(text))

    def _read_mission(self, text: str) -> None:
        words = one_line(text)
        found = _MISSION.fullmatch(to_arabic(words))
        if found:
            self._mission = found[1]
            self.plan.missions.setdefault(found[1], _title_of(words, found))
            if self._dimension is None:
                self._dimension = int(found[1].partition(".")[0])
        elif text and self._mission is not None:
            before = self.plan.missions[self._mission]
            if bare(text) not in bare(before):
                self.plan.missions[self._mission] = join_broken(before, one_line(text))


def _title_of(words: str, found: re.Match[str]) -> str:
    return words[found.start(2) :].strip() if found[2] else ""
