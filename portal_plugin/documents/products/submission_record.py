"""Product 15: the registration of the plan in E-PlanNACC and what was sent there of a round."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.gathering.submission_trail import submission_trail
from portal_plugin.documents.model import (
    Align,
    Block,
    Column,
    Document,
    Fields,
    Heading,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
    cell,
)
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product
from portal_plugin.documents.wording.numerals import NO_NUMBER, count
from portal_plugin.documents.wording.period_words import day_words, round_of, round_words
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.measures.codes import Instrument, PlanState
from portal_plugin.measures.queries import plan_for
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import buddhist_moment, thai_digits

TITLE = "บันทึกการลงทะเบียนแผนและการส่งรายงานในระบบ E-PlanNACC"
STATE_WORDS: Final = {
    Delivery.PENDING: "รอรวบรวมรายงาน",
    Delivery.FROZEN: "รวบรวมแล้ว รอความเห็นชอบ",
    Delivery.APPROVED: "เห็นชอบแล้ว รอส่ง",
    Delivery.SENDING: "กำลังส่ง",
    Delivery.ACKNOWLEDGED: "ส่งแล้วและได้ใบรับ",
    Delivery.REJECTED: "ระบบกลางไม่รับ",
    Delivery.DEAD: "ส่งไม่สำเร็จและเลิกส่งแล้ว",
    Delivery.SUPERSEDED: "มีฉบับใหม่กว่าแทนแล้ว",
}
OUTCOME_WORDS: Final = {
    "acknowledged": "ระบบกลางรับแล้ว",
    "rejected": "ระบบกลางไม่รับ",
    "failed": "ส่งไม่สำเร็จ",
    "lost": "ผู้ส่งหยุดทำงาน",
}


def gather(session: TenantSession, asked: Asked) -> Body:
    """Registration and every revision of the round's report. Raises `NotFound` without a plan."""
    code = round_of(asked)
    plan = plan_for(session, Instrument.PLAN_5Y, asked.fiscal_year)
    announced = plan.announced_on.isoformat() if plan.announced_on else None
    return opening(session, PRODUCT.code, TITLE, asked) | {
        "plan": {
            "title": plan.title,
            "registered": plan.state is PlanState.REGISTERED or bool(plan.eplan_ref),
            "reference": plan.eplan_ref or "",
            "announced_on": announced,
        },
        "revisions": submission_trail(session, asked.fiscal_year, code),
    }


def compose(body: Body) -> Document:
    """The plan's registration, then a part for each revision."""
    lines = (TITLE, round_words(body["fiscal_year"], body["round"]))
    blocks: list[Block] = [Title(lines), Heading("การลงทะเบียนแผน"), _plan(body["plan"])]
    blocks += [Heading("การส่งรายงาน"), _overview(body["revisions"])]
    if not body["revisions"]:
        blocks.append(Paragraph("ยังไม่มีรายงานของรอบนี้ จึงยังไม่มีการส่ง", indent=True))
    for revision in body["revisions"]:
        blocks += _revision(revision)
    owner = full_name(body["municipality"])
    return Document(TITLE, owner, (Section(tuple(blocks), landscape=True, name="การส่งรายงาน"),))


def _plan(plan: Body) -> Fields:
    announced = day_words(plan["announced_on"]) if plan["announced_on"] else "ยังไม่ประกาศ"
    return Fields(
        (
            ("แผน", plan["title"]),
            ("ประกาศเมื่อ", announced),
            ("สถานะ", "ลงทะเบียนแล้ว" if plan["registered"] else "ยังไม่ลงทะเบียน"),
            ("เลขอ้างอิงการลงทะเบียน", plan["reference"] or "–"),
        )
    )


