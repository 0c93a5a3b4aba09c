"""The plan with its measures, as the staff work with it."""

from __future__ import annotations

from flask import render_template

from portal_plugin.guard import current_session
from portal_plugin.measures.queries import current_plans, plan_overview, plans
from portal_plugin.measures.round_overview import round_overview
from portal_plugin.measures.views.looking import looking


def show() -> str:
    """One instrument in one fiscal year, as it stands in one round."""
    session = current_session()
    look = looking(session)
    plan = current_plans(session, look.fiscal_year).get(look.instrument)
    round_id = look.round.id if look.round else None
    known = plans(session)
    return render_template(
        "portal_plugin/measures/plan.html",
        look=look,
        years=sorted({year for row in known for year in range(row.year_from, row.year_to + 1)}),
        instruments=sorted({row.instrument for row in known}, reverse=True),
        overview=plan_overview(session, plan.id, look.fiscal_year, round_id) if plan else None,
        period=round_overview(session, round_id) if round_id else None,
    )
