"""Every address of the plugin: the table of contents."""

from __future__ import annotations

from flask import Blueprint

from portal_plugin import answers, assets, health
from portal_plugin.api import addresses as api
from portal_plugin.complaints import views as complaints
from portal_plugin.complaints.views import staff
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.views.inspection import ROUTES_INSPECTION
from portal_plugin.corruption.views.public import ROUTES_PUBLIC as ROUTES_INFORMANTS
from portal_plugin.desk import views as desk
from portal_plugin.documents import views as documents
from portal_plugin.imports import views as imports
from portal_plugin.measures import views as measures
from portal_plugin.open311 import addresses as open311
from portal_plugin.open311.views import ROUTES as OPEN311_ROUTES
from portal_plugin.reports import views as reports
from portal_plugin.routes import Route
from portal_plugin.statistics import views as statistics
from portal_plugin.transfer.views import ROUTES as ROUTES_BETWEEN
from portal_plugin.transparency import views as transparency

ROUTES_PORTAL: tuple[Route, ...] = (
    *transparency.ROUTES,
    *complaints.ROUTES_PUBLIC,
    *staff.ROUTES_WORK,
    *statistics.ROUTES,
    *measures.ROUTES,
    *imports.ROUTES,
    *reports.ROUTES,
    *documents.ROUTES,
    *desk.ROUTES,
    *api.ROUTES,
    *OPEN311_ROUTES,
)
ROUTES_CHANNEL: tuple[Route, ...] = (*ROUTES_INFORMANTS, *ROUTES_INSPECTION)
ROUTES: tuple[Route, ...] = (*ROUTES_PORTAL, *ROUTES_CHANNEL, *ROUTES_BETWEEN)
"""Each address with its guard. tests/isolation derives the route matrix from this."""

_SERVED = {"all": ROUTES, "portal": ROUTES_PORTAL, "channel": ROUTES_CHANNEL}
"""By what an application is told to serve: what leads from one to the other needs both."""


def make_blueprint(settings: Settings) -> Blueprint:
    """The blueprint of one application; where it serves the channel alone, without interfaces."""
    blueprint = Blueprint(
        "portal_plugin",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/portal-plugin/static",
    )
    for route in _SERVED[settings.serve]:
        route.add_to(blueprint)
    assets.register(blueprint)
    health.register(blueprint)
    if settings.serve != "channel":
        api.register(blueprint)
        open311.register(blueprint)
    answers.register(blueprint, settings)
    return blueprint
