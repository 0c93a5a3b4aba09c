"""What came to a complaint after it was sealed, when a stop kept it from being purged at once."""

from __future__ import annotations

from uuid import UUID

from portal_plugin.complaints.models import Complaint
from portal_plugin.corruption import ledger
from portal_plugin.corruption.messages import say
from portal_plugin.corruption.models import Report
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.tenants.session import TenantSession
from portal_plugin.transfer.told import files_of, fingerprint, told


def add_later(
    session: TenantSession, channel: InspectionSession, complaint: Complaint, report_id: UUID
) -> None:
    """Add the complaint as it reads now to its report, unless it reads as it did when sealed.

    The files of that day and later come with it: one of them may be there twice, none is lost.
    """
    report = channel.get_one(
        Report, (channel.tenant_id, report_id), with_for_update=True, populate_existing=True
    )
    reads_now = channel.key.seed_digest(channel.tenant_id, fingerprint(session, complaint))
    if report.seed == reads_now:
        return
    files = files_of(session, complaint, report.received_on)
    say(channel, report, ledger.INFORMANT, told(session, complaint), files)
    report.seed = reads_now
