"""The OIT index for everybody (product 26): page, JSON and CSV."""

from __future__ import annotations

from typing import Any

from flask import Response, render_template

from portal_plugin import clock, errors
from portal_plugin.documents.papers.queries import title_of
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.measures.views.looking import year_of
from portal_plugin.reports.compile import canonical
from portal_plugin.statistics.views.asked import only_of_municipalities
from portal_plugin.tabular import MEDIA_TYPE, csv_bytes
from portal_plugin.thai import fiscal_year_of
from portal_plugin.transparency.index import IndexLine, OitIndex, index_years, oit_index
from portal_plugin.transparency.views.leading import answer_href, here, served, whole

SCHEMA = "portal-plugin/oit-index/1"

_COLUMNS = (
    "ปีงบประมาณ",
    "ข้อ",
    "รายการ",
    "มีข้อมูล",
    "ที่อยู่",
    "วันที่",
    "หน่วยงานที่รับผิดชอบ",
    "ผู้รับผิดชอบ",
    "หมายเหตุ",
    "ที่มาของเลขข้อ",
)


def show(fiscal_year: int | None = None) -> str:
    """The index of a fiscal year, or of the newest that has one."""
    only_of_municipalities()
    years = _years()
    year = years[0] if fiscal_year is None else _known(fiscal_year, years)
    return render_template(
        "portal_plugin/transparency/index.html",
        index=_index(year),
        years=years,
        answer_href=answer_href,
        product_title=title_of,
        canonical=whole(here("oit_index_of_year", fiscal_year=year)),
    )


def send_json(fiscal_year: int) -> Response:
    """The same for programs."""
    only_of_municipalities()
    index, tenant = _index(_known(fiscal_year, _years())), current_tenant()
    body = {
        "schema": SCHEMA,
        "tenant": {"code": tenant.code, "name": tenant.name},
        "fiscal_year": fiscal_year,
        "numbering": {
            "source": index.known.source,
            "confidence": index.known.confidence,
            "complete": index.known.complete,
        }
        if index.known
        else None,
        "items": [_item(line) for line in index.lines],
    }
    return Response(canonical(body), content_type="application/json")


def send_csv(fiscal_year: int) -> Response:
    """The same for spreadsheets."""
    only_of_municipalities()
    index = _index(_known(fiscal_year, _years()))
    rows = (
        [
            fiscal_year,
            item["number"],
            item["title"],
            "มี" if item["complete"] else "ยังไม่มี",
            " ".join(item["links"]),
            item["dated"],
            item["department"],
            item["person"],
            item["note"],
            item["source"],
        ]
        for item in map(_item, index.lines)
    )
    response = Response(csv_bytes(_COLUMNS, rows), content_type=MEDIA_TYPE)
    name = f"oit-{current_tenant().code}-{fiscal_year}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def newest_year() -> int:
    """The fiscal year whose index is shown first."""
    return _years()[0]


def _index(fiscal_year: int) -> OitIndex:
    return oit_index(current_session(), fiscal_year, served())


def _years() -> list[int]:
    return index_years(current_session(), fiscal_year_of(clock.today()))


def _known(fiscal_year: int, years: list[int]) -> int:
    """Raises `NotFound` for a year of which neither the catalogue nor the municipality speaks."""
    present = fiscal_year_of(clock.today())
    if year_of(fiscal_year) not in years and fiscal_year != present:
        raise errors.NotFound()
    return fiscal_year


def _item(line: IndexLine) -> dict[str, Any]:
    links = [*(answer_href(answer) for answer in line.answers), *([line.href] if line.href else [])]
    own_number = bool(line.entry and line.entry.number)
    return {
        "topic": line.topic,
        "number": line.number,
        "title": line.title,
        "complete": line.complete,
        "links": [whole(link) for link in links],
        "dated": line.dated.isoformat() if line.dated else None,
        "department": line.department,
        "person": line.person,
        "note": line.entry.note if line.entry else "",
        "source": "หน่วยงาน" if own_number or not line.item else line.item.source,
        "confidence": None if own_number or not line.item else line.item.confidence,
    }
