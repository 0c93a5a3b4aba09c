"""Taking a report in: who may read is settled first, then everything is sealed for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import LedgerAct, State
from portal_plugin.corruption.contents import (
    Facts,
    OpenReport,
    seal_facts,
    seal_identity,
)
from portal_plugin.corruption.crypto.sealing import new_key_pair
from portal_plugin.corruption.custody.readers import (
    Reader,
    entitled,
    held_readers,
    key_for,
    lock_for_informant,
)
from portal_plugin.corruption.custody.recovery import seal_for_recovery
from portal_plugin.corruption.enclosing import enclosed
from portal_plugin.corruption.informants.given import Given
from portal_plugin.corruption.informants.series import held_series, next_number
from portal_plugin.corruption.models import ReaderKey, Report, ReportFile
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.files.intake import KeptFile


class NobodyMayRead(RuleBroken):
    """Everybody with a key is concerned by the report, so it must not be taken (C16)."""

    def __init__(self) -> None:
        sentence = (
            "ยังไม่ได้ส่ง เพราะผู้ตรวจสอบที่มีอยู่เกี่ยวข้องกับเรื่องนี้ทุกคน กรุณาแจ้งสำนักงาน ป.ป.ช. โทร. 1205 แทน"
        )
        super().__init__([Breach("C16", "posts", sentence)])


@dataclass(frozen=True, slots=True)
class Taken:
    """A report that is in. `receipt` (21 characters) is told once and by nobody else; `again`: the
    same form had been taken before."""

    report_id: UUID
    number: str
    receipt: str
    received_on: date
    again: bool


def take_report(
    session: InspectionSession,
    given: Given,
    files: Sequence[KeptFile],
    seed: bytes | None = None,
    *,
    source: bytes | None = None,
    moved_from: str = "",
) -> Taken:
    """Take a report in; `given` is what `given.check` returned. Raises `NobodyMayRead`.

    The same `seed` again is the same form sent twice: it gives the report that it gave, and the
    same receipt; nothing is added to it. With `source`, the digest of a complaint that is moved in,
    there is nobody with a receipt (it is ""), and the same source again gives the same report.
    """
    receipt = "" if source else session.key.new_receipt(session.tenant_id, seed)
    seed = session.key.seed_digest(session.tenant_id, seed) if seed else None
    earlier = _earlier(session, seed, source, receipt)
    if earlier is not None:
        return earlier
    facts = replace(given.facts, moved_from=moved_from)
    readers = _readers(session, facts)
    opened = _opened(session, given)
    report = opened.report
    report.seed, report.source = seed, source
    report.facts = seal_facts(report, facts)
    report.identity = seal_identity(report, given.identity) if given.identity else None
    if receipt:
        report.lookup = session.key.lookup(session.tenant_id, receipt)
        report.informant_key = lock_for_informant(session, opened, receipt)
    report.recovery_key = seal_for_recovery(
        session, opened, facts.posts, outside_only=facts.outside_only
    )
    keys = [key_for(reader, opened) for reader in readers]
    rows = enclosed(report, files)
    series = held_series(session, report.received_on)
    earlier = _earlier(session, seed, source, receipt)
    if earlier is not None:
        return earlier
    report.number = next_number(series)
    session.add(report)
    session.flush()
    session.add_all([*keys, *rows])
    session.flush()
    _record(session, report, keys, rows)
    return Taken(report.id, report.number, receipt, report.received_on, again=False)


def _earlier(
    session: InspectionSession, seed: bytes | None, source: bytes | None, receipt: str
) -> Taken | None:
    if seed is None and source is None:
        return None
    found = session.execute(
        sa.select(Report.id, Report.number, Report.received_on).where(
            Report.source == source if source else Report.seed == seed
        )
    ).one_or_none()
    if found is None:
        return None
    return Taken(found.id, found.number, receipt, found.received_on, again=True)


def _readers(session: InspectionSession, facts: Facts) -> tuple[Reader, ...]:
    readers = entitled(held_readers(session), facts.posts, outside_only=facts.outside_only)
    if not readers:
        raise NobodyMayRead()
    return readers


def _opened(session: InspectionSession, given: Given) -> OpenReport:
    """A new report with a key pair of its own."""
    pair = new_key_pair()
    report = Report(
        id=channel_id(),
        tenant_id=session.tenant_id,
        received_on=clock.today(),
        category=given.category,
        state=State.RECEIVED,
        public_key=pair.public,
    )
    return OpenReport(report, pair)


def _record(
    session: InspectionSession,
    report: Report,
    keys: Sequence[ReaderKey],
    files: Sequence[ReportFile],
) -> None:
    moved = report.source is not None
    ledger.append(
        session,
        LedgerAct.REPORT_MOVED_IN if moved else LedgerAct.REPORT_RECEIVED,
        ledger.SYSTEM if moved else ledger.INFORMANT,
        report.id,
        **ledger.digests_of_report(report),
        files=ledger.digests_of_files(files),
        readers=ledger.digests_of_keys(keys),
        number=report.number,
        category=report.category.value,
    )
