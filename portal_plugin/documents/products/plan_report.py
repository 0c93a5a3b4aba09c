"""Products 11 and 12: what was done on the plan in a round, in the fields of e-PlanNACC.

No document shows such a report: the layout is our own (domain sections 5 and 6).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap
from typing import Final

from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.gathering.round_report import public_evidence, round_report
from portal_plugin.documents.model import (
    Block,
    Document,
    Heading,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
    cell,
)
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.products import plan_report_columns
from portal_plugin.documents.products import plan_report_figures as figures
from portal_plugin.documents.products.plan_report_columns import MONEY
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.numerals import count
from portal_plugin.documents.wording.period_words import round_line
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "รายงานผลการดำเนินงานตามแผนปฏิบัติการป้องกันการทุจริต"

_KEPT: Final = (
    "seq",
    "kind",
    "title",
    "dimension",
    "dimension_title",
    "departments",
    "budget",
    "status",
    "carried_over",
    "conforming",
    "results",
    "outcomes",
    "problems",
    "solution",
    "reason",
    "reason_text",
    "remark",
)


def gather(session: TenantSession, asked: Asked) -> Body:
    """The plan's report of the round, as frozen or as the data stand, without internal evidence.

    Raises `NoPlan`, and the measures' `NotFound` for a round never opened.
    """
    code = RoundCode(asked.round or RoundCode.TWELVE_MONTHS)
    report = round_report(session, Instrument.PLAN_5Y, asked.fiscal_year, code)
    body = opening(session, PRODUCT.code, TITLE, asked)
    measures = [_measure(measure) for measure in report.body["measures"]]
    introduction = asked.texts.get("introduction") or _introduction(body, report.body)
    return body | {
        "round": code.value,
        "texts": {"introduction": introduction},
        "plan": report.body["plan"],
        "window": report.body["window"],
        "measures": measures,
        "totals": report.body["totals"],
        "corruption": report.body["corruption"],
        "revision": report.revision,
        "digest": report.digest,
    }


def compose(body: Body) -> Document:
    """The summary, then a table for each dimension, then the corruption channel's figures."""
    name = full_name(body["municipality"])
    year = f"ประจำปีงบประมาณ พ.ศ. {thai_digits(body['fiscal_year'])}"
    period = round_line(body["round"], body["window"])
    blocks: tuple[Block, ...] = (
        Title((TITLE, name, year, period)),
        *correction(body),
        Paragraph(body["texts"]["introduction"], indent=True),
        Heading("สรุปผลการดำเนินงาน"),
        figures.by_dimension(body),
        figures.by_status(body["totals"]),
        *_dimensions(body),
        *figures.corruption(body["corruption"]),
        *_source(body),
    )
    section = Section(blocks, landscape=True, name="รายงานผลตามแผน")
    return Document(f"{TITLE} {year} {period}", name, (section,))


def _dimensions(body: Body) -> Iterator[Block]:
    columns = plan_report_columns.columns_of(body)
    places = {(one["dimension"] or 0, one["dimension_title"]) for one in body["measures"]}
    for number, title in sorted(places):
        measures = [one for one in body["measures"] if (one["dimension"] or 0) == number]
        yield Heading(f"มิติที่ {thai_digits(number)} {title}" if number else "มาตรการ", level=2)
        rows = tuple(Row(tuple(show(one) for _, show in columns)) for one in measures)
        yield Table(tuple(column for column, _ in columns), (*rows, _sums(measures, len(columns))))


def _sums(measures: Sequence[Body], width: int) -> Row:
    """The money of a dimension, under the columns of its measures."""
    label = cell(f"รวม {thai_digits(len(measures))} มาตรการ")
    sums = (count(sum(one["budget"][name] for one in measures)) for name in MONEY)
    return Row((label, *sums, cell(across=width - 1 - len(MONEY))), total=True)


def _measure(measure: Body) -> Body:
    kept = {name: measure[name] for name in _KEPT}
    return kept | {"evidence": public_evidence(measure)}


def _source(body: Body) -> Iterator[Block]:
    """What the figures were taken from, so that a reader can compare."""
    if body["revision"] is None:
        yield Paragraph("ข้อมูล ณ วันที่จัดทำ ยังไม่ได้ตรึงเป็นรายงานของรอบ", small=True)
        return
    digest = " ".join(wrap(body["digest"], 4))
    revision = thai_digits(body["revision"])
    yield Paragraph(f"จากรายงานของรอบ ฉบับที่ {revision} รหัสตรวจสอบ (SHA-256) {digest}", small=True)


def _introduction(body: Body, report: Body) -> str:
    name = full_name(body["municipality"])
    return (
        f"{name} ขอรายงานผลการดำเนินงานตาม{report['plan']['title']} "
        f"ในปีงบประมาณ พ.ศ. {thai_digits(body['fiscal_year'])} ดังนี้"
    )


PRODUCT = Product(
    code="plan-report",
    numbers=(11, 12),
    title="รายงานผลการดำเนินงานตามแผนปฏิบัติการป้องกันการทุจริต",
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
    texts=(TextField("introduction", "ข้อความนำ"),),
    topics=("PLAN_6M", "PLAN_ANNUAL"),
)
