"""A report: coarse facts about it in the clear, everything that was written in ciphertext."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.corruption.base import Held, InspectionBase, held_reference
from portal_plugin.corruption.codes import Category, Decision, Direction, Referral, State
from portal_plugin.tenants.base import coded


class Report(Held, InspectionBase):
    """In the clear: number, day, category, state, decision, days of its end. `facts` is sealed
    JSON; so is `identity`, apart from it. What was disposed of keeps the clear columns alone.

    `first_closed_on` stays when a report is opened again, so that no published figure moves.
    `lookup` is the keyed digest of the receipt, `seed` of the form that was sent, `source` of the
    complaint it was moved from; `recovery_key` is the report's private key for the split key.
    """

    __tablename__ = "report"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "number"),
        sa.UniqueConstraint("tenant_id", "lookup"),
        sa.UniqueConstraint("tenant_id", "seed"),
        sa.UniqueConstraint("tenant_id", "source"),
        sa.Index(None, "tenant_id", "received_on"),
        held_reference("handler_id", "inspector"),
    )

    number: Mapped[str]
    received_on: Mapped[date]
    category: Mapped[Category] = mapped_column(coded(Category, "category"))
    state: Mapped[State] = mapped_column(coded(State, "state"))
    decision: Mapped[Decision | None] = mapped_column(coded(Decision, "decision"))
    referral: Mapped[Referral | None] = mapped_column(coded(Referral, "referral"))
    referred_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    first_closed_on: Mapped[date | None]
    disposed_on: Mapped[date | None]
    handler_id: Mapped[UUID | None]
    public_key: Mapped[bytes | None]
    lookup: Mapped[bytes | None]
    seed: Mapped[bytes | None]
    source: Mapped[bytes | None]
    informant_key: Mapped[bytes | None]
    recovery_key: Mapped[bytes | None]
    facts: Mapped[bytes | None]
    identity: Mapped[bytes | None]


class ReaderKey(Held, InspectionBase):
    """A report's private key, sealed for one inspector."""

    __tablename__ = "reader_key"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "report_id", "inspector_id"),
        held_reference("report_id", "report"),
        held_reference("inspector_id", "inspector"),
    )

    report_id: Mapped[UUID]
    inspector_id: Mapped[UUID]
    sealed: Mapped[bytes]


class Message(Held, InspectionBase):
    """One message of the mailbox, sealed for the report. `position` counts from 1."""

    __tablename__ = "message"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "report_id", "position"),
        held_reference("report_id", "report"),
    )

    report_id: Mapped[UUID]
    position: Mapped[int]
    direction: Mapped[Direction] = mapped_column(coded(Direction, "direction"))
    sent_on: Mapped[date]
    sealed: Mapped[bytes]


class ReportFile(Held, InspectionBase):
    """A file of a report or of one of its messages: its label (name, type, size) and itself."""

    __tablename__ = "report_file"
    __table_args__ = (
        held_reference("report_id", "report"),
        held_reference("message_id", "message"),
        sa.Index(None, "tenant_id", "report_id"),
    )

    report_id: Mapped[UUID]
    message_id: Mapped[UUID | None]
    label: Mapped[bytes]
    content: Mapped[bytes]
