"""The one door through which a reader comes to a report that is already there.

What a report concerns is read from its sealed facts, with the key at hand: nobody else could tell,
and no caller is believed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import LedgerAct, Standing
from portal_plugin.corruption.contents import Facts, OpenReport, unseal_facts
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.custody.readers import (
    Reader,
    entitled,
    held_readers,
    key_for,
    open_as_reader,
)
from portal_plugin.corruption.models import Inspector, LedgerEntry, ReaderKey, Report
from portal_plugin.corruption.session import InspectionSession


class Candidates:
    """Active readers, and who of them recused himself from which report; read once a task.

    They are held in their standing until the commit, so that nobody is given a report while he
    leaves. Made before reports are held (`held_reports`): who leaves takes locks in that order.
    """

    def __init__(self, session: InspectionSession) -> None:
        self.readers = held_readers(session)
        self._recused = _recused(session)

    def successors(self, opened: OpenReport, leaving: UUID) -> tuple[Reader, ...]:
        """Those who would be entitled to the report if `leaving` were not there.

        So the only inspector can hand his reports to the outside recipient.
        """
        facts = unseal_facts(opened)
        others = self._unrecused(opened.report, leaving)
        return entitled(others, facts.posts, outside_only=facts.outside_only)

    def in_place_of(self, opened: OpenReport, recused: UUID) -> tuple[Reader, ...]:
        """Those to whom a reader who recuses himself may hand the report on: any successor, and
        any outside recipient whom it does not concern."""
        facts = unseal_facts(opened)
        others = self._unrecused(opened.report, recused)
        return tuple(
            reader
            for reader in others
            if not concerns(facts, reader.posts) and (reader.outside or not facts.outside_only)
        )

    def entitled_today(self, opened: OpenReport) -> tuple[Reader, ...]:
        """Those who would be entitled if the report were sent today."""
        facts = unseal_facts(opened)
        others = self._unrecused(opened.report)
        return entitled(others, facts.posts, outside_only=facts.outside_only)

    def _unrecused(self, report: Report, but: UUID | None = None) -> list[Reader]:
        return [
            reader
            for reader in self.readers
            if reader.inspector_id != but and (report.id, reader.inspector_id) not in self._recused
        ]


def _recused(session: InspectionSession) -> set[tuple[UUID, UUID]]:
    """Reports and those who recused themselves from them, by whichever key of their account:
    who enrols anew is another inspector and the same person."""
    once, today = aliased(Inspector), aliased(Inspector)
    rows = session.execute(
        sa.select(LedgerEntry.report_id, today.id)
        .join(once, sa.cast(once.id, sa.Text) == LedgerEntry.detail["inspector"].as_string())
        .join(today, today.account_id == once.account_id)
        .where(LedgerEntry.act == LedgerAct.RECUSED)
    )
    return {(report_id, inspector_id) for report_id, inspector_id in rows if report_id}


def give(
    session: InspectionSession, act: LedgerAct, actor: str, opened: OpenReport, reader: Reader
) -> None:
    """Give `reader` the report's key and record it; the caller asked `Candidates` before."""
    key = key_for(reader, opened)
    session.add(key)
    ledger.append(session, act, actor, opened.report.id, readers=ledger.digests_of_keys([key]))


def readers_of(
    session: InspectionSession, report_ids: Collection[UUID]
) -> dict[UUID, frozenset[UUID]]:
    """Who can open which report today: active holders of its keys."""
    found: dict[UUID, set[UUID]] = {report_id: set() for report_id in report_ids}
    rows = session.execute(
        sa.select(ReaderKey.report_id, ReaderKey.inspector_id)
        .join(Inspector, Inspector.id == ReaderKey.inspector_id)
        .where(ReaderKey.report_id.in_(report_ids), Inspector.standing == Standing.ACTIVE)
    )
    for report_id, inspector_id in rows:
        found[report_id].add(inspector_id)
    return {report_id: frozenset(readers) for report_id, readers in found.items()}


def held_reports(
    session: InspectionSession, inspector_id: UUID, report_ids: Collection[UUID] | None = None
) -> Sequence[Report]:
    """Reports that an inspector holds a key of, by number, locked for this transaction: who else
    changes their readers waits, so that two last readers do not leave at once."""
    held = sa.select(ReaderKey.report_id).where(ReaderKey.inspector_id == inspector_id)
    query = sa.select(Report).where(Report.id.in_(held), Report.disposed_on.is_(None))
    if report_ids is not None:
        query = query.where(Report.id.in_(report_ids))
    locked = query.order_by(Report.number).with_for_update()
    return session.scalars(locked.execution_options(populate_existing=True)).all()


def opened_each(
    session: InspectionSession, reports: Iterable[Report], inspector_id: UUID, pair: KeyPair
) -> Iterator[OpenReport]:
    """Each of the reports, opened with a reader's own pair; but one whose key somebody changed
    (`ledger verify` names it): that must not hold up the rest."""
    for report in reports:
        try:
            opened = open_as_reader(session, report, inspector_id, pair)
        except CannotOpen:
            continue
        yield opened


def concerns(facts: Facts, posts: Collection[UUID]) -> bool:
    """Whether a report is about who holds `posts`."""
    return not set(posts).isdisjoint(facts.posts)
