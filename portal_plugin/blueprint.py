"""Every address of the plugin: the table of contents."""

from __future__ import annotations

from flask import Blueprint

from portal_plugin import answers, assets, health
from portal_plugin.api import addresses as api
from portal_plugin.complaints import views as complaints
from portal_plugin.complaints.views import staff
from portal_plugin.config.settings import Settings
from portal_plugin.imports import views as imports
from portal_plugin.measures import views as measures
from portal_plugin.open311 import addresses as open311
from portal_plugin.open311.views import ROUTES as OPEN311_ROUTES
from portal_plugin.reports import views as reports
from portal_plugin.routes import Route
from portal_plugin.statistics import views as statistics
from portal_plugin.transparency import views as transparency

ROUTES: tuple[Route, ...] = (
    *transparency.ROUTES,
    *complaints.ROUTES_PUBLIC,
    *staff.ROUTES_WORK,
    *statistics.ROUTES,
    *measures.ROUTES,
    *imports.ROUTES,
    *reports.ROUTES,
    *api.ROUTES,
    *OPEN311_ROUTES,
)
"""Each address with its guard. tests/isolation derives the route matrix from this."""


def make_blueprint(settings: Settings) -> Blueprint:
    """The blueprint of one application."""
    blueprint = Blueprint(
        "portal_plugin",
        __name__,
        template_folder="templates",
        static_folder="static",
        static_url_path="/portal-plugin/static",
    )
    for route in ROUTES:
        route.add_to(blueprint)
    assets.register(blueprint)
    health.register(blueprint)
    api.register(blueprint)
    open311.register(blueprint)
    answers.register(blueprint, settings)
    return blueprint
