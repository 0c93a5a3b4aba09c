"""The public pages of a municipality for search engines. Nothing of the corruption channel is here
but its statistics: whoever looks for the channel begins at the municipality's own front page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from xml.sax.saxutils import escape

from flask import Response

from portal_plugin.clock import BANGKOK
from portal_plugin.documents.papers.queries import published_papers
from portal_plugin.guard import current_session
from portal_plugin.measures.codes import Instrument
from portal_plugin.statistics.summary import summaries
from portal_plugin.statistics.views.asked import only_of_municipalities
from portal_plugin.transparency.published import published
from portal_plugin.transparency.views.leading import here, is_served, newest_href, whole

_LASTING = (
    "front",
    "public_plan",
    "public_reports",
    "public_documents",
    "oit_index",
    "open_data",
    "statistics",
    "corruption_statistics",
    "public_summaries",
    "complain",
    "follow",
)


def send() -> Response:
    """A sitemap of the protocol of sitemaps.org."""
    only_of_municipalities()
    entries = "".join(_entry(path, day) for path, day in _pages())
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )
    return Response(text, content_type="application/xml; charset=utf-8")


def _pages() -> Iterator[tuple[str, date | None]]:
    """Paths, with the day of the last change where it is known."""
    session = current_session()
    yield from ((here(endpoint), None) for endpoint in _LASTING if is_served(endpoint))
    for line in published(session):
        is_plan = line.instrument is Instrument.PLAN_5Y
        endpoint = "public_report" if is_plan else "public_ita_report"
        where = here(endpoint, fiscal_year=line.fiscal_year, round_code=line.round.value)
        yield where, _day(line.published_at)
    for paper in published_papers(session):
        yield newest_href(paper), _day(paper.published_at)
    for summary in summaries(session, published=True):
        where = here("public_summary", fiscal_year=summary.fiscal_year, half=summary.period.value)
        yield where, _day(summary.published_at)


def _entry(path: str, day: date | None) -> str:
    changed = f"<lastmod>{day.isoformat()}</lastmod>" if day else ""
    return f"<url><loc>{escape(whole(path))}</loc>{changed}</url>\n"


def _day(moment: datetime | None) -> date | None:
    return moment.astimezone(BANGKOK).date() if moment else None
