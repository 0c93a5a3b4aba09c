"""Published documents for everybody, each version at an address that stays."""

from __future__ import annotations

from itertools import groupby

from flask import Response, render_template, request

from portal_plugin import errors
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.formats import html
from portal_plugin.documents.papers.queries import (
    PublishedPaper,
    body_of,
    published_papers,
    published_versions,
)
from portal_plugin.documents.product import Format
from portal_plugin.documents.renditions.service import file_of_version, files_of_version
from portal_plugin.documents.writing import MEDIA_TYPES
from portal_plugin.guard import current_session
from portal_plugin.measures.views.looking import year_of
from portal_plugin.statistics.views.asked import only_of_municipalities
from portal_plugin.transparency.periods import round_of
from portal_plugin.transparency.views.leading import (
    here,
    newest_href,
    permanent_href,
    whole,
)

_FOR_GOOD = "public, max-age=31536000, immutable"
_NEWEST_VERSION = 9999


def show_all() -> str:
    """The newest version of each published document, by fiscal year."""
    only_of_municipalities()
    papers = sorted(
        published_papers(current_session()),
        key=lambda paper: (paper.fiscal_year, paper.published_at),
        reverse=True,
    )
    return render_template(
        "portal_plugin/transparency/documents.html",
        years=[
            (year, list(of_year)) for year, of_year in groupby(papers, key=lambda p: p.fiscal_year)
        ],
        newest_href=newest_href,
        canonical=whole(here("public_documents")),
    )


def show(product: str, fiscal_year: int, period: str, version: int | None = None) -> str:
    """A published version; without its number the newest."""
    only_of_municipalities()
    versions = _versions(product, fiscal_year, period)
    paper = versions[0] if version is None else _of_number(versions, version)
    body = body_of(current_session(), paper.version_id)
    return render_template(
        "portal_plugin/transparency/document.html",
        paper=paper,
        newest=versions[0],
        versions=versions,
        document=html.fragment(product_of(paper.product).compose(body)),
        files=files_of_version(current_session(), paper.version_id),
        file_href=lambda kind: f"{permanent_href(paper)}/file.{kind}",
        permanent_href=permanent_href,
        canonical=whole(permanent_href(paper)),
    )


def send_file(product: str, fiscal_year: int, period: str, version: int, kind: str) -> Response:
    """A finished file of a published version; it never changes."""
    only_of_municipalities()
    paper = _of_number(_versions(product, fiscal_year, period), version)
    try:
        wanted = Format(kind)
    except ValueError:
        raise errors.NotFound() from None
    found = file_of_version(current_session(), paper.version_id, wanted)
    if found is None:
        raise errors.NotFound()
    response = Response(found.data, content_type=MEDIA_TYPES[wanted])
    response.set_etag(found.sha256)
    response.headers["Cache-Control"] = _FOR_GOOD
    # A page of its own in our address space would read like ours: it is taken home instead.
    response.headers["Content-Disposition"] = f'attachment; filename="{found.filename}"'
    response.make_conditional(request)
    return response


def _versions(product: str, fiscal_year: int, period: str) -> list[PublishedPaper]:
    """Raises `NotFound`, also for a document that was never published."""
    round_code = round_of(period)
    found = published_versions(current_session(), product, year_of(fiscal_year), round_code)
    if not found:
        raise errors.NotFound()
    return found


def _of_number(versions: list[PublishedPaper], number: int) -> PublishedPaper:
    if not 1 <= number <= _NEWEST_VERSION:
        raise errors.NotFound()
    paper = next((one for one in versions if one.version == number), None)
    if paper is None:
        raise errors.NotFound()
    return paper
