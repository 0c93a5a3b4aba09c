"""A complaint that leaves for the protected channel: who may send it, and what stays here (C3).

What stays are number, tracking code, days and events, which hold codes and ids. No figure of this
channel counts it any more, no officer sees it, and its code leads to one sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.complaints import states
from portal_plugin.complaints.changes import changing, duplicates_of, happen, locked
from portal_plugin.complaints.codes import Act
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.retention import forget
from portal_plugin.complaints.walls import handles, reach
from portal_plugin.tenants.session import TenantSession


def leaving(session: TenantSession, actor: Actor, complaint_id: UUID) -> list[Complaint]:
    """The complaint and the duplicates that follow it, locked; empty when it has left already.

    Duplicates tell of the same matter, so they leave with it. Raises `UnknownComplaint`,
    `NotAllowed`; `Conflict` when the content was erased.
    """
    if handles(actor) and locked(session, complaint_id).state in states.GONE:
        return []
    main = reach(session, actor, complaint_id, handling=True)
    return [main, *duplicates_of(session, main)]


def leave(session: TenantSession, actor: Actor, complaints: Sequence[Complaint]) -> None:
    """Forget all that was written about locked complaints, with contact, messages, files and
    letters that wait. The caller has seen to it that the channel holds them."""
    with changing(session, *complaints):
        forget(session, complaints)
        for complaint in complaints:
            happen(session, complaint, actor, Act.MOVED)
            complaint.department_id = complaint.merged_into_id = None
            complaint.officer_id = complaint.officer_name = None
            complaint.ground = complaint.consent_version = None
            complaint.score = complaint.rated_at = None
            audit.record(session, actor, "complaint.moved", "complaint", complaint.id)
