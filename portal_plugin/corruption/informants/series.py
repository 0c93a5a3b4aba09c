"""Numbers of reports: one series a municipality and fiscal year."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.models import ReportSeries
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.thai import fiscal_year_of


def held_series(session: InspectionSession, day: date) -> ReportSeries:
    """The series of the fiscal year of `day`; whoever comes next waits for the commit."""
    year = fiscal_year_of(day)
    session.execute(
        insert(ReportSeries)
        .values(id=channel_id(), tenant_id=session.tenant_id, fiscal_year=year, last=0)
        .on_conflict_do_nothing(index_elements=["tenant_id", "fiscal_year"])
    )
    return session.scalars(
        sa.select(ReportSeries)
        .where(ReportSeries.fiscal_year == year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def next_number(series: ReportSeries) -> str:
    """The next number, "ท2569-0001": sorts as text, and is no complaint's number."""
    series.last += 1
    return f"ท{series.fiscal_year}-{series.last:04}"
