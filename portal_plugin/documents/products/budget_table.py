"""Product 3: Part 2 of the plan, its measures with their budget in every year."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal_plugin.documents.gathering.plan_content import (
    dimensions_of,
    measures_in,
    plan_opening,
    years_of,
)
from portal_plugin.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
)
from portal_plugin.documents.model import cell as text_cell
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.plan_wording import NOTHING, plan_name, span, title_lines
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.imports.layouts.plan_table import NO_DIMENSION
from portal_plugin.imports.measure import KINDS, kind_of
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "โครงการ/กิจกรรม/มาตรการ และงบประมาณตามแผน"
_KIND_WORDS: Final = {code: word for word, code in KINDS}
_NO_MEASURES: Final = "แผนนี้ยังไม่มีโครงการ/กิจกรรม/มาตรการ"


def gather(session: TenantSession, asked: Asked) -> Body:
    """The measures of the plan that covers the year. Raises `NotFound`."""
    body, plan_id = plan_opening(session, PRODUCT.code, TITLE, asked)
    return body | {"dimensions": dimensions_of(session, plan_id, asked.fiscal_year)}


def compose(body: Body) -> Document:
    """The table under the plan's title, on landscape pages."""
    title = Title((*title_lines(plan_name(body)), full_name(body["municipality"])))
    section = Section((*correction(body), title, *part_two(body)), True, TITLE[:31])
    return Document(TITLE, body["municipality"]["name"], (section,))


def part_two(body: Body) -> tuple[Block, ...]:
    """A sentence with the number of measures, and the table; a sentence alone where none are."""
    measures = measures_in(body["dimensions"])
    if not measures:
        return (Paragraph(_NO_MEASURES, indent=True),)
    free = "" if any(_sums(body, measures)) else " ทั้งหมดไม่ใช้งบประมาณ"
    sentence = (
        f"{full_name(body['municipality'])} กำหนดโครงการ/กิจกรรม/มาตรการตามแผน ({span(body)}) "
        f"รวมจำนวน {thai_digits(len(measures))} โครงการ{free} ดังนี้"
    )
    return (Paragraph(sentence, indent=True), _table(body))


def _table(body: Body) -> Table:
    rows = [row for dimension in body["dimensions"] for row in _dimension_rows(body, dimension)]
    every = measures_in(body["dimensions"])
    return Table(_columns(body), (*rows, _total(body, "รวมทั้งสิ้น", every, text_cell())))


def _columns(body: Body) -> tuple[Column, ...]:
    years = [thai_digits(f"ปี {year}") for year in years_of(body)]
    amounts = (
        [Column("งบประมาณ (บาท)", 1.1, Align.END, group=year) for year in years]
        if len(years) > 1
        else [Column(f"{years[0]} (บาท)", 1.15, Align.END)]
    )
    return (
        Column("มิติ", 1.7),
        Column("ภารกิจตามมิติ", 2.8),
        Column("โครงการ/กิจกรรม/มาตรการ", 5.0),
        *amounts,
        Column("หมายเหตุ", 1.2),
    )


def _dimension_rows(body: Body, dimension: Body) -> list[Row]:
    """A row for every measure, and the total; the dimension's cell stands beside them all."""
    rows: list[Row] = []
    measures = measures_in([dimension])
    for mission in dimension["missions"]:
        for place, measure in enumerate(mission["measures"]):
            cells = [] if rows else [text_cell(_dimension_name(dimension), down=len(measures) + 1)]
            if place == 0:
                cells.append(text_cell(_mission_name(mission), down=len(mission["measures"])))
            rows.append(Row((*cells, *_measure_cells(body, measure))))
    return [*rows, _total(body, "รวม", measures)]


def _dimension_name(dimension: Body) -> str:
    if dimension["number"] is None:
        return NO_DIMENSION
    number, title = thai_digits(dimension["number"]), dimension["title"]
    return f"{number}. {title}" if title else f"มิติที่ {number}"


def _mission_name(mission: Body) -> str:
    number = mission["number"] if "." in mission["number"] else ""
    return f"{thai_digits(number)} {mission['title']}".strip() or NOTHING


def _measure_cells(body: Body, measure: Body) -> tuple[Cell, ...]:
    return (
        text_cell(f"{thai_digits(measure['seq'])}) {_titled(measure)}"),
        *(_amount(amount) for amount in _sums(body, [measure])),
        text_cell(measure["remark"]),
    )


def _titled(measure: Body) -> str:
    """The title, with the measure's kind before it where the title itself does not say it."""
    kind, title = measure["kind"], str(measure["title"])
    return f"{_KIND_WORDS[kind]}: {title}" if kind and kind_of(title) != kind else title


def _total(body: Body, label: str, measures: Sequence[Body], *before: Cell) -> Row:
    """The number of measures and their sums by year (R3); "โครงการ" counts all kinds."""
    count = thai_digits(f"จำนวน {len(measures)} โครงการ")
    sums = (_amount(amount, bold=True) for amount in _sums(body, measures))
    named = (text_cell(label, bold=True), text_cell(count, bold=True))
    return Row((*before, *named, *sums, text_cell()), total=True)


def _sums(body: Body, measures: Sequence[Body]) -> list[int]:
    """Whole baht by year of the plan."""
    return [
        sum(measure["amounts"].get(str(year), 0) for measure in measures) for year in years_of(body)
    ]


def _amount(amount: int, *, bold: bool = False) -> Cell:
    if not amount:
        return text_cell(NOTHING, bold=bold)
    return Cell((thai_digits(f"{amount:,}"),), number=amount, bold=bold)


PRODUCT = Product(
    code="budget-table",
    numbers=(3,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
)
