"""Every address of the plugin: the table of contents."""

from __future__ import annotations

from flask import Blueprint

from portal_plugin import answers, assets, health
from portal_plugin.api import addresses as api
from portal_plugin.config.settings import Settings
from portal_plugin.imports import views as imports
from portal_plugin.measures import views as measures
from portal_plugin.reports import views as reports
from portal_plugin.routes import Route
from portal_plugin.transparency import views as transparency

ROUTES: tuple[Route, ...] = (
    *transparency.ROUTES,
    *measures.ROUTES,
    *imports.ROUTES,
    *reports.ROUTES,
    *api.ROUTES,
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
    answers.register(blueprint, settings)
    return blueprint
