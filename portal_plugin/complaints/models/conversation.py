"""What was done and said about a complaint."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.complaints.codes import Act, MessageKind, NoticeKind, NoticeState, State
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_EMPTY = sa.text("''")


class ComplaintEvent(Scoped, Base):
    """One act on a complaint; never changed or deleted. `detail` holds codes, ids and days, never
    what somebody wrote: erasing a person's data leaves the events whole."""

    __tablename__ = "complaint_event"
    __table_args__ = (
        owned_reference("complaint_id", "complaint"),
        sa.Index(None, "tenant_id", "complaint_id", "at"),
        sa.Index(
            "complaint_event_reminder_key",
            "tenant_id",
            "complaint_id",
            "happened_on",
            unique=True,
            postgresql_where=sa.text("act = 'REMINDED'"),
        ),
    )

    complaint_id: Mapped[UUID]
    act: Mapped[Act] = mapped_column(coded(Act, "act"))
    state: Mapped[State] = mapped_column(coded(State, "state"))
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    detail: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
    at: Mapped[datetime]
    happened_on: Mapped[date]


class ComplaintMessage(Scoped, Base):
    """A message on the tracking page, or a note for staff alone."""

    __tablename__ = "complaint_message"
    __table_args__ = (
        owned_reference("complaint_id", "complaint"),
        sa.Index(None, "tenant_id", "complaint_id", "at"),
    )

    complaint_id: Mapped[UUID]
    kind: Mapped[MessageKind] = mapped_column(coded(MessageKind, "kind"))
    text: Mapped[str]
    author_name: Mapped[str] = mapped_column(server_default=_EMPTY)
    at: Mapped[datetime]


class ComplaintFile(Scoped, Base):
    """A photo or document of the complainant or the office, kept in the row like evidence."""

    __tablename__ = "complaint_file"
    __table_args__ = (
        owned_reference("complaint_id", "complaint"),
        owned_reference("message_id", "complaint_message"),
        sa.Index(None, "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    message_id: Mapped[UUID | None]
    filename: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    from_complainant: Mapped[bool]
    for_complainant: Mapped[bool]
    added_at: Mapped[datetime]


class ComplaintNotice(Scoped, Base):
    """An e-mail to send; the address is read from the contact when it goes out."""

    __tablename__ = "complaint_notice"
    __table_args__ = (
        owned_reference("complaint_id", "complaint"),
        sa.Index(
            "complaint_notice_pending_idx",
            "tenant_id",
            "next_attempt_at",
            postgresql_where=sa.text("state = 'PENDING'"),
        ),
        sa.Index(None, "tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    kind: Mapped[NoticeKind] = mapped_column(coded(NoticeKind, "kind"))
    state: Mapped[NoticeState] = mapped_column(
        coded(NoticeState, "state"), default=NoticeState.PENDING
    )
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    next_attempt_at: Mapped[datetime]
    last_error: Mapped[str] = mapped_column(server_default=_EMPTY)
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
