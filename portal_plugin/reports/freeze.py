"""Freeze a round's report: bytes, digest, revision and its way up, in one transaction (R9)."""

from __future__ import annotations

from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.measures.codes import Instrument, RoundCode, RoundState
from portal_plugin.measures.loading import report_rows
from portal_plugin.measures.models import Plan
from portal_plugin.reports.compile import CompiledReport, compile_report
from portal_plugin.reports.deliveries import idempotency_key, move, supersede_older
from portal_plugin.reports.errors import CorrectionNeeded, NoPlan
from portal_plugin.reports.models import OutboxItem, Report
from portal_plugin.reports.series import Series
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession


def freeze_report(
    session: TenantSession,
    actor: Actor,
    fiscal_year: int,
    round_code: RoundCode,
    instrument: Instrument,
    *,
    correction: str = "",
) -> Report:
    """Compile and freeze the report of a round (Buddhist fiscal year).

    When nothing changed since the newest revision, that one is returned and nothing is written.
    Else a new revision takes the place of every older one that was not sent yet. Once a revision
    was approved, `correction` must say why there is another. A report of the yearly ITA measures
    is published and never sent, so it gets no outbox row.

    Raises `NoPlan`, `CorrectionNeeded`, or the measures' `NotFound` for a round never opened.
    """
    series = Series(instrument, fiscal_year, round_code)
    plan_id = plan_of(session, instrument, fiscal_year)
    if plan_id is None:
        raise NoPlan(fiscal_year)
    series.hold(session)
    compiled = compile_report(report_rows(session, plan_id, fiscal_year, round_code))
    latest = series.latest(session)
    if latest is not None and latest.digest == compiled.digest:
        return latest
    if latest is not None and not correction.strip() and series.was_approved(session):
        raise CorrectionNeeded(latest.revision)
    report = Report(
        id=new_id(),
        plan_id=plan_id,
        instrument=instrument,
        fiscal_year=fiscal_year,
        round=round_code,
        revision=(latest.revision if latest else 0) + 1,
        body=compiled.data,
        digest=compiled.digest,
        correction=correction.strip(),
        frozen_by=actor.name,
    )
    _store(session, actor, series, report, compiled)
    return report


def plan_of(session: TenantSession, instrument: Instrument, fiscal_year: int) -> UUID | None:
    """The plan of `instrument` in force in a fiscal year; the younger one where two overlap."""
    query = (
        sa.select(Plan.id)
        .where(
            Plan.instrument == instrument,
            Plan.year_from <= fiscal_year,
            Plan.year_to >= fiscal_year,
        )
        .order_by(Plan.year_from.desc(), Plan.year_to)
        .limit(1)
    )
    return session.scalar(query)


def _store(
    session: TenantSession,
    actor: Actor,
    series: Series,
    report: Report,
    compiled: CompiledReport,
) -> None:
    session.add(report)
    session.flush()
    if series.instrument is Instrument.PLAN_5Y:
        supersede_older(session, series, report.revision)
        series.advance_round(session, RoundState.COMPILED)
        _send_later(session, series, report)
    audit.record(
        session,
        actor,
        "report.freeze",
        "report",
        report.id,
        revision=report.revision,
        digest=compiled.digest,
        correction=report.correction,
    )
    session.flush()


def _send_later(session: TenantSession, series: Series, report: Report) -> None:
    """An outbox row for the report: the one that a sweep left waiting, or a new one."""
    item = next((item for item in series.deliveries(session) if item.report_id is None), None)
    if item is None:
        item = OutboxItem(
            id=new_id(),
            instrument=series.instrument,
            fiscal_year=series.fiscal_year,
            round=series.round,
            state=Delivery.FROZEN,
        )
        session.add(item)
    else:
        move(item, Delivery.FROZEN)
    item.report_id = report.id
    item.revision = report.revision
    item.idempotency_key = idempotency_key(session.tenant_id, report)
    item.attempts = 0
    item.next_attempt_at = None
    item.last_error = ""
