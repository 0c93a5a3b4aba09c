"""Frozen reports, the outbox, attempts and receipts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference


class Report(Scoped, Base):
    """A compiled report, frozen: the database lets nobody change its bytes (R9).

    `body` is canonical JSON, `digest` its SHA-256 in hex. A correction is a new revision.
    """

    __tablename__ = "report"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "fiscal_year", "round", "instrument", "revision"),
        owned_reference("plan_id", "plan"),
        sa.CheckConstraint("revision >= 1", name="revision"),
        sa.CheckConstraint("published_at is null or approved_at is not null", name="published"),
    )

    plan_id: Mapped[UUID]
    instrument: Mapped[Instrument] = mapped_column(coded(Instrument, "instrument"))
    fiscal_year: Mapped[int]
    round: Mapped[RoundCode] = mapped_column(coded(RoundCode, "round"))
    revision: Mapped[int]
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    digest: Mapped[str]
    correction: Mapped[str] = mapped_column(server_default="")
    frozen_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    frozen_by: Mapped[str]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[str | None]
    published_at: Mapped[datetime | None]


class OutboxItem(Scoped, Base):
    """One report's way to the national endpoint; the only source of truth for the worker.

    `pending` rows wait to be compiled and have no report yet. A worker holds a `sending` row by
    `lease_token` until `lease_until`; after that another may take it.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "fiscal_year", "round", "instrument", "revision"),
        owned_reference("report_id", "report"),
        sa.CheckConstraint("(state = 'pending') = (report_id is null)", name="report"),
        sa.CheckConstraint("(state = 'sending') = (lease_token is not null)", name="lease"),
        sa.Index("outbox_due_idx", "state", "next_attempt_at"),
        sa.Index(None, "tenant_id", "report_id"),
    )

    instrument: Mapped[Instrument] = mapped_column(coded(Instrument, "instrument"))
    fiscal_year: Mapped[int]
    round: Mapped[RoundCode] = mapped_column(coded(RoundCode, "round"))
    revision: Mapped[int]
    report_id: Mapped[UUID | None]
    state: Mapped[Delivery] = mapped_column(coded(Delivery, "state"))
    idempotency_key: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    next_attempt_at: Mapped[datetime | None]
    lease_token: Mapped[UUID | None]
    lease_until: Mapped[datetime | None]
    last_error: Mapped[str] = mapped_column(server_default="")
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class DeliveryAttempt(Scoped, Base):
    """What one attempt met; append-only."""

    __tablename__ = "delivery_attempt"
    __table_args__ = (
        owned_reference("outbox_id", "outbox"),
        sa.Index(None, "tenant_id", "outbox_id"),
    )

    outbox_id: Mapped[UUID]
    attempt: Mapped[int]
    finished_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    http_status: Mapped[int | None]
    outcome: Mapped[str]
    message: Mapped[str] = mapped_column(server_default="")


class Receipt(Scoped, Base):
    """The national endpoint's acknowledgement, as received; append-only, one a delivery."""

    __tablename__ = "receipt"
    __table_args__ = (
        owned_reference("outbox_id", "outbox"),
        sa.UniqueConstraint("tenant_id", "outbox_id"),
    )

    outbox_id: Mapped[UUID]
    reference: Mapped[str]
    received_at: Mapped[datetime]
    accepted_lines: Mapped[int]
    rejected_lines: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    raw: Mapped[dict[str, object]] = mapped_column(JSONB)
    stored_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
