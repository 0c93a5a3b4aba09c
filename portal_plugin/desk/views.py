"""The page an officer begins the day with: what is due, and what waits for him."""

from __future__ import annotations

from flask import render_template

from portal_plugin.actor import Act, Actor
from portal_plugin.complaints.queries import duty
from portal_plugin.documents.papers.desk import awaiting_me, awaiting_publication
from portal_plugin.guard import current_actor, current_session, may
from portal_plugin.measures.queries import MeasureLine, plans
from portal_plugin.measures.round_overview import RoundOverview, round_overview
from portal_plugin.measures.rounds import list_rounds
from portal_plugin.measures.views.looking import present_round
from portal_plugin.reports.queries import list_reports, newest_revisions
from portal_plugin.reports.states import Delivery
from portal_plugin.routes import Route

_TROUBLE = frozenset({Delivery.REJECTED, Delivery.DEAD})


def show() -> str:
    """What is due in the present round, by the actor's roles."""
    session, actor = current_session(), current_actor()
    row = present_round(list_rounds(session))
    period = round_overview(session, row.id) if row is not None else None
    newest = newest_revisions(list_reports(session))
    present = (row.fiscal_year, row.code) if row is not None else None
    return render_template(
        "portal_plugin/desk/work.html",
        period=period,
        mine=_awaited_of(actor, period) if may(Act.REPORT_PROGRESS) else [],
        department=_department_of(actor, period),
        has_plan=bool(plans(session)),
        compiled=[line for line in newest if (line.fiscal_year, line.round) == present],
        to_approve=[line for line in newest if line.approved_at is None],
        to_publish=[line for line in newest if line.approved_at and not line.published_at],
        troubled=[line for line in newest if line.state in _TROUBLE],
        to_sign=awaiting_me(session, actor) if may(Act.ENDORSE_PAPERS) else [],
        papers_to_publish=awaiting_publication(session) if may(Act.PUBLISH_PAPERS) else [],
        complaints=duty(session, actor) if may(Act.READ_COMPLAINTS) else None,
    )


def _department_of(actor: Actor, period: RoundOverview | None) -> str | None:
    if period is None or actor.department_id is None:
        return None
    names = (each.name for each in period.departments if each.id == actor.department_id)
    return next(names, None)


def _awaited_of(actor: Actor, period: RoundOverview | None) -> list[MeasureLine]:
    """Measures of the actor's department that the round waits for."""
    name = _department_of(actor, period)
    if period is None or name is None:
        return []
    return [
        line
        for plan in period.plans
        for line in plan.lines
        if line.needs_report
        and line.measure.conforming is not False
        and (line.measure.all_departments or name in line.measure.departments)
    ]


ROUTES: tuple[Route, ...] = (Route("/work", "work", show, Act.READ_PLAN),)
