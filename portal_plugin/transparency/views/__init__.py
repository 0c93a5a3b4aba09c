"""Pages that anybody may see, and the two that staff keep them with: the feature's addresses."""

from __future__ import annotations

from portal_plugin.actor import Act
from portal_plugin.routes import Route
from portal_plugin.transparency.views import (
    entries,
    index,
    open_data,
    pages,
    papers,
    readiness,
    sitemap,
)

_REPORT = "/reports/<int:fiscal_year>/<round_code>"
_REVISION = "revision/<int:revision>.json"
_PAPER = "/documents/<product>/<int:fiscal_year>/<period>"
_VERSION = f"{_PAPER}/v<int:version>"
_ENTRIES = "/work/oit/<int:fiscal_year>"

ROUTES: tuple[Route, ...] = (
    Route("/", "front", pages.front, None),
    Route("/plan", "public_plan", pages.plan, None),
    Route("/plan/<int:fiscal_year>", "public_plan_of_year", pages.plan, None),
    Route("/reports", "public_reports", pages.reports, None),
    Route(_REPORT, "public_report", pages.plan_report, None),
    Route(f"{_REPORT}/ita", "public_ita_report", pages.ita_report, None),
    Route(f"{_REPORT}/{_REVISION}", "public_report_bytes", pages.plan_report_bytes, None),
    Route(f"{_REPORT}/ita/{_REVISION}", "public_ita_report_bytes", pages.ita_report_bytes, None),
    Route("/oit", "oit_index", index.show, None),
    Route("/oit/<int:fiscal_year>", "oit_index_of_year", index.show, None),
    Route("/oit/<int:fiscal_year>.csv", "oit_index_csv", index.send_csv, None),
    Route("/oit/<int:fiscal_year>.json", "oit_index_json", index.send_json, None),
    Route("/documents", "public_documents", papers.show_all, None),
    Route(_PAPER, "public_paper", papers.show, None),
    Route(_VERSION, "public_paper_version", papers.show, None),
    Route(f"{_VERSION}/file.<kind>", "public_paper_file", papers.send_file, None),
    Route("/data", "open_data", open_data.show, None),
    Route("/data/catalog.jsonld", "open_data_catalogue", open_data.send_catalogue, None),
    Route("/data/<name>.csv", "open_data_csv", open_data.send_csv, None),
    Route("/data/<name>.json", "open_data_json", open_data.send_json, None),
    Route("/sitemap.xml", "sitemap", sitemap.send, None),
    Route("/work/readiness", "readiness", readiness.show, Act.READ_REPORTS),
    Route(_ENTRIES, "oit_entries", entries.show, Act.READ_REPORTS),
    Route(_ENTRIES, "keep_oit_entry", entries.keep, Act.KEEP_INDEX, ("POST",)),
)
