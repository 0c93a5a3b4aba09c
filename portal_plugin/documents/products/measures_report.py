"""Products 9 and 10: what was done on the year's measures, in the four layouts of domain §1."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from portal_plugin.documents.gathering.ita_result import ita_result
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.gathering.round_report import public_evidence, round_report
from portal_plugin.documents.model import Block, Document, Paragraph, Section, Title
from portal_plugin.documents.product import (
    TABLE_FORMATS,
    Asked,
    Body,
    Layout,
    Product,
    TextField,
)
from portal_plugin.documents.products.layouts import groups, outcome, steps, ticks
from portal_plugin.documents.products.measures_table import departments_of
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.period_words import round_line
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใสภายในหน่วยงาน"

_KEPT: Final = (
    "seq",
    "title",
    "indicator_number",
    "group_title",
    "period",
    "status",
    "results",
    "outcomes",
    "problems",
    "solution",
    "reason",
    "reason_text",
    "steps",
)
_BLOCKS: Final[Mapping[Layout, Callable[[Body], Sequence[Block]]]] = {
    Layout.NUMBERED_GROUPS: groups.blocks,
    Layout.OUTCOME: outcome.blocks,
    Layout.TICKS: ticks.blocks,
    Layout.STEP_STATUS: steps.blocks,
}


def gather(session: TenantSession, asked: Asked) -> Body:
    """The round's report, its internal evidence left out, and the ITA result that it answers.

    Without a layout asked for, the data choose it. Raises `NoPlan`, and the measures' `NotFound`
    for a round never opened.
    """
    code = RoundCode(asked.round or RoundCode.TWELVE_MONTHS)
    report = round_report(session, Instrument.ITA_MEASURES, asked.fiscal_year, code)
    body = opening(session, PRODUCT.code, TITLE, asked)
    measures = [_measure(measure) for measure in report.body["measures"]]
    ita = ita_result(session, asked.fiscal_year)
    layout = asked.layout or fitting_layout(measures)
    return body | {
        "round": code.value,
        "layout": layout.value,
        "texts": {"introduction": asked.texts.get("introduction") or _introduction(body, ita)},
        "window": report.body["window"],
        "measures": measures,
        "ita": ita and {key: ita[key] for key in ("fiscal_year", "total", "level")},
        "revision": report.revision,
    }


def compose(body: Body) -> Document:
    """Title with municipality, year and round, a sentence, then the layout's tables."""
    name = full_name(body["municipality"])
    year = f"ประจำปีงบประมาณ พ.ศ. {thai_digits(body['fiscal_year'])}"
    period = round_line(body["round"], body["window"])
    blocks = (
        Title((TITLE, name, year, period)),
        *correction(body),
        Paragraph(body["texts"]["introduction"], indent=True),
        *_BLOCKS[Layout(body["layout"])](body),
    )
    section = Section(blocks, landscape=True, name="รายงานผล")
    return Document(f"{TITLE} {year} {period}", name, (section,))


def fitting_layout(measures: Sequence[Body]) -> Layout:
    """The layout that shows all that was reported: statuses of steps, outcomes, measures that
    hang on indicators alone; numbered groups fit everything else."""
    if any(step["status"] for measure in measures for step in measure["steps"]):
        return Layout.STEP_STATUS
    if any(measure["outcomes"] for measure in measures):
        return Layout.OUTCOME
    without_steps = not any(measure["steps"] for measure in measures)
    if measures and without_steps and all(one["indicator_number"] for one in measures):
        return Layout.TICKS
    return Layout.NUMBERED_GROUPS


def _measure(measure: Body) -> Body:
    units = departments_of(measure["departments_text"], measure["departments"])
    told = {name: measure[name] for name in _KEPT}
    return told | {"departments": units, "evidence": public_evidence(measure)}


def _introduction(body: Body, ita: Body | None) -> str:
    name = full_name(body["municipality"])
    answered = (
        f"ที่กำหนดขึ้นจากผลการประเมิน ITA ประจำปีงบประมาณ พ.ศ. {thai_digits(ita['fiscal_year'])} "
        if ita
        else ""
    )
    return (
        f"{name} ขอรายงานผลการดำเนินการตามมาตรการ{answered}"
        f"ในปีงบประมาณ พ.ศ. {thai_digits(body['fiscal_year'])} ดังนี้"
    )


PRODUCT = Product(
    code="measures-report",
    numbers=(9, 10),
    title="รายงานผลการดำเนินการตามมาตรการส่งเสริมคุณธรรมและความโปร่งใส",
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
    layouts=tuple(_BLOCKS),
    texts=(TextField("introduction", "ข้อความนำ"),),
    topics=("ITA_MEASURES_RESULT",),
)
