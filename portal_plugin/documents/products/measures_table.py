"""Product 8: the year's measures that answer the ITA result."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal_plugin.documents.gathering.ita_result import ita_result
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import (
    Block,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
)
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.products.layouts.by_indicator import measures_table
from portal_plugin.documents.products.layouts.headed_rows import headed_rows
from portal_plugin.documents.products.layouts.measure_cells import (
    Print,
    departments_cell,
    lines_cell,
    period_cell,
    title_cell,
)
from portal_plugin.documents.products.layouts.one_row import steps_cell
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.loading import measure_rows
from portal_plugin.measures.queries import plan_for
from portal_plugin.measures.report_rows import MeasureRow
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "มาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"


def gather(session: TenantSession, asked: Asked) -> Body:
    """The year's measures in their order. Raises `NotFound` without a plan of measures."""
    plan = plan_for(session, Instrument.ITA_MEASURES, asked.fiscal_year)
    rows = measure_rows(session, plan.id, asked.fiscal_year)
    body = opening(session, PRODUCT.code, TITLE, asked)
    ita = ita_result(session, asked.fiscal_year)
    return body | {
        "texts": {"introduction": asked.texts.get("introduction") or _introduction(body, ita)},
        "measures": [_measure(row) for row in rows],
    }


def compose(body: Body) -> Document:
    """One table, with the columns that the data fill."""
    name = full_name(body["municipality"])
    year = f"ประจำปีงบประมาณ พ.ศ. {thai_digits(body['fiscal_year'])}"
    blocks: tuple[Block, ...] = (
        Title((TITLE, name, year)),
        *correction(body),
        Paragraph(body["texts"]["introduction"], indent=True),
        table(body["measures"]),
    )
    section = Section(blocks, landscape=True, name="มาตรการ")
    return Document(f"{TITLE} {year}", name, (section,))


def table(measures: Sequence[Body]) -> Table:
    """By indicator where nothing else is known of the measures (domain section 1.4), else a row
    for each with its steps, unit, period and follow-up (section 1.5, part 2)."""
    filled = {name for name in _FILLED if any(measure[name] for measure in measures)}
    if not filled and all(one["indicator_number"] or one["group_title"] for one in measures):
        return measures_table(measures)
    columns = [(column, show) for name, column, show in _COLUMNS if name in {*filled, ""}]

    def rows_of(measure: Body, number: str) -> Sequence[Row]:
        printed = (show(measure) for _, show in columns)
        return (Row((title_cell(measure["title"], number), *printed)),)

    rows = headed_rows(measures, len(columns) + 1, rows_of)
    return Table((Column("มาตรการ/แนวทาง", width=2.6), *(column for column, _ in columns)), rows)


def _measure(row: MeasureRow) -> Body:
    """The remark of a year's measure says how it is followed up."""
    return {
        "seq": row.seq,
        "title": row.title,
        "indicator_number": row.indicator_number,
        "group_title": row.group_title,
        "departments": departments_of(row.departments_text, row.departments),
        "period": row.period,
        "steps": [{"path": step.path, "text": step.text} for step in row.steps],
        "follow_up": row.remark,
    }


def departments_of(written: str, units: Sequence[str]) -> list[str]:
    """The units as written, a line each (R7); the units themselves where nothing was written."""
    return [line for line in written.split("\n") if line.strip()] or list(units)


def _follow_up(measure: Body) -> list[str]:
    return [measure["follow_up"]] if measure["follow_up"] else []


def _introduction(body: Body, ita: Body | None) -> str:
    name = full_name(body["municipality"])
    year = thai_digits(body["fiscal_year"])
    source = (
        "นำประเด็นที่ต้องแก้ไขและปรับปรุงจากผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. "
        f"{thai_digits(ita['fiscal_year'])} มา"
        if ita
        else ""
    )
    return f"{name} {source}กำหนดมาตรการของปีงบประมาณ พ.ศ. {year} ดังนี้"


_FILLED: Final = ("steps", "period", "follow_up")
_COLUMNS: Final[tuple[tuple[str, Column, Print], ...]] = (
    ("steps", Column("วิธีการดำเนินงาน", width=4), steps_cell),
    ("", Column("ผู้รับผิดชอบ", width=1.5), departments_cell),
    ("period", Column("ระยะเวลาดำเนินการ", width=1.5), period_cell),
    ("follow_up", Column("การติดตามผล", width=1.5), lambda one: lines_cell(_follow_up(one))),
)

PRODUCT = Product(
    code="measures-table",
    numbers=(8,),
    title="ตารางมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    texts=(TextField("introduction", "ข้อความนำ"),),
    topics=("ITA_MEASURES",),
)
