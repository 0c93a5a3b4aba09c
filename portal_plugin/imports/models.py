"""The record of an import: which document, what was found, what the officer answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.tenants.base import Base, Scoped, owned_reference


class ImportRun(Scoped, Base):
    """One document that was imported, with its findings; append-only."""

    __tablename__ = "import_run"
    __table_args__ = (
        owned_reference("plan_id", "plan"),
        sa.Index(None, "tenant_id", "document_sha256"),
    )

    plan_id: Mapped[UUID]
    filename: Mapped[str]
    document_sha256: Mapped[str]
    findings: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    accepted: Mapped[list[str]] = mapped_column(server_default="{}")
    imported_by: Mapped[str]
    imported_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
