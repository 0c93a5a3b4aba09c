"""The plan around the measures: dimensions and missions, targets, risk register (R8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.config.catalogue import CatalogueGap, dimension_titles
from portal_plugin.imports.controls import measure_of_control, title_core
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.document import ImportedDocument, ImportedTarget
from portal_plugin.imports.storing.measures import Stored, insert_rows
from portal_plugin.imports.wording import bare
from portal_plugin.measures.codes import RiskLevel
from portal_plugin.measures.models import (
    BudgetLine,
    Dimension,
    Indicator,
    ItaIssueMeasure,
    Measure,
    MeasureDepartment,
    Mission,
    PlanTarget,
    RiskControl,
    RiskItem,
    Step,
)
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

_LEVELS = {
    "ต่ำ": RiskLevel.LOW,
    "ปานกลาง": RiskLevel.MEDIUM,
    "สูง": RiskLevel.HIGH,
    "สูงมาก": RiskLevel.VERY_HIGH,
}

Missions = dict[tuple[int | None, str | None], UUID]


def store_structure(
    session: TenantSession, plan_id: UUID, document: ImportedDocument, first_year: int
) -> Missions:
    """Write dimensions and missions; returns the missions by (dimension, number).

    A title the document does not print comes from the catalogue of its years. A measure that
    stands under a dimension without a mission gets an untitled one there.
    """
    rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
    missions: Missions = {}
    dimensions: dict[int, UUID] = {}
    known = _titles(first_year)
    for dimension in document.dimensions:
        if dimension.number in dimensions:
            continue
        row_id = dimensions[dimension.number] = new_id()
        title = dimension.title or known.get(dimension.number, "")
        rows[Dimension].append(_dimension(row_id, plan_id, dimension.number, title))
        for mission in dimension.missions:
            if (dimension.number, mission.number) not in missions:
                mission_id = missions[dimension.number, mission.number] = new_id()
                rows[Mission].append(_mission(mission_id, row_id, mission.number, mission.title))
    for measure in document.measures:
        number, place = measure.dimension, (measure.dimension, measure.group)
        if number is None or place in missions:
            continue
        if number not in dimensions:
            dimensions[number] = new_id()
            title = known.get(number, "")
            rows[Dimension].append(_dimension(dimensions[number], plan_id, number, title))
        missions[place] = new_id()
        printed = measure.group or str(number)
        title = measure.group_title or ""
        rows[Mission].append(_mission(missions[place], dimensions[number], printed, title))
    insert_rows(session, rows, (Dimension, Mission))
    return missions


def _titles(year: int) -> dict[int, str]:
    try:
        return dict(enumerate(dimension_titles(year), start=1))
    except CatalogueGap:
        return {}


def _dimension(row_id: UUID, plan_id: UUID, number: int, title: str) -> dict[str, Any]:
    return {"id": row_id, "plan_id": plan_id, "number": number, "title": title}


def _mission(row_id: UUID, dimension_id: UUID, number: str, title: str) -> dict[str, Any]:
    return {"id": row_id, "dimension_id": dimension_id, "number": number, "title": title}


def store_targets_and_risks(
    session: TenantSession, plan_id: UUID, document: ImportedDocument, stored: Sequence[Stored]
) -> None:
    """Write the target table, and the risk register with its controls linked to measures."""
    rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
    for position, target in enumerate(document.targets, start=1):
        rows[PlanTarget].append(_target(plan_id, position, target))
    name = document.lao_name
    by_title = {title_core(one.source.title, name): one.measure_id for one in stored}
    for position, risk in enumerate(document.risks, start=1):
        risk_id = new_id()
        rows[RiskItem].append(
            {
                "id": risk_id,
                "plan_id": plan_id,
                "position": position,
                "process": risk.process,
                "issues": list(risk.issues),
                "level": _LEVELS.get("".join(risk.level.split())),
            }
        )
        rows[RiskControl] += [
            {
                "risk_id": risk_id,
                "position": place,
                "text": control.text,
                "measure_id": measure_of_control(control.text, by_title, name),
            }
            for place, control in enumerate(risk.controls, start=1)
        ]
    insert_rows(session, rows, (PlanTarget, RiskItem, RiskControl))


def _target(plan_id: UUID, position: int, target: ImportedTarget) -> dict[str, Any]:
    return {
        "plan_id": plan_id,
        "position": position,
        "name": target.name,
        "unit": _unit(target),
        "values": {str(year): number for year, number in target.numbers.items()},
    }


def _unit(target: ImportedTarget) -> str:
    """What stands beside the number, when it is the same in every year."""
    words = {
        " ".join(to_arabic(text).replace(f"{target.numbers[year]:g}", "").split())
        for year, text in target.values.items()
        if year in target.numbers
    }
    return words.pop() if len(words) == 1 else ""


def clear_plan(session: TenantSession, plan_id: UUID) -> dict[str, UUID]:
    """Take everything out of a plan that nobody has reported on, children first.

    Returns the measures' ids by `bare` title, for the measures that come back.
    """
    mine = sa.select(Measure.id).where(Measure.plan_id == plan_id)
    ids = {
        bare(title): measure_id
        for measure_id, title in session.execute(
            sa.select(Measure.id, Measure.title).where(Measure.plan_id == plan_id)
        )
    }
    risks = sa.select(RiskItem.id).where(RiskItem.plan_id == plan_id)
    dimensions = sa.select(Dimension.id).where(Dimension.plan_id == plan_id)
    for statement in (
        *(
            sa.delete(table).where(table.measure_id.in_(mine))
            for table in (ItaIssueMeasure, BudgetLine, Indicator, Step, MeasureDepartment)
        ),
        sa.delete(RiskControl).where(RiskControl.risk_id.in_(risks)),
        sa.delete(RiskItem).where(RiskItem.plan_id == plan_id),
        sa.delete(PlanTarget).where(PlanTarget.plan_id == plan_id),
        sa.delete(Measure).where(Measure.plan_id == plan_id),
        sa.delete(Mission).where(Mission.dimension_id.in_(dimensions)),
        sa.delete(Dimension).where(Dimension.plan_id == plan_id),
    ):
        session.execute(statement.execution_options(synchronize_session=False))
    return ids
