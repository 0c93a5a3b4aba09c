"""Recusal: an inspector who is too near to a report gives up its key for good (C16)."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.contents import unseal_facts
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.custody.grants import (
    Candidates,
    concerns,
    give,
    held_reports,
    opened_each,
    readers_of,
)
from portal_plugin.corruption.custody.readers import Reader, open_as_reader
from portal_plugin.corruption.models import Inspector, InspectorPost, ReaderKey, Report
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import NotFound, RuleBroken


def recuse(
    session: InspectionSession,
    inspector: Inspector,
    pair: KeyPair,
    report_id: UUID,
    hand_to: UUID | None = None,
) -> None:
    """Take the report from `inspector`; `hand_to` (an inspector's id) is given it first.

    He is not given it again. Raises `RuleBroken` (field "hand_to") when nobody would be left to
    read it, or when that person may not; `NotFound` for a report that he does not hold.
    """
    candidates = Candidates(session)
    report = next(iter(held_reports(session, inspector.id, [report_id])), None)
    if report is None:
        raise NotFound()
    remaining = readers_of(session, [report.id])[report.id] - {inspector.id}
    if hand_to is not None and hand_to not in remaining:
        opened = open_as_reader(session, report, inspector.id, pair)
        give(
            session,
            LedgerAct.READER_ADDED,
            str(inspector.id),
            opened,
            _chosen(candidates.in_place_of(opened, inspector.id), hand_to),
        )
    elif not remaining:
        raise RuleBroken.single("C16", "hand_to", "ไม่มีผู้อื่นเปิดเรื่องนี้ได้ โปรดเลือกผู้รับเรื่องต่อก่อนถอนตัว")
    _take(session, str(inspector.id), inspector, report)


def take_from_concerned(
    session: InspectionSession, by: Inspector, pair: KeyPair, inspector: Inspector
) -> int:
    """After `inspector` came to a post: take the reports about it from him; how many were taken.

    Only reports that `by`, whose pair opens them, holds too: so none is left without a reader, and
    nobody else could tell what they are about.
    """
    posts = set(
        session.scalars(
            sa.select(InspectorPost.post_id).where(InspectorPost.inspector_id == inspector.id)
        )
    )
    if by.id == inspector.id or not posts:
        return 0
    both = sa.select(ReaderKey.report_id).where(ReaderKey.inspector_id == inspector.id)
    taken = 0
    held = held_reports(session, by.id, session.scalars(both).all())
    for opened in opened_each(session, held, by.id, pair):
        if concerns(unseal_facts(opened), posts):
            _take(session, str(by.id), inspector, opened.report)
            taken += 1
    return taken


def _take(session: InspectionSession, actor: str, inspector: Inspector, report: Report) -> None:
    session.execute(
        sa.delete(ReaderKey).where(
            ReaderKey.report_id == report.id, ReaderKey.inspector_id == inspector.id
        )
    )
    if report.handler_id == inspector.id:
        report.handler_id = None
    ledger.append(session, LedgerAct.RECUSED, actor, report.id, inspector=str(inspector.id))


def _chosen(offered: Iterable[Reader], hand_to: UUID) -> Reader:
    for reader in offered:
        if reader.inspector_id == hand_to:
            return reader
    raise RuleBroken.single(
        "C16", "hand_to", "ผู้ที่เลือกรับเรื่องนี้ไม่ได้ โปรดเลือกผู้ตรวจสอบคนอื่นหรือผู้รับเรื่องภายนอก"
    )
