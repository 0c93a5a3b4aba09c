"""All revisions of one report: one instrument, one fiscal year, one round."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal_plugin.measures.codes import Instrument, RoundCode, RoundState
from portal_plugin.measures.models import Round
from portal_plugin.reports.models import OutboxItem, Report
from portal_plugin.tenants.session import TenantSession

_ROUND_PATH = (
    RoundState.CLOSED,
    RoundState.COMPILED,
    RoundState.SUBMITTED,
    RoundState.ACCEPTED,
)


@dataclass(frozen=True, slots=True)
class Series:
    """Names the revisions of one report in a tenant's space. `fiscal_year` is Buddhist."""

    instrument: Instrument
    fiscal_year: int
    round: RoundCode

    @classmethod
    def of(cls, row: Report | OutboxItem) -> Series:
        """The series a row belongs to."""
        return cls(row.instrument, row.fiscal_year, row.round)

    def hold(self, session: TenantSession) -> Round | None:
        """Lock the round until the commit; None while it was never opened.

        Keeps every other compiler, approver and sweeper out. Entries of the round wait as well
        (their foreign key needs the row), so a report never sees half of one.
        """
        query = (
            sa.select(Round)
            .where(Round.fiscal_year == self.fiscal_year, Round.code == self.round)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return session.scalars(query).one_or_none()

    def advance_round(self, session: TenantSession, state: RoundState) -> None:
        """Bring a closed round forward to `state`, with the plan's report; never back.

        A round still open is left open: its report is early, and more entries may come. The
        yearly ITA measures share the plan's rounds and do not move them.
        """
        if self.instrument is not Instrument.PLAN_5Y:
            return
        held = self.hold(session)
        if held is not None and held.state in _ROUND_PATH[: _ROUND_PATH.index(state)]:
            held.state = state

    def latest(self, session: TenantSession) -> Report | None:
        """The newest revision, or None before the first."""
        query = (
            sa.select(Report).where(*self.within(Report)).order_by(Report.revision.desc()).limit(1)
        )
        return session.scalars(query).first()

    def newest_revision(self, session: TenantSession) -> int:
        """Number of the newest revision; 0 before the first."""
        query = sa.select(sa.func.max(Report.revision)).where(*self.within(Report))
        return session.scalar(query) or 0

    def was_approved(self, session: TenantSession) -> bool:
        """Whether any revision was approved: from then on a change is a correction."""
        query = sa.select(sa.exists().where(*self.within(Report), Report.approved_at.is_not(None)))
        return bool(session.scalar(query))

    def deliveries(self, session: TenantSession) -> list[OutboxItem]:
        """The outbox rows of all revisions, oldest first, locked until the commit."""
        query = (
            sa.select(OutboxItem)
            .where(*self.within(OutboxItem))
            .order_by(OutboxItem.revision)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return list(session.scalars(query))

    def within(self, table: type[Report | OutboxItem]) -> tuple[sa.ColumnElement[bool], ...]:
        """The conditions that keep a query within this series."""
        return (
            table.instrument == self.instrument,
            table.fiscal_year == self.fiscal_year,
            table.round == self.round,
        )
