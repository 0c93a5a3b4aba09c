"""A yearly report: statuses and results (rule R4), and its two tables against each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.departments import read_departments
from portal_plugin.imports.document import Finding
from portal_plugin.imports.layouts.measure_rows import Draft
from portal_plugin.imports.layouts.yearly_measures import Pair
from portal_plugin.imports.listing import Fragment, split_list
from portal_plugin.imports.measure import ImportedMeasure
from portal_plugin.imports.vocabulary import load
from portal_plugin.imports.wording import bare, likeness, skeleton

_SAME_STEP = 0.8


def check(subject: Subject) -> Iterator[Finding]:
    """Findings of every measure of a yearly document."""
    yearly = subject.yearly
    if yearly is None:
        return
    roles = {role for table in yearly.tables for role in table.header.roles}
    has_status = bool(roles & {"STATUS", "TICK"})
    both_tables = any(both.reported for both in yearly.pairs) and any(
        both.planned for both in yearly.pairs
    )
    for both, measure in zip(yearly.pairs, subject.document.measures, strict=True):
        yield from _status(measure, both, has_status=has_status, annual=yearly.round != "6M")
        yield from _duplicates(measure)
        if both_tables:
            yield from _compare(both, measure)


def _status(
    measure: ImportedMeasure, both: Pair, *, has_status: bool, annual: bool
) -> Iterator[Finding]:
    place = {"line": measure.line, "measure": measure.seq}
    if measure.status == "NOT_STARTED" and annual and not (measure.remark or measure.problems):
        yield finding("NOT_STARTED_WITHOUT_REASON", **place)
    if measure.status == "DONE" and not measure.results:
        yield finding("DONE_WITHOUT_RESULT", **place)
    parts = both.reported.parts if both.reported else []
    unread = any(part.unread_status or len(part.entry.ticks) > 1 for part in parts)
    if unread or (has_status and both.reported and not measure.printed_statuses):
        yield finding("STATUS_UNCLEAR", **place)
    synonyms = {status.text: status for status in measure.printed_statuses if not status.standard}
    for text, status in synonyms.items():
        standard = load("statuses")[status.code][0]
        yield finding(
            "STATUS_SYNONYM", line=status.line, measure=measure.seq, printed=text, standard=standard
        )


def _duplicates(measure: ImportedMeasure) -> Iterator[Finding]:
    seen: set[str] = set()
    for result in measure.results:
        letters = skeleton(result.text)
        if letters in seen:
            yield finding("DUPLICATE_RESULT", line=result.line, measure=measure.seq)
        seen.add(letters)


def _compare(both: Pair, measure: ImportedMeasure) -> Iterator[Finding]:
    if both.reported is None or both.planned is None:
        code = "MEASURE_WITHOUT_RESULT" if both.reported is None else "RESULT_WITHOUT_MEASURE"
        yield finding(code, line=measure.line, measure=measure.seq)
        return
    place = {"line": both.reported.line, "measure": measure.seq}
    if skeleton(both.planned.title) != skeleton(both.reported.title):
        yield finding("PLAN_REPORT_DIFFER", what="ข้อความมาตรการ", **place)
    if _steps_differ(both.planned, both.reported):
        yield finding("PLAN_REPORT_DIFFER", what="ขั้นตอน", **place)
    if _units_differ(both.planned, both.reported):
        yield finding("PLAN_REPORT_DIFFER", what="ผู้รับผิดชอบ", **place)


def _steps_differ(planned: Draft, reported: Draft) -> bool:
    one, other = _steps(planned), _steps(reported)
    if not one or not other:
        return False
    if len(one) != len(other):
        return True
    return any(likeness(a, b) < _SAME_STEP for a, b in zip(one, other, strict=True))


def _steps(draft: Draft) -> Sequence[str]:
    fragments = [Fragment(part.steps, part.entry.line) for part in draft.parts]
    return [skeleton(item.text) for item in split_list(fragments).points()]


def _units_differ(planned: Draft, reported: Draft) -> bool:
    one, other = _units(planned), _units(reported)
    if not one or not other:
        return False
    # A name ending in ฯ is short for every longer one.
    return not all(any(a.startswith(b) or b.startswith(a) for b in other) for a in one) or len(
        one
    ) != len(other)


def _units(draft: Draft) -> set[str]:
    texts = draft.texts("DEPARTMENTS")
    units = [unit for text, _ in texts for unit in read_departments(text)]
    return {bare(unit.name).rstrip("ฯ") for unit in units}
