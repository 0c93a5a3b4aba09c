"""The way from an older format to today's: a report is sealed anew when somebody opens it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

import sqlalchemy as sa

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.contents import (
    OpenReport,
    seal_content,
    seal_facts,
    seal_identity,
    seal_label,
    seal_message,
    unseal_content,
    unseal_facts,
    unseal_identity,
    unseal_label,
    unseal_message,
)
from portal_plugin.corruption.crypto import sealing, streams
from portal_plugin.corruption.custody.readers import Reader, key_for, lock_for_informant
from portal_plugin.corruption.custody.recovery import seal_for_recovery
from portal_plugin.corruption.models import Inspector, Message, ReaderKey, ReportFile
from portal_plugin.corruption.session import InspectionSession

Part = TypeVar("Part", Message, ReportFile, ReaderKey)


def reseal_report(
    session: InspectionSession, opened: OpenReport, receipt: str | None = None
) -> int:
    """Seal anew what is not in today's format; how many ciphertexts were.

    A second call finds nothing to do. The informant's key is locked anew with his `receipt`, so
    only when he opens the report himself. Raises `CannotOpen` for bytes that were changed.
    """
    own = _reseal_row(session, opened, receipt)
    messages = _reseal_messages(session, opened)
    files = _reseal_files(session, opened)
    readers = _reseal_keys(session, opened)
    parts = {"messages": messages, "files": files, "readers": readers}
    detail = own | {name: digests for name, digests in parts.items() if digests}
    if detail:
        ledger.append(session, LedgerAct.RESEALED, ledger.SYSTEM, opened.report.id, **detail)
    # "found_by" goes with the facts; a file is two ciphertexts.
    return len(own.keys() - {"found_by"}) + len(messages) + 2 * len(files) + len(readers)


def _reseal_row(
    session: InspectionSession, opened: OpenReport, receipt: str | None
) -> dict[str, Any]:
    report = opened.report
    before = ledger.digests_of_report(report)
    if _is_old(report.recovery_key):
        facts = unseal_facts(opened)
        report.recovery_key = seal_for_recovery(
            session, opened, facts.posts, outside_only=facts.outside_only
        )
    if _is_old(report.informant_key) and receipt is not None:
        report.informant_key = lock_for_informant(session, opened, receipt)
    if _is_old(report.identity):
        identity = unseal_identity(opened)
        assert identity is not None
        report.identity = seal_identity(report, identity)
    if _is_old(report.facts):
        report.facts = seal_facts(report, unseal_facts(opened))
    after = ledger.digests_of_report(report)
    return {name: digest for name, digest in after.items() if digest != before[name]}


def _reseal_messages(session: InspectionSession, opened: OpenReport) -> dict[str, str]:
    digests: dict[str, str] = {}
    for message in _old(session, opened, Message, _other_than(sealing.VERSION, Message.sealed)):
        message.sealed = seal_message(opened.report, message, unseal_message(opened, message))
        digests[str(message.id)] = ledger.ciphertext_digest(message.sealed)
    return digests


def _reseal_files(session: InspectionSession, opened: OpenReport) -> dict[str, dict[str, str]]:
    digests: dict[str, dict[str, str]] = {}
    labels = _other_than(sealing.VERSION, ReportFile.label)
    contents = _other_than(streams.VERSION, ReportFile.content)
    for file in _old(session, opened, ReportFile, labels | contents):
        file.label = seal_label(opened.report, file, unseal_label(opened, file))
        file.content = seal_content(opened.report, file, unseal_content(opened, file))
        digests |= ledger.digests_of_files([file])
        session.flush()
        session.expire(file)
    return digests


def _reseal_keys(session: InspectionSession, opened: OpenReport) -> dict[str, str]:
    """For those who hold one already, so nobody is asked anew whether he may."""
    digests: dict[str, str] = {}
    for key in _old(session, opened, ReaderKey, _other_than(sealing.VERSION, ReaderKey.sealed)):
        holder = session.get_one(Inspector, (session.tenant_id, key.inspector_id))
        reader = Reader(holder.id, holder.public_key, frozenset(), holder.outside)
        key.sealed = key_for(reader, opened).sealed
        digests |= ledger.digests_of_keys([key])
    return digests


def _is_old(blob: bytes | None) -> bool:
    return blob is not None and not sealing.is_current(blob)


def _other_than(version: int, column: Any) -> sa.ColumnElement[bool]:
    """Asked of the database, so that opening a report moves no bytes that are as they should be."""
    return sa.func.substr(column, 1, 1) != bytes([version])


def _old(
    session: InspectionSession,
    opened: OpenReport,
    part: type[Part],
    condition: sa.ColumnElement[bool],
) -> Iterator[Part]:
    """Those parts of the report, one in memory at a time, locked against who else seals anew."""
    query = sa.select(part.id).where(part.report_id == opened.report.id, condition)
    for part_id in session.scalars(query.order_by(part.id)).all():
        yield session.get_one(part, (session.tenant_id, part_id), with_for_update=True)
