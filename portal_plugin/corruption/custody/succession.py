"""Succession: reports stay readable when people come and go, without anybody's passphrase.

Only who can open a report can give it on: a new inspector reads what came before him when a
colleague shares it with him.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption.codes import LedgerAct, Standing
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.custody.grants import (
    Candidates,
    give,
    held_reports,
    opened_each,
    readers_of,
)
from portal_plugin.corruption.models import Inspector, ReaderKey, Report
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import NotFound, RuleBroken

FEWEST = 2
"""A report with fewer readers is lost with one passphrase."""


@dataclass(frozen=True, slots=True)
class Readership:
    """Who can open one report: names of active readers."""

    report_id: UUID
    number: str
    readers: tuple[str, ...]

    @property
    def is_thin(self) -> bool:
        """Whether one passphrase forgotten could lose it."""
        return len(self.readers) < FEWEST


def share(
    session: InspectionSession,
    inspector: Inspector,
    pair: KeyPair,
    to: Inspector,
    report_ids: Collection[UUID] | None = None,
) -> int:
    """Give `to` the reports that `inspector` can open and `to` may read; how many were given.

    Reports that concern a post of `to`, or from which he recused himself, stay closed to him.
    Raises `RuleBroken` (field "to") for who is not an active reader, `NotFound` for a report
    among `report_ids` that `inspector` does not hold.
    """
    if to.standing != Standing.ACTIVE or to.id == inspector.id:
        raise RuleBroken.single("C16", "to", "โปรดเลือกผู้ตรวจสอบคนอื่นที่ปฏิบัติหน้าที่อยู่")
    candidates = Candidates(session)
    held = held_reports(session, inspector.id, report_ids)
    if report_ids is not None and len(held) != len(set(report_ids)):
        raise NotFound()
    already = readers_of(session, [report.id for report in held])
    given = 0
    missing = [report for report in held if to.id not in already[report.id]]
    for opened in opened_each(session, missing, inspector.id, pair):
        for reader in candidates.successors(opened, inspector.id):
            if reader.inspector_id == to.id:
                give(session, LedgerAct.READER_ADDED, str(inspector.id), opened, reader)
                given += 1
    return given


def stranded_by(session: InspectionSession, inspector: Inspector) -> list[str]:
    """Numbers of reports that nobody could read if `inspector` left; held until the commit."""
    held = held_reports(session, inspector.id)
    readers = readers_of(session, [report.id for report in held])
    return [report.number for report in held if not readers[report.id] - {inspector.id}]


def readership(session: InspectionSession, inspector: Inspector) -> list[Readership]:
    """Readers of each report that `inspector` holds, the newest first."""
    held = session.scalars(
        sa.select(Report)
        .join(ReaderKey, ReaderKey.report_id == Report.id)
        .where(ReaderKey.inspector_id == inspector.id, Report.disposed_on.is_(None))
        .order_by(Report.received_on.desc(), Report.number.desc())
    ).all()
    names = {row.id: row.name for row in session.scalars(sa.select(Inspector))}
    readers = readers_of(session, [report.id for report in held])
    return [
        Readership(report.id, report.number, _in_order(names[one] for one in readers[report.id]))
        for report in held
    ]


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names))


def thin_elsewhere(session: InspectionSession, inspector: Inspector) -> int:
    """How many reports that `inspector` cannot open have fewer than two readers."""
    others = session.scalars(
        sa.select(Report.id).where(
            Report.disposed_on.is_(None),
            Report.id.not_in(
                sa.select(ReaderKey.report_id).where(ReaderKey.inspector_id == inspector.id)
            ),
        )
    ).all()
    return sum(len(found) < FEWEST for found in readers_of(session, others).values())


def colleagues(session: InspectionSession, inspector: Inspector) -> list[Inspector]:
    """Active readers but `inspector`, by name."""
    return list(
        session.scalars(
            sa.select(Inspector)
            .where(Inspector.standing == Standing.ACTIVE, Inspector.id != inspector.id)
            .order_by(Inspector.name, Inspector.id)
        )
    )
