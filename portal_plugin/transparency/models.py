"""What a municipality itself says about an OIT item of a year."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.tenants.base import Base, Scoped, owned_reference

_EMPTY = sa.text("''")


class OitEntry(Scoped, Base):
    """A correction or an addition to the catalogue for one topic of a Buddhist fiscal year.

    `number` ("O31") takes the catalogue's place where it is set; `href`, `title` and `dated` lead
    to what the municipality publishes elsewhere; `department_id` and `person` are who answers for
    it. A topic that the catalogue does not know is an item of its own.
    """

    __tablename__ = "oit_entry"
    __table_args__ = (
        owned_reference("department_id", "department"),
        sa.UniqueConstraint("tenant_id", "fiscal_year", "topic"),
        sa.CheckConstraint("fiscal_year between 2500 and 2699", name="fiscal_year"),
    )

    fiscal_year: Mapped[int]
    topic: Mapped[str]
    number: Mapped[str] = mapped_column(server_default=_EMPTY)
    title: Mapped[str] = mapped_column(server_default=_EMPTY)
    href: Mapped[str] = mapped_column(server_default=_EMPTY)
    dated: Mapped[date | None]
    department_id: Mapped[UUID | None]
    person: Mapped[str] = mapped_column(server_default=_EMPTY)
    note: Mapped[str] = mapped_column(server_default=_EMPTY)
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
