"""Complaints of every municipality, for the province: numbers, no content."""

from __future__ import annotations

from flask import render_template

from portal_plugin import errors
from portal_plugin.guard import current_tenant
from portal_plugin.state import portal_state
from portal_plugin.statistics.province import province_figures
from portal_plugin.statistics.views.asked import asked_period, period_variables
from portal_plugin.tenants.models import TenantType


def show() -> str:
    """Received, done and in time of a period (`?year=&part=`)."""
    engine, tenant = portal_state().province_engine, current_tenant()
    if tenant.type is not TenantType.PROVINCE_OFFICE or engine is None:
        raise errors.NotFound()
    period = asked_period()
    return render_template(
        "portal_plugin/statistics/province.html",
        municipalities=province_figures(engine, tenant.province, period),
        **period_variables("province_complaints", period),
    )
