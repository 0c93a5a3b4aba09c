"""The ITA result of a year, its issues, and the measures that answer them (R8)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.ita_indicators import INDICATOR_NAMES, instrument_of
from portal_plugin.measures.models import (
    IndicatorScore,
    ItaAssessment,
    ItaIssue,
    ItaIssueMeasure,
    Measure,
)
from portal_plugin.measures.selects import same
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy


@dataclass(frozen=True, slots=True)
class ItaResult:
    """Scores are 0 to 100; `scores` and `issues` are by indicator number (1-10)."""

    total: Decimal | None = None
    level: str | None = None
    iit: Decimal | None = None
    eit: Decimal | None = None
    oit: Decimal | None = None
    scores: Mapping[int, Decimal] = field(default_factory=dict)
    issues: Mapping[int, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class LooseIssue:
    """An issue that no measure answers (R8)."""

    id: UUID
    indicator_number: int
    text: str


def record_assessment(
    session: TenantSession, actor: Actor, fiscal_year: int, result: ItaResult
) -> ItaAssessment:
    """Set the ITA result of a Buddhist fiscal year; links of issues that stay are kept.

    Raises `RuleBroken` for scores outside 0-100 and unknown indicators.
    """
    _check(result)
    row = session.scalars(
        sa.select(ItaAssessment).where(ItaAssessment.fiscal_year == fiscal_year)
    ).one_or_none()
    if row is None:
        row = ItaAssessment(id=new_id(), fiscal_year=fiscal_year, recorded_by=actor.name)
        session.add(row)
    row.total, row.level = result.total, tidy(result.level or "") or None
    row.iit, row.eit, row.oit = result.iit, result.eit, result.oit
    session.flush()
    session.execute(sa.delete(IndicatorScore).where(IndicatorScore.assessment_id == row.id))
    for number, score in sorted(result.scores.items()):
        session.add(
            IndicatorScore(
                assessment_id=row.id,
                number=number,
                instrument=instrument_of(number),
                name=INDICATOR_NAMES[number],
                score=score,
            )
        )
    _set_issues(session, row.id, result.issues)
    audit.record(session, actor, "ita.record", "ita_assessment", row.id, fiscal_year=fiscal_year)
    session.flush()
    return row


def link_issue(
    session: TenantSession, actor: Actor, issue_id: UUID, measure_ids: Sequence[UUID]
) -> None:
    """Say which measures answer an issue (R8). Raises `NotFound`."""
    if session.scalar(sa.select(ItaIssue.id).where(ItaIssue.id == issue_id)) is None:
        raise NotFound("ประเด็นจากผล ITA")
    known = set(session.scalars(sa.select(Measure.id).where(Measure.id.in_(measure_ids))))
    if known != set(measure_ids):
        raise NotFound("มาตรการ")
    session.execute(sa.delete(ItaIssueMeasure).where(ItaIssueMeasure.issue_id == issue_id))
    for measure_id in dict.fromkeys(measure_ids):
        session.add(ItaIssueMeasure(issue_id=issue_id, measure_id=measure_id))
    audit.record(
        session, actor, "ita.link", "ita_issue", issue_id, measures=[str(one) for one in known]
    )
    session.flush()


def issues_without_measure(session: TenantSession, fiscal_year: int) -> list[LooseIssue]:
    """Each issue of a year's ITA should have a measure (R8): those that have none."""
    answered = sa.exists().where(
        ItaIssueMeasure.tenant_id == ItaIssue.tenant_id, ItaIssueMeasure.issue_id == ItaIssue.id
    )
    query = (
        sa.select(ItaIssue.id, ItaIssue.indicator_number, ItaIssue.text)
        .join(ItaAssessment, same(ItaIssue, ItaIssue.assessment_id, ItaAssessment))
        .where(ItaAssessment.fiscal_year == fiscal_year, sa.not_(answered))
        .order_by(ItaIssue.indicator_number, ItaIssue.position)
    )
    return [LooseIssue(*row) for row in session.execute(query)]


def _check(result: ItaResult) -> None:
    numbers = {*result.scores, *result.issues}
    if not numbers <= set(INDICATOR_NAMES):
        raise RuleBroken.single("ITA", "scores", "ตัวชี้วัด ITA มีหมายเลข 1 ถึง 10 กรุณาแก้หมายเลข")
    given = [result.total, result.iit, result.eit, result.oit, *result.scores.values()]
    if not all(score is None or 0 <= score <= 100 for score in given):
        raise RuleBroken.single("ITA", "scores", "คะแนนต้องอยู่ระหว่าง 0 ถึง 100 กรุณาแก้คะแนน")


def _set_issues(
    session: TenantSession, assessment_id: UUID, issues: Mapping[int, Sequence[str]]
) -> None:
    """Issues with the same words keep their row, and so the measures that answer them."""
    kept = {
        (row.indicator_number, row.text): row
        for row in session.scalars(
            sa.select(ItaIssue).where(ItaIssue.assessment_id == assessment_id)
        )
    }
    for number, texts in sorted(issues.items()):
        for position, text in enumerate(filter(None, map(tidy, texts)), start=1):
            row = kept.pop((number, text), None)
            if row is not None:
                row.position = position
                continue
            session.add(
                ItaIssue(
                    assessment_id=assessment_id,
                    indicator_number=number,
                    position=position,
                    text=text,
                )
            )
    gone = [row.id for row in kept.values()]
    session.execute(sa.delete(ItaIssueMeasure).where(ItaIssueMeasure.issue_id.in_(gone)))
    session.execute(sa.delete(ItaIssue).where(ItaIssue.id.in_(gone)))
