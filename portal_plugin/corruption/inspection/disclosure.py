"""What is shown of a report one piece at a time, each in the ledger: who told it, and its files."""

from __future__ import annotations

import enum
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.contents import (
    Identity,
    Label,
    OpenReport,
    unseal_content,
    unseal_identity,
    unseal_label,
)
from portal_plugin.corruption.models import Inspector, ReportFile
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import NotAllowed, NotFound, RuleBroken


class Purpose(enum.StrEnum):
    """Why a handler looks up who told. The value stands in the ledger: it is never changed."""

    PROTECTION = "protection"
    CONTACT = "contact"
    WITNESS = "witness"
    AUTHORITY = "authority"


PURPOSE_WORDS = {
    Purpose.PROTECTION: "จัดการคุ้มครองผู้แจ้ง",
    Purpose.CONTACT: "ติดต่อเรื่องที่ถามทางกล่องข้อความไม่ได้",
    Purpose.WITNESS: "ผู้แจ้งยินยอมเป็นพยาน",
    Purpose.AUTHORITY: "หน่วยงานที่มีอำนาจขอตามกฎหมาย",
}


def read_identity(
    session: InspectionSession, inspector: Inspector, opened: OpenReport, purpose: str
) -> Identity | None:
    """Who told, for the handler alone and recorded (C12); None: he did not say.

    Raises `RuleBroken` (field "purpose"), `NotAllowed`, `CannotOpen`.
    """
    if opened.report.handler_id != inspector.id:
        raise NotAllowed("เฉพาะผู้รับผิดชอบเรื่องนี้เปิดดูผู้แจ้งได้")
    if purpose not in set(Purpose):
        raise RuleBroken.single("C12", "purpose", "โปรดเลือกเหตุที่ต้องทราบตัวผู้แจ้ง")
    identity = unseal_identity(opened)
    ledger.append(
        session,
        LedgerAct.IDENTITY_READ,
        str(inspector.id),
        opened.report.id,
        purpose=str(Purpose(purpose)),
    )
    return identity


def read_file(
    session: InspectionSession, inspector: Inspector, opened: OpenReport, file_id: UUID, given: str
) -> tuple[Label, bytes]:
    """A file as it was sent; `given` is "copy", "original" or "export", for the ledger.

    Raises `NotFound`, `CannotOpen`.
    """
    file = session.scalars(
        sa.select(ReportFile).where(
            ReportFile.id == file_id, ReportFile.report_id == opened.report.id
        )
    ).one_or_none()
    if file is None:
        raise NotFound()
    label, content = unseal_label(opened, file), unseal_content(opened, file)
    session.expunge(file)
    ledger.append(
        session,
        LedgerAct.FILE_READ,
        str(inspector.id),
        opened.report.id,
        file=str(file_id),
        given=given,
    )
    return label, content
