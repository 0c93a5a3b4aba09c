"""The ITA result of a year as it stands, with the measures that answer each issue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.models import (
    IndicatorScore,
    ItaAssessment,
    ItaIssue,
    ItaIssueMeasure,
    Measure,
    Plan,
)
from portal_plugin.measures.selects import same
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class IssueRow:
    """Something found wanting under an indicator (1-10), and the measures that answer it."""

    id: UUID
    indicator_number: int
    text: str
    measure_ids: frozenset[UUID]


@dataclass(frozen=True, slots=True)
class ItaStanding:
    """Scores are 0 to 100, None where they were not printed; `scores` by indicator number."""

    fiscal_year: int
    total: Decimal | None
    level: str | None
    iit: Decimal | None
    eit: Decimal | None
    oit: Decimal | None
    scores: Mapping[int, Decimal]
    issues: tuple[IssueRow, ...]


@dataclass(frozen=True, slots=True)
class AnsweringMeasure:
    """A measure to choose from; `fiscal_year` is its plan's first."""

    id: UUID
    seq: int
    title: str
    fiscal_year: int


def ita_standing(session: TenantSession, fiscal_year: int) -> ItaStanding | None:
    """The result of a Buddhist fiscal year in four statements; None before it is recorded."""
    query = sa.select(ItaAssessment).where(ItaAssessment.fiscal_year == fiscal_year)
    row = session.scalars(query).one_or_none()
    if row is None:
        return None
    scores = session.execute(
        sa.select(IndicatorScore.number, IndicatorScore.score)
        .where(IndicatorScore.assessment_id == row.id)
        .order_by(IndicatorScore.number)
    )
    return ItaStanding(
        fiscal_year=fiscal_year,
        total=row.total,
        level=row.level,
        iit=row.iit,
        eit=row.eit,
        oit=row.oit,
        scores={row.number: row.score for row in scores},
        issues=_issues(session, row.id),
    )


def answering_measures(session: TenantSession, fiscal_year: int) -> list[AnsweringMeasure]:
    """Measures that may answer the result of a year: of the yearly plans of that year and the
    next, for a year's measures are drawn from the result before it."""
    query = (
        sa.select(Measure.id, Measure.seq, Measure.title, Plan.year_from)
        .join(Plan, same(Measure, Measure.plan_id, Plan))
        .where(
            Plan.instrument == Instrument.ITA_MEASURES,
            Plan.year_from.in_([fiscal_year, fiscal_year + 1]),
        )
        .order_by(Plan.year_from.desc(), Measure.seq)
    )
    return [AnsweringMeasure(*row) for row in session.execute(query)]


def _issues(session: TenantSession, assessment_id: UUID) -> tuple[IssueRow, ...]:
    links: dict[UUID, set[UUID]] = defaultdict(set)
    answered = (
        sa.select(ItaIssueMeasure.issue_id, ItaIssueMeasure.measure_id)
        .join(ItaIssue, same(ItaIssueMeasure, ItaIssueMeasure.issue_id, ItaIssue))
        .where(ItaIssue.assessment_id == assessment_id)
    )
    for issue_id, measure_id in session.execute(answered):
        links[issue_id].add(measure_id)
    query = (
        sa.select(ItaIssue.id, ItaIssue.indicator_number, ItaIssue.text)
        .where(ItaIssue.assessment_id == assessment_id)
        .order_by(ItaIssue.indicator_number, ItaIssue.position)
    )
    return tuple(IssueRow(*row, frozenset(links[row.id])) for row in session.execute(query))
