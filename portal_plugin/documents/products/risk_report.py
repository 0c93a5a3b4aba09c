"""Product 5, of a round: how far the controls of the risk register have come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from portal_plugin.documents.gathering.plan_content import plan_opening, risks_of
from portal_plugin.documents.gathering.round_report import round_report
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
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.products.layouts.measure_cells import (
    results_lines,
    status_cell,
    status_word,
)
from portal_plugin.documents.products.risk_register import NO_RISKS, level_lines
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.period_words import months_words, round_words
from portal_plugin.documents.wording.plan_wording import NOTHING, numbered, paragraphs
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.documents.wording.signatures import head_signature
from portal_plugin.measures.codes import Instrument, RoundCode, Status
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "รายงานผลการดำเนินการเพื่อจัดการความเสี่ยงการทุจริต"
NO_MEASURE: Final = "ยังไม่ได้กำหนดเป็นมาตรการในแผน"
_TOLD: Final = ("status", "reason", "reason_text", "results", "problems")
_NOT_REPORTED: Final[Body] = {
    "status": None,
    "reason": None,
    "reason_text": "",
    "results": [],
    "problems": "",
}


def gather(session: TenantSession, asked: Asked) -> Body:
    """The register, and of each control that is a measure what the round's report says of it.

    Raises `NotFound` where no plan covers the year or the round was never opened.
    """
    assert asked.round is not None
    body, plan_id = plan_opening(session, PRODUCT.code, TITLE, asked)
    report = round_report(session, Instrument.PLAN_5Y, asked.fiscal_year, asked.round)
    told = {measure["ref"]: measure for measure in report.body["measures"]}
    risks = [
        risk | {"controls": [_with_outcome(control, told) for control in risk["controls"]]}
        for risk in risks_of(session, plan_id)
    ]
    body |= {"window": report.body["window"], "revision": report.revision, "risks": risks}
    conclusion = asked.texts.get("conclusion") or _usual_conclusion(body)
    return body | {"texts": {"conclusion": conclusion}}


def compose(body: Body) -> Document:
    """Title, sentences, the table of controls, and the head's signature; landscape."""
    months = months_words(body["window"]["from"], body["window"]["to"])
    title = Title(
        (
            TITLE,
            round_words(body["fiscal_year"], RoundCode(body["round"])),
            f"({months})",
            full_name(body["municipality"]),
        )
    )
    blocks = (
        *correction(body),
        title,
        *paragraphs(body["texts"]["conclusion"]),
        *_table(body),
        head_signature(body),
    )
    section = Section(blocks, landscape=True, name="ผลการจัดการความเสี่ยง")
    return Document(TITLE, body["municipality"]["name"], (section,))


def _with_outcome(control: Body, told: Body) -> Body:
    if control["ref"] is None:
        return control | {"outcome": None}
    found = told.get(control["ref"], _NOT_REPORTED)
    return control | {"outcome": {name: found[name] for name in _TOLD}}


def _usual_conclusion(body: Body) -> str:
    """How many controls there are, where those stand that are measures, and which are none (R8)."""
    controls = [control for risk in body["risks"] for control in risk["controls"]]
    name = full_name(body["municipality"])
    if not controls:
        return f"{name} ยังไม่ได้กำหนดมาตรการควบคุมความเสี่ยงการทุจริตในแผนของปีนี้"
    return " ".join(
        (f"{name} กำหนดมาตรการควบคุมความเสี่ยง {_many(len(controls))}", *_counts(controls))
    )


def _counts(controls: list[Body]) -> Iterator[str]:
    statuses = Counter(
        control["outcome"]["status"] for control in controls if control["outcome"] is not None
    )
    for status in (*Status, None):
        if statuses[status]:
            yield f"{status_word(status)} {_many(statuses[status])}"
    loose = sum(1 for control in controls if control["outcome"] is None)
    if loose:
        yield f"และ{NO_MEASURE} {_many(loose)}"


def _many(number: int) -> str:
    return f"{thai_digits(number)} รายการ"


def _table(body: Body) -> tuple[Block, ...]:
    if not body["risks"]:
        return (Paragraph(NO_RISKS, indent=True),)
    rows = (
        row for number, risk in enumerate(body["risks"], start=1) for row in _rows(number, risk)
    )
    return (Table(_COLUMNS, tuple(rows)),)


_COLUMNS: Final = (
    Column("ลำดับที่", 0.6, Align.CENTER),
    Column("ขั้นตอนการดำเนินงาน", 1.6),
    Column("ประเด็นความเสี่ยงการทุจริต", 2.4),
    Column("ระดับความเสี่ยง", 0.9, Align.CENTER),
    Column("มาตรการควบคุมความเสี่ยงการทุจริต", 2.6),
    Column("สถานะการดำเนินการ", 1.4),
    Column("ผลการดำเนินการ", 2.6),
)


def _rows(number: int, risk: Body) -> list[Row]:
    """A row for every control; the risk's own cells stand beside them all."""
    controls = risk["controls"]
    down = max(len(controls), 1)
    own = (
        text_cell(thai_digits(number), down=down),
        text_cell(risk["process"], down=down),
        Cell(numbered(risk["issues"]) or (NOTHING,), down=down),
        Cell(level_lines(risk), down=down),
    )
    if not controls:
        return [Row((*own, *(text_cell(NOTHING) for _ in range(3))))]
    texts = numbered([control["text"] for control in controls])
    rows = [(text_cell(text), *_outcome(c)) for text, c in zip(texts, controls, strict=True)]
    return [Row((*own, *rows[0])), *(Row(cells) for cells in rows[1:])]


def _outcome(control: Body) -> tuple[Cell, Cell]:
    outcome = control["outcome"]
    if outcome is None:
        return text_cell(NO_MEASURE), text_cell(NOTHING)
    problems = (f"ปัญหา: {outcome['problems']}",) if outcome["problems"] else ()
    results = Cell((*results_lines(outcome), *problems))
    return status_cell(outcome), results


PRODUCT = Product(
    code="risk-report",
    numbers=(5,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
    texts=(TextField("conclusion", "สรุปผล"),),
    topics=("RISK_RESULT",),
)
