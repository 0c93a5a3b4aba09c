"""The host's front page: the municipalities of the province. Public."""

from __future__ import annotations

from flask import render_template, url_for

from portal_plugin.header import space_href
from portal_plugin.state import portal_state
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.resolve import TenantRecord, all_tenants


def front_page() -> str:
    """Every municipality with the address of its space; the province's own office apart."""
    tenants = all_tenants(portal_state().engine)
    return render_template(
        "portal_plugin/standalone/front.html",
        municipalities=[(each, _space(each)) for each in tenants if not _is_office(each)],
        offices=[(each, _login(each)) for each in tenants if _is_office(each)],
    )


def _is_office(tenant: TenantRecord) -> bool:
    return tenant.type is TenantType.PROVINCE_OFFICE


def _space(tenant: TenantRecord) -> str:
    return space_href(tenant.code)


def _login(tenant: TenantRecord) -> str:
    return url_for(".show_login", space=tenant.code)
