"""The dimensions and missions of a plan, as the editor's lists need them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures.models import Dimension, Mission
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class MissionOption:
    """A mission ("1.2") to choose from, under the dimension of that number."""

    id: UUID
    number: str
    title: str
    dimension: int


def dimensions_of(session: TenantSession, plan_id: UUID) -> list[tuple[int, str]]:
    """Number and title of each dimension, in order."""
    query = sa.select(Dimension.number, Dimension.title).where(Dimension.plan_id == plan_id)
    return [(number, title) for number, title in session.execute(query.order_by(Dimension.number))]


def missions_of(session: TenantSession, plan_id: UUID) -> list[MissionOption]:
    """The missions of all dimensions, in order ("1.10" after "1.9")."""
    query = (
        sa.select(Mission.id, Mission.number, Mission.title, Dimension.number)
        .join(
            Dimension,
            sa.and_(Dimension.tenant_id == Mission.tenant_id, Dimension.id == Mission.dimension_id),
        )
        .where(Dimension.plan_id == plan_id)
        .order_by(Dimension.number, sa.func.length(Mission.number), Mission.number)
    )
    return [MissionOption(*row) for row in session.execute(query)]
