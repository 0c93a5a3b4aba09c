"""The declarative base of every table of the plugin, and the shape of a row with an owner."""

from __future__ import annotations

import enum
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from uuid_utils.compat import uuid7

SCHEMA = "portal_plugin"
INSPECTION_SCHEMA = "portal_plugin_inspection"
BIND_KEY = "portal_plugin"
INSPECTION_BIND_KEY = "portal_plugin_inspection"
TENANT_SETTING = "portal_plugin.tenant"
OWN_TENANT_SQL = f"nullif(current_setting('{TENANT_SETTING}', true), '')::uuid"

NAMING = {
    "pk": "%(table_name)s_pkey",
    "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
    "uq": "%(table_name)s_%(column_0_N_name)s_key",
    "ix": "%(table_name)s_%(column_0_N_name)s_idx",
    "ck": "%(table_name)s_%(constraint_name)s_check",
}


COLUMN_TYPES: dict[Any, Any] = {
    str: sa.Text(),
    datetime: sa.DateTime(timezone=True),
    list[str]: sa.ARRAY(sa.Text()),
    list[int]: sa.ARRAY(sa.Integer()),
}


def new_id() -> UUID:
    """A UUIDv7: sorts by the moment of its making, so that new rows land side by side."""
    return uuid7()


class Base(DeclarativeBase):
    """Tables of the plugin. They live in a schema and behind a bind of their own."""

    metadata = sa.MetaData(schema=SCHEMA, naming_convention=NAMING, info={"bind_key": BIND_KEY})
    type_annotation_map = COLUMN_TYPES


class Owned:
    """A row with an owner, in whichever schema. A session of one tenant writes no other's."""

    tenant_id: Mapped[UUID]


class Scoped(Owned):
    """A row that belongs to one tenant.

    The key is led by the tenant, and so is every unique and foreign key (`owned_reference`), so
    that no row can point across the border even if a policy were missing, and the schema
    distributes by tenant unchanged. The database itself fills `tenant_id` from the transaction's
    tenant; without one the insert fails.
    """

    tenant_id: Mapped[UUID] = mapped_column(
        sa.ForeignKey(f"{SCHEMA}.tenant.id"),
        primary_key=True,
        server_default=sa.text(OWN_TENANT_SQL),
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)


def owned_reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A foreign key from `column` to a row of the same tenant in `table`."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{SCHEMA}.{table}.tenant_id", f"{SCHEMA}.{table}.id"]
    )


def coded(kind: type[enum.StrEnum], name: str) -> Any:
    """A text column that holds one of an enumeration's codes; `name` names its CHECK."""
    return sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )
