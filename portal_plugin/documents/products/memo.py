"""Product 13: the memo that brings the reports of a round to the head of the municipality."""

from __future__ import annotations

from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.gathering.round_summary import (
    INSTRUMENT_WORDS,
    named,
    round_summaries,
    status_table,
    told,
)
from portal_plugin.documents.model import Block, Document, Heading, Item, Items, Paragraph
from portal_plugin.documents.product import TEXT_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.wording.memo_layout import NUMBER, memo, running
from portal_plugin.documents.wording.period_words import (
    day_words,
    round_months,
    round_of,
    round_words,
)
from portal_plugin.documents.wording.posts import full_name, head_post
from portal_plugin.documents.wording.signatures import chain_signatures
from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.rounds import round_by
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import thai_digits

CLOSING = "จึงเรียนมาเพื่อโปรดพิจารณา"
_PARTS = (("background", "เรื่องเดิม"), ("facts", "ข้อเท็จจริง"), ("proposal", "ข้อเสนอเพื่อพิจารณา"))


def gather(session: TenantSession, asked: Asked) -> Body:
    """The reports of the round, frozen ones as they were frozen. Raises `NoPlan`, `NotFound`."""
    code = round_of(asked)
    reports = round_summaries(session, asked.fiscal_year, code)
    period = round_by(session, asked.fiscal_year, code)
    names = [INSTRUMENT_WORDS[report["instrument"]] for report in reports]
    what = names[0] if len(names) == 1 else "แผนและมาตรการป้องกันการทุจริต"
    subject = f"รายงานผลการดำเนินงานตาม{what} {round_words(asked.fiscal_year, code)}"
    body = opening(session, PRODUCT.code, subject, asked) | {
        "internal_due": period.internal_due.isoformat(),
        "national_due": period.national_due.isoformat(),
        "reports": reports,
    }
    usual = {
        "number": "",
        "background": _background(body),
        "facts": _facts(body),
        "proposal": _proposal(body),
    }
    return body | {"texts": {name: asked.texts.get(name) or usual[name] for name in usual}}


def compose(body: Body) -> Document:
    """Head, three parts, the numbers as a table, and the chain of endorsements."""
    blocks: list[Block] = []
    for number, (name, title) in enumerate(_PARTS, start=1):
        blocks += [
            Heading(thai_digits(f"{number}. {title}"), level=3),
            *running(body["texts"][name]),
        ]
        if name == "facts":
            blocks.append(status_table(body["reports"]))
    blocks += [Paragraph(CLOSING, indent=True), *_enclosed(body), *chain_signatures(body)]
    return memo(body, head_post(body["municipality"]), tuple(blocks))


def _background(body: Body) -> str:
    plans = " และ".join(named(report) for report in body["reports"])
    year, code = body["fiscal_year"], body["round"]
    return (
        f"{full_name(body['municipality'])}ได้จัดทำ{plans} "
        f"และกำหนดให้ทุกส่วนราชการรายงานผลการดำเนินงาน {round_words(year, code)} "
        f"({round_months(year, code)}) ภายในวันที่ {day_words(body['internal_due'])}"
    )


def _facts(body: Body) -> str:
    ordinance = body["municipality"]["words"]["ordinance"] or "ข้อบัญญัติ"
    return "\n".join(line for report in body["reports"] for line in told(report, ordinance))


def _proposal(body: Body) -> str:
    lines = [
        "๑. เพื่อโปรดพิจารณาให้ความเห็นชอบรายงานผลการดำเนินงาน",
        "๒. เห็นควรแจ้งเวียนทุกส่วนราชการเพื่อทราบและดำเนินการต่อไป",
        "๓. เห็นควรเผยแพร่รายงานบนเว็บไซต์ และใช้ประกอบการประเมินคุณธรรมและความโปร่งใส",
    ]
    if any(report["instrument"] == Instrument.PLAN_5Y for report in body["reports"]):
        day = day_words(body["national_due"])
        lines.append(f"๔. เห็นควรรายงานในระบบ E-PlanNACC ภายในวันที่ {day}")
    return "\n".join(lines)


def _enclosed(body: Body) -> tuple[Block, ...]:
    """The frozen reports that come with the memo; none while nothing is frozen."""
    frozen = [report for report in body["reports"] if report["revision"]]
    if not frozen:
        return ()
    items = tuple(
        Item(
            f"รายงานผลการดำเนินงานตาม{INSTRUMENT_WORDS[report['instrument']]} "
            f"ฉบับที่ {thai_digits(report['revision'])}"
        )
        for report in frozen
    )
    return (Paragraph("สิ่งที่ส่งมาด้วย", bold=True), Items(items))


PRODUCT = Product(
    code="memo",
    numbers=(13,),
    title="บันทึกข้อความเสนอรายงานผลการดำเนินงาน",
    formats=TEXT_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
    texts=(NUMBER, *(TextField(name, title) for name, title in _PARTS)),
    internal=True,
)
