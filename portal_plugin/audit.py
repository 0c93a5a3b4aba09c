"""Who did what, when: an append-only trail in the tenant's own space."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.actor import Actor
from portal_plugin.tenants.base import Base, Scoped
from portal_plugin.tenants.session import TenantSession


class AuditEvent(Scoped, Base):
    """One act. `detail` names fields and states, never the content of a complaint."""

    __tablename__ = "audit_event"
    __table_args__ = (
        sa.Index(None, "tenant_id", "at"),
        sa.Index(None, "tenant_id", "subject", "subject_id"),
    )

    act: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[UUID | None]
    actor_id: Mapped[str]
    actor_name: Mapped[str]
    detail: Mapped[dict[str, object]] = mapped_column(JSONB, server_default="{}")
    at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


def record(
    session: TenantSession,
    actor: Actor,
    act: str,
    subject: str,
    subject_id: UUID | None = None,
    **detail: object,
) -> None:
    """Write one act to the trail, in the same transaction as the act itself."""
    session.add(
        AuditEvent(
            act=act,
            subject=subject,
            subject_id=subject_id,
            actor_id=actor.id,
            actor_name=actor.name,
            detail=detail,
        )
    )
