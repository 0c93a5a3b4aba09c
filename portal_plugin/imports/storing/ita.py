"""The ITA result printed in a yearly document: scores, issues, and the measures that answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.actor import Actor
from portal_plugin.imports.document import ImportedITA, ImportedScore
from portal_plugin.imports.storing.measures import Stored, indicator_number, insert_rows
from portal_plugin.measures.codes import ItaInstrument
from portal_plugin.measures.ita_indicators import INDICATOR_NAMES, instrument_of
from portal_plugin.measures.models import (
    IndicatorScore,
    ItaAssessment,
    ItaIssue,
    ItaIssueMeasure,
)
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession


def store_ita(
    session: TenantSession,
    actor: Actor,
    ita: ImportedITA,
    measures_year: int,
    stored: Sequence[Stored],
) -> None:
    """Write the result the measures are drawn from; what is there already is only completed.

    Without a printed year it is the year before the measures' (domain: "from last year's ITA").
    An issue is linked to the measures that the document puts under the same indicator.
    """
    printed = (ita.total, ita.level, ita.iit, ita.eit, ita.oit)
    if not ita.scores and all(value is None for value in printed):
        return
    assessment = _assessment(session, actor, ita, ita.fiscal_year or measures_year - 1)
    known = set(
        session.scalars(
            sa.select(IndicatorScore.number).where(IndicatorScore.assessment_id == assessment)
        )
    )
    has_issues = session.scalar(
        sa.select(ItaIssue.id).where(ItaIssue.assessment_id == assessment).limit(1)
    )
    rows: dict[type[Any], list[dict[str, Any]]] = defaultdict(list)
    for score in ita.scores:
        if (
            score.number in INDICATOR_NAMES
            and score.number not in known
            and score.score is not None
        ):
            known.add(score.number)
            rows[IndicatorScore].append(
                {
                    "assessment_id": assessment,
                    "number": score.number,
                    "instrument": _instrument(score.instrument, score.number),
                    "name": score.name,
                    "score": Decimal(str(score.score)),
                }
            )
        if has_issues is None:
            issues = _issues(assessment, score)
            rows[ItaIssue] += issues
            rows[ItaIssueMeasure] += _answers(issues, stored)
    insert_rows(session, rows, (IndicatorScore, ItaIssue, ItaIssueMeasure))


def _assessment(session: TenantSession, actor: Actor, ita: ImportedITA, year: int) -> UUID:
    row = session.scalars(
        sa.select(ItaAssessment).where(ItaAssessment.fiscal_year == year)
    ).one_or_none()
    if row is None:
        row = ItaAssessment(id=new_id(), fiscal_year=year, recorded_by=actor.name)
        session.add(row)
    for name in ("total", "iit", "eit", "oit"):
        value = getattr(ita, name)
        if getattr(row, name) is None and value is not None:
            setattr(row, name, Decimal(str(value)))
    if row.level is None:
        row.level = ita.level
    session.flush()
    return row.id


def _instrument(printed: str | None, number: int) -> ItaInstrument:
    return ItaInstrument(printed) if printed in set(ItaInstrument) else instrument_of(number)


def _issues(assessment: UUID, score: ImportedScore) -> list[dict[str, Any]]:
    return [
        {
            "id": new_id(),
            "assessment_id": assessment,
            "indicator_number": score.number,
            "position": position,
            "text": text,
        }
        for position, text in enumerate(score.issues, start=1)
    ]


def _answers(issues: Sequence[dict[str, Any]], stored: Sequence[Stored]) -> list[dict[str, Any]]:
    return [
        {"issue_id": issue["id"], "measure_id": one.measure_id}
        for issue in issues
        for one in stored
        if indicator_number(one.source) == issue["indicator_number"]
    ]
