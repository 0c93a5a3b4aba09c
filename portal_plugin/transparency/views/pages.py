"""What anybody may see: the front page, the plan with its progress, and published reports."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, current_app, render_template, request

from portal_plugin import errors
from portal_plugin.channel import channel_href
from portal_plugin.config.catalogue import lao_words
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.views.looking import round_code_of, year_of
from portal_plugin.reports.queries import ReportLine
from portal_plugin.reports.series import Series
from portal_plugin.reports.views.frozen import frozen_bytes
from portal_plugin.said import said
from portal_plugin.statistics.views.corruption import channel_variables
from portal_plugin.tenants.models import TenantType
from portal_plugin.transparency.open_data import Row, disclosed, progress_of
from portal_plugin.transparency.published import (
    public_copy,
    published,
    published_history,
    published_plan,
    published_revision,
)
from portal_plugin.transparency.views.leading import here, whole


def front() -> str:
    """The few things people come for."""
    lines = published(current_session())
    return render_template(
        "portal_plugin/transparency/front.html",
        complaints="portal_plugin.complain" in current_app.view_functions,
        published=lines[:3],
        progress=_newest_progress(lines),
        guide=channel_href(),
        report_corruption=channel_href("report"),
        is_province=current_tenant().type is TenantType.PROVINCE_OFFICE,
        canonical=whole(here("front")),
    )


def plan(fiscal_year: int | None = None) -> str:
    """The newest published state of the five-year plan, of one fiscal year or of any."""
    session = current_session()
    lines = published_plan(session)
    line = next((line for line in lines if fiscal_year in (None, line.fiscal_year)), None)
    if line is None and fiscal_year is not None:
        raise errors.NotFound()
    if line is None:
        return render_template(
            "portal_plugin/transparency/plan.html", line=None, canonical=whole(here("public_plan"))
        )
    series = Series(line.instrument, line.fiscal_year, line.round)
    found = published_revision(session, series, line.revision)
    assert found is not None
    return render_template(
        "portal_plugin/transparency/plan.html",
        line=line,
        body=public_copy(found.body).body,
        years=sorted({line.fiscal_year for line in lines}),
        rounds=[
            progress_of(report)
            for report in reversed(disclosed(session))
            if report.instrument == Instrument.PLAN_5Y
        ],
        ordinance_word=said(lao_words(current_tenant().type)["ordinance"]),
        canonical=whole(here("public_plan_of_year", fiscal_year=line.fiscal_year)),
    )


def reports() -> str:
    """Every published report, newest first."""
    return render_template(
        "portal_plugin/transparency/reports.html",
        reports=published(current_session()),
        canonical=whole(here("public_reports")),
    )


def plan_report(fiscal_year: int, round_code: str) -> str:
    """The newest published report of the five-year plan in one round."""
    return _report(Instrument.PLAN_5Y, fiscal_year, round_code)


def ita_report(fiscal_year: int, round_code: str) -> str:
    """The newest published report of the year's ITA measures in one round."""
    return _report(Instrument.ITA_MEASURES, fiscal_year, round_code)


def plan_report_bytes(fiscal_year: int, round_code: str, revision: int) -> Response:
    """The published bytes of one revision."""
    return _bytes(Instrument.PLAN_5Y, fiscal_year, round_code, revision)


def ita_report_bytes(fiscal_year: int, round_code: str, revision: int) -> Response:
    """The published bytes of one revision."""
    return _bytes(Instrument.ITA_MEASURES, fiscal_year, round_code, revision)


def _newest_progress(lines: Sequence[ReportLine]) -> Row | None:
    """The counts of the five-year plan's newest published report."""
    line = next((line for line in lines if line.instrument is Instrument.PLAN_5Y), None)
    if line is None:
        return None
    series = Series(line.instrument, line.fiscal_year, line.round)
    reports = disclosed(current_session(), series)
    return progress_of(reports[0]) if reports else None


def _report(instrument: Instrument, fiscal_year: int, round_code: str) -> str:
    series = Series(instrument, year_of(fiscal_year), round_code_of(round_code))
    history = published_history(current_session(), series)
    if not history:
        raise errors.NotFound()
    found = published_revision(current_session(), series, history[0].revision)
    assert found is not None
    return render_template(
        "portal_plugin/transparency/report.html",
        line=history[0],
        history=history,
        copy=public_copy(found.body),
        ordinance_word=said(lao_words(current_tenant().type)["ordinance"]),
        canonical=whole(request.path),
        **channel_variables(),
    )


def _bytes(instrument: Instrument, fiscal_year: int, code: str, revision: int) -> Response:
    series = Series(instrument, year_of(fiscal_year), round_code_of(code))
    if not 1 <= revision <= 9999:
        raise errors.NotFound()
    found = published_revision(current_session(), series, revision)
    if found is None:
        raise errors.NotFound()
    name = f"{instrument}-{fiscal_year}-{code}-{revision}.json"
    return frozen_bytes(public_copy(found.body).data, name)
