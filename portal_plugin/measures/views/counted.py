"""Indicators of a measure that are judged by complaints, with what the register counts now."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from portal_plugin.complaints.topics import topic_labels
from portal_plugin.guard import current_session
from portal_plugin.measures.measure_detail import MeasureDetail
from portal_plugin.measures.report_rows import RoundRow
from portal_plugin.said import said
from portal_plugin.statistics.indicator_topics import topics_of
from portal_plugin.statistics.topic_counts import IndicatorCount, topic_counts
from portal_plugin.thai import fiscal_year_window


@dataclass(frozen=True, slots=True)
class CountedIndicator:
    """`topics` are labels, none of them where all complaints count. `count.received` is None while
    it is entered by hand: the corruption channel's part is not published."""

    id: UUID
    text: str
    topics: tuple[str, ...]
    count: IndicatorCount


def counted_indicators(
    detail: MeasureDetail, period: RoundRow | None
) -> tuple[CountedIndicator, ...]:
    """In the round's window; without a round, in the whole fiscal year."""
    rows = [row for row in detail.measure.indicators if row.complaint_topic is not None]
    if not rows:
        return ()
    session = current_session()
    counts, labels = topic_counts(session, detail.fiscal_year), topic_labels(session)
    first, last = (period.starts, period.ends) if period else fiscal_year_window(detail.fiscal_year)
    return tuple(
        CountedIndicator(
            row.id,
            row.text,
            tuple(
                said(labels.get(code, code))
                for code in sorted(topics_of(row.complaint_topic or "") or ())
            ),
            counts.of(row.complaint_topic or "", first, last),
        )
        for row in rows
    )
