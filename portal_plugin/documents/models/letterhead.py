"""What a municipality's papers say of the municipality itself."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.tenants.base import Base, Scoped

_EMPTY = sa.text("''")


class Letterhead(Scoped, Base):
    """Who signs, and where to write to. `head_acting` and `clerk_acting` are the posts for which
    they only act ("รองนายกเทศมนตรี รักษาการแทน"), "" where they hold the post."""

    __tablename__ = "letterhead"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    head_name: Mapped[str] = mapped_column(server_default=_EMPTY)
    head_acting: Mapped[str] = mapped_column(server_default=_EMPTY)
    clerk_name: Mapped[str] = mapped_column(server_default=_EMPTY)
    clerk_acting: Mapped[str] = mapped_column(server_default=_EMPTY)
    address: Mapped[str] = mapped_column(server_default=_EMPTY)
    telephone: Mapped[str] = mapped_column(server_default=_EMPTY)
    email: Mapped[str] = mapped_column(server_default=_EMPTY)
    memo_unit: Mapped[str] = mapped_column(server_default=_EMPTY)
    memo_prefix: Mapped[str] = mapped_column(server_default=_EMPTY)
    updated_by: Mapped[str]
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
