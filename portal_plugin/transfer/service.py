"""Moving a complaint that alleges corruption into the protected channel, counted once (C3).

Two database roles are at work, so there are two transactions. The channel's is committed first,
then the one that purges the complaint here. A stop between the two leaves a complaint that is in
both places, and the officer's second press finds the report by its source and purges; the other
order would lose a complaint that nobody has any more.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from portal_plugin.actor import Actor
from portal_plugin.complaints.leaving import leave, leaving
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.telling import misfits
from portal_plugin.corruption.informants.given import Given
from portal_plugin.corruption.informants.intake import take_report
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import RuleBroken
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy
from portal_plugin.transfer.later import add_later
from portal_plugin.transfer.told import Concerns, facts_of, files_of, fingerprint, identity_of

LONGEST_REASON = 2_000


def move_complaint(
    session: TenantSession,
    channel: InspectionSession,
    actor: Actor,
    complaint_id: UUID,
    concerns: Concerns,
) -> int:
    """Seal the complaint, and each duplicate that follows it, into the channel and purge it here.

    How many were moved; 0 when it had been moved before. The caller commits `channel` first, then
    `session`. Doing it again is safe: a report is made once for each complaint.

    Raises `UnknownComplaint`, `NotAllowed`, `Conflict`; `RuleBroken` without a reason, and
    `NobodyMayRead` when no inspector may read it: nothing is moved then.
    """
    complaints = leaving(session, actor, complaint_id)
    concerns = replace(concerns, reason=tidy(concerns.reason))
    breaches = misfits(
        "C3", "reason", concerns.reason, "กรุณาเขียนว่าเหตุใดจึงย้ายเรื่องนี้", most=LONGEST_REASON
    )
    if breaches:
        raise RuleBroken(breaches)
    for complaint in complaints:
        _seal(session, channel, complaint, concerns)
    if complaints:
        leave(session, actor, complaints)
    return len(complaints)


def _seal(
    session: TenantSession, channel: InspectionSession, complaint: Complaint, concerns: Concerns
) -> None:
    taken = take_report(
        channel,
        Given(
            concerns.category,
            facts_of(session, complaint, concerns),
            identity_of(session, complaint),
        ),
        files_of(session, complaint),
        fingerprint(session, complaint),
        source=source_of(channel, complaint.id),
        moved_from=complaint.number,
    )
    if taken.again:
        add_later(session, channel, complaint, taken.report_id)


def source_of(channel: InspectionSession, complaint_id: UUID) -> bytes:
    """What the channel keeps of the complaint's id (32 bytes): without its key it leads nowhere."""
    return channel.key.seed_digest(channel.tenant_id, b"complaint" + complaint_id.bytes)
