"""One report: what was told and said, what may be done next; and, asked for, who told it."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Act
from portal_plugin.corruption.contents import Identity
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.inspection.case import DAMAGED, open_case, read_case
from portal_plugin.corruption.inspection.disclosure import PURPOSE_WORDS, read_identity
from portal_plugin.corruption.views.deeds import next_of, offered
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.corruption.views.words import words
from portal_plugin.errors import RuleBroken
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route
from portal_plugin.said import said

ONE = "/inspection/reports/<uuid:report_id>"


def show(report_id: UUID) -> Response:
    """The report, without who told it."""
    return _page(report_id)


def reveal(report_id: UUID) -> Response:
    """The same page with who told it, once, for the handler; the reading is in the ledger (C12)."""
    me = current_inspector()
    try:
        opened = open_case(desk(), me.inspector, me.pair, report_id)
        identity = read_identity(desk(), me.inspector, opened, request.form.get("purpose", ""))
    except CannotOpen:
        return _page(report_id, faults=refused(RuleBroken.single("C12", "", DAMAGED)), status=409)
    except RuleBroken as broken:
        return _page(report_id, faults=refused(broken), status=broken.status)
    return _page(report_id, identity)


def _page(
    report_id: UUID,
    identity: Identity | None = None,
    *,
    faults: Faults = NO_FAULTS,
    status: int = 200,
) -> Response:
    me = current_inspector()
    case = read_case(desk(), me.inspector, me.pair, report_id)
    deeds = offered(case.report)
    first = next_of(case.report, deeds, is_asked=case.is_asked)
    page = render_template(
        "portal_plugin/corruption/inspection/report.html",
        case=case,
        report=case.report,
        is_mine=case.report.handler_id == me.inspector.id,
        deeds={deed.name: deed for deed in deeds},
        first=first.name if first else None,
        identity=identity,
        purposes={code.value: said(word) for code, word in PURPOSE_WORDS.items()},
        damaged=said(DAMAGED),
        faults=faults,
        **words(),
    )
    return make_response(page, status)


ROUTES: tuple[Route, ...] = (
    Route(ONE, "corruption_report", at_desk(needs_open_key(show)), Act.INSPECT),
    Route(
        f"{ONE}/identity",
        "reveal_identity",
        at_desk(needs_open_key(reveal)),
        Act.INSPECT,
        ("POST",),
    ),
)
