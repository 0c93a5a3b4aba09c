"""The statements behind the read models: each fetches one kind of row for a whole plan.

Rows come in an order that does not depend on the database's mood, so that what is made of them
is the same each time. The wall (row-level security) adds the tenant; joins repeat it, so that
the keys led by the tenant serve as indexes.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures.models import (
    BudgetLine,
    Dimension,
    Evidence,
    Indicator,
    Measure,
    MeasureDepartment,
    Mission,
    Plan,
    ProgressEntry,
    Round,
    Step,
)
from portal_plugin.tenants.models import Department, Tenant


def same(child: Any, column: Any, parent: Any) -> sa.ColumnElement[bool]:
    """The join of a child row to its parent, led by the tenant."""
    return sa.and_(child.tenant_id == parent.tenant_id, column == parent.id)


def columns(model: Any, *without: str) -> list[sa.ColumnElement[Any]]:
    """The plain columns of a table: rows of them cost less than mapped objects and are fresh."""
    return [column for column in model.__table__.c if column.name not in without]


def plan_with_rounds(
    plan_id: UUID, fiscal_year: int, *more: sa.ColumnElement[Any]
) -> sa.Select[*tuple[Any, ...]]:
    """The plan, its tenant, each round of the year that is open or was (0-2 rows of rounds), and
    `more` columns that travel with them."""
    return (
        sa.select(Plan, Tenant, Round, *more)
        .join(Tenant, Tenant.id == Plan.tenant_id)
        .outerjoin(
            Round, sa.and_(Round.tenant_id == Plan.tenant_id, Round.fiscal_year == fiscal_year)
        )
        .where(Plan.id == plan_id)
        .order_by(Round.ends)
        .execution_options(populate_existing=True)
    )


def measures_where(which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Measures with their mission and dimension (empty for ITA measures), by `seq`."""
    return (
        sa.select(
            *columns(Measure, "tenant_id"),
            Mission.number.label("mission"),
            Mission.title.label("mission_title"),
            Dimension.number.label("dimension"),
            Dimension.title.label("dimension_title"),
        )
        .outerjoin(Mission, same(Measure, Measure.mission_id, Mission))
        .outerjoin(Dimension, same(Mission, Mission.dimension_id, Dimension))
        .where(which)
        .order_by(Measure.seq)
    )


def _departments(which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """`measure_id`, `department_id` and `name`, in the order of responsibility."""
    link = MeasureDepartment
    return (
        sa.select(link.measure_id, link.department_id, Department.name)
        .join(Department, same(link, link.department_id, Department))
        .join(Measure, same(link, link.measure_id, Measure))
        .where(which)
        .order_by(Measure.seq, link.position, Department.name)
    )


def _steps(which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Steps in their printed order."""
    return (
        sa.select(*columns(Step))
        .join(Measure, same(Step, Step.measure_id, Measure))
        .where(which)
        .order_by(Measure.seq, Step.position)
    )


def _indicators(which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Outputs and outcomes in their printed order."""
    return (
        sa.select(*columns(Indicator))
        .join(Measure, same(Indicator, Indicator.measure_id, Measure))
        .where(which)
        .order_by(Measure.seq, Indicator.position)
    )


def _budget(which: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Budget lines of all years."""
    return (
        sa.select(*columns(BudgetLine))
        .join(Measure, same(BudgetLine, BudgetLine.measure_id, Measure))
        .where(which)
        .order_by(Measure.seq, BudgetLine.fiscal_year)
    )


def parts_of(which: sa.ColumnElement[bool]) -> dict[str, sa.Select[*tuple[Any, ...]]]:
    """The statements of what hangs on the measures chosen by a condition on `Measure`."""
    return {
        "departments": _departments(which),
        "steps": _steps(which),
        "indicators": _indicators(which),
        "budgets": _budget(which),
    }


def latest_entry_ids(plan_id: UUID, fiscal_year: int) -> sa.Select[*tuple[Any, ...]]:
    """The newest entry of each measure or step in each round of the year."""
    entry = ProgressEntry
    place = sa.func.row_number().over(
        partition_by=(entry.measure_id, entry.step_id, entry.round_id),
        order_by=(entry.entered_at.desc(), entry.id.desc()),
    )
    ranked = (
        sa.select(entry.id, place.label("place"))
        .join(Measure, same(entry, entry.measure_id, Measure))
        .join(Round, same(entry, entry.round_id, Round))
        .where(Measure.plan_id == plan_id, Round.fiscal_year == fiscal_year)
        .subquery()
    )
    return sa.select(ranked.c.id).where(ranked.c.place == 1)


def latest_entries(plan_id: UUID, fiscal_year: int) -> sa.Select[*tuple[Any, ...]]:
    """Entries, the newest of each subject and round, as `entries_where` gives them."""
    return entries_where(ProgressEntry.id.in_(latest_entry_ids(plan_id, fiscal_year)))


def entries_where(*conditions: sa.ColumnElement[bool]) -> sa.Select[*tuple[Any, ...]]:
    """Entries with `round_code`, `fiscal_year` and the name of their `department`, oldest first."""
    entry = ProgressEntry
    return (
        sa.select(
            *columns(entry),
            Round.code.label("round_code"),
            Round.fiscal_year,
            Department.name.label("department"),
        )
        .join(Round, same(entry, entry.round_id, Round))
        .outerjoin(Department, same(entry, entry.department_id, Department))
        .where(*conditions)
        .order_by(entry.entered_at, entry.id)
    )


def evidence_of(entry_ids: Any) -> sa.Select[*tuple[Any, ...]]:
    """Evidence of the entries, without the files' bytes."""
    return (
        sa.select(*columns(Evidence, "content"))
        .where(Evidence.entry_id.in_(entry_ids))
        .order_by(Evidence.added_at, Evidence.id)
    )
