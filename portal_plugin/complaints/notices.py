"""E-mails about complaints: asked for in the transaction of the change, sent by the worker."""

from __future__ import annotations

import sqlalchemy as sa

from portal_plugin import clock, nudge
from portal_plugin.complaints.codes import NoticeKind
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintNotice,
    ComplaintOffice,
)
from portal_plugin.config.names import Task
from portal_plugin.tenants.session import TenantSession

TO_OFFICE = frozenset(
    {NoticeKind.OFFICE_NEW, NoticeKind.OFFICE_REMINDER, NoticeKind.OFFICE_MESSAGE}
)
"""Notices that go to the office's address; all others go to the complainant's."""


def ask_notice(session: TenantSession, complaint: Complaint, kind: NoticeKind) -> None:
    """Have an e-mail sent after the commit, if there is an address that can receive it."""
    if _has_reader(session, complaint, kind):
        session.add(
            ComplaintNotice(
                complaint_id=complaint.id,
                kind=kind,
                next_attempt_at=clock.now(),
                made_at=clock.now(),
            )
        )
        nudge.ask(session, Task.SEND_NOTICES, str(session.tenant_id))


def _has_reader(session: TenantSession, complaint: Complaint, kind: NoticeKind) -> bool:
    if kind in TO_OFFICE:
        known = sa.select(ComplaintOffice.id).where(ComplaintOffice.email != "")
    else:
        known = sa.select(ComplaintContact.id).where(
            ComplaintContact.complaint_id == complaint.id, ComplaintContact.email != ""
        )
    return session.scalar(known) is not None
