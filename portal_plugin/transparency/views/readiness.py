"""What is still missing before the ITA window, on one page for staff."""

from __future__ import annotations

from flask import render_template

from portal_plugin import clock
from portal_plugin.guard import current_session, current_tenant, may
from portal_plugin.header import ROLE_LABELS
from portal_plugin.measures.views.looking import asked_year
from portal_plugin.said import said
from portal_plugin.state import portal_state
from portal_plugin.statistics.views.asked import only_of_municipalities, years_of
from portal_plugin.thai import fiscal_year_of
from portal_plugin.transparency.readiness import Lack, Need, readiness
from portal_plugin.transparency.views.leading import act_of, here, is_served, served


def show() -> str:
    """The check of a fiscal year (`?year=`), else of the present one."""
    only_of_municipalities()
    year = asked_year() or fiscal_year_of(clock.today())
    people = portal_state().people(current_tenant())
    return render_template(
        "portal_plugin/transparency/readiness.html",
        check=readiness(current_session(), year, served(), people),
        years=years_of("readiness", year),
        needs=list(Need),
        roles={role: said(label) for role, label in ROLE_LABELS.items()},
        mended_at=_mended_at,
    )


def _mended_at(lack: Lack) -> str | None:
    """Where it is mended; None where this portal has no such page, or not for this visitor."""
    act = act_of(lack.endpoint)
    if not is_served(lack.endpoint) or (act is not None and not may(act)):
        return None
    return here(lack.endpoint, **lack.arguments)
