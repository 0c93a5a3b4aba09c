"""Drafts of the measures' table and of the results' table joined to finished measures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from portal_plugin.imports.buddhist_dates import read_period
from portal_plugin.imports.departments import ImportedDepartment, read_departments
from portal_plugin.imports.indicators import read_indicator
from portal_plugin.imports.layouts.measure_rows import Draft, Part, split_number
from portal_plugin.imports.listing import Fragment, Item, split_list
from portal_plugin.imports.measure import (
    ImportedMeasure,
    ImportedPeriod,
    ImportedStep,
    Text,
    kind_of,
)
from portal_plugin.imports.statuses import fold
from portal_plugin.imports.wording import likeness, one_line, skeleton

_EVIDENCE = re.compile(
    r"\(((?:อ้างถึง|อ้างอิง|คำสั่ง|ประกาศ|ตามบันทึก|บันทึก|ตามหนังสือ)[^()]{3,600}(?:\([^()]{0,80}\)[^()]{0,400})?)\)"
    r"|(https?://[^\s)<>\"]{4,300})"
)
_LIKE_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Pair:
    """A measure in the table of measures and in the table of results; one may be missing."""

    planned: Draft | None
    reported: Draft | None


def pair(planned: Sequence[Draft], reported: Sequence[Draft]) -> list[Pair]:
    """Match by group and number, else by the likest title of the same group."""
    left = list(reported)
    pairs: list[Pair] = []
    for draft in planned:
        match = _partner(draft, left)
        if match is not None:
            left.remove(match)
        pairs.append(Pair(draft, match))
    return [*pairs, *(Pair(None, draft) for draft in left)]


def _partner(draft: Draft, candidates: Sequence[Draft]) -> Draft | None:
    same_group = [one for one in candidates if _group_number(one) == _group_number(draft)]
    if draft.number is not None:
        numbered = [one for one in same_group if one.number == draft.number]
        if len(numbered) == 1:
            return numbered[0]
    letters = skeleton(draft.title)
    best = max(same_group, key=lambda one: likeness(letters, skeleton(one.title)), default=None)
    alike = best is not None and likeness(letters, skeleton(best.title)) >= _LIKE_ENOUGH
    return best if alike else None


def _group_number(draft: Draft) -> str:
    return draft.group.number if draft.group else ""


def build_measure(both: Pair, seq: int, lao_name: str) -> ImportedMeasure:
    """One measure; what was reported wins over what was planned, except for the title."""
    shown = both.planned or both.reported
    latest = both.reported or both.planned
    assert shown is not None and latest is not None
    sources = [draft for draft in (both.reported, both.planned) if draft]
    units = _cells(sources, "DEPARTMENTS")
    period = " ".join(text for text, _ in _cells(sources, "PERIOD")[:1])
    deadline = " ".join(text for text, _ in _cells(sources, "DEADLINE")[:1])
    follow_up = " ".join(text for text, _ in _cells(sources, "FOLLOW_UP"))
    results = tuple(text for rows in _row_groups(latest) for text in _points(rows, "results"))
    outcomes = _points(latest.parts, "outcomes")
    steps = next((found for draft in sources if (found := _steps(draft))), ())
    statuses = tuple(both.reported.statuses) if both.reported else ()
    evidence = [*_evidence(results), *(text for text, _ in latest.texts("EVIDENCE"))]
    return ImportedMeasure(
        seq=seq,
        title=shown.title,
        line=latest.line,
        kind=kind_of(shown.title),
        group=shown.group.number or shown.group.title if shown.group else None,
        group_title=shown.group.title if shown.group else None,
        departments=_departments(units, lao_name),
        departments_line=units[0][1] if units else latest.line,
        period=_period(one_line(period), one_line(deadline)),
        steps=steps,
        results=results,
        outcomes=tuple(read_indicator("OUTCOME", text.text, text.line) for text in outcomes),
        status=fold([status.code for status in statuses]),
        printed_statuses=statuses,
        remark=_joined(latest, "REMARK"),
        problems=one_line(" ".join([_joined(latest, "PROBLEMS"), *_reasons(latest)])),
        solution=_joined(latest, "SUGGESTIONS"),
        follow_up=one_line(follow_up),
        evidence=tuple(evidence),
    )


def _cells(drafts: Sequence[Draft], role: str) -> list[tuple[str, int]]:
    """The distinct cells of a column in the first draft that has any."""
    for draft in drafts:
        lines = dict(reversed(draft.texts(role)))
        if lines:
            return [(text, lines[text]) for text in dict.fromkeys(t for t, _ in draft.texts(role))]
    return []


def _period(period: str, deadline: str) -> ImportedPeriod:
    """The period; a day by which something must be done says nothing of its beginning."""
    if period or not deadline:
        return ImportedPeriod(period, *read_period(period))
    return ImportedPeriod(deadline, None, read_period(deadline)[1])


def _departments(cells: Sequence[tuple[str, int]], lao_name: str) -> tuple[ImportedDepartment, ...]:
    units = [unit for text, _ in cells for unit in read_departments(text, lao_name)]
    return tuple({unit.name: unit for unit in units}.values())


def _joined(draft: Draft, role: str) -> str:
    return one_line(" ".join(text for text, _ in draft.texts(role)))


def _reasons(draft: Draft) -> list[str]:
    """What stands behind a status, as in "ไม่ได้ดำเนินการ เนื่องจาก…"."""
    return [part.reason for part in draft.parts if part.reason]


def _steps(draft: Draft) -> tuple[ImportedStep, ...]:
    # Rows are told apart by position: their lines may coincide.
    fragments = [Fragment(part.steps, place) for place, part in enumerate(draft.parts)]
    points = split_list(fragments).points()
    statuses = _step_statuses(draft, points)
    results = _step_results(draft, points)
    steps: list[ImportedStep] = []
    for place, (item, status) in enumerate(zip(points, statuses, strict=True), start=1):
        line = draft.parts[item.line].entry.line
        own = tuple(results.get(item.number, ())) if item.number else ()
        steps.append(ImportedStep(str(place), item.text, line, item.number, status, own))
        for inner, nested in enumerate(item.nested, start=1):
            steps.append(ImportedStep(f"{place}.{inner}", nested.text, line, nested.number))
    return tuple(steps)


def _step_statuses(draft: Draft, points: Sequence[Item]) -> list[str | None]:
    """A status for each step of the row it stands in, when the row leaves no doubt."""
    found: list[str | None] = [None] * len(points)
    for row, part in enumerate(draft.parts):
        places = [place for place, item in enumerate(points) if item.line == row]
        codes: list[str] = [status.code for status in part.statuses]
        if len(codes) == 1:
            codes = codes * len(places)
        if len(codes) == len(places):
            for place, code in zip(places, codes, strict=True):
                found[place] = code
    return found


def _step_results(draft: Draft, points: Sequence[Item]) -> dict[str, list[str]]:
    """Results by step number, where numbers or rows show which step they belong to."""
    if len(groups := _row_groups(draft)) > 1:
        # A row above the steps tells of the measure as a whole.
        groups = groups if groups[0][0].steps else groups[1:]
        keys = [split_number(one_line(rows[0].steps))[0] for rows in groups]
        if len(set(keys)) == len(keys) == len(points):
            texts = [[text.text for text in _points(rows, "results")] for rows in groups]
            return {key: text for key, text in zip(keys, texts, strict=True) if key}
    fragments = [Fragment(part.results, place) for place, part in enumerate(draft.parts)]
    results = split_list(fragments).points()
    numbers = [item.number for item in results]
    if numbers != [item.number for item in points] or len(set(numbers)) != len(numbers):
        return {}
    return {item.number: [item.text] for item in results if item.number}


def _row_groups(draft: Draft) -> list[list[Part]]:
    """Rows by the step number they open with, where that is what keeps their results apart.

    Results with numbers of their own are one list over all rows.
    """
    numbered = split_list([Fragment(part.results, 0) for part in draft.parts]).numbered
    groups: list[list[Part]] = []
    for part in draft.parts:
        opens = not numbered and split_number(one_line(part.steps))[0] is not None
        if opens or not groups:
            groups.append([part])
        else:
            groups[-1].append(part)
    return groups


def _points(parts: Sequence[Part], what: str) -> tuple[Text, ...]:
    fragments = [
        Fragment(getattr(part, what), part.entry.line) for part in parts if getattr(part, what)
    ]
    return tuple(Text(_whole(item), item.line) for item in split_list(fragments).points())


def _whole(item: Item) -> str:
    return " ".join([item.text, *(f"{inner.number} {inner.text}" for inner in item.nested)])


def _evidence(results: Sequence[Text]) -> list[str]:
    return [found[1] or found[2] for text in results for found in _EVIDENCE.finditer(text.text)]
