"""The ledger: every view and act, each entry chained to the one before it and signed.

An entry's digest is SHA-256 over canonical JSON of what it says and of the digest before it. It is
signed with the municipality's key, so that whoever can write rows alone can forge none; what is
cut off at the end shows against a head that is printed elsewhere. `verification` reads it back.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import clock
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.models import LedgerEntry, LedgerHead, ReaderKey, Report, ReportFile
from portal_plugin.corruption.session import InspectionSession

VERSION: Final = 1
NOTHING: Final = bytes(32)
"""What the first entry follows."""
INFORMANT: Final = "informant"
SYSTEM: Final = "system"


def append(
    session: InspectionSession,
    act: LedgerAct,
    actor: str,
    report_id: UUID | None = None,
    **detail: Any,
) -> LedgerEntry:
    """Write one entry, in the same transaction as the act itself; whoever else appends waits.

    `actor` is an inspector's id, `INFORMANT`, `SYSTEM` or "office:<account id>". `detail` holds
    codes, whole numbers and `ciphertext_digest`s (JSON), never anything that was written.
    """
    head = _held_head(session)
    entry = LedgerEntry(
        id=channel_id(),
        tenant_id=session.tenant_id,
        position=head.position + 1,
        day=clock.today(),
        act=act,
        actor=actor,
        report_id=report_id,
        detail=detail,
        previous=head.digest,
    )
    entry.digest = digest_of(entry)
    entry.signature = session.key.signing_key(session.tenant_id).sign(entry.digest).signature
    session.add(entry)
    head.position, head.digest = entry.position, entry.digest
    session.flush()
    return entry


def digest_of(entry: LedgerEntry | sa.Row[Any]) -> bytes:
    """What an entry's digest must be, from what it says (32 bytes).

    Raises `TypeError` (`orjson.JSONEncodeError`) for a detail that `append` never wrote.
    """
    said = {
        "version": VERSION,
        "tenant": str(entry.tenant_id),
        "position": entry.position,
        "day": entry.day.isoformat(),
        "act": str(entry.act),
        "actor": entry.actor,
        "report": str(entry.report_id) if entry.report_id else None,
        "detail": entry.detail,
        "previous": entry.previous.hex(),
    }
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


def ciphertext_digest(blob: bytes) -> str:
    """What the ledger keeps of a ciphertext (64 hex characters)."""
    return hashlib.sha256(blob).hexdigest()


def _held_head(session: InspectionSession) -> LedgerHead:
    session.execute(
        insert(LedgerHead)
        .values(id=channel_id(), tenant_id=session.tenant_id, position=0, digest=NOTHING)
        .on_conflict_do_nothing(index_elements=["tenant_id"])
    )
    return session.scalars(
        sa.select(LedgerHead).with_for_update().execution_options(populate_existing=True)
    ).one()


def digests_of_report(report: Report | sa.Row[Any]) -> dict[str, str | None]:
    """For `detail`: what must be found in a report's row from now on.

    "found_by" is of what the report is found by, which comes of the receipt. The sealed facts go
    into it: once they are destroyed, nobody can try a receipt against the ledger.
    """
    found_by = [report.facts, report.lookup, report.seed, report.source]
    hexes = [blob.hex() if blob is not None else None for blob in found_by]
    is_findable = any(blob is not None for blob in found_by)
    return {
        name: ciphertext_digest(blob) if blob is not None else None
        for name, blob in (
            ("facts", report.facts),
            ("identity", report.identity),
            ("informant_key", report.informant_key),
            ("recovery_key", report.recovery_key),
            ("public_key", report.public_key),
            ("found_by", orjson.dumps(hexes) if is_findable else None),
        )
    }


def digests_of_files(files: Iterable[ReportFile | sa.Row[Any]]) -> dict[str, dict[str, str]]:
    """For `detail`: files by id."""
    return {
        str(file.id): {
            "label": ciphertext_digest(file.label),
            "content": ciphertext_digest(file.content),
        }
        for file in files
    }


def digests_of_keys(keys: Iterable[ReaderKey | sa.Row[Any]]) -> dict[str, str]:
    """For `detail`: keys of readers by inspector's id."""
    return {str(key.inspector_id): ciphertext_digest(key.sealed) for key in keys}
