"""The inbox: what one inspector has to read, without opening anything that was written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import Category, Direction, LedgerAct, State
from portal_plugin.corruption.contents import unseal_facts
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.inspection.case import posts_of
from portal_plugin.corruption.inspection.states import ENDED
from portal_plugin.corruption.models import Inspector, Message, ReaderKey, Report
from portal_plugin.corruption.office import office_of
from portal_plugin.corruption.session import InspectionSession


@dataclass(frozen=True, slots=True)
class InboxLine:
    """One report. `written_on` is the day of the last message of either side; `is_asked`: the
    informant wrote it, and may wait for an answer. From `due_on` the report may be disposed of."""

    report_id: UUID
    number: str
    category: Category
    state: State
    received_on: date
    days: int
    handler: str | None
    is_mine: bool
    is_asked: bool
    written_on: date | None
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Inbox:
    """What an inspector sees. `concerned` are reports about a post that he came to later, which he
    can but give up. `others` counts those that he has no key of; nothing more is told."""

    open: tuple[InboxLine, ...]
    closed: tuple[InboxLine, ...]
    concerned: tuple[UUID, ...]
    others: int


def inbox(session: InspectionSession, inspector: Inspector, pair: KeyPair) -> Inbox:
    """The reports of an inspector, the longest waiting first; the reading is recorded."""
    held = _held(session, inspector)
    concerned = set(_concerned(session, inspector, pair))
    last = _last_messages(session, inspector)
    names: dict[UUID, str] = {
        row.id: row.name for row in session.execute(sa.select(Inspector.id, Inspector.name))
    }
    kept = timedelta(days=office_of(session).retention_days)
    lines = [
        _line(report, inspector, names, last.get(report.id), kept)
        for report in held
        if report.id not in concerned
    ]
    ledger.append(session, LedgerAct.INBOX_READ, str(inspector.id), reports=len(lines))
    closed = [line for line in lines if line.state in ENDED]
    return Inbox(
        open=tuple(line for line in lines if line.state not in ENDED),
        closed=tuple(reversed(closed)),
        concerned=tuple(sorted(concerned)),
        others=_others(session, len(held)),
    )


def _held(session: InspectionSession, inspector: Inspector) -> Sequence[Report]:
    """Clear columns alone: what is sealed is large."""
    clear = (Report.number, Report.category, Report.state, Report.received_on)
    return session.scalars(
        sa.select(Report)
        .join(ReaderKey, ReaderKey.report_id == Report.id)
        .where(ReaderKey.inspector_id == inspector.id, Report.disposed_on.is_(None))
        .options(load_only(*clear, Report.handler_id, Report.closed_on))
        .order_by(Report.received_on, Report.number)
    ).all()


def _concerned(session: InspectionSession, inspector: Inspector, pair: KeyPair) -> list[UUID]:
    """Only who holds a post can be concerned, so for most nothing is opened."""
    mine = posts_of(session, inspector)
    if not mine:
        return []
    found = []
    held = sa.select(ReaderKey.report_id).where(ReaderKey.inspector_id == inspector.id)
    query = sa.select(Report).where(Report.id.in_(held), Report.disposed_on.is_(None))
    for report in session.scalars(query.execution_options(populate_existing=True)):
        try:
            facts = unseal_facts(open_as_reader(session, report, inspector.id, pair))
        except CannotOpen:
            continue
        if not mine.isdisjoint(facts.posts):
            found.append(report.id)
    return found


def _last_messages(session: InspectionSession, inspector: Inspector) -> dict[UUID, Any]:
    held = sa.select(ReaderKey.report_id).where(ReaderKey.inspector_id == inspector.id)
    newest = (
        sa.select(Message.report_id, sa.func.max(Message.position).label("position"))
        .where(Message.report_id.in_(held))
        .group_by(Message.report_id)
        .subquery()
    )
    rows = session.execute(
        sa.select(Message.report_id, Message.direction, Message.sent_on).join(
            newest,
            sa.and_(Message.report_id == newest.c.report_id, Message.position == newest.c.position),
        )
    )
    return {row.report_id: row for row in rows}


def _line(
    report: Report,
    inspector: Inspector,
    names: dict[UUID, str],
    last: Any,
    kept: timedelta,
) -> InboxLine:
    ended = report.closed_on if report.state in ENDED else None
    return InboxLine(
        report_id=report.id,
        number=report.number,
        category=report.category,
        state=report.state,
        received_on=report.received_on,
        days=(clock.today() - report.received_on).days,
        handler=names.get(report.handler_id) if report.handler_id else None,
        is_mine=report.handler_id == inspector.id,
        is_asked=last is not None and last.direction == Direction.INFORMANT,
        written_on=last.sent_on if last else None,
        due_on=ended + kept if ended else None,
    )


def _others(session: InspectionSession, held: int) -> int:
    here = sa.select(sa.func.count()).select_from(Report).where(Report.disposed_on.is_(None))
    return (session.scalar(here) or 0) - held
