"""Measures of a document as rows: the measure, its departments, steps, indicators, budget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.actor import Actor
from portal_plugin.imports.measure import ImportedMeasure
from portal_plugin.imports.storing.departments import DepartmentBook
from portal_plugin.imports.storing.destination import Destination
from portal_plugin.imports.wording import bare
from portal_plugin.measures.codes import BudgetMode, IndicatorLevel, MeasureKind
from portal_plugin.measures.ita_indicators import INDICATOR_NAMES
from portal_plugin.measures.models import (
    BudgetLine,
    Indicator,
    Measure,
    MeasureDepartment,
    Step,
)
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class Stored:
    """A measure of the document and its row; `step_ids` run beside the document's steps."""

    source: ImportedMeasure
    measure_id: UUID
    step_ids: tuple[UUID, ...]


def store_measures(
    to: Destination,
    sources: Sequence[ImportedMeasure],
    missions: Mapping[tuple[int | None, str | None], UUID],
    ids_by_title: Mapping[str, UUID],
) -> list[Stored]:
    """Write measures with all that hangs on them, one statement a table.

    `missions` maps (dimension, mission number) to its row; `ids_by_title` (titles `bare`) lets a
    measure keep the id it had before its plan was imported again.
    """
    rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
    stored = []
    free = dict(ids_by_title)
    for source, seq in zip(sources, _numbers(sources), strict=True):
        measure_id = free.pop(bare(source.title), None) or new_id()
        mission_id = missions.get((source.dimension, source.group))
        keys = {"id": measure_id, "mission_id": mission_id, "seq": seq}
        rows[Measure].append(keys | _measure(to, source))
        rows[MeasureDepartment] += _departments(source, measure_id, to.book)
        rows[BudgetLine] += _budget(source, measure_id, to.actor)
        if not to.yearly:
            rows[Indicator] += _indicators(source, measure_id)
        steps = step_rows(source, measure_id)
        rows[Step] += steps
        stored.append(Stored(source, measure_id, tuple(step["id"] for step in steps)))
    insert_rows(to.session, rows, (Measure, MeasureDepartment, Step, Indicator, BudgetLine))
    return stored


def insert_rows(
    session: TenantSession,
    rows: Mapping[type[Any], Sequence[dict[str, Any]]],
    order: Iterable[type[Any]],
) -> None:
    """Insert rows table by table, parents first."""
    for table in order:
        if rows.get(table):
            session.execute(sa.insert(table), rows[table])


def step_rows(source: ImportedMeasure, measure_id: UUID, after: int = 0) -> list[dict[str, Any]]:
    """Rows of the document's steps, positions counting on from `after`."""
    return [
        {
            "id": new_id(),
            "measure_id": measure_id,
            "position": position,
            "path": step.path,
            "text": step.text,
        }
        for position, step in enumerate(source.steps, start=after + 1)
    ]


def _numbers(sources: Sequence[ImportedMeasure]) -> list[int]:
    """The document's own numbers, or the order of the measures where numbers repeat."""
    printed = [source.seq for source in sources]
    return printed if len(set(printed)) == len(printed) else list(range(1, len(printed) + 1))


def _measure(to: Destination, source: ImportedMeasure) -> dict[str, Any]:
    yearly = to.yearly
    return {
        "plan_id": to.plan_id,
        "indicator_number": indicator_number(source) if yearly else None,
        "group_title": (source.group_title or source.group or "") if yearly else "",
        "kind": MeasureKind(source.kind) if source.kind else None,
        "title": source.title,
        "rationale": source.rationale,
        "objectives": [objective.text for objective in source.objectives],
        "target_group": source.target_group,
        "target_group_codes": [],
        "period": source.period.text,
        "budget_mode": _budget_mode(source),
        "departments_text": "\n".join(unit.name for unit in source.departments),
        "all_departments": any(unit.is_all for unit in source.departments),
        "remark": "\n".join(filter(None, (source.follow_up, "" if yearly else source.remark))),
        "source_line": source.line,
        "created_by": to.actor.name,
    }


def indicator_number(source: ImportedMeasure) -> int | None:
    """The ITA indicator a measure stands under, when its group is one by number and name."""
    number = int(source.group) if source.group and source.group.isdecimal() else 0
    name = INDICATOR_NAMES.get(number)
    return number if name and bare(source.group_title or "") == bare(name) else None


def _budget_mode(source: ImportedMeasure) -> BudgetMode:
    return BudgetMode.AMOUNT if any(source.budget.values()) else BudgetMode.NONE


def _departments(
    source: ImportedMeasure, measure_id: UUID, book: DepartmentBook
) -> list[dict[str, Any]]:
    return [
        {"measure_id": measure_id, "department_id": department_id, "position": position}
        for position, department_id in enumerate(book.ids_of(source.departments), start=1)
    ]


def _indicators(source: ImportedMeasure, measure_id: UUID) -> list[dict[str, Any]]:
    """Of a plan; the outcomes of a yearly report are results and go with its progress."""
    return [
        {
            "measure_id": measure_id,
            "position": position,
            "level": IndicatorLevel(indicator.level),
            "text": indicator.text,
            "comparator": indicator.comparator,
            "value": None if indicator.value is None else Decimal(str(indicator.value)),
            "unit": indicator.unit,
            "method": indicator.method,
            "complaint_topic": indicator.complaint_topic,
        }
        for position, indicator in enumerate([*source.outputs, *source.outcomes], start=1)
    ]


def _budget(source: ImportedMeasure, measure_id: UUID, actor: Actor) -> list[dict[str, Any]]:
    """Only the years that have an amount: no line and a line of zero mean the same (R3)."""
    return [
        {
            "measure_id": measure_id,
            "fiscal_year": year,
            "plan_amount": baht,
            "updated_by": actor.name,
        }
        for year, baht in sorted(source.budget.items())
        if baht
    ]
