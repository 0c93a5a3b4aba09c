"""Product 1: the announcement by which the plan comes into use."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from portal_plugin.documents.codes import Station
from portal_plugin.documents.gathering.plan_content import plan_opening
from portal_plugin.documents.model import Block, Document, Paragraph, Section, Signature, Title
from portal_plugin.documents.product import TEXT_FORMATS, Asked, Body, Product, TextField
from portal_plugin.documents.wording.correction import correction
from portal_plugin.documents.wording.plan_wording import paragraphs, plan_name
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.documents.wording.signatures import head_signature
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import BUDDHIST_OFFSET, MONTHS, thai_digits

TITLE: Final = "ประกาศใช้แผนปฏิบัติการป้องกันการทุจริต"
TEXTS: Final = (
    TextField("subject", "เรื่องของประกาศ", long=False),
    TextField("announcement", "ข้อความของประกาศ"),
)
_PROCLAIMED: Final = "ประกาศ ณ วันที่"


def gather(session: TenantSession, asked: Asked) -> Body:
    """The plan that covers the year, and the announcement's texts. Raises `NotFound`."""
    body, _ = plan_opening(session, PRODUCT.code, TITLE, asked)
    return body | {"texts": texts_of(body, asked)}


def texts_of(body: Body, asked: Asked) -> Body:
    """Subject and paragraphs: the officer's, else ours in the words of the LAO type."""
    return {
        "subject": asked.texts.get("subject") or f"ประกาศใช้{plan_name(body)}",
        "announcement": asked.texts.get("announcement") or _usual_text(body),
    }


def compose(body: Body) -> Document:
    """One page, as official announcements stand."""
    return Document(TITLE, body["municipality"]["name"], (Section(announcement(body)),))


def announcement(body: Body) -> tuple[Block, ...]:
    """The blocks of the announcement; the plan book opens with them."""
    return (
        *correction(body),
        Title((f"ประกาศ{full_name(body['municipality'])}", f"เรื่อง {body['texts']['subject']}")),
        *paragraphs(body["texts"]["announcement"]),
        Paragraph("จึงประกาศให้ทราบโดยทั่วกัน", indent=True),
        _signature(body),
    )


def _usual_text(body: Body) -> str:
    municipality = body["municipality"]
    name, staff = full_name(municipality), municipality["words"]["staff"] or "บุคลากร"
    return "\n".join(
        (
            f"ด้วย{name} ถือว่าการป้องกันการทุจริตเป็นหน้าที่ร่วมกันของผู้บริหาร สมาชิกสภาท้องถิ่น {staff} "
            "และประชาชน และต้องมีแผนที่กำหนดมาตรการ ผู้รับผิดชอบ งบประมาณ และวิธีวัดผลไว้ให้ตรวจสอบได้",
            f"{name} จึงจัดทำ{plan_name(body)} ให้ทุกส่วนราชการถือปฏิบัติ "
            "และให้รายงานผลต่อผู้บริหารและประชาชนทุกรอบหกเดือน",
            f"อาศัยอำนาจหน้าที่ตามกฎหมาย {name} จึงประกาศใช้แผนดังกล่าวตั้งแต่ปีงบประมาณ "
            f"{thai_digits('พ.ศ. ' + str(body['plan']['year_from']))} เป็นต้นไป",
        )
    )


def _signature(body: Body) -> Signature:
    """The head's, below the day of the announcement: the plan's own, else that of his signature,
    else open."""
    day = body["plan"]["announced_on"] or _signed_on(body)
    signed = head_signature(body, _PROCLAIMED)
    return replace(signed, lead=f"{_PROCLAIMED} {_in_words(day)}") if day else signed


def _signed_on(body: Body) -> str | None:
    entries = body.get("endorsements") or ()
    return next((entry["dated"] for entry in entries if entry["station"] == Station.HEAD), None)


def _in_words(iso: str) -> str:
    """ "๓๐ กันยายน พ.ศ. ๒๕๖๕" """
    day = date.fromisoformat(iso)
    month = MONTHS[day.month - 1][0]
    return thai_digits(f"{day.day} {month} พ.ศ. {day.year + BUDDHIST_OFFSET}")


PRODUCT = Product(
    code="announcement",
    numbers=(1,),
    title=TITLE,
    formats=TEXT_FORMATS,
    gather=gather,
    compose=compose,
    texts=TEXTS,
    topics=("PLAN",),
)
