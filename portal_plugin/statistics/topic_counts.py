"""Complaints received by topic and month, for the indicators that are judged by them (1.3).

Of topics that people also tell the corruption channel of, its reports are counted with those of
the register, where they are published; where they are not, the indicator has no count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints.models import ComplaintCount
from portal_plugin.corruption.figures import Figures, added, figures_column, figures_from
from portal_plugin.statistics.indicator_topics import topics_of
from portal_plugin.statistics.period import months_of
from portal_plugin.tenants.session import TenantSession

CHANNEL_TOPICS = frozenset({"BRIBERY", "CORRUPTION_BUDGET", "CORRUPTION_DUTY"})
"""Topics that are categories of the corruption channel too, by the same code and meaning."""


def of_channel(complaint_topic: str) -> frozenset[str]:
    """The topics of an indicator that the channel counts too. Those of an indicator of all topics
    are none: it counts the register, as its municipality publishes it every day."""
    return CHANNEL_TOPICS & (topics_of(complaint_topic) or frozenset())


@dataclass(frozen=True, slots=True)
class IndicatorCount:
    """Complaints that an indicator counts; None where the channel's part is not published.
    `before` are those of the same months a year earlier, None also where nothing was counted as
    far back."""

    received: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """Complaints received by (month, topic), of a fiscal year and the year before it; `since` is
    the first month that any complaint was counted in. `channel` is what the corruption channel
    publishes of the two years, the present one last."""

    received: Mapping[tuple[date, str], int]
    since: date | None = None
    channel: tuple[Figures, ...] = ()

    def of(self, complaint_topic: str, first: date, last: date) -> IndicatorCount:
        """What an indicator counts from `first` to `last` (whole months, Gregorian)."""
        start, end = _a_year_earlier(first), _a_year_earlier(last)
        known = self.since is not None and self.since <= start
        return IndicatorCount(
            self._sum(complaint_topic, first, last),
            self._sum(complaint_topic, start, end) if known else None,
        )

    def _sum(self, complaint_topic: str, first: date, last: date) -> int | None:
        topics = topics_of(complaint_topic)
        told = self._told(of_channel(complaint_topic), first, last)
        if told is None:
            return None
        return told + sum(
            number
            for (month, topic), number in self.received.items()
            if first <= month <= last and (topics is None or topic in topics)
        )

    def _told(self, topics: frozenset[str], first: date, last: date) -> int | None:
        if not topics:
            return 0
        for figures in self.channel:
            if counts := figures.within(first, last):
                return added(counts.categories[topic] for topic in topics)
        return None


NO_COUNTS = TopicCounts({})


def counts_column(fiscal_year: int, through: date) -> sa.ScalarSelect[Any]:
    """The counts of a Buddhist fiscal year as one JSON value, to travel with another statement;
    the channel's as they stood at the end of `through`, yesterday at the latest."""
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
    channel = sa.func.jsonb_build_array(
        figures_column(fiscal_year - 1, through), figures_column(fiscal_year, through)
    )
    return sa.select(
        sa.func.jsonb_build_object(
            "since", since, "rows", sa.func.jsonb_agg(line), "channel", channel
        )
    ).scalar_subquery()


def counts_from(value: Mapping[str, Any], fiscal_year: int) -> TopicCounts:
    """The counts in what `counts_column` gave."""
    since = value["since"]
    return TopicCounts(
        {
            (date.fromisoformat(month), topic): received
            for month, topic, received in value["rows"] or ()
            if received
        },
        date.fromisoformat(since) if since else None,
        tuple(
            figures_from(figures, year)
            for figures, year in zip(value["channel"], (fiscal_year - 1, fiscal_year), strict=True)
        ),
    )


def topic_counts(session: TenantSession, fiscal_year: int) -> TopicCounts:
    """The counts of a Buddhist fiscal year and the one before, in one statement."""
    query = sa.select(counts_column(fiscal_year, clock.today()))
    return counts_from(session.execute(query).scalar_one(), fiscal_year)


def _a_year_earlier(day: date) -> date:
    """The same day of the year before; the last of February stays within the month."""
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
