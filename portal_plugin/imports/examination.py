"""What only the municipality's own space can tell about a document, as further findings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import sqlalchemy as sa

from portal_plugin.imports.document import ERROR, WARNING, Finding, ImportedDocument
from portal_plugin.imports.measure import ImportedMeasure
from portal_plugin.imports.wording import bare
from portal_plugin.measures.codes import Instrument
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import TenantSession

_SHORT_TYPES = {
    "องค์การบริหารส่วนจังหวัด": "อบจ",
    "องค์การบริหารส่วนตำบล": "อบต",
    "เทศบาลนคร": "ทน",
    "เทศบาลเมือง": "ทม",
    "เทศบาลตำบล": "ทต",
}


def examine_document(session: TenantSession, document: ImportedDocument) -> ImportedDocument:
    """The document with the findings of this examination added; a second time adds none."""
    names = session.execute(sa.select(Tenant.id, Tenant.name)).all()
    own_name = next(name for tenant_id, name in names if tenant_id == session.tenant_id)
    others = {_comparable(name) for tenant_id, name in names if tenant_id != session.tenant_id}
    found = [*_owner(document, own_name, others), *_reporting(document)]
    new = tuple(finding for finding in found if finding not in document.findings)
    return replace(document, findings=document.findings + new)


def reports_progress(document: ImportedDocument) -> bool:
    """Whether the document tells what was done, not only what is to be done."""
    return document.instrument == Instrument.ITA_MEASURES and any(
        has_progress(measure) for measure in document.measures
    )


def has_progress(measure: ImportedMeasure) -> bool:
    """Whether the document tells what was done on this measure of a yearly report."""
    return bool(measure.status or measure.results or measure.outcomes)


def _owner(document: ImportedDocument, own_name: str, others: set[str]) -> Iterator[Finding]:
    """Whose document it is: a neighbour's blocks, a name nobody here bears is only told."""
    printed = _comparable(document.lao_name)
    if not document.lao_name:
        yield Finding(
            "TENANT_NAME_MISSING",
            WARNING,
            f"ไม่พบชื่อหน่วยงานในเอกสาร กรุณาตรวจว่าเป็นเอกสารของ{own_name}",
        )
    elif printed == _comparable(own_name):
        return
    elif printed in others:
        yield Finding(
            "OTHER_TENANT",
            ERROR,
            f"เอกสารเป็นของ{document.lao_name} ไม่ใช่{own_name} กรุณาเลือกเอกสารของหน่วยงานท่าน",
        )
    else:
        yield Finding(
            "TENANT_NAME_UNKNOWN",
            WARNING,
            f"เอกสารพิมพ์ชื่อ{document.lao_name} กรุณาตรวจว่าเป็นเอกสารของ{own_name}",
        )


def _comparable(name: str) -> str:
    letters = bare(name)
    for full, short in _SHORT_TYPES.items():
        if letters.startswith(full):
            return short + letters.removeprefix(full)
    return letters


def _reporting(document: ImportedDocument) -> Iterator[Finding]:
    if not reports_progress(document):
        return
    if document.round is None:
        yield Finding(
            "ROUND_ASSUMED",
            WARNING,
            "เอกสารไม่พิมพ์รอบรายงาน จึงถือเป็นรอบ 12 เดือน หากไม่ใช่กรุณาระบุรอบก่อนนำเข้า",
        )
    for measure in document.measures:
        if has_progress(measure) and measure.status is None:
            yield Finding(
                "STATUS_NOT_PRINTED",
                WARNING,
                "เอกสารมีผลแต่ไม่พิมพ์สถานะ จึงบันทึกเป็นอยู่ระหว่างดำเนินการ กรุณารายงานสถานะจริง",
                measure.line,
                measure.seq,
            )
