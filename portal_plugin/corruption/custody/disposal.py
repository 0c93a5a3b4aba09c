"""Disposal: what was promised to be forgotten is destroyed with its keys, and a record says so.

What stays of a report is its stub (number, days, category, state, decision), so that no figure of a
year that was published moves.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, cast
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct, State
from portal_plugin.corruption.models import (
    Inspector,
    LedgerEntry,
    Message,
    ReaderKey,
    Report,
    ReportFile,
)
from portal_plugin.corruption.office import office_of
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import NotFound, RuleBroken

_WRITTEN = (
    "handler_id",
    "public_key",
    "lookup",
    "seed",
    "source",
    "informant_key",
    "recovery_key",
    "facts",
    "identity",
)
"""Columns of a report that its stub has not."""


class Ground(enum.StrEnum):
    """Why a report was destroyed. The value stands in the ledger: it is never changed."""

    RETENTION = "retention"
    ORDER = "order"


GROUND_WORDS = {
    Ground.RETENTION: "ครบระยะเวลาเก็บรักษา",
    Ground.ORDER: "ตามคำสั่ง",
}


@dataclass(frozen=True, slots=True)
class Due:
    """A closed report whose time is over."""

    report_id: UUID
    number: str
    closed_on: date
    due_on: date


@dataclass(frozen=True, slots=True)
class DisposalRecord:
    """What the ledger says of one disposal; the counts are of what was destroyed. `by` is the
    inspector's name, "" for a command of the operator."""

    number: str
    day: date
    ground: Ground
    by: str
    keys: int
    messages: int
    files: int


def due(session: InspectionSession, today: date) -> list[Due]:
    """Closed reports that were kept as long as the office promised, the longest due first.

    An open report is never due.
    """
    days = timedelta(days=office_of(session).retention_days)
    rows = session.execute(
        sa.select(Report.id, Report.number, Report.closed_on)
        .where(
            Report.state == State.CLOSED,
            Report.disposed_on.is_(None),
            Report.closed_on <= today - days,
        )
        .order_by(Report.closed_on, Report.number)
    )
    return [Due(row.id, row.number, row.closed_on, row.closed_on + days) for row in rows]


def dispose(
    session: InspectionSession, actor: str, report_ids: Collection[UUID], ground: Ground
) -> int:
    """Destroy reports; how many were. Those destroyed before are passed over.

    Raises `RuleBroken` (rule C15) for one that is open or, on the ground of retention, not due;
    `NotFound` for one that is not there. Then nothing is destroyed.
    """
    reports = session.scalars(
        sa.select(Report)
        .where(Report.id.in_(report_ids))
        .order_by(Report.number)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if len(reports) != len(set(report_ids)):
        raise NotFound()
    here = [report for report in reports if report.disposed_on is None]
    _refuse_early(session, here, ground)
    for report in here:
        _destroy(session, actor, report, ground)
    return len(here)


def disposals(session: InspectionSession) -> list[DisposalRecord]:
    """The record of disposals, the newest first."""
    rows = session.execute(
        sa.select(LedgerEntry, Report.number)
        .join(Report, Report.id == LedgerEntry.report_id)
        .where(LedgerEntry.act == LedgerAct.DISPOSED)
        .order_by(LedgerEntry.position.desc())
    )
    names = {str(row.id): row.name for row in session.scalars(sa.select(Inspector))}
    return [_record(entry, number, names.get(entry.actor, "")) for entry, number in rows]


def _refuse_early(session: InspectionSession, reports: Sequence[Report], ground: Ground) -> None:
    if any(report.state != State.CLOSED for report in reports):
        raise RuleBroken.single("C15", "reports", "ทำลายเรื่องที่ยังไม่ยุติไม่ได้ โปรดยุติเรื่องก่อน")
    if ground is Ground.RETENTION:
        times_up = {found.report_id for found in due(session, clock.today())}
        if any(report.id not in times_up for report in reports):
            raise RuleBroken.single(
                "C15", "reports", "มีเรื่องที่ยังไม่ครบระยะเวลาเก็บรักษา โปรดเลือกเฉพาะเรื่องที่ครบกำหนดแล้ว"
            )


def _destroy(session: InspectionSession, actor: str, report: Report, ground: Ground) -> None:
    """Files before messages, which they refer to."""
    files = _deleted(session, sa.delete(ReportFile).where(ReportFile.report_id == report.id))
    messages = _deleted(session, sa.delete(Message).where(Message.report_id == report.id))
    keys = _deleted(session, sa.delete(ReaderKey).where(ReaderKey.report_id == report.id))
    for column in _WRITTEN:
        setattr(report, column, None)
    report.disposed_on = clock.today()
    ledger.append(
        session,
        LedgerAct.DISPOSED,
        actor,
        report.id,
        ground=str(ground),
        keys=keys,
        messages=messages,
        files=files,
    )


def _deleted(session: InspectionSession, statement: sa.Delete) -> int:
    return cast("sa.CursorResult[Any]", session.execute(statement)).rowcount


def _record(entry: LedgerEntry, number: str, by: str) -> DisposalRecord:
    counts = {name: entry.detail[name] for name in ("keys", "messages", "files")}
    return DisposalRecord(number, entry.day, Ground(entry.detail["ground"]), by, **counts)
