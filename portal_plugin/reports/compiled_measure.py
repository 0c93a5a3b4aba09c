"""One measure as it stands in the report: what was planned, and what the round says of it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from portal_plugin.measures.codes import BudgetMode, RoundCode, Status
from portal_plugin.measures.report_rows import (
    EntryRow,
    EvidenceRow,
    IndicatorRow,
    MeasureRow,
    RoundRow,
    StepRow,
)
from portal_plugin.statistics.topic_counts import TopicCounts

_REASONED = frozenset({Status.CANNOT_PROCEED, Status.NOT_STARTED})


def compiled_measure(
    measure: MeasureRow, fiscal_year: int, period: RoundRow, complaints: TopicCounts
) -> dict[str, Any]:
    """The measure for the report of a round; JSON values only.

    The status is folded from the steps where they were reported (R5); results, problems and
    evidence of measure and steps are gathered in the plan's order. At twelve months the half-year
    stands where nothing newer was reported, and `carried_over` says so (R2). An indicator that is
    judged by complaints takes its value from `complaints`, and from what was reported only where
    the corruption channel's part is not published.
    """
    code = period.code
    entries = _in_plan_order(measure, code)
    standing = measure.standing(code)
    reason = _reason(entries, standing.status)
    return {
        "ref": str(measure.id),
        "seq": measure.seq,
        "kind": measure.kind.value if measure.kind else None,
        "title": measure.title,
        "dimension": measure.dimension,
        "dimension_title": measure.dimension_title,
        "mission": measure.mission,
        "mission_title": measure.mission_title,
        "indicator_number": measure.indicator_number,
        "group_title": measure.group_title,
        "departments": list(measure.departments),
        "departments_text": measure.departments_text,
        "all_departments": measure.all_departments,
        "quarter": measure.quarter,
        "period": measure.period,
        "target_group": measure.target_group,
        "target_groups": sorted(set(measure.target_group_codes)),
        "objectives": list(measure.objectives),
        "conforming": measure.conforming,
        "budget": _budget(measure, fiscal_year),
        "budget_by_year": _budget_by_year(measure),
        "status": standing.status.value if standing.status else None,
        "awaiting": standing.awaiting,
        "carried_over": standing.carried_over,
        "results": [text for entry in entries for text in entry.results],
        "outcomes": [text for entry in entries for text in entry.outcomes],
        "problems": _joined(entry.problems for entry in entries),
        "solution": _joined(entry.solution for entry in entries),
        "reason": reason.reason.value if reason and reason.reason else None,
        "reason_text": reason.reason_text if reason else "",
        "remark": _joined([measure.remark, *(entry.remark for entry in entries)]),
        "evidence": [_evidence(item) for entry in entries for item in _by_id(entry.evidence)],
        "steps": [_step(step, entries) for step in _steps(measure)],
        "indicators": [
            _indicator(row, entries) | _counted(row, period, complaints)
            for row in measure.indicators
        ],
    }


def _steps(measure: MeasureRow) -> list[StepRow]:
    return sorted(measure.steps, key=lambda step: (step.position, step.id))


def _in_plan_order(measure: MeasureRow, code: RoundCode) -> list[EntryRow]:
    """What stands in the round: the whole measure first, then step by step."""
    place = {step.id: number for number, step in enumerate(_steps(measure), start=1)}
    return sorted(
        measure.entries_for(code),
        key=lambda entry: (
            0 if entry.step_id is None else place.get(entry.step_id, len(place) + 1),
            entry.id,
        ),
    )


def _reason(entries: Iterable[EntryRow], status: Status | None) -> EntryRow | None:
    """The newest entry that gives a reason, where the measure's status needs one (R4)."""
    if status not in _REASONED:
        return None
    reasoned = [entry for entry in entries if entry.reason is not None]
    return max(reasoned, key=lambda entry: (entry.entered_at, entry.id), default=None)


def _budget(measure: MeasureRow, fiscal_year: int) -> dict[str, Any]:
    line = measure.budget(fiscal_year) if measure.budget_mode is BudgetMode.AMOUNT else None
    return {
        "mode": measure.budget_mode.value,
        "plan": line.plan_amount if line else 0,
        "ordinance": (line.ordinance_amount or 0) if line else 0,
        "paid": (line.paid_amount or 0) if line else 0,
        "in_ordinance": line.in_ordinance if line else False,
    }


def _budget_by_year(measure: MeasureRow) -> dict[str, int]:
    if measure.budget_mode is BudgetMode.NONE:
        return {}
    return {str(line.fiscal_year): line.plan_amount for line in measure.budgets}


def _step(step: StepRow, entries: Iterable[EntryRow]) -> dict[str, Any]:
    entry = next((entry for entry in entries if entry.step_id == step.id), None)
    return {
        "path": step.path,
        "text": step.text,
        "status": entry.status.value if entry else None,
        "results": list(entry.results) if entry else [],
        "outcomes": list(entry.outcomes) if entry else [],
    }


def _indicator(row: IndicatorRow, entries: Iterable[EntryRow]) -> dict[str, Any]:
    """An indicator with the value last reported for it, as text."""
    reported: str | None = None
    for entry in sorted(entries, key=lambda entry: (entry.entered_at, entry.id)):
        reported = dict(entry.indicator_values).get(str(row.id), reported)
    return {
        "level": row.level.value,
        "text": row.text,
        "comparator": row.comparator,
        "value": _plain(row.value),
        "unit": row.unit,
        "method": row.method,
        "reported": reported,
    }


def _counted(row: IndicatorRow, period: RoundRow, complaints: TopicCounts) -> dict[str, Any]:
    """Complaints received in the round's window, and in the same months a year before."""
    if row.complaint_topic is None:
        return {}
    count = complaints.of(row.complaint_topic, period.starts, period.ends)
    if count.received is None:
        return {}
    return {
        "reported": str(count.received),
        "complaints": {
            "topic": row.complaint_topic,
            "received": count.received,
            "before": count.before,
        },
    }


def _plain(value: Decimal | None) -> str | None:
    """80.00 and 80 are one target, so they are written alike."""
    return None if value is None else format(value.normalize(), "f")


def _evidence(item: EvidenceRow) -> dict[str, Any]:
    return {
        "title": item.title,
        "type": item.type.value,
        "number": item.number,
        "date": item.dated.isoformat() if item.dated else None,
        "url": item.url,
        "sha256": item.sha256,
        "visibility": item.visibility.value,
    }


def _by_id(items: Iterable[EvidenceRow]) -> list[EvidenceRow]:
    return sorted(items, key=lambda item: item.id)


def _joined(texts: Iterable[str]) -> str:
    """Each text once, in order, a paragraph each."""
    return "\n".join(dict.fromkeys(text for text in texts if text))
