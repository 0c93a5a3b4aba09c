"""Statistics of the corruption channel for everybody (product 22): page, JSON and CSV."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from portal_plugin import clock
from portal_plugin.corruption.codes import CATEGORY_WORDS
from portal_plugin.corruption.figures import SMALLEST_SHOWN, corruption_figures
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.said import said
from portal_plugin.statistics.body import canonical
from portal_plugin.statistics.corruption_body import STATE_WORDS, Body, as_csv, year_body
from portal_plugin.statistics.views.asked import (
    asked_year,
    day_of,
    only_of_municipalities,
    years_of,
)
from portal_plugin.tabular import MEDIA_TYPE
from portal_plugin.thai import fiscal_year_of, round_window


def show() -> str:
    """A fiscal year (`?year=`) by halves; with no report, that there was none (C7)."""
    only_of_municipalities()
    body = _body()
    return render_template(
        "portal_plugin/statistics/corruption.html",
        body=body,
        years=years_of("corruption_statistics", body["fiscal_year"]),
        query=f"?year={body['fiscal_year']}",
        **channel_variables(),
    )


def send_json() -> Response:
    """The same for programs, in the schema portal-plugin/corruption-statistics/1."""
    only_of_municipalities()
    tenant = current_tenant()
    body = _body() | {"tenant": {"code": tenant.code, "name": tenant.name}}
    return Response(canonical(body), content_type="application/json")


def send_csv() -> Response:
    """The same for spreadsheets."""
    only_of_municipalities()
    body = _body()
    response = Response(as_csv(body), content_type=MEDIA_TYPE)
    name = f"corruption-{body['fiscal_year']}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def channel_variables() -> dict[str, Any]:
    """What a page needs to word the channel's figures: words by code, days of texts, the smallest
    number that is shown."""
    return {
        "channel_states": {code: said(words) for code, words in STATE_WORDS.items()},
        "channel_categories": {code.value: said(words) for code, words in CATEGORY_WORDS.items()},
        "day_of": day_of,
        "smallest_shown": SMALLEST_SHOWN,
    }


def _body() -> Body:
    return year_body(corruption_figures(current_session(), asked_year(_newest_published())))


def _newest_published() -> int:
    """The newest Buddhist fiscal year of which a half is over."""
    today = clock.today()
    first_half = round_window(fiscal_year_of(today), "6M")
    return fiscal_year_of(today) - (today <= first_half[1])
