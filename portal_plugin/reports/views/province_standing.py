"""Where each municipality's round stands, read through the province's role: states and days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from portal_plugin.measures.codes import Instrument, RoundCode, RoundState
from portal_plugin.measures.models import Round
from portal_plugin.reports.models import OutboxItem
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.models import Tenant, TenantType


@dataclass(frozen=True, slots=True)
class MunicipalityStanding:
    """One municipality in one round; `state` is None before it opened the round, `delivery` None
    before its report was compiled. `national_due` is a Gregorian day.
    """

    code: str
    name: str
    state: RoundState | None
    national_due: date | None
    delivery: Delivery | None

    @property
    def reported(self) -> bool:
        """The national endpoint has acknowledged the report."""
        return self.delivery is Delivery.ACKNOWLEDGED

    def late(self, today: date) -> bool:
        """The national due day has passed and no receipt is held."""
        return self.national_due is not None and self.national_due < today and not self.reported


def rounds_seen(engine: sa.Engine) -> list[tuple[int, RoundCode]]:
    """The rounds that any municipality has opened, newest first."""
    query = sa.select(Round.fiscal_year, Round.code, sa.func.max(Round.ends)).group_by(
        Round.fiscal_year, Round.code
    )
    with engine.connect() as connection:
        found = connection.execute(query.order_by(sa.func.max(Round.ends).desc())).all()
    return [(year, code) for year, code, _ in found]


def province_standing(
    engine: sa.Engine, province: str, fiscal_year: int, code: RoundCode
) -> list[MunicipalityStanding]:
    """Every municipality of the province, by name, with the newest delivery of its plan."""
    sent = sa.select(OutboxItem.tenant_id, OutboxItem.state).where(
        OutboxItem.fiscal_year == fiscal_year,
        OutboxItem.round == code,
        OutboxItem.instrument == Instrument.PLAN_5Y,
    )
    period = sa.and_(
        Round.tenant_id == Tenant.id, Round.fiscal_year == fiscal_year, Round.code == code
    )
    municipalities = (
        sa.select(Tenant.id, Tenant.code, Tenant.name, Round.state, Round.national_due)
        .outerjoin(Round, period)
        .where(Tenant.province == province, Tenant.type != TenantType.PROVINCE_OFFICE)
        .order_by(Tenant.name)
    )
    with engine.connect() as connection:
        # A later revision overwrites an earlier one.
        rows = connection.execute(sent.order_by(OutboxItem.revision))
        newest = {row.tenant_id: row.state for row in rows}
        return [
            MunicipalityStanding(
                row.code, row.name, row.state, row.national_due, newest.get(row.id)
            )
            for row in connection.execute(municipalities)
        ]
