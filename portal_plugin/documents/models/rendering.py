"""Sets of files that the worker makes, and the files."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.documents.codes import RenderingState
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference


class Rendering(Scoped, Base):
    """Files asked for: of one version (`version_id`), or of several products of a year and round.

    The row is the truth and the worker's only source: a message lost is a sweep's to repeat. A
    worker holds it until `lease_until`; `done` and `failed` count files of `total`, `attempts` how
    often a worker took it up.
    """

    __tablename__ = "rendering"
    __table_args__ = (
        owned_reference("version_id", "paper_version"),
        sa.Index("rendering_due_idx", "state", "lease_until"),
        sa.UniqueConstraint("tenant_id", "version_id"),
        sa.CheckConstraint("done >= 0 and failed >= 0 and done + failed <= total", name="counts"),
    )

    version_id: Mapped[UUID | None]
    fiscal_year: Mapped[int]
    round: Mapped[RoundCode | None] = mapped_column(coded(RoundCode, "round"))
    products: Mapped[list[str]]
    formats: Mapped[list[str]]
    state: Mapped[RenderingState] = mapped_column(coded(RenderingState, "state"))
    total: Mapped[int]
    done: Mapped[int] = mapped_column(server_default=sa.text("0"))
    failed: Mapped[int] = mapped_column(server_default=sa.text("0"))
    attempts: Mapped[int] = mapped_column(server_default=sa.text("0"))
    message: Mapped[str] = mapped_column(server_default="")
    lease_until: Mapped[datetime | None]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    finished_at: Mapped[datetime | None]


class Rendition(Scoped, Base):
    """A finished file; `sha256` in hex, `size` in bytes."""

    __tablename__ = "rendition"
    __table_args__ = (
        owned_reference("rendering_id", "rendering"),
        sa.UniqueConstraint("tenant_id", "rendering_id", "product", "format"),
    )

    rendering_id: Mapped[UUID]
    product: Mapped[str]
    format: Mapped[str]
    filename: Mapped[str]
    data: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    sha256: Mapped[str]
    size: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
