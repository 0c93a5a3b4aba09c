"""How a municipality runs its channel: choices, topics, consent, clients, summaries."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.complaints.codes import Half, SummaryState
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_EMPTY = sa.text("''")


class ComplaintOffice(Scoped, Base):
    """The tenant's choices; one row at most, without it the defaults of `office.py` hold."""

    __tablename__ = "complaint_office"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    working_days: Mapped[bool] = mapped_column(server_default=sa.false())
    extra_holidays: Mapped[list[date]] = mapped_column(
        sa.ARRAY(sa.Date()), server_default=sa.text("'{}'")
    )
    email: Mapped[str] = mapped_column(server_default=_EMPTY)
    phone: Mapped[str] = mapped_column(server_default=_EMPTY)
    contact_days: Mapped[int]
    content_days: Mapped[int]


class ComplaintTopic(Scoped, Base):
    """A topic of the tenant's own, or its word on a standard one (`code` of the catalogue)."""

    __tablename__ = "complaint_topic"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "code"),
        owned_reference("department_id", "department"),
    )

    code: Mapped[str]
    label: Mapped[str]
    description: Mapped[str] = mapped_column(server_default=_EMPTY)
    department_id: Mapped[UUID | None]
    active: Mapped[bool] = mapped_column(server_default=sa.true())


class ConsentText(Scoped, Base):
    """The privacy notice as it stood; a new wording is a new version (C15). Never changed."""

    __tablename__ = "consent_text"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "version"),)

    version: Mapped[int]
    text: Mapped[str]
    since: Mapped[datetime]
    written_by: Mapped[str]


class Open311Client(Scoped, Base):
    """A program that may post complaints; of its key only a digest is kept."""

    __tablename__ = "open311_client"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "name"),
        sa.UniqueConstraint("tenant_id", "key_digest"),
    )

    name: Mapped[str]
    key_digest: Mapped[bytes]
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    made_at: Mapped[datetime]


class ComplaintSummary(Scoped, Base):
    """The summary with problems, obstacles and solutions (C8, product 23).

    `figures` is a snapshot, canonical JSON of which `sha256` is the digest; a correction is a new
    revision.
    """

    __tablename__ = "complaint_summary"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "fiscal_year", "period", "revision"),
        sa.CheckConstraint("revision >= 1", name="revision"),
    )

    fiscal_year: Mapped[int]
    period: Mapped[Half] = mapped_column(coded(Half, "period"))
    revision: Mapped[int]
    state: Mapped[SummaryState] = mapped_column(
        coded(SummaryState, "state"), default=SummaryState.DRAFT
    )
    figures: Mapped[dict[str, object]] = mapped_column(JSONB)
    sha256: Mapped[str]
    problems: Mapped[str] = mapped_column(server_default=_EMPTY)
    obstacles: Mapped[str] = mapped_column(server_default=_EMPTY)
    solutions: Mapped[str] = mapped_column(server_default=_EMPTY)
    reason: Mapped[str] = mapped_column(server_default=_EMPTY)
    written_by: Mapped[str]
    written_at: Mapped[datetime]
    submitted_at: Mapped[datetime | None]
    submitted_by: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[str | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]
