"""Product 14: the reminder to the departments whose reports the round still waits for."""

from __future__ import annotations

from datetime import date

from portal_plugin.documents.gathering.duties import duties, duties_table
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import Block, Document, Paragraph
from portal_plugin.documents.product import TEXT_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.wording.memo_layout import NUMBER, memo, running
from portal_plugin.documents.wording.period_words import day_words, round_of, round_words
from portal_plugin.documents.wording.signatures import head_signature
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import days_left_phrase, thai_digits

TO = "หัวหน้าส่วนราชการตามตารางท้ายบันทึกนี้"
TO_ALL = "หัวหน้าส่วนราชการทุกส่วนราชการ"
CLOSING = "จึงเรียนมาเพื่อเร่งรัดดำเนินการ"
CLOSING_ALL = "จึงเรียนมาเพื่อทราบ"


def gather(session: TenantSession, asked: Asked) -> Body:
    """Departments with what they still owe the round; none when everything was reported.

    Raises `NoPlan`, the measures' `NotFound`.
    """
    code = round_of(asked)
    found = duties(session, asked.fiscal_year, code, lambda line: line.needs_report)
    subject = f"ขอให้เร่งรายงานผลการดำเนินงาน {round_words(asked.fiscal_year, code)}"
    body = opening(session, PRODUCT.code, subject, asked) | {"duties": found}
    due, today = (date.fromisoformat(day) for day in (found["internal_due"], body["made_on"]))
    body["days_left"] = (due - today).days
    usual = {"number": "", "request": _request(body)}
    return body | {"texts": {name: asked.texts.get(name) or usual[name] for name in usual}}


def compose(body: Body) -> Document:
    """What is missing and since when, the head's signature, and by whom."""
    found = body["duties"]
    waits = bool(found["measures"])
    blocks: list[Block] = [*running(body["texts"]["request"])]
    blocks += [Paragraph(CLOSING if waits else CLOSING_ALL, indent=True), head_signature(body)]
    attached = (duties_table(found, "มาตรการที่ยังรอรายงานผล"),) if waits else ()
    return memo(body, TO if waits else TO_ALL, tuple(blocks), attached)


def _request(body: Body) -> str:
    found, words = body["duties"], round_words(body["fiscal_year"], body["round"])
    if not found["measures"]:
        return f"ทุกส่วนราชการรายงานผลการดำเนินงาน {words} ครบทุกมาตรการแล้ว ไม่มีมาตรการที่ค้างรายงาน"
    return "\n".join(
        (
            f"ตามที่กำหนดให้รายงานผลการดำเนินงาน {words} ภายในวันที่ "
            f"{day_words(found['internal_due'])} ({days_left_phrase(body['days_left'])}) "
            f"ยังมีมาตรการที่รอรายงานผล {thai_digits(found['measures'])} มาตรการ",
            "ขอให้ส่วนราชการตามตารางท้ายบันทึกนี้รายงานผลพร้อมหลักฐานโดยเร็ว "
            f"เพื่อให้รายงานได้ภายในวันที่ {day_words(found['national_due'])}",
        )
    )


PRODUCT = Product(
    code="reminder",
    numbers=(14,),
    title="หนังสือเร่งรัดการรายงานผลการดำเนินงาน",
    formats=TEXT_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
    texts=(NUMBER, TextField("request", "ข้อความ")),
    internal=True,
)
