"""Complaints received by topic and month, for the indicators that are judged by them (1.3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal_plugin.complaints.models import ComplaintCount
from portal_plugin.statistics.indicator_topics import topics_of
from portal_plugin.statistics.period import months_of
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class IndicatorCount:
    """Complaints that an indicator counts; `before` are those of the same months a year earlier,
    None where nothing was counted as far back."""

    received: int
    before: int | None


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Complaints received by (month, topic), of a fiscal year and the year before it; `since` is
    the first month that any complaint was counted in."""

    received: Mapping[tuple[date, str], int]
    since: date | None = None

    def of(self, complaint_topic: str, first: date, last: date) -> IndicatorCount:
        """What an indicator counts from `first` to `last` (whole months, Gregorian)."""
        start, end = _a_year_earlier(first), _a_year_earlier(last)
        known = self.since is not None and self.since <= start
        return IndicatorCount(
            self._sum(complaint_topic, first, last),
            self._sum(complaint_topic, start, end) if known else None,
        )

    def _sum(self, complaint_topic: str, first: date, last: date) -> int:
        topics = topics_of(complaint_topic)
        return sum(
            number
            for (month, topic), number in self.received.items()
            if first <= month <= last and (topics is None or topic in topics)
        )


NO_COUNTS = TopicCounts({})


def counts_column(fiscal_year: int) -> sa.ScalarSelect[Any]:
    """The counts of a Buddhist fiscal year as one JSON value, to travel with another statement."""
    count = ComplaintCount
    months = (*months_of(fiscal_year - 1), *months_of(fiscal_year))
    rows = (
        sa.select(count.month, count.topic, sa.func.sum(count.received).label("received"))
        .where(count.month.between(months[0], months[-1]))
        .group_by(count.month, count.topic)
        .subquery()
    )
    since = sa.select(sa.func.min(count.month)).where(count.received > 0).scalar_subquery()
    line = sa.func.jsonb_build_array(rows.c.month, rows.c.topic, rows.c.received)
    return sa.select(
        sa.func.jsonb_build_object("since", since, "rows", sa.func.jsonb_agg(line))
    ).scalar_subquery()


def counts_from(value: Mapping[str, Any]) -> TopicCounts:
    """The counts in what `counts_column` gave."""
    since = value["since"]
    return TopicCounts(
        {
            (date.fromisoformat(month), topic): received
            for month, topic, received in value["rows"] or ()
            if received
        },
        date.fromisoformat(since) if since else None,
    )


def topic_counts(session: TenantSession, fiscal_year: int) -> TopicCounts:
    """The counts of a Buddhist fiscal year and the one before, in one statement."""
    return counts_from(session.execute(sa.select(counts_column(fiscal_year))).scalar_one())


def _a_year_earlier(day: date) -> date:
    """The same day of the year before; the last of February stays within the month."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
