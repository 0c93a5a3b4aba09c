"""The ITA result of a year: total, indicator scores, and the issues that measures answer."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.measures.codes import ItaInstrument
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_SCORE = sa.Numeric(5, 2)


class ItaAssessment(Scoped, Base):
    """Scores (0-100) as printed; what was not printed stays empty."""

    __tablename__ = "ita_assessment"
    __table_args__ = (sa.UniqueConstraint("tenant_id", "fiscal_year"),)

    fiscal_year: Mapped[int]
    total: Mapped[Decimal | None] = mapped_column(_SCORE)
    level: Mapped[str | None]
    iit: Mapped[Decimal | None] = mapped_column(_SCORE)
    eit: Mapped[Decimal | None] = mapped_column(_SCORE)
    oit: Mapped[Decimal | None] = mapped_column(_SCORE)
    recorded_by: Mapped[str]


class IndicatorScore(Scoped, Base):
    """The score of one of the ten indicators."""

    __tablename__ = "indicator_score"
    __table_args__ = (
        owned_reference("assessment_id", "ita_assessment"),
        sa.UniqueConstraint("tenant_id", "assessment_id", "number"),
        sa.CheckConstraint("number between 1 and 10", name="number"),
    )

    assessment_id: Mapped[UUID]
    number: Mapped[int]
    instrument: Mapped[ItaInstrument] = mapped_column(coded(ItaInstrument, "instrument"))
    name: Mapped[str]
    score: Mapped[Decimal] = mapped_column(_SCORE)


class ItaIssue(Scoped, Base):
    """Something the assessment found wanting under an indicator (R8)."""

    __tablename__ = "ita_issue"
    __table_args__ = (
        owned_reference("assessment_id", "ita_assessment"),
        sa.Index(None, "tenant_id", "assessment_id"),
    )

    assessment_id: Mapped[UUID]
    indicator_number: Mapped[int]
    position: Mapped[int]
    text: Mapped[str]


class ItaIssueMeasure(Scoped, Base):
    """A measure that answers an issue."""

    __tablename__ = "ita_issue_measure"
    __table_args__ = (
        owned_reference("issue_id", "ita_issue"),
        owned_reference("measure_id", "measure"),
        sa.UniqueConstraint("tenant_id", "issue_id", "measure_id"),
    )

    issue_id: Mapped[UUID]
    measure_id: Mapped[UUID]
