"""Every municipality's round, for the province: who has reported, what is late. No content."""

from __future__ import annotations

from flask import render_template, request

from portal_plugin import clock, errors
from portal_plugin.guard import current_tenant
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.views.looking import asked_year
from portal_plugin.reports.views.province_standing import province_standing, rounds_seen
from portal_plugin.state import portal_state
from portal_plugin.tenants.models import TenantType


def show() -> str:
    """The round of `?year=&round=`, else the newest that any municipality opened."""
    engine = portal_state().province_engine
    tenant = current_tenant()
    if tenant.type is not TenantType.PROVINCE_OFFICE or engine is None:
        raise errors.NotFound()
    rounds = rounds_seen(engine)
    chosen = _chosen(rounds)
    return render_template(
        "portal_plugin/reports/province.html",
        rounds=rounds,
        chosen=chosen,
        today=clock.today(),
        municipalities=province_standing(engine, tenant.province, *chosen) if chosen else [],
    )


def _chosen(rounds: list[tuple[int, RoundCode]]) -> tuple[int, RoundCode] | None:
    asked = (asked_year(), request.args.get("round"))
    return next((row for row in rounds if row == asked), rounds[0] if rounds else None)