def _overview(revisions: list[Body]) -> Table:
    columns = (
        Column("ฉบับที่", width=1, align=Align.CENTER),
        Column("สถานะ", width=3),
        Column("รวบรวม", width=2.6),
        Column("เห็นชอบ", width=2.6),
        Column("ส่ง (ครั้ง)", width=1.2, align=Align.END),
        Column("เลขที่ใบรับ", width=2.6),
    )
    rows = (
        Row(
            (
                count(each["revision"]) if each["revision"] else NO_NUMBER,
                cell(_state(each)),
                cell(_moment(each["frozen_at"])),
                cell(_moment(each["approved_at"])),
                count(len(each["attempts"])),
                cell(each["receipt"]["reference"] if each["receipt"] else "–"),
            )
        )
        for each in revisions
    )
    return Table(columns, tuple(rows), "ทุกฉบับของรอบนี้")


def _revision(revision: Body) -> list[Block]:
    number = revision["revision"]
    title = f"รายงานฉบับที่ {thai_digits(number)}" if number else "รายงานที่รอรวบรวม"
    blocks: list[Block] = [Heading(title, level=2), _standing(revision)]
    if revision["attempts"]:
        blocks.append(_attempts(revision["attempts"]))
    if revision["receipt"] and revision["receipt"]["rejected_lines"]:
        blocks.append(_rejected(revision["receipt"]["rejected_lines"]))
    return blocks


def _standing(revision: Body) -> Fields:
    rows, receipt = [("สถานะ", _state(revision))], revision["receipt"]
    if revision["frozen_at"]:
        rows += [
            ("รวบรวม", _told(revision["frozen_at"], revision["frozen_by"])),
            ("เห็นชอบ", _told(revision["approved_at"], revision["approved_by"])),
            ("ลายนิ้วมือ (SHA-256)", revision["digest"]),
        ]
    if revision["correction"]:
        rows.append(("เหตุที่แก้ไข", revision["correction"]))
    if revision["last_error"]:
        rows.append(("เหตุขัดข้องล่าสุด", revision["last_error"]))
    if receipt:
        rejected = thai_digits(len(receipt["rejected_lines"]))
        rows += [
            ("เลขที่ใบรับ", receipt["reference"]),
            ("ได้รับใบรับ", _moment(receipt["at"])),
            ("มาตรการที่รับ", f"{thai_digits(receipt['accepted_lines'])} มาตรการ"),
            ("มาตรการที่ไม่รับ", f"{rejected} มาตรการ"),
        ]
    return Fields(tuple(rows))


def _attempts(attempts: list[Body]) -> Table:
    columns = (
        Column("ครั้งที่", width=1, align=Align.CENTER),
        Column("เวลา", width=3),
        Column("รหัส HTTP", width=1.4, align=Align.CENTER),
        Column("ผล", width=2.4),
        Column("ข้อความ", width=5),
    )
    rows = tuple(
        Row(
            (
                count(each["attempt"]),
                cell(_moment(each["at"])),
                count(each["http"]) if each["http"] else NO_NUMBER,
                cell(OUTCOME_WORDS.get(each["outcome"]) or each["outcome"]),
                cell(each["message"]),
            )
        )
        for each in attempts
    )
    return Table(columns, rows, "การส่งแต่ละครั้ง")


def _rejected(lines: list[Body]) -> Table:
    columns = (
        Column("ลำดับที่", width=1, align=Align.CENTER),
        Column("รหัส", width=2),
        Column("เหตุที่ไม่รับ", width=7),
    )
    rows = tuple(
        Row((count(each["seq"]), cell(each["code"]), cell(each["message"]))) for each in lines
    )
    return Table(columns, rows, "มาตรการที่ระบบกลางไม่รับ")


def _state(revision: Body) -> str:
    return STATE_WORDS[Delivery(revision["state"])] if revision["state"] else "ไม่ได้ส่ง"


def _told(at: str | None, by: str) -> str:
    return f"{_moment(at)} โดย {by}" if by else _moment(at)


def _moment(iso: str | None) -> str:
    return buddhist_moment(datetime.fromisoformat(iso)) if iso else "–"


PRODUCT = Product(
    code="submission-record",
    numbers=(15,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    has_rounds=True,
    internal=True,
)
