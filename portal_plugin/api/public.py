"""What anybody may read: nothing that was not published."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import errors
from portal_plugin.api.paging import Page, page
from portal_plugin.guard import current_session
from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.models import Plan
from portal_plugin.measures.views.looking import round_code_of, year_of
from portal_plugin.reports.compile import digest_of
from portal_plugin.reports.models import Report
from portal_plugin.reports.series import Series
from portal_plugin.transparency.published import (
    public_copy,
    published,
    published_history,
    published_revision,
)


def plans(limit: int, after: UUID | None = None) -> Page:
    """Plans of which a report was published, newest years first."""
    with_report = sa.select(Report.plan_id).where(Report.published_at.is_not(None))
    query = (
        sa.select(Plan)
        .where(Plan.id.in_(with_report))
        .order_by(Plan.year_from.desc(), Plan.instrument, Plan.id)
    )
    return page(current_session().scalars(query).all(), limit, after)


def reports(limit: int, after: UUID | None = None) -> Page:
    """The newest published revision of each report, the latest round first."""
    return page(published(current_session()), limit, after)


def report(
    fiscal_year: str, round_code: str, instrument: str, revision: int | None = None
) -> dict[str, Any]:
    """One published report with its content, as the public page shows it."""
    session = current_session()
    series = _series_of(instrument, fiscal_year, round_code)
    if revision is None:
        history = published_history(session, series)
        revision = history[0].revision if history else 0
    found = published_revision(session, series, revision)
    if found is None:
        raise errors.NotFound()
    copy = public_copy(found.body)
    return {
        "report": found,
        "digest": digest_of(copy.data),
        "withheld": copy.withheld,
        "body": copy.body,
    }


def _series_of(instrument: str, fiscal_year: str, round_code: str) -> Series:
    try:
        year = int(fiscal_year) if fiscal_year.isascii() else 0
        return Series(Instrument(instrument), year_of(year), round_code_of(round_code))
    except ValueError:
        raise errors.NotFound() from None
