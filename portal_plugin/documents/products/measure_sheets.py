"""Product 4: Part 3 of the plan, one sheet of nine sections for every measure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from portal_plugin.documents.gathering.plan_content import (
    dimensions_of,
    measures_in,
    plan_opening,
    years_of,
)
from portal_plugin.documents.model import Block, Document, Heading, Paragraph, Section, Title
from portal_plugin.documents.product import Asked, Body, Format, Product
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.plan_wording import (
    listed,
    paragraphs,
    plan_name,
    span,
    step_items,
    title_lines,
)
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.imports.layouts.plan_table import NO_DIMENSION
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "รายละเอียดโครงการ/กิจกรรม/มาตรการ"
FORMATS: Final = (Format.PDF, Format.DOCX, Format.HTML, Format.JSON)
_NO_MEASURES: Final = "แผนนี้ยังไม่มีรายละเอียดโครงการ/กิจกรรม/มาตรการ"
_NO_BUDGET: Final = "ไม่ใช้งบประมาณ"


def gather(session: TenantSession, asked: Asked) -> Body:
    """The measures of the plan that covers the year. Raises `NotFound`."""
    body, plan_id = plan_opening(session, PRODUCT.code, TITLE, asked)
    return body | {"dimensions": dimensions_of(session, plan_id, asked.fiscal_year)}


def compose(body: Body) -> Document:
    """The sheets under the plan's title."""
    title = Title((TITLE, *title_lines(plan_name(body)), full_name(body["municipality"])))
    section = Section((*correction(body), title, *part_three(body)))
    return Document(TITLE, body["municipality"]["name"], (section,))


def part_three(body: Body) -> tuple[Block, ...]:
    """A heading for every dimension and mission, and the sheets below it."""
    if not measures_in(body["dimensions"]):
        return (Paragraph(_NO_MEASURES, indent=True),)
    return tuple(
        block
        for dimension in body["dimensions"]
        for block in (Heading(_dimension_name(dimension), 2), *_missions(body, dimension))
    )


def _dimension_name(dimension: Body) -> str:
    if dimension["number"] is None:
        return NO_DIMENSION
    return f"มิติที่ {thai_digits(dimension['number'])} {dimension['title']}".strip()


def _missions(body: Body, dimension: Body) -> list[Block]:
    blocks: list[Block] = []
    for mission in dimension["missions"]:
        if mission["title"]:
            blocks.append(Heading(f"{thai_digits(mission['number'])} {mission['title']}", 3))
        for measure in mission["measures"]:
            blocks += sheet(body, measure)
    return blocks


def sheet(body: Body, measure: Body) -> tuple[Block, ...]:
    """The nine sections of a measure."""
    return (
        Heading(f"ลำดับที่ {thai_digits(measure['seq'])}", 3),
        Paragraph(f"๑. ชื่อโครงการ : {measure['title']}", bold=True),
        Heading("๒. หลักการและเหตุผล", 3),
        *paragraphs(measure["rationale"]),
        Heading("๓. วัตถุประสงค์", 3),
        listed(measure["objectives"]),
        Heading("๔. กลุ่มเป้าหมาย", 3),
        *paragraphs(measure["target_group"]),
        Heading("๕. วิธีดำเนินการ", 3),
        step_items(measure["steps"]),
        Heading("๖. ระยะเวลาดำเนินการ", 3),
        *paragraphs(measure["period"] or f"ปีงบประมาณ {span(body)}"),
        Heading("๗. งบประมาณดำเนินการ", 3),
        *(Paragraph(line, indent=True) for line in _budget(body, measure)),
        Heading("๘. ผู้รับผิดชอบ", 3),
        listed(measure["departments"]),
        Heading("๙. ผลผลิต/ผลลัพธ์", 3),
        *_judged_by("ผลผลิต", measure["outputs"]),
        *_judged_by("ผลลัพธ์", measure["outcomes"]),
    )


def _judged_by(name: str, texts: Sequence[str]) -> tuple[Block, ...]:
    return (Paragraph(name, bold=True), listed(texts))


def _budget(body: Body, measure: Body) -> list[str]:
    """The amount of each year; one line where it is the same in all of them (R3)."""
    years = years_of(body)
    amounts = [measure["amounts"].get(str(year), 0) for year in years]
    if not any(amounts):
        unset = "ใช้งบประมาณ แต่ยังไม่ได้กำหนดจำนวนเงิน"
        return [unset if measure["uses_budget"] else _NO_BUDGET]
    if len(set(amounts)) == 1:
        each = "งบประมาณปีละ" if len(years) > 1 else "งบประมาณ"
        return [thai_digits(f"{each} {amounts[0]:,} บาท")]
    return [
        thai_digits(f"ปีงบประมาณ พ.ศ. {year} {f'งบประมาณ {amount:,} บาท' if amount else _NO_BUDGET}")
        for year, amount in zip(years, amounts, strict=True)
    ]


PRODUCT = Product(
    code="measure-sheets",
    numbers=(4,),
    title=TITLE,
    formats=FORMATS,
    gather=gather,
    compose=compose,
)
