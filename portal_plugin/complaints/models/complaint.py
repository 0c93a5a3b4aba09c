"""A complaint, and apart from it who complained."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.complaints.codes import Channel, Ground, State
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_EMPTY = sa.text("''")


class Complaint(Scoped, Base):
    """One complaint. Who complained stands in `ComplaintContact`, so that no list reads it.

    The clock's columns are conclusions from events, written with them in one transaction
    (`changes.py`) and proved by the recount: `clock_from` is the day of receipt or of the last
    reopening, `due_on` the last day to answer, `answered_on` the day of the answer,
    `explained_on` the first day on which an explanation was delivered in this run of the clock,
    `promised_on` the day that explanation named. `score` is the satisfaction with the answer, 1
    (not at all) to 5; 4 and 5 count as satisfied (C9).
    """

    __tablename__ = "complaint"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "number"),
        sa.UniqueConstraint("tenant_id", "code_digest"),
        sa.UniqueConstraint("tenant_id", "submission_digest"),
        owned_reference("department_id", "department"),
        owned_reference("merged_into_id", "complaint"),
        sa.Index(None, "tenant_id", "received_at", "id"),
        sa.Index(None, "tenant_id", "department_id", "due_on"),
        sa.Index(None, "tenant_id", "merged_into_id"),
        sa.Index(
            "complaint_open_idx",
            "tenant_id",
            "due_on",
            "id",
            postgresql_where=sa.text("answered_on IS NULL"),
        ),
        sa.Index(
            "complaint_done_idx",
            "tenant_id",
            "answered_on",
            postgresql_where=sa.text("state = 'DONE'"),
        ),
        sa.Index(
            "complaint_kept_idx",
            "tenant_id",
            "answered_on",
            postgresql_where=sa.text("answered_on IS NOT NULL AND erased_at IS NULL"),
        ),
        sa.CheckConstraint(
            "(answered_on is null) = (state in "
            "('RECEIVED', 'SCREENING', 'FORWARDED', 'IN_PROGRESS'))",
            name="answered",
        ),
        sa.CheckConstraint("(latitude is null) = (longitude is null)", name="position"),
        sa.CheckConstraint("merged_into_id <> id", name="merged"),
        sa.CheckConstraint("score between 1 and 5", name="score"),
        sa.CheckConstraint(
            "state <> 'MOVED' or (subject = '' and detail = '' and place = '')", name="moved"
        ),
    )

    number: Mapped[str]
    code_digest: Mapped[bytes]
    submission_digest: Mapped[bytes | None]
    channel: Mapped[Channel] = mapped_column(coded(Channel, "channel"))
    received_at: Mapped[datetime]
    received_on: Mapped[date]
    topic: Mapped[str]
    subject: Mapped[str]
    detail: Mapped[str]
    place: Mapped[str] = mapped_column(server_default=_EMPTY)
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    consent_version: Mapped[int | None]
    department_id: Mapped[UUID | None]
    officer_id: Mapped[str | None]
    officer_name: Mapped[str | None]
    forwarded_to: Mapped[str | None]
    state: Mapped[State] = mapped_column(coded(State, "state"), default=State.RECEIVED)
    clock_from: Mapped[date]
    due_on: Mapped[date]
    answered_on: Mapped[date | None]
    explained_on: Mapped[date | None]
    promised_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(server_default=_EMPTY)
    problems: Mapped[str] = mapped_column(server_default=_EMPTY)
    cause: Mapped[str] = mapped_column(server_default=_EMPTY)
    prevention: Mapped[str] = mapped_column(server_default=_EMPTY)
    ground: Mapped[Ground | None] = mapped_column(coded(Ground, "ground"))
    public_summary: Mapped[str | None]
    merged_into_id: Mapped[UUID | None]
    reopenings: Mapped[int] = mapped_column(server_default=sa.text("0"))
    score: Mapped[int | None]
    rating_comment: Mapped[str] = mapped_column(server_default=_EMPTY)
    rated_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class ComplaintContact(Scoped, Base):
    """How to reach the complainant; every reading by a person is in the audit trail (C15)."""

    __tablename__ = "complaint_contact"
    __table_args__ = (
        owned_reference("complaint_id", "complaint"),
        sa.UniqueConstraint("tenant_id", "complaint_id"),
    )

    complaint_id: Mapped[UUID]
    name: Mapped[str] = mapped_column(server_default=_EMPTY)
    phone: Mapped[str] = mapped_column(server_default=_EMPTY)
    email: Mapped[str] = mapped_column(server_default=_EMPTY)


class ComplaintSeries(Scoped, Base):
    """The last number given in a fiscal year."""

    __tablename__ = "complaint_series"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "fiscal_year"),)

    fiscal_year: Mapped[int]
    last: Mapped[int]
