"""Rows of a yearly table to measures: which row opens one, which goes on with the one above."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.listing import split_text
from portal_plugin.imports.statuses import (
    PrintedStatus,
    is_awaiting,
    read_statuses,
    split_reason,
    status_of,
)
from portal_plugin.imports.tables import Entry, Group, LogicalTable, read_group
from portal_plugin.imports.wording import join_broken, one_line, skeleton

_NUMBERED = re.compile(
    r"\(?(\d{1,2}(?:\.\d{1,2}){0,2})\s?[.)](?!\d)\s?|(\d{1,2}(?:\.\d{1,2}){1,2})\s"
)
_WORDED_NUMBER = re.compile(
    r"(?:มาตรการ|กิจกรรม|โครงการ|ตัวชี้วัด|ประเด็น|ข้อ)ที่\s?(\d{1,2})(?!\d)\s?[.:]?\s?(?=\S)"
)
_CONTINUED = re.compile(r"\(\s?ต่อ\s?\)")
_HEADING_WORD = re.compile(r"(?:มิติ|ด้าน|หมวด|กลุ่ม|ส่วน|ตัวชี้วัด)ที่\s?\d")
_DASH = re.compile(r"\s?[-–•]")
_UNMET = {"NOT_STARTED", "CANNOT_PROCEED"}


@dataclass(slots=True)
class Part:
    """What one row adds to a measure."""

    entry: Entry
    steps: str = ""
    results: str = ""
    outcomes: str = ""
    statuses: list[PrintedStatus] = field(default_factory=list)
    unread_status: str = ""
    reason: str = ""


@dataclass(slots=True)
class Draft:
    """A measure while its rows are collected."""

    title: str
    number: str | None
    group: Group | None
    line: int
    parts: list[Part] = field(default_factory=list)

    def texts(self, role: str) -> list[tuple[str, int]]:
        """The non-empty cells of a column over the measure's rows, with their lines."""
        return [(p.entry.get(role), p.entry.line) for p in self.parts if p.entry.get(role)]

    @property
    def statuses(self) -> list[PrintedStatus]:
        """Every printed status in order."""
        return [status for part in self.parts for status in part.statuses]


def read_measures(table: LogicalTable) -> list[Draft]:
    """The measures of one logical table."""
    return _RowReader(table).read()


class _RowReader:
    def __init__(self, table: LogicalTable) -> None:
        roles = table.header.roles
        self._table = table
        self._by_indicator = {"INDICATOR", "MEASURE"} <= roles
        self._key = "MEASURE" if "MEASURE" in roles else "INDICATOR"
        self._numbered = self._titles_are_numbered()
        self._drafts: list[Draft] = []
        self._indicator: Group | None = None
        self._group: Group | None = None

    def read(self) -> list[Draft]:
        for entry in _under_headings(self._table.entries, self._key):
            if self._by_indicator:
                self._read_indicator(entry)
                self._read_under_indicator(entry)
            else:
                self._read_row(entry)
        return self._drafts

    def _titles_are_numbered(self) -> bool:
        titles = [entry.get(self._key) for entry in self._table.entries if entry.get(self._key)]
        numbered = sum(1 for title in titles if _NUMBERED.match(to_arabic(title)))
        return numbered * 2 > len(titles)

    def _read_row(self, entry: Entry) -> None:
        title = _CONTINUED.sub("", one_line(entry.get(self._key))).strip()
        number, words = split_number(title)
        number = number or _sequence(entry)
        last = self._drafts[-1] if self._drafts else None
        changed = entry.group != self._group
        self._group = entry.group
        if not title:
            if changed and entry.group and self._table_has_blank_titles(entry.group):
                self._open(entry.group.title, entry.group.number, None, entry)
            elif last:
                last.parts.append(_part(entry))
        elif last and self._continues(last, number, words, entry):
            if number is None:
                last.title = join_broken(last.title, words)
            last.parts.append(_part(entry))
        else:
            self._open(words, number, entry.group, entry)

    def _continues(self, last: Draft, number: str | None, words: str, entry: Entry) -> bool:
        if number is not None:
            return number == last.number and entry.group == last.group
        if skeleton(words) == skeleton(last.title):
            return True
        return self._numbered and entry.opens_page

    def _table_has_blank_titles(self, group: Group) -> bool:
        return not any(e.get(self._key) for e in self._table.entries if e.group == group)

    def _open(self, title: str, number: str | None, group: Group | None, entry: Entry) -> None:
        self._drafts.append(Draft(title, number, group, entry.line, [_part(entry)]))

    def _read_indicator(self, entry: Entry) -> None:
        text = _CONTINUED.sub("", one_line(entry.get("INDICATOR"))).strip()
        if not text:
            return
        number, words = split_number(text)
        number = number or _sequence(entry)
        if number is None and entry.opens_page and self._indicator is not None:
            same = skeleton(words) == skeleton(self._indicator.title)
            joined = words if same else join_broken(self._indicator.title, words)
            self._indicator = Group(self._indicator.number, joined)
        else:
            self._indicator = Group(number or "", words)

    def _read_under_indicator(self, entry: Entry) -> None:
        text = entry.get("MEASURE")
        listing = split_text(text, entry.line)
        marked = bool(listing.items) and not listing.lead
        last = self._drafts[-1] if self._drafts else None
        fresh = bool(entry.get("INDICATOR")) or bool(entry.ticks) or bool(entry.get("STATUS"))
        if not text or (last and entry.opens_page and not marked and not fresh):
            if last:
                last.title = join_broken(last.title, one_line(text))
                last.parts.append(_part(entry))
            return
        titles = [item.text for item in listing.items] if marked else [one_line(text)]
        for title, part in zip(titles, _parts(entry, len(titles)), strict=True):
            self._drafts.append(Draft(title, None, self._indicator, entry.line, [part]))


