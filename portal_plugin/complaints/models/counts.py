"""Counters, so that a year's figures cost a few rows whatever the number of complaints."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.complaints.codes import Channel
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_KEY = ("tenant_id", "month", "topic", "channel", "department_id")
_NONE = sa.text("0")


class ComplaintCount(Scoped, Base):
    """Complaints received in a month (its first day), by topic, channel and department.

    `done` have an answer. Of all: `in_time` were answered by their due day, `explained` were not,
    but explained by then, `late` were answered after it without explanation; what is left still
    has time or is overdue. `rated` and `satisfied` count ratings, `reopened` the reopenings,
    `merged` the duplicates.
    """

    __tablename__ = "complaint_count"
    __table_args__ = (
        sa.UniqueConstraint(*_KEY, postgresql_nulls_not_distinct=True),
        owned_reference("department_id", "department"),
    )

    month: Mapped[date]
    topic: Mapped[str]
    channel: Mapped[Channel] = mapped_column(coded(Channel, "channel"))
    department_id: Mapped[UUID | None]
    received: Mapped[int] = mapped_column(server_default=_NONE)
    done: Mapped[int] = mapped_column(server_default=_NONE)
    in_time: Mapped[int] = mapped_column(server_default=_NONE)
    explained: Mapped[int] = mapped_column(server_default=_NONE)
    late: Mapped[int] = mapped_column(server_default=_NONE)
    reopened: Mapped[int] = mapped_column(server_default=_NONE)
    merged: Mapped[int] = mapped_column(server_default=_NONE)
    rated: Mapped[int] = mapped_column(server_default=_NONE)
    satisfied: Mapped[int] = mapped_column(server_default=_NONE)


class ComplaintDays(Scoped, Base):
    """How many of those were answered after so many days: the median is read from here."""

    __tablename__ = "complaint_days"
    __table_args__ = (
        sa.UniqueConstraint(*_KEY, "days", postgresql_nulls_not_distinct=True),
        owned_reference("department_id", "department"),
    )

    month: Mapped[date]
    topic: Mapped[str]
    channel: Mapped[Channel] = mapped_column(coded(Channel, "channel"))
    department_id: Mapped[UUID | None]
    days: Mapped[int]
    answered: Mapped[int] = mapped_column(server_default=_NONE)
