"""Whether this process lives and can serve. No tenant is named here."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, Response, jsonify
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest

from portal_plugin.migrations import runner
from portal_plugin.state import portal_state
from portal_plugin.tenants.errors import TenancyError


def register(blueprint: Blueprint) -> None:
    """Add /health/live, /health/ready and /metrics."""
    blueprint.add_url_rule("/health/live", "health_live", live)
    blueprint.add_url_rule("/health/ready", "health_ready", ready)
    blueprint.add_url_rule("/metrics", "metrics", metrics)


def live() -> Response:
    """200 while the process answers at all."""
    return jsonify({"ok": True})


def ready() -> Response:
    """200 when the database is there, walled and migrated; else 503 with the reason's name."""
    try:
        with portal_state().engine.connect() as connection:
            fault = None if runner.current(connection) == runner.head() else "migrations"
    except TenancyError:
        fault = "database-role"
    except sa.exc.SQLAlchemyError:
        fault = "database"
    response = jsonify({"ok": fault is None, "fault": fault})
    response.status_code = 200 if fault is None else 503
    return response


def metrics() -> Response:
    """Prometheus text; process figures and counters without a tenant label."""
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
