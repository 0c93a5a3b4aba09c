"""The rows of a channel as they are found, to be held against what its ledger says of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption import ledger
from portal_plugin.corruption.models import (
    ChannelOffice,
    Inspector,
    InspectorPost,
    Message,
    ReaderKey,
    Report,
    ReportFile,
)
from portal_plugin.corruption.proof.replay import Place, Said
from portal_plugin.corruption.session import InspectionSession

_ROWS_AT_ONCE: Final = 50
_FILES_AT_ONCE: Final = 2


def found_rows(session: InspectionSession) -> Iterator[tuple[Place, Said]]:
    """Every row that the ledger speaks of, few at a time: files are large."""
    yield from _reports(session)
    yield from _messages(session)
    yield from _files(session)
    yield from _keys(session)
    yield from _inspectors(session)
    yield from _office(session)


def _reports(session: InspectionSession) -> Iterator[tuple[Place, Said]]:
    columns = (
        "number",
        "received_on",
        "referred_on",
        "closed_on",
        "first_closed_on",
        "disposed_on",
    )
    codes = ("category", "state", "decision", "referral")
    blobs = (
        *("facts", "identity", "informant_key", "recovery_key", "public_key"),
        *("lookup", "seed", "source"),
    )
    query = sa.select(
        *(getattr(Report, name) for name in ("id", "handler_id", *columns, *blobs)),
        *(_as_written(getattr(Report, name)) for name in codes),
    )
    for row in _streamed(session, query, _ROWS_AT_ONCE):
        said = {name: getattr(row, name) for name in (*columns, *codes)}
        said["handler_id"] = str(row.handler_id) if row.handler_id else None
        yield ("report", str(row.id)), said | ledger.digests_of_report(row)


def _messages(session: InspectionSession) -> Iterator[tuple[Place, Said]]:
    query = sa.select(
        Message.id,
        Message.report_id,
        Message.position,
        Message.sent_on,
        Message.sealed,
        _as_written(Message.direction),
    )
    for row in _streamed(session, query, _ROWS_AT_ONCE):
        said = {name: getattr(row, name) for name in ("position", "direction", "sent_on")}
        said["sealed"] = ledger.ciphertext_digest(row.sealed)
        yield ("message", str(row.report_id), str(row.id)), said


def _files(session: InspectionSession) -> Iterator[tuple[Place, Said]]:
    query = sa.select(
        ReportFile.id,
        ReportFile.report_id,
        ReportFile.message_id,
        ReportFile.label,
        ReportFile.content,
    )
    for row in _streamed(session, query, _FILES_AT_ONCE):
        said: Said = {"message_id": str(row.message_id) if row.message_id else None}
        digests = ledger.digests_of_files([row])[str(row.id)]
        yield ("report_file", str(row.report_id), str(row.id)), said | digests


def _keys(session: InspectionSession) -> Iterator[tuple[Place, Said]]:
    query = sa.select(ReaderKey.report_id, ReaderKey.inspector_id, ReaderKey.sealed)
    for row in _streamed(session, query, _ROWS_AT_ONCE):
        place = ("reader_key", str(row.report_id), str(row.inspector_id))
        yield place, {"sealed": ledger.ciphertext_digest(row.sealed)}


def _inspectors(session: InspectionSession) -> Iterator[tuple[Place, Said]]:
    """Whose key is whose, and which posts he holds: who could change them could read what comes."""
    posts: dict[UUID, list[str]] = {}
    for inspector_id, post_id in session.execute(
        sa.select(InspectorPost.inspector_id, InspectorPost.post_id)
    ):
        posts.setdefault(inspector_id, []).append(str(post_id))
    columns = (Inspector.id, Inspector.public_key, Inspector.outside)
    days = (Inspector.enrolled_on, Inspector.left_on)
    for row in session.execute(sa.select(*columns, *days, _as_written(Inspector.standing))):
        names = ("outside", "standing", "enrolled_on", "left_on")
        said = {name: getattr(row, name) for name in names}
        said["public_key"] = ledger.ciphertext_digest(row.public_key)
        said["posts"] = sorted(posts.get(row.id, []))
        yield ("inspector", str(row.id)), said


def _office(session: InspectionSession) -> Iterator[tuple[Place, Said]]:
    query = sa.select(ChannelOffice.recovery_key, ChannelOffice.recovery_made_on)
    for row in session.execute(query.where(ChannelOffice.recovery_key.is_not(None))):
        yield (
            ("channel_office",),
            {
                "recovery_key": ledger.ciphertext_digest(row.recovery_key),
                "recovery_made_on": row.recovery_made_on,
            },
        )


def _as_written(column: Any) -> sa.Label[str]:
    """A code as it stands in the row, even one that no release knows."""
    return sa.type_coerce(column, sa.Text).label(column.key)


def _streamed(
    session: InspectionSession, query: sa.Executable, at_once: int
) -> Iterator[sa.Row[Any]]:
    yield from session.execute(query, execution_options={"yield_per": at_once})
