"""A municipality's channel: its words, its posts, its promise of retention, its recovery."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.corruption.base import Held, InspectionBase

RETENTION_DAYS = 1_825


class ChannelOffice(Held, InspectionBase):
    """One row a municipality. Empty guide texts stand for the product's own words (rule C4).

    `recovery_holders` are the keepers of the split key: [{"number", "name", "post_id"}]; who knows
    `recovery_threshold` of the shares can open the reports that carry a recovery key.
    """

    __tablename__ = "channel_office"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    unit: Mapped[str] = mapped_column(server_default="")
    officer: Mapped[str] = mapped_column(server_default="")
    contact: Mapped[str] = mapped_column(server_default="")
    guide_how: Mapped[str] = mapped_column(server_default="")
    guide_steps: Mapped[str] = mapped_column(server_default="")
    guide_responsible: Mapped[str] = mapped_column(server_default="")
    guide_limits: Mapped[str] = mapped_column(server_default="")
    retention_days: Mapped[int] = mapped_column(server_default=sa.text(str(RETENTION_DAYS)))
    recovery_key: Mapped[bytes | None]
    recovery_threshold: Mapped[int | None]
    recovery_holders: Mapped[list[dict[str, Any]]] = mapped_column(
        JSONB, server_default=sa.text("'[]'")
    )
    recovery_made_on: Mapped[date | None]


class Post(Held, InspectionBase):
    """A post that a report can concern, such as the clerk or the head of a department."""

    __tablename__ = "post"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "title"),)

    title: Mapped[str]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(server_default=sa.true())


class ReportSeries(Held, InspectionBase):
    """The last number given to a report in a fiscal year (Buddhist)."""

    __tablename__ = "report_series"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "fiscal_year"),)

    fiscal_year: Mapped[int]
    last: Mapped[int]
