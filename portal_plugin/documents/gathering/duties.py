"""Which department has to report on which measures of a round (R7), and what still waits."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from portal_plugin.documents.model import Align, Cell, Column, Row, Table, cell
from portal_plugin.documents.product import Body
from portal_plugin.documents.wording.numerals import count
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.loading import round_row
from portal_plugin.measures.queries import (
    MeasureLine,
    current_plans,
    departments,
    plan_overview,
)
from portal_plugin.measures.rounds import round_by
from portal_plugin.reports.errors import NoPlan
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

EVERY_DEPARTMENT = "ทุกส่วนราชการ"
NOBODY = "ยังไม่กำหนดผู้รับผิดชอบ"

Wanted = Callable[[MeasureLine], bool]


def duties(
    session: TenantSession, fiscal_year: int, code: RoundCode, wanted: Wanted = lambda line: True
) -> Body:
    """The round's days and the measures by department; `wanted` leaves measures out.

    A department's `count` holds its own measures and those of all departments (R7), `measures`
    its own alone. Measures marked as not conforming need no report. A number of statements that
    does not grow with the plans. Raises `NoPlan`, the measures' `NotFound`.
    """
    period = round_row(round_by(session, fiscal_year, code))
    plans = current_plans(session, fiscal_year)
    if not plans:
        raise NoPlan(fiscal_year)
    lines = [
        (instrument, line)
        for instrument, plan in sorted(plans.items(), reverse=True)
        for line in plan_overview(session, plan.id, fiscal_year, period.id).lines
        if line.measure.conforming is not False and wanted(line)
    ]
    shared = [line for line in lines if line[1].measure.all_departments]
    own = [line for line in lines if not line[1].measure.all_departments]
    names = [option.name for option in departments(session)]
    # A unit that was closed since still stands on its measures: nobody else would be asked.
    names += sorted({name for _, line in own for name in line.measure.departments} - set(names))
    return {
        "internal_due": period.internal_due.isoformat(),
        "national_due": period.national_due.isoformat(),
        "measures": len(lines),
        "every": _listed(shared),
        "nobody": _listed(line for line in own if not line[1].measure.departments),
        "departments": [
            {"name": name, "count": len(mine) + len(shared), "measures": _listed(mine)}
            for name in names
            if (mine := [line for line in own if name in line[1].measure.departments]) or shared
        ],
    }


def duties_table(found: Body, caption: str) -> Table:
    """A row that names each department and its count, then a row for each of its measures."""
    columns = (
        Column("ลำดับที่", width=1, align=Align.CENTER),
        Column("ส่วนราชการและมาตรการ", width=7),
        Column("จำนวนมาตรการ", width=1.6, align=Align.END),
    )
    rows: list[Row] = []
    for department in found["departments"]:
        rows += _group(department["name"], department["count"], department["measures"])
        if found["every"]:
            rows.append(Row((cell(), cell(f"และมาตรการของ{EVERY_DEPARTMENT}"), cell())))
    for name, measures in ((EVERY_DEPARTMENT, found["every"]), (NOBODY, found["nobody"])):
        if measures:
            rows += _group(name, len(measures), measures)
    return Table(columns, tuple(rows), caption)


def _listed(lines: Iterable[tuple[Instrument, MeasureLine]]) -> list[Body]:
    return [
        {"instrument": instrument.value, "seq": line.measure.seq, "title": line.measure.title}
        for instrument, line in lines
    ]


def _group(name: str, number: int, measures: list[Body]) -> list[Row]:
    opening = Row((cell(name, across=2, bold=True), count(number)), group=True)
    return [opening, *(Row((_seq(each), _title(each), cell())) for each in measures)]


def _seq(measure: Body) -> Cell:
    return Cell((thai_digits(measure["seq"]),), number=measure["seq"])


def _title(measure: Body) -> Cell:
    if measure["instrument"] == Instrument.ITA_MEASURES:
        return Cell((measure["title"], "(มาตรการจากผลการประเมิน ITA)"))
    return Cell((measure["title"],))
