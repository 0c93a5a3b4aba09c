"""A measure and what hangs on it: steps, indicators, budget, departments."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.measures.codes import BudgetMode, IndicatorLevel, MeasureKind
from portal_plugin.tenants.base import Base, Scoped, coded, owned_reference

_NO_TEXTS = sa.text("'{}'")


class Measure(Scoped, Base):
    """One measure of a plan, in the order of `seq`.

    A measure of the five-year plan hangs on a mission; a measure from the ITA analysis hangs on
    an indicator (1-10) or a named group. `departments_text` prints as written; `all_departments`
    is the rule "ทุกส่วนราชการ" (R7). `kind` may be unknown until registration asks for it.
    """

    __tablename__ = "measure"
    __table_args__ = (
        owned_reference("plan_id", "plan"),
        owned_reference("mission_id", "mission"),
        sa.UniqueConstraint("tenant_id", "plan_id", "seq"),
        sa.CheckConstraint("indicator_number between 1 and 10", name="indicator_number"),
        sa.CheckConstraint("quarter between 1 and 4", name="quarter"),
    )

    plan_id: Mapped[UUID]
    mission_id: Mapped[UUID | None]
    seq: Mapped[int]
    indicator_number: Mapped[int | None]
    group_title: Mapped[str] = mapped_column(server_default="")
    kind: Mapped[MeasureKind | None] = mapped_column(coded(MeasureKind, "kind"))
    title: Mapped[str]
    rationale: Mapped[str] = mapped_column(server_default="")
    objectives: Mapped[list[str]] = mapped_column(server_default=_NO_TEXTS)
    target_group: Mapped[str] = mapped_column(server_default="")
    target_group_codes: Mapped[list[int]] = mapped_column(server_default=_NO_TEXTS)
    quarter: Mapped[int | None]
    period: Mapped[str] = mapped_column(server_default="")
    budget_mode: Mapped[BudgetMode] = mapped_column(coded(BudgetMode, "budget_mode"))
    departments_text: Mapped[str] = mapped_column(server_default="")
    all_departments: Mapped[bool] = mapped_column(server_default=sa.false())
    remark: Mapped[str] = mapped_column(server_default="")
    conforming: Mapped[bool | None]
    source_line: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    created_by: Mapped[str]


class MeasureDepartment(Scoped, Base):
    """A department that answers for a measure."""

    __tablename__ = "measure_department"
    __table_args__ = (
        owned_reference("measure_id", "measure"),
        owned_reference("department_id", "department"),
        sa.UniqueConstraint("tenant_id", "measure_id", "department_id"),
        sa.Index(None, "tenant_id", "department_id"),
    )

    measure_id: Mapped[UUID]
    department_id: Mapped[UUID]
    position: Mapped[int]


class Step(Scoped, Base):
    """A step of a measure; `path` is its printed number, such as "3.2"."""

    __tablename__ = "step"
    __table_args__ = (
        owned_reference("measure_id", "measure"),
        sa.Index(None, "tenant_id", "measure_id"),
    )

    measure_id: Mapped[UUID]
    position: Mapped[int]
    path: Mapped[str]
    text: Mapped[str]


class Indicator(Scoped, Base):
    """An output or outcome a measure is judged by.

    Target parts are set only where plainly printed. `complaint_topic` ties an outcome to the
    complaint statistics of the year.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        owned_reference("measure_id", "measure"),
        sa.Index(None, "tenant_id", "measure_id"),
    )

    measure_id: Mapped[UUID]
    position: Mapped[int]
    level: Mapped[IndicatorLevel] = mapped_column(coded(IndicatorLevel, "level"))
    text: Mapped[str]
    comparator: Mapped[str | None]
    value: Mapped[Decimal | None]
    unit: Mapped[str | None]
    method: Mapped[str | None]
    complaint_topic: Mapped[str | None]


class BudgetLine(Scoped, Base):
    """Money of one measure in one Buddhist fiscal year, in whole baht (R3)."""

    __tablename__ = "budget_line"
    __table_args__ = (
        owned_reference("measure_id", "measure"),
        sa.UniqueConstraint("tenant_id", "measure_id", "fiscal_year"),
        sa.CheckConstraint(
            "plan_amount >= 0 and ordinance_amount >= 0 and paid_amount >= 0", name="amounts"
        ),
    )

    measure_id: Mapped[UUID]
    fiscal_year: Mapped[int]
    plan_amount: Mapped[int] = mapped_column(sa.BigInteger, server_default=sa.text("0"))
    ordinance_amount: Mapped[int | None] = mapped_column(sa.BigInteger)
    in_ordinance: Mapped[bool] = mapped_column(server_default=sa.false())
    paid_amount: Mapped[int | None] = mapped_column(sa.BigInteger)
    updated_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
    updated_by: Mapped[str]
