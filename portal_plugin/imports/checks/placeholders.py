"""Template text that nobody replaced, in the spellings a scanner makes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding
from portal_plugin.imports.vocabulary import load

# "ระบุชื่อองค์กรปกครองส่วนท้องถิ่น": the middle is what scanners spoil, "ระบบ" is a word of its own.
LAO_PLACEHOLDER = re.compile(
    r"ระบุ\s?[^\s,.()]{0,14}?\s?ปกครอง\s?ส่วน\s?ท้องถิ่น"
    r"|ระบ[ุบ]?[ชซ][ิ-ฺ็-๎]{0,3}อ\s?[^\s,.()]{0,10}?\s?ปกครอง\s?ส่วน\s?ท้องถิ่น"
    r"|ระบุชื่อ(?:เทศบาล|อบต|อบจ|หน่วยงาน|องค์กร)"
)


def check(subject: Subject) -> Iterator[Finding]:
    """PLACEHOLDER_NAME in any text, PLACEHOLDER_UNIT for responsible units."""
    yield from _units(subject)
    table = subject.plan.table if subject.plan else None
    for title in table.titles if table else ():
        found = LAO_PLACEHOLDER.search(title.title)
        if found:
            yield finding(
                "PLACEHOLDER_NAME", line=title.line, measure=title.seq, text=found.group()
            )
    # A title may be cut by a page, so the table's rows were looked at as whole titles.
    rows = {entry.line for entry in table.entries} if table else set()
    for text in subject.texts():
        if text.line not in rows:
            yield from _running_text(subject, text)


def _running_text(subject: Subject, text: Line) -> Iterator[Finding]:
    place: dict[str, int | None] = {"line": text.line, "measure": subject.measure_at(text.line)}
    for found in LAO_PLACEHOLDER.finditer(text.text.replace("\n", " ")):
        yield finding("PLACEHOLDER_NAME", **place, text=found.group())
    choices: list[str] = load("suspicious_words")["template_choices"]
    choice = next((choice for choice in choices if choice in text.text), None)
    if choice:
        yield finding("PLACEHOLDER_TEXT", **place, text=choice)


def _units(subject: Subject) -> Iterator[Finding]:
    for measure in subject.document.measures:
        for unit in measure.departments:
            if unit.unfilled:
                yield finding(
                    "PLACEHOLDER_UNIT",
                    line=measure.departments_line,
                    measure=measure.seq,
                    text=unit.name,
                )
        if not measure.departments and (subject.yearly or (subject.plan and subject.plan.sheets)):
            yield finding("DEPARTMENT_MISSING", line=measure.line, measure=measure.seq)