def _under_headings(entries: Sequence[Entry], key: str) -> Iterator[Entry]:
    """The data rows; a row that holds nothing but a heading names the group of those below."""
    heading: Group | None = None
    for place, entry in enumerate(entries):
        following = entries[place + 1] if place + 1 < len(entries) else None
        found = _row_heading(entry, following, key)
        if found:
            heading = found
        else:
            yield replace(entry, group=heading) if heading else entry


def _row_heading(entry: Entry, following: Entry | None, key: str) -> Group | None:
    if len(entry.cells) != 1 or entry.ticks or following is None:
        return None
    text = one_line(entry.get("SEQUENCE") or entry.get(key))
    number, words = split_number(text)
    if _HEADING_WORD.match(to_arabic(text)):
        return read_group(text) or Group("", text)
    if entry.get("SEQUENCE"):
        return None if _sequence(entry) else Group(number or "", words)
    inner, _ = split_number(one_line(following.get(key)))
    return Group(number, words) if number and (inner or "").startswith(f"{number}.") else None


def split_number(text: str) -> tuple[str | None, str]:
    """ "๑.กิจกรรม…" to ("1", "กิจกรรม…"); None without a number."""
    arabic = to_arabic(text)
    worded = _WORDED_NUMBER.match(arabic)
    if worded:
        return worded[1], text[worded.end() :].strip()
    found = _NUMBERED.match(arabic)
    if not found:
        return None, _DASH.sub("", text, count=1).strip() if _DASH.match(text) else text
    return found[1] or found[2], text[found.end() :].strip()


def _sequence(entry: Entry) -> str | None:
    digits = re.fullmatch(r"(\d{1,3})\.?", to_arabic(one_line(entry.get("SEQUENCE"))))
    return digits[1] if digits else None


def _part(entry: Entry) -> Part:
    results, unmet = entry.get("RESULTS"), ""
    if not (entry.ticks or entry.get("STATUS")):
        results, unmet = _unmet(results)
    printed, reason = split_reason(entry.get("STATUS") or unmet)
    statuses, unread = read_statuses(printed, entry.line)
    ticked = [PrintedStatus(code, "", entry.line) for code in entry.ticks]
    return Part(
        entry,
        entry.get("STEPS"),
        results,
        entry.get("OUTCOMES") or entry.get("OUTPUTS"),
        [*ticked, *statuses],
        unread,
        reason,
    )


def _unmet(results: str) -> tuple[str, str]:
    """Results without the line before them that says, where no column does, that nothing was
    begun or nothing can be done; and that line."""
    first, _, rest = results.partition("\n")
    if is_awaiting(first):
        return rest, ""
    status = status_of(split_reason(first)[0])
    return (rest, first) if status in _UNMET else (results, "")


def _parts(entry: Entry, measures: int) -> Iterator[Part]:
    """One part for each measure of a row; what cannot be divided stays with the first."""
    whole = _part(entry)
    if measures == 1:
        yield whole
        return
    results = _divided(whole.results, measures)
    outcomes = _divided(whole.outcomes, measures)
    steps = _divided(whole.steps, measures)
    for place in range(measures):
        statuses = whole.statuses
        if len(statuses) == measures:
            statuses = [statuses[place]]
        elif len(statuses) > 1 and place:
            statuses = []
        yield Part(entry, steps[place], results[place], outcomes[place], list(statuses))


def _divided(text: str, measures: int) -> Sequence[str]:
    items = split_text(text).items
    if len(items) == measures:
        return [item.text for item in items]
    return [text, *[""] * (measures - 1)]
