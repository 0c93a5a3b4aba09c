"""Product 5: the register of corruption risks, with the controls that answer them."""

from __future__ import annotations

from typing import Final

from portal_plugin.documents.gathering.plan_content import plan_opening, risks_of
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
from portal_plugin.documents.wording.plan_wording import NOTHING, numbered, plan_name, title_lines
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.measures.codes import RiskLevel
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

TITLE: Final = "การประเมินความเสี่ยงการทุจริตในองค์กร"
LEVEL_WORDS: Final = {
    RiskLevel.LOW: "ต่ำ",
    RiskLevel.MEDIUM: "ปานกลาง",
    RiskLevel.HIGH: "สูง",
    RiskLevel.VERY_HIGH: "สูงมาก",
}
NO_RISKS: Final = "แผนนี้ยังไม่มีทะเบียนความเสี่ยงการทุจริต"


def gather(session: TenantSession, asked: Asked) -> Body:
    """The register of the plan that covers the year. Raises `NotFound`."""
    body, plan_id = plan_opening(session, PRODUCT.code, TITLE, asked)
    return body | {"risks": risks_of(session, plan_id)}


def compose(body: Body) -> Document:
    """The table under the plan's title, on landscape pages."""
    title = Title((TITLE, *title_lines(plan_name(body)), full_name(body["municipality"])))
    blocks = (*correction(body), title, *register(body))
    section = Section(blocks, landscape=True, name="ทะเบียนความเสี่ยง")
    return Document(TITLE, body["municipality"]["name"], (section,))


def register(body: Body) -> tuple[Block, ...]:
    """The table; a sentence where the plan has no register."""
    if not body["risks"]:
        return (Paragraph(NO_RISKS, indent=True),)
    rows = (Row(_cells(number, risk)) for number, risk in enumerate(body["risks"], start=1))
    return (Table(_COLUMNS, tuple(rows)),)


_COLUMNS: Final = (
    Column("ลำดับที่", 0.7, Align.CENTER),
    Column("ขั้นตอนการดำเนินงาน", 1.8),
    Column("ประเด็นความเสี่ยงการทุจริต", 2.6),
    Column("Risk Score", 1.2, Align.CENTER),
    Column("มาตรการควบคุมความเสี่ยงการทุจริต", 3.0),
)


def _cells(number: int, risk: Body) -> tuple[Cell, ...]:
    return (
        text_cell(thai_digits(number)),
        text_cell(risk["process"]),
        Cell(numbered(risk["issues"]) or (NOTHING,)),
        Cell(level_lines(risk)),
        Cell(numbered([control["text"] for control in risk["controls"]]) or (NOTHING,)),
    )


def level_lines(risk: Body) -> tuple[str, ...]:
    """The level's word, and likelihood and impact (1-5) where they were given."""
    word = LEVEL_WORDS[RiskLevel(risk["level"])] if risk["level"] else NOTHING
    scores = [
        f"{name} {thai_digits(score)}"
        for name, score in (("โอกาส", risk["likelihood"]), ("ผลกระทบ", risk["impact"]))
        if score is not None
    ]
    return (word, f"({' '.join(scores)})") if scores else (word,)


PRODUCT = Product(
    code="risk-register",
    numbers=(5,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    topics=("RISK_ASSESSMENT",),
)
