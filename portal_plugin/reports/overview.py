"""Where every delivery of the province stands: for operators and `doctor`. No content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.models import OutboxItem
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class OutboxLine:
    """One delivery. `fiscal_year` is Buddhist; `tenant` is the municipality's code."""

    id: UUID
    tenant_id: UUID
    tenant: str
    instrument: Instrument
    fiscal_year: int
    round: RoundCode
    revision: int
    state: Delivery
    attempts: int
    next_attempt_at: datetime | None
    lease_until: datetime | None
    updated_at: datetime


def outbox_overview(province: sa.Engine, *states: Delivery) -> list[OutboxLine]:
    """Deliveries of all municipalities through the province's role, by municipality and year.

    Only those in `states` when any is named: `Delivery.DEAD` gives the dead list. The province
    does not read what went wrong, which could quote a report: see `last_errors`.
    """
    query: sa.Select[*tuple[Any, ...]] = (
        sa.select(
            OutboxItem.id,
            OutboxItem.tenant_id,
            Tenant.code,
            OutboxItem.instrument,
            OutboxItem.fiscal_year,
            OutboxItem.round,
            OutboxItem.revision,
            OutboxItem.state,
            OutboxItem.attempts,
            OutboxItem.next_attempt_at,
            OutboxItem.lease_until,
            OutboxItem.updated_at,
        )
        .join(Tenant, Tenant.id == OutboxItem.tenant_id)
        .order_by(
            Tenant.code,
            OutboxItem.fiscal_year.desc(),
            (OutboxItem.round == RoundCode.TWELVE_MONTHS).desc(),
            OutboxItem.revision.desc(),
        )
    )
    if states:
        query = query.where(OutboxItem.state.in_(states))
    with province.connect() as connection:
        return [OutboxLine(*row) for row in connection.execute(query)]


def counts_by_state(province: sa.Engine) -> dict[Delivery, int]:
    """How many deliveries of the province are in each state; every state is named."""
    query = sa.select(OutboxItem.state, sa.func.count().label("total")).group_by(OutboxItem.state)
    with province.connect() as connection:
        found = {row.state: row.total for row in connection.execute(query)}
    return {state: found.get(state, 0) for state in Delivery}


def last_errors(session: TenantSession) -> dict[UUID, str]:
    """What each delivery of one municipality met last, by delivery; only where something did."""
    query = sa.select(OutboxItem.id, OutboxItem.last_error).where(OutboxItem.last_error != "")
    return {row.id: row.last_error for row in session.execute(query)}
