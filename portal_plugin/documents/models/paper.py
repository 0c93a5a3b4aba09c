"""Papers, their versions, and who endorsed each."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.documents.codes import Decision, PaperState, Station
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference


class Paper(Scoped, Base):
    """One product of one Buddhist fiscal year (and round) that somebody is to sign.

    `texts` are the officer's own words for the next version. `ordinal` tells apart papers of which
    a period may have several (memos, circulars); what is published is always number 1.
    """

    __tablename__ = "paper"
    __table_args__ = (
        sa.Index(
            "paper_product_key",
            "tenant_id",
            "product",
            "fiscal_year",
            sa.text("coalesce(round, '')"),
            "ordinal",
            unique=True,
        ),
        sa.CheckConstraint("fiscal_year between 2500 and 2699", name="fiscal_year"),
        sa.CheckConstraint("ordinal >= 1", name="ordinal"),
    )

    product: Mapped[str]
    fiscal_year: Mapped[int]
    round: Mapped[RoundCode | None] = mapped_column(coded(RoundCode, "round"))
    layout: Mapped[str | None]
    ordinal: Mapped[int] = mapped_column(server_default=sa.text("1"))
    texts: Mapped[dict[str, str]] = mapped_column(JSONB, server_default="{}")
    begun_by: Mapped[str]
    begun_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class PaperVersion(Scoped, Base):
    """A paper as it was given to the chain: `body` is canonical JSON, `digest` its SHA-256 in hex.

    The database lets nobody change either. `report_id` is the round's report that the head's
    signature approves. `correction` says why there is a version after one that was approved.
    """

    __tablename__ = "paper_version"
    __table_args__ = (
        owned_reference("paper_id", "paper"),
        owned_reference("report_id", "report"),
        sa.UniqueConstraint("tenant_id", "paper_id", "version"),
        sa.Index(None, "tenant_id", "report_id"),
        sa.CheckConstraint("version >= 1", name="version"),
        sa.CheckConstraint(
            "(approved_at is not null) = (state in ('APPROVED', 'PUBLISHED'))", name="approved"
        ),
        sa.CheckConstraint("(published_at is not null) = (state = 'PUBLISHED')", name="published"),
    )

    paper_id: Mapped[UUID]
    report_id: Mapped[UUID | None]
    version: Mapped[int]
    body: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    digest: Mapped[str]
    correction: Mapped[str] = mapped_column(server_default="")
    state: Mapped[PaperState] = mapped_column(coded(PaperState, "state"))
    frozen_by: Mapped[str]
    frozen_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    approved_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    published_by: Mapped[str | None]


class Endorsement(Scoped, Base):
    """A station of a version's chain: who is to sign there, and what he decided.

    `person_id` is the `Actor.id` of the one person who may; `acting_for` the post he acts for
    ("ปลัดเทศบาล"), "" where he holds it himself.
    """

    __tablename__ = "endorsement"
    __table_args__ = (
        owned_reference("version_id", "paper_version"),
        sa.UniqueConstraint("tenant_id", "version_id", "position"),
        sa.Index(None, "tenant_id", "person_id"),
        sa.CheckConstraint("(decided_at is not null) = (decision is not null)", name="decided"),
    )

    version_id: Mapped[UUID]
    position: Mapped[int]
    station: Mapped[Station] = mapped_column(coded(Station, "station"))
    person_id: Mapped[str]
    name: Mapped[str]
    post: Mapped[str]
    acting_for: Mapped[str] = mapped_column(server_default="")
    decision: Mapped[Decision | None] = mapped_column(coded(Decision, "decision"))
    comment: Mapped[str] = mapped_column(server_default="")
    decided_at: Mapped[datetime | None]
