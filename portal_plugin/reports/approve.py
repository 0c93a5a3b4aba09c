"""The executive approves a report; after that it is published and sent up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import orjson

from portal_plugin import audit, clock, nudge
from portal_plugin.actor import Actor
from portal_plugin.config.names import Task
from portal_plugin.measures.codes import RoundState
from portal_plugin.national import mapping
from portal_plugin.reports.deliveries import delivery_of, move
from portal_plugin.reports.errors import NotApproved, NotSendable, Superseded, UnknownReport
from portal_plugin.reports.models import Report
from portal_plugin.reports.series import Series
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.session import TenantSession


def approve_report(session: TenantSession, actor: Actor, report_id: UUID) -> Report:
    """Approve the newest revision of a report; once is enough, twice changes nothing.

    A report that goes up is first held against the national forms, so that what they lack is
    asked for now and not after a refusal. Who froze it may approve it: the trail names both.

    Raises `UnknownReport`, `Superseded`, `NotSendable`.
    """
    report = _newest(session, report_id)
    if report.approved_at is not None:
        return report
    delivery = delivery_of(session, report.id)
    if delivery is not None:
        _must_be_sendable(report)
        move(delivery, Delivery.APPROVED)
        delivery.next_attempt_at = clock.now()
        Series.of(report).advance_round(session, RoundState.SUBMITTED)
        nudge.ask(session, Task.PUSH_REPORT, str(session.tenant_id), str(delivery.id))
    report.approved_at = clock.now()
    report.approved_by = actor.name
    _record(session, actor, "report.approve", report)
    return report


def publish_report(session: TenantSession, actor: Actor, report_id: UUID) -> Report:
    """Show an approved report on the public pages; twice changes nothing.

    Raises `UnknownReport`, `Superseded`, `NotApproved`.
    """
    report = _newest(session, report_id)
    if report.approved_at is None:
        raise NotApproved()
    if report.published_at is None:
        report.published_at = clock.now()
        _record(session, actor, "report.publish", report)
    return report


def _newest(session: TenantSession, report_id: UUID) -> Report:
    """The report, if no newer revision exists, with its round held until the commit."""
    report = session.get(Report, (session.tenant_id, report_id))
    if report is None:
        raise UnknownReport()
    series = Series.of(report)
    series.hold(session)
    newest = series.newest_revision(session)
    if newest > report.revision:
        raise Superseded(newest)
    session.refresh(report)
    return report


def _must_be_sendable(report: Report) -> None:
    body: dict[str, Any] = orjson.loads(report.body)
    try:
        mapping.registration(body)
        mapping.submission(body, revision=report.revision, digest=report.digest)
    except mapping.Unmappable as gap:
        raise NotSendable(str(gap)) from gap


def _record(session: TenantSession, actor: Actor, act: str, report: Report) -> None:
    audit.record(
        session,
        actor,
        act,
        "report",
        report.id,
        revision=report.revision,
        digest=report.digest,
        frozen_by=report.frozen_by,
    )
    session.flush()
