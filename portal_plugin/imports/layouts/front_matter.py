"""Everything of a plan that stands before its table: announcement, preface, aims, targets."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.buddhist_dates import find_dates
from portal_plugin.imports.digits import read_score, to_arabic
from portal_plugin.imports.document import (
    ImportedAnnouncement,
    ImportedRisk,
    ImportedTarget,
)
from portal_plugin.imports.listing import Fragment, split_list
from portal_plugin.imports.measure import Text
from portal_plugin.imports.tables import Entry, LogicalTable
from portal_plugin.imports.vocabulary import load
from portal_plugin.imports.wording import bare, join_broken, one_line, skeleton

_NUMBER = re.compile(r"(?:\d{1,2}|[๐-๙]{1,2})?\s?\.?\s?")
_PART = re.compile(r"ส่วนที่\s?\d.*")
_PROCLAIMED = re.compile(r"ประกาศ\s?ณ\s?วันที่")
_SCORES = re.compile(r"\(\s?(?:โอกาส|ผลกระทบ).*", re.DOTALL)
"""Likelihood and impact behind the level's word."""
_SIGNER = re.compile(r"\(([^0-9]{4,90})\)")


@dataclass(slots=True)
class FrontMatter:
    """The texts by section."""

    announcement: ImportedAnnouncement | None = None
    sections: dict[str, list[Fragment]] = field(default_factory=dict)

    def text(self, role: str) -> str:
        """A section's paragraphs, one a line."""
        return "\n".join(fragment.text for fragment in self.sections.get(role, []))

    def points(self, role: str) -> tuple[Text, ...]:
        """A section's items."""
        found = split_list(self.sections.get(role, [])).points()
        return tuple(Text(item.text, item.line) for item in found)


def read_front_matter(lines: Sequence[Line]) -> FrontMatter:
    """Read lines up to the first measure sheet.

    The table of contents names the same headings without content; the later one wins.
    """
    front = FrontMatter(_announcement(lines))
    headings = {
        skeleton(word): role for role, words in load("front_matter").items() for word in words
    }
    role = ""
    for line in lines:
        heading = headings.get(skeleton(_NUMBER.sub("", line.text, count=1)))
        if heading:
            role = heading
            front.sections[role] = []
        elif _PART.fullmatch(line.text) and role != "PREFACE":
            role = ""
        elif role:
            front.sections[role].append(Fragment(line.text, line.line))
    return front


def _announcement(lines: Sequence[Line]) -> ImportedAnnouncement | None:
    for place, line in enumerate(lines):
        if not _PROCLAIMED.match(line.text):
            continue
        found = next(find_dates(line.text), None)
        below = (_SIGNER.fullmatch(after.text) for after in lines[place + 1 : place + 5])
        signer = next((match[1] for match in below if match), None)
        return ImportedAnnouncement(found.first if found else None, signer, line.line)
    return None


def read_targets(tables: Sequence[LogicalTable]) -> tuple[ImportedTarget, ...]:
    """The rows of the target table."""
    targets = []
    for table in tables:
        for entry in table.entries:
            name = one_line(next(iter(entry.cells.values()), ""))
            if not name or not entry.years:
                continue
            numbers = {year: read_score(text) for year, text in entry.years.items()}
            known = {year: number for year, number in numbers.items() if number is not None}
            targets.append(ImportedTarget(name, dict(entry.years), known, entry.line))
    return tuple(targets)


def read_risks(tables: Sequence[LogicalTable]) -> tuple[ImportedRisk, ...]:
    """The risk register; a row without number and process goes on with the row above."""
    groups: list[list[Entry]] = []
    for table in tables:
        for entry in table.entries:
            if groups and not (entry.get("SEQUENCE") or entry.get("STEPS")):
                groups[-1].append(entry)
            else:
                groups.append([entry])
    return tuple(_risk(group) for group in groups)


def _risk(entries: Sequence[Entry]) -> ImportedRisk:
    def items(role: str) -> tuple[Text, ...]:
        fragments = [Fragment(entry.get(role), entry.line) for entry in entries if entry.get(role)]
        return tuple(Text(item.text, item.line) for item in split_list(fragments).points())

    process = ""
    for entry in entries:
        process = join_broken(process, one_line(entry.get("STEPS")))
    first = entries[0]
    return ImportedRisk(
        number=bare(to_arabic(first.get("SEQUENCE"))),
        process=process,
        issues=tuple(item.text for item in items("RISK")),
        level=one_line(_SCORES.sub("", first.get("RISK_LEVEL"))),
        controls=items("CONTROL"),
        line=first.line,
    )
