"""Engines of the plugin's roles, and how each connection is made."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from portal_plugin.tenants.base import BIND_KEY, INSPECTION_BIND_KEY

APP_BIND = BIND_KEY
PROVINCE_BIND = BIND_KEY + "_province"
INSPECTION_BIND = INSPECTION_BIND_KEY


def engine_options(**overrides: Any) -> dict[str, Any]:
    """Options for each engine.

    No server-side prepared statements, so that PgBouncer in transaction mode may stand between;
    a pre-ping, so that a restarted server costs a reconnect and not an error. What was written
    stands in no message of an error, and so in no log.
    """
    return {
        "pool_pre_ping": True,
        "hide_parameters": True,
        "connect_args": {
            "prepare_threshold": None,
            "connect_timeout": 10,
            "application_name": "portal-plugin",
        },
        **overrides,
    }


def make_engine(url: str, **overrides: Any) -> sa.Engine:
    """An engine for `url` outside a Flask application (commands and workers)."""
    return sa.create_engine(url, **engine_options(**overrides))
