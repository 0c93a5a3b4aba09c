"""The declarative base of the channel: a schema, a bind and a database role of its own."""

from __future__ import annotations

from uuid import UUID, uuid4

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from portal_plugin.tenants.base import (
    COLUMN_TYPES,
    INSPECTION_BIND_KEY,
    INSPECTION_SCHEMA,
    NAMING,
    OWN_TENANT_SQL,
    Owned,
)


class InspectionBase(DeclarativeBase):
    """Tables that the role `portal_plugin_inspection` alone reads and writes."""

    metadata = sa.MetaData(
        schema=INSPECTION_SCHEMA, naming_convention=NAMING, info={"bind_key": INSPECTION_BIND_KEY}
    )
    type_annotation_map = COLUMN_TYPES


def channel_id() -> UUID:
    """An id at random (UUIDv4). Those of other tables carry the moment of their making, which would
    tell when somebody sat down to write; a row of the channel tells the day at most."""
    return uuid4()


class Held(Owned):
    """A row of the channel, walled in as `tenants.base.Scoped` is.

    It refers to nothing outside its own schema: a foreign key would ask the ordinary tables.
    """

    tenant_id: Mapped[UUID] = mapped_column(
        primary_key=True, server_default=sa.text(OWN_TENANT_SQL)
    )
    id: Mapped[UUID] = mapped_column(primary_key=True, default=channel_id)


def held_reference(column: str, table: str) -> sa.ForeignKeyConstraint:
    """A foreign key from `column` to a row of the same tenant in `table`."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", column],
        [f"{INSPECTION_SCHEMA}.{table}.tenant_id", f"{INSPECTION_SCHEMA}.{table}.id"],
    )
