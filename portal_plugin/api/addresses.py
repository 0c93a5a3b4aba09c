"""Every address of /api/v1: the interface's table of contents."""

from __future__ import annotations

from flask import Blueprint

from portal_plugin.actor import Act
from portal_plugin.api import elsewhere, public, schemas, staff
from portal_plugin.api.document import openapi, serve
from portal_plugin.api.operation import BASE, Operation
from portal_plugin.api.problems import Refused, answer_refusal
from portal_plugin.measures.schemas import ProgressSchema
from portal_plugin.routes import Route

# Not `int`: what its converter refuses ends the search for a rule, and the host would answer.
_PUBLISHED = "/public/reports/<string(length=4):fiscal_year>/<round_code>/<instrument>"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "/public/plans",
        "api_published_plans",
        public.plans,
        None,
        answer=schemas.PlanPageSchema,
        query=schemas.PageQuery,
    ),
    Operation(
        "/public/reports",
        "api_published_reports",
        public.reports,
        None,
        answer=schemas.PublishedReportPageSchema,
        query=schemas.PageQuery,
    ),
    Operation(
        _PUBLISHED,
        "api_published_report",
        public.report,
        None,
        answer=schemas.PublishedContentSchema,
        query=schemas.RevisionQuery,
    ),
    Operation(
        "/session", "api_session", staff.session, Act.READ_PLAN, answer=schemas.SessionSchema
    ),
    Operation(
        "/plans",
        "api_plans",
        staff.plans,
        Act.READ_PLAN,
        answer=schemas.PlanPageSchema,
        query=schemas.PageQuery,
    ),
    Operation(
        "/plans/<uuid:plan_id>/measures",
        "api_measures",
        staff.measures,
        Act.READ_PLAN,
        answer=schemas.MeasurePageSchema,
        query=schemas.MeasuresQuery,
    ),
    Operation(
        "/measures/<uuid:measure_id>",
        "api_measure",
        staff.measure,
        Act.READ_PLAN,
        answer=schemas.MeasureHistorySchema,
        query=schemas.MeasureQuery,
    ),
    Operation(
        "/rounds",
        "api_rounds",
        staff.rounds,
        Act.READ_PLAN,
        answer=schemas.RoundPageSchema,
        query=schemas.YearPageQuery,
    ),
    Operation(
        "/reports",
        "api_reports",
        staff.reports,
        Act.READ_REPORTS,
        answer=schemas.ReportPageSchema,
        query=schemas.YearPageQuery,
    ),
    Operation(
        "/reports/<uuid:report_id>",
        "api_report",
        staff.report,
        Act.READ_REPORTS,
        answer=schemas.ReportContentSchema,
    ),
    Operation(
        "/progress",
        "api_report_progress",
        staff.report_progress,
        Act.REPORT_PROGRESS,
        answer=schemas.RecordedSchema,
        body=ProgressSchema,
        method="POST",
        status=201,
    ),
)

ROUTES: tuple[Route, ...] = tuple(operation.route() for operation in OPERATIONS)


def register(blueprint: Blueprint) -> None:
    """Add the document, the answer to every other address, and the handler of refusals."""
    document = openapi(OPERATIONS)
    blueprint.add_url_rule(f"{BASE}/openapi.json", "api_document", lambda: serve(document))
    blueprint.register_error_handler(Refused, answer_refusal)
    elsewhere.register(blueprint)
