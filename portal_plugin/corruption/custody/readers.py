"""Who may read a report: nobody it concerns, and nobody before that is known (C16)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.contents import OpenReport
from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.sealing import KeyPair, key_pair, lock, seal, unlock, unseal
from portal_plugin.corruption.models import Inspector, InspectorPost, ReaderKey, Report
from portal_plugin.corruption.session import InspectionSession


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody with a key pair who could be given a report's key."""

    inspector_id: UUID
    public_key: bytes
    posts: frozenset[UUID]
    outside: bool


def active_readers(session: InspectionSession) -> list[Reader]:
    """Every active inspector and outside recipient, by id."""
    posts: dict[UUID, set[UUID]] = {}
    for inspector_id, post_id in session.execute(
        sa.select(InspectorPost.inspector_id, InspectorPost.post_id)
    ):
        posts.setdefault(inspector_id, set()).add(post_id)
    active = session.scalars(
        sa.select(Inspector).where(Inspector.standing == Standing.ACTIVE).order_by(Inspector.id)
    )
    return [
        Reader(row.id, row.public_key, frozenset(posts.get(row.id, ())), row.outside)
        for row in active
    ]


def held_readers(session: InspectionSession) -> list[Reader]:
    """The same, held in their standing until the commit: nobody leaves meanwhile, and takes with
    him the only key of a report that he did not see."""
    session.execute(
        sa.select(Inspector.id)
        .where(Inspector.standing == Standing.ACTIVE)
        .order_by(Inspector.id)
        .with_for_update(read=True)
    )
    return active_readers(session)


def entitled(
    readers: Iterable[Reader], posts: Collection[UUID], *, outside_only: bool = False
) -> tuple[Reader, ...]:
    """Those who may read a report that concerns `posts`.

    Inspectors who hold none of them; if nobody is left, or nobody inside may read, the outside
    recipients who hold none. Empty: nobody, and the report must not be taken.
    """
    unconcerned = [reader for reader in readers if not reader.posts & set(posts)]
    inside = [reader for reader in unconcerned if not reader.outside]
    if inside and not outside_only:
        return tuple(inside)
    return tuple(reader for reader in unconcerned if reader.outside)


def key_for(reader: Reader, opened: OpenReport) -> ReaderKey:
    """The report's private key, sealed for `reader`; the caller asked `entitled` before."""
    report = opened.report
    context = _reader_context(report, reader.inspector_id)
    return ReaderKey(
        id=channel_id(),
        tenant_id=report.tenant_id,
        report_id=report.id,
        inspector_id=reader.inspector_id,
        sealed=seal(reader.public_key, opened.pair.private, context),
    )


def open_as_reader(
    session: InspectionSession, report: Report, inspector_id: UUID, pair: KeyPair
) -> OpenReport:
    """The report, opened with an inspector's own key pair. Raises `CannotOpen`."""
    key = session.scalars(
        sa.select(ReaderKey).where(
            ReaderKey.report_id == report.id, ReaderKey.inspector_id == inspector_id
        )
    ).one_or_none()
    if key is None:
        raise CannotOpen("this inspector was given no key of the report")
    return _opened(report, unseal(pair, key.sealed, _reader_context(report, inspector_id)))


def lock_for_informant(session: InspectionSession, opened: OpenReport, receipt: str) -> bytes:
    """The report's private key, locked with what comes of the receipt."""
    key = session.key.informant_key(session.tenant_id, receipt)
    return lock(key, opened.pair.private, _informant_context(opened.report))


def open_as_informant(session: InspectionSession, report: Report, receipt: str) -> OpenReport:
    """The report, opened with its receipt. Raises `CannotOpen`."""
    if report.informant_key is None:
        raise CannotOpen("this report has no mailbox")
    key = session.key.informant_key(session.tenant_id, receipt)
    return _opened(report, unlock(key, report.informant_key, _informant_context(report)))


def _opened(report: Report, private: bytes) -> OpenReport:
    pair = key_pair(private)
    if pair.public != report.public_key:
        # Whoever exchanged it would be who the next message is sealed for.
        raise CannotOpen("the report's public key is not that of its private key")
    return OpenReport(report, pair)


def _reader_context(report: Report, inspector_id: UUID) -> Context:
    return Context(report.tenant_id, Field.KEY_OF_READER, report.id, inspector_id)


def _informant_context(report: Report) -> Context:
    return Context(report.tenant_id, Field.KEY_OF_INFORMANT, report.id)
