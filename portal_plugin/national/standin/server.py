"""Serve the stand-in with waitress, from the environment's credentials."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from waitress.server import create_server as bind

from portal_plugin.national.contract import request_limit
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.app import create_app
from portal_plugin.national.standin.faults import Switches, read_switches
from portal_plugin.national.standin.store import Store

_THREADS = 4


def serve(home: Path, host: str = "127.0.0.1", port: int = 8099) -> None:
    """Serve until stopped; keeps its file in `home`. Kill it at any moment: nothing is lost.

    Reads PORTAL_PLUGIN_SANDBOX_CLIENT_ID, _CLIENT_SECRET, _CONTROL_TOKEN (optional) and _FAULTS
    (optional, JSON as for POST /_control/faults). Raises `ValueError` with one sentence for
    settings that cannot be used, `OSError` when the port is taken.
    """
    create_server(home, host, port, os.environ).run()


def create_server(home: Path, host: str, port: int, environment: Mapping[str, str]) -> Any:
    """A bound waitress server: `run()`, `close()`, and `effective_port` (for port 0)."""
    access = Access.from_environment(environment)
    switches = Switches(_armed(environment.get("PORTAL_PLUGIN_SANDBOX_FAULTS", "")))
    _check_host(host)
    app = create_app(Store(home), access, switches)
    return bind(
        app,
        host=host,
        port=port,
        threads=_THREADS,
        ident="portal-plugin-standin",
        # Beyond the contract's limit, so that it is the app that answers with a problem.
        max_request_body_size=2 * request_limit(),
    )


def _armed(text: str) -> list[Any]:
    if not text.strip():
        return []
    try:
        return list(read_switches(orjson.loads(text)))
    except orjson.JSONDecodeError:
        raise ValueError("PORTAL_PLUGIN_SANDBOX_FAULTS must be a JSON list") from None


def _check_host(host: str) -> None:
    local = host == "localhost"
    if not local:
        try:
            local = ipaddress.ip_address(host).is_loopback
        except ValueError:
            local = False
    if not local:
        raise ValueError(
            "the stand-in serves this machine alone: give --host 127.0.0.1 (it speaks plain HTTP)"
        )
