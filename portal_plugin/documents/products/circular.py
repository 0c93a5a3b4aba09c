"""Product 14: the circular that asks every department to report the round (R10)."""

from __future__ import annotations

from portal_plugin.documents.gathering.duties import duties, duties_table
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import Block, Document, Paragraph
from portal_plugin.documents.product import TEXT_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.wording.memo_layout import NUMBER, memo, running
from portal_plugin.documents.wording.period_words import (
    day_words,
    round_months,
    round_of,
    round_words,
)
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.documents.wording.signatures import head_signature
from portal_plugin.tenants.session import TenantSession

TO = "หัวหน้าส่วนราชการทุกส่วนราชการ"
CLOSING = "จึงเรียนมาเพื่อทราบและดำเนินการ"


def gather(session: TenantSession, asked: Asked) -> Body:
    """Departments with their measures. Raises `NoPlan`, the measures' `NotFound`."""
    code = round_of(asked)
    found = duties(session, asked.fiscal_year, code)
    subject = f"การรายงานผลการดำเนินงาน {round_words(asked.fiscal_year, code)}"
    body = opening(session, PRODUCT.code, subject, asked) | {"duties": found}
    usual = {"number": "", "request": _request(body)}
    return body | {"texts": {name: asked.texts.get(name) or usual[name] for name in usual}}


def compose(body: Body) -> Document:
    """The request, who reports what, and the head's signature."""
    table = duties_table(body["duties"], "มาตรการที่แต่ละส่วนราชการต้องรายงาน")
    blocks: tuple[Block, ...] = (
        *running(body["texts"]["request"]),
        Paragraph(CLOSING, indent=True),
        head_signature(body),
    )
    return memo(body, TO, blocks, attached=(table,))


def _request(body: Body) -> str:
    year, code, found = body["fiscal_year"], body["round"], body["duties"]
    return "\n".join(
        (
            f"ด้วย{full_name(body['municipality'])} ต้องรวบรวมผลการดำเนินงาน "
            f"{round_words(year, code)} ({round_months(year, code)}) "
            f"และรายงานภายในวันที่ {day_words(found['national_due'])}",
            "ขอให้ทุกส่วนราชการรายงานผลการดำเนินงานตามมาตรการในตารางท้ายบันทึกนี้ "
            f"พร้อมหลักฐาน ภายในวันที่ {day_words(found['internal_due'])} "
            "จำนวนมาตรการของแต่ละส่วนราชการนับรวมมาตรการของทุกส่วนราชการแล้ว",
        )
    )


PRODUCT = Product(
    code="circular",
    numbers=(14,),
    title="หนังสือเวียนขอให้รายงานผลการดำเนินงาน",
    formats=TEXT_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
    texts=(NUMBER, TextField("request", "ข้อความ")),
    internal=True,
)
