"""What anybody may see: the figures of complaints, and the published summaries."""

from __future__ import annotations

from flask import Response, render_template

from portal_plugin import errors
from portal_plugin.complaints.codes import Half
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.statistics.body import Body, canonical, published_body, statistics_body
from portal_plugin.statistics.summary import revisions, summaries
from portal_plugin.statistics.views.asked import (
    asked_period,
    csv_answer,
    day_of,
    only_of_municipalities,
    period_variables,
    takes_complaints,
)


def show() -> str:
    """Figures of a period (`?year=&part=`); with no complaint, that there was none (C7)."""
    body = _body() if takes_complaints() else None
    return render_template(
        "portal_plugin/statistics/public.html",
        body=body,
        has_summaries=bool(summaries(current_session(), published=True)),
        **period_variables("statistics", asked_period()),
    )


def send_json() -> Response:
    """The same for programs, in the schema portal-plugin/complaint-statistics/1."""
    only_of_municipalities()
    tenant = current_tenant()
    body = _body() | {"tenant": {"code": tenant.code, "name": tenant.name}}
    return Response(canonical(body), content_type="application/json")


def send_csv() -> Response:
    """The same for spreadsheets."""
    only_of_municipalities()
    return csv_answer(_body())


def show_summaries() -> str:
    """Every published summary, the newest period first."""
    return render_template(
        "portal_plugin/statistics/public_summaries.html",
        summaries=summaries(current_session(), published=True),
    )


def show_summary(fiscal_year: int, half: str) -> str:
    """The newest published summary of a period, as it was when it was submitted."""
    try:
        period = Half(half)
    except ValueError:
        raise errors.NotFound() from None
    found = revisions(current_session(), fiscal_year, period, published=True)
    if not found:
        raise errors.NotFound()
    return render_template(
        "portal_plugin/statistics/public_summary.html",
        summary=found[0],
        history=found,
        body=published_body(found[0].figures),
        day_of=day_of,
    )


def _body() -> Body:
    return published_body(statistics_body(current_session(), asked_period()))
