"""Plans: the five-year plan and the year's ITA measures, with their structure and risks."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.measures.codes import Instrument, PlanState, RiskLevel
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_NO_TEXTS = sa.text("'{}'")


class Plan(Scoped, Base):
    """One plan. Years are Buddhist fiscal years, inclusive. `document_sha256` names its source."""

    __tablename__ = "plan"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "instrument", "year_from", "year_to"),
        sa.CheckConstraint(
            "year_from between 2500 and 2699 and year_to >= year_from", name="years"
        ),
    )

    instrument: Mapped[Instrument] = mapped_column(coded(Instrument, "instrument"))
    title: Mapped[str]
    year_from: Mapped[int]
    year_to: Mapped[int]
    state: Mapped[PlanState] = mapped_column(coded(PlanState, "state"), default=PlanState.DRAFT)
    announced_on: Mapped[date | None]
    preface: Mapped[str] = mapped_column(server_default="")
    rationale: Mapped[str] = mapped_column(server_default="")
    objectives: Mapped[list[str]] = mapped_column(server_default=_NO_TEXTS)
    goals: Mapped[list[str]] = mapped_column(server_default=_NO_TEXTS)
    benefits: Mapped[list[str]] = mapped_column(server_default=_NO_TEXTS)
    eplan_ref: Mapped[str | None]
    document_sha256: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    created_by: Mapped[str]


class PlanTarget(Scoped, Base):
    """A yearly target of the plan: `values` maps a Buddhist year to a number."""

    __tablename__ = "plan_target"
    __table_args__ = (owned_reference("plan_id", "plan"), sa.Index(None, "tenant_id", "plan_id"))

    plan_id: Mapped[UUID]
    position: Mapped[int]
    name: Mapped[str]
    unit: Mapped[str] = mapped_column(server_default="")
    base_year: Mapped[int | None]
    values: Mapped[dict[str, float]] = mapped_column(JSONB)


class Dimension(Scoped, Base):
    """มิติ. Titles differ between plan generations, so they stand with the plan."""

    __tablename__ = "dimension"
    __table_args__ = (
        owned_reference("plan_id", "plan"),
        sa.UniqueConstraint("tenant_id", "plan_id", "number"),
    )

    plan_id: Mapped[UUID]
    number: Mapped[int]
    title: Mapped[str]


class Mission(Scoped, Base):
    """ภารกิจตามมิติ, numbered "1.2"."""

    __tablename__ = "mission"
    __table_args__ = (
        owned_reference("dimension_id", "dimension"),
        sa.UniqueConstraint("tenant_id", "dimension_id", "number"),
    )

    dimension_id: Mapped[UUID]
    number: Mapped[str]
    title: Mapped[str]


class RiskItem(Scoped, Base):
    """One row of the risk register. The level is a word; likelihood and impact are optional."""

    __tablename__ = "risk_item"
    __table_args__ = (owned_reference("plan_id", "plan"), sa.Index(None, "tenant_id", "plan_id"))

    plan_id: Mapped[UUID]
    position: Mapped[int]
    process: Mapped[str]
    issues: Mapped[list[str]] = mapped_column(server_default=_NO_TEXTS)
    likelihood: Mapped[int | None]
    impact: Mapped[int | None]
    level: Mapped[RiskLevel | None] = mapped_column(coded(RiskLevel, "level"))


class RiskControl(Scoped, Base):
    """A control of a risk, as written; `measure_id` when it is a measure of the plan (R8)."""

    __tablename__ = "risk_control"
    __table_args__ = (
        owned_reference("risk_id", "risk_item"),
        owned_reference("measure_id", "measure"),
        sa.Index(None, "tenant_id", "risk_id"),
    )

    risk_id: Mapped[UUID]
    position: Mapped[int]
    text: Mapped[str]
    measure_id: Mapped[UUID | None]
