"""One complaint with all that was done and said about it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.due import Due, due_of
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintEvent,
    ComplaintFile,
    ComplaintMessage,
)
from portal_plugin.complaints.queries import visible
from portal_plugin.complaints.walls import check_wall
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession

MOST_EVENTS = 300


@dataclass(frozen=True, slots=True)
class Other:
    """Another complaint of the same merged group."""

    id: UUID
    number: str
    subject: str


@dataclass(frozen=True, slots=True)
class Detail:
    """`messages` come oldest first, `events` newest first; `files` carry no content. Of the
    contact it is only known whether there is one. `main` is set where this is a duplicate."""

    complaint: Complaint
    department: str | None
    has_contact: bool
    messages: tuple[ComplaintMessage, ...]
    events: tuple[ComplaintEvent, ...]
    files: tuple[ComplaintFile, ...]
    main: Other | None
    duplicates: tuple[Other, ...]

    @property
    def due(self) -> Due:
        """How it stands to its clock today."""
        return due_of(self.complaint, clock.today())

    @property
    def days_left(self) -> int:
        """Days until the due day; negative after it."""
        return (self.complaint.due_on - clock.today()).days

    def files_of(self, message_id: UUID | None) -> list[ComplaintFile]:
        """The files of a message; None: those that came with the complaint."""
        return [file for file in self.files if file.message_id == message_id]


def complaint_detail(session: TenantSession, actor: Actor, complaint_id: UUID) -> Detail:
    """A complaint that the actor may see, in five statements. Raises `UnknownComplaint`."""
    contact = sa.exists().where(ComplaintContact.complaint_id == Complaint.id)
    row = session.execute(
        sa.select(Complaint, Department.name, contact)
        .outerjoin(Department, Department.id == Complaint.department_id)
        .where(Complaint.id == complaint_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise UnknownComplaint()
    complaint, department, has_contact = row
    check_wall(actor, complaint)
    main, duplicates = _group(session, actor, complaint)
    return Detail(
        complaint=complaint,
        department=department,
        has_contact=has_contact,
        messages=tuple(
            session.scalars(
                sa.select(ComplaintMessage)
                .where(ComplaintMessage.complaint_id == complaint_id)
                .order_by(ComplaintMessage.at, ComplaintMessage.id)
            )
        ),
        events=tuple(
            session.scalars(
                sa.select(ComplaintEvent)
                .where(ComplaintEvent.complaint_id == complaint_id)
                .order_by(ComplaintEvent.at.desc(), ComplaintEvent.id.desc())
                .limit(MOST_EVENTS)
            )
        ),
        files=tuple(
            session.scalars(
                sa.select(ComplaintFile)
                .where(ComplaintFile.complaint_id == complaint_id)
                .order_by(ComplaintFile.added_at, ComplaintFile.id)
                .options(defer(ComplaintFile.content, raiseload=True))
            )
        ),
        main=main,
        duplicates=duplicates,
    )


def _group(
    session: TenantSession, actor: Actor, complaint: Complaint
) -> tuple[Other | None, tuple[Other, ...]]:
    """The main complaint, and the duplicates, as far as the actor may see them."""
    columns = sa.select(Complaint.id, Complaint.number, Complaint.subject).where(*visible(actor))
    if complaint.merged_into_id is not None:
        query = columns.where(Complaint.id == complaint.merged_into_id)
        return next((Other(*row) for row in session.execute(query)), None), ()
    query = columns.where(Complaint.merged_into_id == complaint.id).order_by(Complaint.number)
    return None, tuple(Other(*row) for row in session.execute(query))
