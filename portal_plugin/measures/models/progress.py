"""Rounds, progress entries (append-only) and their evidence."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.measures.codes import (
    EvidenceType,
    Reason,
    RoundCode,
    RoundState,
    Status,
    Visibility,
)
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_NO_TEXTS = sa.text("'{}'")


class Round(Scoped, Base):
    """A reporting round of a Buddhist fiscal year, with its window and due days (R1, R2, R10)."""

    __tablename__ = "round"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "fiscal_year", "code"),)

    fiscal_year: Mapped[int]
    code: Mapped[RoundCode] = mapped_column(coded(RoundCode, "code"))
    starts: Mapped[date]
    ends: Mapped[date]
    internal_due: Mapped[date]
    national_due: Mapped[date]
    state: Mapped[RoundState] = mapped_column(coded(RoundState, "state"), default=RoundState.OPEN)
    opened_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    opened_by: Mapped[str]


class ProgressEntry(Scoped, Base):
    """What was reported on a measure (or one step of it) in a round.

    Never changed or deleted (the database grants neither): a later entry of the same measure,
    step and round takes its place, and the earlier one remains as its history.
    """

    __tablename__ = "progress_entry"
    __table_args__ = (
        owned_reference("measure_id", "measure"),
        owned_reference("step_id", "step"),
        owned_reference("round_id", "round"),
        owned_reference("department_id", "department"),
        sa.Index(None, "tenant_id", "round_id", "measure_id"),
        sa.Index(None, "tenant_id", "measure_id", "entered_at"),
    )

    measure_id: Mapped[UUID]
    step_id: Mapped[UUID | None]
    round_id: Mapped[UUID]
    department_id: Mapped[UUID | None]
    status: Mapped[Status] = mapped_column(coded(Status, "status"))
    results: Mapped[list[str]] = mapped_column(server_default=_NO_TEXTS)
    outcomes: Mapped[list[str]] = mapped_column(server_default=_NO_TEXTS)
    problems: Mapped[str] = mapped_column(server_default="")
    solution: Mapped[str] = mapped_column(server_default="")
    reason: Mapped[Reason | None] = mapped_column(coded(Reason, "reason"))
    reason_text: Mapped[str] = mapped_column(server_default="")
    remark: Mapped[str] = mapped_column(server_default="")
    indicator_values: Mapped[dict[str, object]] = mapped_column(JSONB, server_default="{}")
    entered_by: Mapped[str]
    entered_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Reopening(Scoped, Base):
    """The logged leave to move a measure back from DONE in a fiscal year (R6); append-only."""

    __tablename__ = "reopening"
    __table_args__ = (
        owned_reference("measure_id", "measure"),
        sa.Index(None, "tenant_id", "measure_id"),
    )

    measure_id: Mapped[UUID]
    fiscal_year: Mapped[int]
    reason: Mapped[str]
    reopened_by: Mapped[str]
    reopened_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Evidence(Scoped, Base):
    """What proves an entry. A file is kept in the row, so that it shares wall and backup."""

    __tablename__ = "evidence"
    __table_args__ = (
        owned_reference("entry_id", "progress_entry"),
        sa.Index(None, "tenant_id", "entry_id"),
        sa.CheckConstraint("(sha256 is null) = (content is null)", name="hash"),
    )

    entry_id: Mapped[UUID]
    type: Mapped[EvidenceType] = mapped_column(coded(EvidenceType, "type"))
    title: Mapped[str]
    number: Mapped[str] = mapped_column(server_default="")
    dated: Mapped[date | None]
    url: Mapped[str | None]
    filename: Mapped[str | None]
    media_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    content: Mapped[bytes | None] = mapped_column(sa.LargeBinary, deferred=True)
    visibility: Mapped[Visibility] = mapped_column(
        coded(Visibility, "visibility"), default=Visibility.INTERNAL
    )
    added_by: Mapped[str]
    added_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
