"""Tenants (the one shared table) and their departments."""

from __future__ import annotations

import enum
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.tenants.base import Base, Scoped, coded, new_id, owned_reference


class TenantType(enum.StrEnum):
    """Kinds of local administrative organisation, and the province's own office."""

    PAO = "PAO"
    CITY_MUNICIPALITY = "CITY_MUNICIPALITY"
    TOWN_MUNICIPALITY = "TOWN_MUNICIPALITY"
    SUBDISTRICT_MUNICIPALITY = "SUBDISTRICT_MUNICIPALITY"
    SAO = "SAO"
    PATTAYA = "PATTAYA"
    PROVINCE_OFFICE = "PROVINCE_OFFICE"


class DepartmentKind(enum.StrEnum):
    """สำนัก, กอง, หน่วย, ฝ่าย, งาน."""

    BUREAU = "BUREAU"
    DIVISION = "DIVISION"
    UNIT = "UNIT"
    SECTION = "SECTION"
    SUBSECTION = "SUBSECTION"


class Tenant(Base):
    """One municipality (LAO), or the province's office. Shared: read before a scope exists."""

    __tablename__ = "tenant"
    __table_args__ = (sa.CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{1,38}$'", name="code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(unique=True)
    type: Mapped[TenantType] = mapped_column(coded(TenantType, "type"))
    name: Mapped[str]
    province: Mapped[str]
    amphoe: Mapped[str | None]
    website: Mapped[str | None]
    memo_prefix: Mapped[str | None]
    brand_colour: Mapped[str | None]
    profile: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())


class Department(Scoped, Base):
    """A unit of the municipality. `aliases` are other spellings met in its documents."""

    __tablename__ = "department"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "name"),
        owned_reference("parent_id", "department"),
    )

    name: Mapped[str]
    kind: Mapped[DepartmentKind] = mapped_column(coded(DepartmentKind, "kind"))
    parent_id: Mapped[UUID | None]
    aliases: Mapped[list[str]] = mapped_column(server_default=sa.text("'{}'"))
    head_name: Mapped[str | None]
    active: Mapped[bool] = mapped_column(server_default=sa.true())
    created_at: Mapped[datetime] = mapped_column(server_default=sa.func.now())
