"""Complaints of every municipality, counted: all that the province sees of them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from portal_plugin.complaints.models import ComplaintCount
from portal_plugin.statistics.figures import percent
from portal_plugin.statistics.period import Period
from portal_plugin.tenants.models import Tenant, TenantType

_SUMS = ("received", "done", "in_time", "explained", "late")


@dataclass(frozen=True, slots=True)
class MunicipalityFigures:
    """One municipality in a period. What is open and past its day today the province does not
    see; it is counted once it is answered or explained."""

    code: str
    name: str
    received: int
    done: int
    in_time: int
    explained: int
    late: int

    @property
    def in_time_percent(self) -> float | None:
        """Answered or explained in time, of all that were either, or late (C1)."""
        kept = self.in_time + self.explained
        return percent(kept, kept + self.late)


def province_figures(engine: sa.Engine, province: str, period: Period) -> list[MunicipalityFigures]:
    """Every municipality of the province, by name, in one statement of the province's role."""
    count = ComplaintCount
    ours = sa.and_(Tenant.province == province, Tenant.type != TenantType.PROVINCE_OFFICE)
    # Summed before the join: so a hundred thousand counters become a row for each municipality.
    summed = (
        sa.select(
            count.tenant_id, *(sa.func.sum(getattr(count, name)).label(name) for name in _SUMS)
        )
        .where(
            count.tenant_id.in_(sa.select(Tenant.id).where(ours)),
            count.month.between(period.months[0], period.months[-1]),
        )
        .group_by(count.tenant_id)
        .subquery()
    )
    query = (
        sa.select(
            Tenant.code,
            Tenant.name,
            *(sa.func.coalesce(summed.c[name], 0) for name in _SUMS),
        )
        .outerjoin(summed, summed.c.tenant_id == Tenant.id)
        .where(ours)
        .order_by(Tenant.name)
    )
    with engine.connect() as connection:
        return [MunicipalityFigures(*row) for row in connection.execute(query)]
