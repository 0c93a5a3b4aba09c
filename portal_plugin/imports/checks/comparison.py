"""A plan's table against its measure sheets: count, kind, titles."""

from __future__ import annotations

import re
from collections.abc import Iterator

from portal_plugin.imports.checks.placeholders import LAO_PLACEHOLDER
from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.document import Finding
from portal_plugin.imports.layouts.plan import PlanContent
from portal_plugin.imports.measure import KINDS, ImportedMeasure, kind_of
from portal_plugin.imports.wording import skeleton

_ANNOUNCED = re.compile(r"รวม(?:ทั้งสิ้น|ทั้งหมด)?\s?จำนวน\s?(\d{1,3})\s?(?:โครงการ|มาตรการ)")
_LABELS = {code: label for label, code in KINDS}


def check(subject: Subject) -> Iterator[Finding]:
    """Differences between what the table names and what the sheets name."""
    plan = subject.plan
    if plan is None:
        return
    yield from _count(subject, plan)
    for measure in subject.document.measures:
        if measure.kind is None:
            yield finding("KIND_MISSING", line=measure.line, measure=measure.seq)
        if plan.sheets:
            yield from _compare(subject, plan, measure)
    for dimension in subject.document.dimensions if plan.sheets else ():
        if dimension.title and _differ(subject, dimension.title, dimension.table_title):
            yield finding("DIMENSION_TITLE_DIFFERS", line=dimension.line, number=dimension.number)
        for mission in dimension.missions:
            if mission.line and _differ(subject, mission.title, mission.table_title):
                yield finding("MISSION_TITLE_DIFFERS", line=mission.line, number=mission.number)


def _count(subject: Subject, plan: PlanContent) -> Iterator[Finding]:
    for total in subject.document.totals:
        measures = [
            measure
            for measure in subject.document.measures
            if total.dimension in (None, measure.dimension)
        ]
        if total.measures is not None and total.measures != len(measures):
            yield finding(
                "COUNT_DIFFERS", line=total.line, printed=total.measures, found=len(measures)
            )
    if not any(total.dimension is None for total in subject.document.totals):
        yield from _announced_count(subject)
    named = len(plan.table.titles) if plan.table else 0
    counted = any(total.measures is not None for total in subject.document.totals)
    if plan.sheets and not counted and named > len(plan.sheets):
        line = plan.table.titles[0].line if plan.table else None
        yield finding("COUNT_DIFFERS", line=line, printed=named, found=len(plan.sheets))


def _announced_count(subject: Subject) -> Iterator[Finding]:
    """Without a grand total, the number that the running text announces."""
    for line in subject.found.lines:
        announced = _ANNOUNCED.search(to_arabic(line.text))
        if announced and int(announced[1]) != len(subject.document.measures):
            found = len(subject.document.measures)
            yield finding("COUNT_DIFFERS", line=line.line, printed=announced[1], found=found)
            return


def _compare(subject: Subject, plan: PlanContent, measure: ImportedMeasure) -> Iterator[Finding]:
    row = plan.table.title_of(measure.seq) if plan.table else None
    if row is None:
        if plan.table and any(title.seq for title in plan.table.titles):
            yield finding("MEASURE_NOT_IN_TABLE", line=measure.line, measure=measure.seq)
        return
    in_table, in_sheet = kind_of(row.title), kind_of(measure.title)
    if in_table and in_sheet and in_table != in_sheet:
        yield finding(
            "KIND_DIFFERS", line=measure.line, measure=measure.seq,
            table=_LABELS[in_table], sheet=_LABELS[in_sheet],
        )  # fmt: skip
        one, other = (_without_kind(title) for title in (row.title, measure.title))
    else:
        one, other = row.title, measure.title
    if _differ(subject, other, one):
        yield finding("TITLE_DIFFERS", line=measure.line, measure=measure.seq)


def _without_kind(title: str) -> str:
    label = next((label for label, _ in KINDS if title.startswith(label)), "")
    return title.removeprefix(label)


def _differ(subject: Subject, one: str, other: str) -> bool:
    """Whether titles differ beyond the issuer's name, an unfilled place for it, and marks."""
    if not one or not other:
        return False
    return _core(subject, one) != _core(subject, other)


def _core(subject: Subject, title: str) -> str:
    filled = LAO_PLACEHOLDER.sub(subject.document.lao_name, title)
    return skeleton(filled)
