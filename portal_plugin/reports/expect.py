"""Reports that are expected because their round is over, and compiled without anybody's hand."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy.dialects.postgresql import insert

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.errors import PortalPluginError
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.freeze import freeze_report, plan_of
from portal_plugin.reports.models import OutboxItem
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.series import Series
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession


def expect_report(session: TenantSession, fiscal_year: int, round_code: RoundCode) -> bool:
    """Note that the plan's report of a round is due, unless it is noted or there is no plan.

    True when this call noted it: however many ask at once, one does.
    """
    series = Series(Instrument.PLAN_5Y, fiscal_year, round_code)
    if plan_of(session, series.instrument, fiscal_year) is None or series.hold(session) is None:
        return False
    noted = session.execute(
        insert(OutboxItem)
        .values(
            id=new_id(),
            instrument=series.instrument,
            fiscal_year=fiscal_year,
            round=round_code,
            revision=1,
            state=Delivery.PENDING,
            next_attempt_at=clock.now(),
        )
        .on_conflict_do_nothing()
        .returning(OutboxItem.id)
    ).scalar()
    return noted is not None


def compile_expected(
    session: TenantSession,
    actor: Actor,
    fiscal_year: int,
    round_code: RoundCode,
    patience: Patience,
) -> bool:
    """Freeze the report that `expect_report` noted; False when it was frozen before.

    What cannot be compiled stays expected, says why, and is tried again after a pause.
    """
    series = Series(Instrument.PLAN_5Y, fiscal_year, round_code)
    series.hold(session)
    waiting = next((row for row in series.deliveries(session) if row.report_id is None), None)
    if waiting is None:
        return False
    try:
        with session.begin_nested():
            freeze_report(session, actor, fiscal_year, round_code, series.instrument)
    except PortalPluginError as refusal:
        waiting.attempts += 1
        waiting.last_error = str(refusal)
        pause = patience.pause(waiting.attempts, None)
        waiting.next_attempt_at = clock.now() + timedelta(seconds=pause)
        waiting.updated_at = clock.now()
        session.flush()
        return False
    return True
