"""What people of the municipality read and report, signed in to the host."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask_wtf.csrf import generate_csrf

from portal_plugin.api.paging import Page, page
from portal_plugin.guard import current_actor, current_session
from portal_plugin.measures import queries
from portal_plugin.measures.measure_detail import MeasureDetail, measure_detail
from portal_plugin.measures.progress import ProgressInput, Recorded, record_progress
from portal_plugin.measures.rounds import list_rounds
from portal_plugin.reports.queries import ReportPage, list_reports, report_page


def session() -> dict[str, Any]:
    """Who is signed in, and the token that a change must carry."""
    actor = current_actor()
    return {"name": actor.name, "roles": sorted(actor.roles), "csrf_token": generate_csrf()}


def plans(limit: int, after: UUID | None = None) -> Page:
    """Plans of both instruments, newest years first."""
    return page(queries.plans(current_session()), limit, after)


def measures(
    plan_id: UUID,
    fiscal_year: int,
    limit: int,
    round_id: UUID | None = None,
    after: UUID | None = None,
) -> Page:
    """The measures of a plan by `seq`, each with where it stands in the round."""
    overview = queries.plan_overview(current_session(), plan_id, fiscal_year, round_id)
    return page(overview.lines, limit, after, id_of=lambda line: line.measure.id)


def measure(measure_id: UUID, fiscal_year: int | None = None) -> MeasureDetail:
    """One measure with steps, indicators, budgets and the history of all years."""
    return measure_detail(current_session(), measure_id, fiscal_year)


def rounds(limit: int, fiscal_year: int | None = None, after: UUID | None = None) -> Page:
    """Rounds, newest year first."""
    return page(list_rounds(current_session(), fiscal_year), limit, after)


def reports(limit: int, fiscal_year: int | None = None, after: UUID | None = None) -> Page:
    """All revisions of all reports with their delivery state, newest year first."""
    return page(list_reports(current_session(), fiscal_year), limit, after)


def report(report_id: UUID) -> ReportPage:
    """One revision with its content and every step of its delivery."""
    return report_page(current_session(), report_id)


def report_progress(given: ProgressInput) -> Recorded:
    """Write a progress entry.

    `seen_entry_id` names the entry that stood when the report was written; when another came
    between, the answer is 409.
    """
    return record_progress(current_session(), current_actor(), given)
