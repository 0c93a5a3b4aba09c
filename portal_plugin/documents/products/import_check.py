"""Product 27: what was found wrong in the document imported last (domain section 3)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import sqlalchemy as sa

from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.gathering.round_summary import INSTRUMENT_WORDS
from portal_plugin.documents.model import (
    Align,
    Block,
    Cell,
    Column,
    Document,
    Fields,
    Paragraph,
    Row,
    Section,
    Table,
    Title,
    cell,
)
from portal_plugin.documents.product import TABLE_FORMATS, Asked, Body, Product
from portal_plugin.documents.wording.numerals import NO_NUMBER, count
from portal_plugin.documents.wording.posts import full_name
from portal_plugin.imports.document import ERROR, WARNING
from portal_plugin.imports.models import ImportRun
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.models import Measure, Plan
from portal_plugin.tenants.session import TenantSession
from portal_plugin.thai import buddhist_moment, thai_digits

TITLE = "รายงานผลการตรวจเอกสารที่นำเข้า"
SEVERITY_WORDS = {ERROR: "ต้องแก้ไข", WARNING: "ควรตรวจสอบ"}


def gather(session: TenantSession, asked: Asked) -> Body:
    """The newest import into a plan that covers the year, in four statements. Raises `NotFound`."""
    found = session.execute(
        sa.select(ImportRun, Plan)
        .join(Plan, sa.and_(Plan.tenant_id == ImportRun.tenant_id, Plan.id == ImportRun.plan_id))
        .where(Plan.year_from <= asked.fiscal_year, Plan.year_to >= asked.fiscal_year)
        .order_by(ImportRun.imported_at.desc(), ImportRun.id.desc())
        .limit(1)
    ).one_or_none()
    if found is None:
        raise NotFound(f"เอกสารที่นำเข้าของปีงบประมาณ {asked.fiscal_year} ให้นำเข้าเอกสารก่อน")
    run, plan = found
    measures = sa.select(sa.func.count()).select_from(Measure).where(Measure.plan_id == plan.id)
    return opening(session, PRODUCT.code, TITLE, asked) | {
        "document": {
            "filename": run.filename,
            "sha256": run.document_sha256,
            "instrument": plan.instrument.value,
            "plan": plan.title,
            "year_from": plan.year_from,
            "year_to": plan.year_to,
            "measures": session.scalar(measures) or 0,
            "imported_at": run.imported_at.isoformat(),
            "imported_by": run.imported_by,
        },
        "accepted": sorted(run.accepted),
        "findings": sorted(run.findings, key=_place),
    }


def compose(body: Body) -> Document:
    """The document, how much was found, and each finding; blocking ones first."""
    blocks: list[Block] = [Title((TITLE,)), _document(body), _counts(body)]
    if body["findings"]:
        blocks.append(_findings(body))
    else:
        blocks.append(Paragraph("ตรวจแล้วไม่พบข้อที่ต้องแก้ไขหรือควรตรวจสอบ", indent=True))
    section = Section(tuple(blocks), landscape=True, name="ผลการตรวจ")
    return Document(TITLE, full_name(body["municipality"]), (section,))


def _place(finding: Body) -> tuple[bool, int, str]:
    return finding["severity"] != ERROR, finding["line"] or 0, finding["code"]


def _document(body: Body) -> Fields:
    told = body["document"]
    first, last = told["year_from"], told["year_to"]
    years = f"{first}" if first == last else f"{first} – {last}"
    moment = buddhist_moment(datetime.fromisoformat(told["imported_at"]))
    return Fields(
        (
            ("ไฟล์", told["filename"]),
            ("ประเภท", INSTRUMENT_WORDS[told["instrument"]]),
            ("ชื่อเอกสาร", told["plan"]),
            ("ปีงบประมาณ", thai_digits(years)),
            ("มาตรการในระบบ", f"{thai_digits(told['measures'])} มาตรการ"),
            ("นำเข้า", f"{moment} โดย {told['imported_by']}"),
            ("ลายนิ้วมือ (SHA-256)", told["sha256"]),
        )
    )


def _counts(body: Body) -> Table:
    found = Counter((each["severity"], each["code"]) for each in body["findings"])
    columns = (
        Column("ระดับ", width=2),
        Column("รหัส", width=4),
        Column("จำนวน (ข้อ)", width=1.5, align=Align.END),
    )
    rows = [
        Row((_severity(severity), cell(code), count(number)))
        for (severity, code), number in sorted(found.items())
    ]
    total = Row((cell("รวม", across=2), count(len(body["findings"]))), total=True)
    return Table(columns, (*rows, total), "จำนวนข้อที่พบ")


def _findings(body: Body) -> Table:
    columns = (
        Column("ระดับ", width=1.9),
        Column("รหัส", width=3.6),
        Column("บรรทัด", width=1, align=Align.CENTER),
        Column("มาตรการ", width=1.2, align=Align.CENTER),
        Column("ข้อที่พบ", width=7),
        Column("คำตอบ", width=1.6),
    )
    rows = (
        Row(
            (
                _severity(each["severity"]),
                cell(each["code"]),
                _number(each["line"]),
                _number(each["measure"]),
                cell(each["message"]),
                cell("ยืนยันให้นำเข้า" if each["code"] in body["accepted"] else ""),
            )
        )
        for each in body["findings"]
    )
    return Table(columns, tuple(rows), "ข้อที่พบทั้งหมด")


def _severity(severity: str) -> Cell:
    return cell(SEVERITY_WORDS.get(severity, severity), bold=severity == ERROR)


def _number(number: int | None) -> Cell:
    return NO_NUMBER if number is None else count(number)


PRODUCT = Product(
    code="import-check",
    numbers=(27,),
    title=TITLE,
    formats=TABLE_FORMATS,
    gather=gather,
    compose=compose,
    internal=True,
)
