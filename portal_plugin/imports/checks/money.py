"""Budgets: sums of rows, of sheets, and the totals printed (rule R3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding, PrintedTotal
from portal_plugin.imports.layouts.plan_table import PlanTable


def check(subject: Subject) -> Iterator[Finding]:
    """Differences for each printed total, naming the first year that differs."""
    plan = subject.plan
    if plan is None:
        return
    for total in subject.document.totals:
        if plan.table:
            rows = _row_sum(plan.table, total)
            yield from _differs("TOTAL_DIFFERS", total, rows)
        if plan.sheets:
            yield from _differs("BUDGET_TOTAL_DIFFERS", total, _sheet_sum(subject, total))
    for measure in subject.document.measures:
        if measure.amount and not measure.budget:
            amount = f"{measure.amount:,}"
            yield finding(
                "BUDGET_YEAR_UNKNOWN", line=measure.line, measure=measure.seq, amount=amount
            )
        elif plan.sheets and measure.budget_mode is None:
            yield finding("BUDGET_UNCLEAR", line=measure.line, measure=measure.seq)
        row = plan.table.own_rows.get(measure.seq) if plan.table and plan.sheets else None
        if (
            row
            and measure.amount is not None
            and measure.amount not in (*row.values(), sum(row.values()))
        ):
            table = f"{next(iter(row.values())):,}"
            yield finding(
                "BUDGET_DIFFERS", line=measure.line, measure=measure.seq, table=table,
                sheet=f"{measure.amount:,}",
            )  # fmt: skip


def _row_sum(table: PlanTable, total: PrintedTotal) -> dict[int, int]:
    sums: dict[int, int] = {}
    for dimension, years in table.row_sums.items():
        if total.dimension in (None, dimension):
            for year, baht in years.items():
                sums[year] = sums.get(year, 0) + baht
    return sums


def _sheet_sum(subject: Subject, total: PrintedTotal) -> dict[int, int]:
    sums: dict[int, int] = {}
    for measure in subject.document.measures:
        if total.dimension in (None, measure.dimension):
            for year, baht in measure.budget.items():
                sums[year] = sums.get(year, 0) + baht
    return sums


def _differs(code: str, total: PrintedTotal, found: Mapping[int, int]) -> Iterator[Finding]:
    what = "ทั้งแผน" if total.dimension is None else f"มิติที่ {total.dimension}"
    for year, printed in sorted(total.amounts.items()):
        if found.get(year, 0) != printed:
            yield finding(
                code, line=total.line, what=what, year=year, printed=f"{printed:,}",
                found=f"{found.get(year, 0):,}",
            )  # fmt: skip
            return
