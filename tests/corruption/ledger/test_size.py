"""A long ledger and large files are read in streams."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.models import LedgerEntry, LedgerHead
from portal_plugin.corruption.proof.verification import verify_ledger
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.tenants.base import new_id

OpenChannel = Callable[..., AbstractContextManager[InspectionSession]]

ENTRIES = 2_000
ENTRY_BYTES = 10_000
FILES = 12
FILE_BYTES = 2_097_152
MOST_IN_MEMORY = 12_000_000


def _fill(session: InspectionSession, count: int, detail: dict[str, Any]) -> None:
    """`count` true entries, written at once."""
    signing, previous = session.key.signing_key(session.tenant_id), ledger.NOTHING
    rows = []
    for position in range(1, count + 1):
        said = {
            "tenant_id": session.tenant_id,
            "id": new_id(),
            "position": position,
            "day": clock.today(),
            "act": LedgerAct.REPORT_READ,
            "actor": "somebody",
            "detail": detail,
            "previous": previous,
        }
        previous = ledger.digest_of(LedgerEntry(**said))
        rows.append(said | {"digest": previous, "signature": signing.sign(previous).signature})
    session.execute(sa.insert(LedgerEntry), rows)
    session.add(LedgerHead(id=new_id(), position=count, digest=previous))
    session.commit()
    session.expunge_all()


def _peak(session: InspectionSession) -> int:
    """The most that a verification without a fault held in memory, in bytes."""
    tracemalloc.start()
    try:
        assert verify_ledger(session) == []
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_twenty_megabytes_of_entries_are_not_held_at_once(open_channel: OpenChannel) -> None:
    with open_channel() as session:
        _fill(session, ENTRIES, {"long": "x" * ENTRY_BYTES})
        assert _peak(session) < MOST_IN_MEMORY < ENTRIES * ENTRY_BYTES


def test_twelve_large_files_are_not_held_at_once(
    open_channel: OpenChannel,
    make_inspector: Any,
    make_report: Any,
    make_file: Any,
) -> None:
    with open_channel() as session:
        make_inspector(session, recorded=True)
        files = [make_file(content=b"x" * (FILE_BYTES - 1)) for _ in range(FILES)]
        make_report(session, files=files)
        session.commit()
        session.expunge_all()
        del files
        assert _peak(session) < MOST_IN_MEMORY < FILES * FILE_BYTES
