"""Send one report up: lease, commit, HTTP outside any transaction, settle, commit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from portal_plugin.national import mapping
from portal_plugin.national.endpoint import Accepted, NationalEndpoint, Payload, Refused, TryAgain
from portal_plugin.reports.compile import digest_of
from portal_plugin.reports.models import Report
from portal_plugin.reports.outbox import Lease, lease
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.registration import note_registration
from portal_plugin.reports.settlement import Outcome, Settled, Unsendable, settle
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.session import TenantSession, tenant_session


@dataclass(frozen=True, slots=True)
class Frozen:
    """What is needed of a frozen report to send it."""

    plan_id: UUID
    body: bytes
    digest: str
    revision: int


def push_one(
    engine: sa.Engine,
    patience: Patience,
    endpoint: NationalEndpoint,
    tenant_id: UUID,
    outbox_id: UUID,
) -> Settled | None:
    """Make one attempt at a delivery that is due; None when there was nothing to do.

    Safe to run twice, and to be killed anywhere: the lease keeps a second worker out while it
    lasts, and the same key repeats at the endpoint without a second effect after it.
    """
    with tenant_session(engine, tenant_id) as session:
        held = lease(session, outbox_id, patience)
        report = _frozen(session, held.report_id) if held else None
        session.commit()
    if held is None or report is None:
        return None
    outcome = deliver(endpoint, held, report)
    with tenant_session(engine, tenant_id) as session:
        settled = settle(session, held, outcome, patience)
        session.commit()
    if settled is not None and settled.state is Delivery.ACKNOWLEDGED:
        note_registration(engine, endpoint, tenant_id, report.plan_id, orjson.loads(report.body))
    return settled


def deliver(endpoint: NationalEndpoint, held: Lease, report: Frozen) -> Outcome:
    """Profile, plan, report, in this order; the first two may be repeated without effect.

    What was frozen is what is sent: bytes that no longer match their digest go nowhere.
    """
    if digest_of(report.body) != report.digest:
        return Unsendable("DIGEST_DIFFERS", "เนื้อหารายงานไม่ตรงกับค่าตรวจสอบ ให้รวบรวมรายงานใหม่")
    body: dict[str, Any] = orjson.loads(report.body)
    try:
        submission = mapping.submission(body, revision=report.revision, digest=report.digest)
        registration = mapping.registration(body)
    except mapping.Unmappable as gap:
        return Unsendable("UNMAPPABLE", str(gap))
    profile = endpoint.save_profile(mapping.profile(body))
    if not isinstance(profile, Accepted):
        return profile
    plan = endpoint.register_plan(registration)
    if not isinstance(plan, Accepted):
        return plan
    if held.has_expired():
        return TryAgain("the lease ended before the report could be sent")
    return _put(endpoint, held.key, submission)


def _put(endpoint: NationalEndpoint, key: str, submission: Payload) -> Outcome:
    outcome = endpoint.put_report(key, submission)
    if isinstance(outcome, Refused) and outcome.problem.code == "KEY_REUSED":
        # A version of this program that mapped the same frozen report otherwise was faster.
        return endpoint.receipt_for(key, submission)
    return outcome


def _frozen(session: TenantSession, report_id: UUID) -> Frozen:
    row = session.execute(
        sa.select(Report.plan_id, Report.body, Report.digest, Report.revision).where(
            Report.id == report_id
        )
    ).one()
    return Frozen(*row)
