"""Open data: what there is, the files, and the catalogue for other portals."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from flask import Response, render_template

from portal_plugin import errors
from portal_plugin.clock import BANGKOK
from portal_plugin.config.catalogue import catalogue
from portal_plugin.documents.papers.queries import PublishedPaper
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.language import page_language
from portal_plugin.reports.compile import canonical
from portal_plugin.statistics.views.asked import only_of_municipalities
from portal_plugin.tabular import MEDIA_TYPE
from portal_plugin.tenants.models import Tenant
from portal_plugin.transparency.dcat import MEDIA_TYPE as JSON_LD
from portal_plugin.transparency.dcat import Publisher, Source, dcat_catalogue
from portal_plugin.transparency.open_data import (
    OWN_SETS,
    as_csv,
    changed_on,
    rows_of,
    set_descriptions,
)
from portal_plugin.transparency.views.index import newest_year
from portal_plugin.transparency.views.leading import here, permanent_href, whole

_STATISTICS = {
    "complaint-statistics": "statistics",
    "corruption-statistics": "corruption_statistics",
}


def show() -> str:
    """What data there is, what its columns mean, and where the files are."""
    only_of_municipalities()
    return render_template(
        "portal_plugin/transparency/data.html",
        sets=set_descriptions(),
        hrefs=_file_hrefs(),
        licence=catalogue("open_data")["licence"],
        words=page_language(),
        canonical=whole(here("open_data")),
    )


def send_csv(name: str) -> Response:
    """One of the sets that stand here, for spreadsheets."""
    rows = rows_of(current_session(), _own(name), _href_of)
    response = Response(as_csv(name, rows), content_type=MEDIA_TYPE)
    filename = f"{current_tenant().code}-{name}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def send_json(name: str) -> Response:
    """The same for programs, in the schema portal-plugin/open-data/<name>/1."""
    tenant = current_tenant()
    body = {
        "schema": f"portal-plugin/open-data/{_own(name)}/1",
        "tenant": {"code": tenant.code, "name": tenant.name},
        "rows": rows_of(current_session(), name, _href_of),
    }
    return Response(canonical(body), content_type="application/json")


def send_catalogue() -> Response:
    """Every set with its files, in DCAT."""
    only_of_municipalities()
    issued, changed = _here_since(), changed_on(current_session())
    sources = [
        Source(name, whole(csv), whole(json), issued, changed.get(name))
        for name, (csv, json) in _file_hrefs().items()
    ]
    publisher = Publisher(
        current_tenant().name,
        whole(here("front")),
        whole(here("open_data")),
        whole(here("open_data_catalogue")),
    )
    body = canonical(dcat_catalogue(publisher, sources))
    return Response(body, content_type=JSON_LD)


def _own(name: str) -> str:
    only_of_municipalities()
    if name not in OWN_SETS:
        raise errors.NotFound()
    return name


def _file_hrefs() -> dict[str, tuple[str, str]]:
    """Addresses of CSV and JSON by the name of the set, in the order of the page."""
    hrefs = {
        name: (here("open_data_csv", name=name), here("open_data_json", name=name))
        for name in OWN_SETS
    }
    for name, endpoint in _STATISTICS.items():
        hrefs[name] = (here(f"{endpoint}_csv"), here(f"{endpoint}_json"))
    year = newest_year()
    hrefs["oit-index"] = (
        here("oit_index_csv", fiscal_year=year),
        here("oit_index_json", fiscal_year=year),
    )
    return {one["name"]: hrefs[one["name"]] for one in set_descriptions()}


def _href_of(paper: PublishedPaper) -> str:
    return whole(permanent_href(paper))


def _here_since() -> date:
    query = sa.select(Tenant.created_at).where(Tenant.id == current_tenant().id)
    moment = current_session().execute(query).scalar_one()
    return moment.astimezone(BANGKOK).date()
