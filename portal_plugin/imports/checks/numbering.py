"""Numbers that repeat, restart or skip: sections, steps and the measures themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding
from portal_plugin.imports.layouts.sheets import Sheet
from portal_plugin.imports.measure import ImportedMeasure
from portal_plugin.imports.vocabulary import load

_NEEDED = ("OBJECTIVES", "STEPS", "PERIOD", "BUDGET", "DEPARTMENTS")


def check(subject: Subject) -> Iterator[Finding]:
    """Section, step and sequence numbers."""
    for measure in subject.document.measures:
        yield from _steps(measure)
    if subject.plan:
        for sheet, measure in zip(subject.plan.sheets, subject.document.measures, strict=False):
            yield from _sections(sheet, measure.seq)
        yield from _sequence(subject.plan.sheets)
    elif subject.yearly:
        yield from _gaps([measure.seq for measure in subject.document.measures])


def _steps(measure: ImportedMeasure) -> Iterator[Finding]:
    before = 0
    for step in measure.top_steps:
        if not step.printed.isdecimal():
            continue
        number = int(step.printed)
        if number == before:
            yield finding(
                "STEP_NUMBER_REPEATED", line=step.line, measure=measure.seq, number=number
            )
        elif number == 1 and before:
            yield finding("STEP_NUMBER_RESTART", line=step.line, measure=measure.seq)
        elif number > before + 1 and before:
            yield finding(
                "STEP_NUMBER_GAP", line=step.line, measure=measure.seq, before=before, after=number
            )
        before = number


def _sections(sheet: Sheet, seq: int) -> Iterator[Finding]:
    expected = 1
    for role, number, line in sheet.headings:
        if number is not None and number != expected:
            heading = load("sections")[role][0]
            yield finding(
                "SECTION_NUMBER", line=line, measure=seq, heading=heading, printed=number,
                expected=expected,
            )  # fmt: skip
        expected += 1
    for role in _NEEDED:
        if not sheet.sections.get(role):
            heading = load("sections")[role][0]
            yield finding("SECTION_MISSING", line=sheet.line, measure=seq, heading=heading)


def _sequence(sheets: Sequence[Sheet]) -> Iterator[Finding]:
    numbers = [sheet.seq for sheet in sheets if sheet.seq is not None]
    if len(numbers) < len(sheets):
        return
    runs: list[list[int]] = []
    for sheet, before in zip(sheets, [None, *sheets], strict=False):
        assert sheet.seq is not None
        if before is None or (sheet.seq == 1 and sheet.dimension != before.dimension):
            runs.append([])
        runs[-1].append(sheet.seq)
    for run in runs:
        yield from _gaps(run)


def _gaps(numbers: Sequence[int]) -> Iterator[Finding]:
    if not numbers:
        return
    missing = set(range(1, max(numbers) + 1)) - set(numbers)
    repeated = {number for number, times in Counter(numbers).items() if times > 1}
    if missing or repeated:
        listed = ", ".join(str(number) for number in sorted(missing | repeated)[:20])
        yield finding("SEQUENCE_GAP", numbers=listed)
