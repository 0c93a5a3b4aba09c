"""Addresses and methods below /api/v1 that nobody answers: a problem, never the host's page."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Response, current_app, request

from portal_plugin.api.operation import BASE
from portal_plugin.api.problems import Refused
from portal_plugin.errors import NotFound

ENDPOINT = "api_elsewhere"
_VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")


def register(blueprint: Blueprint) -> None:
    """Take what no other rule below /api/v1 takes; addresses above stay the host's."""
    blueprint.add_url_rule(
        f"{BASE}/<path:address>",
        ENDPOINT,
        refuse,
        methods=list(_VERBS),
        provide_automatic_options=False,
    )
    blueprint.after_request(_name_methods)


def refuse(address: str) -> NoReturn:
    """404, or 405 where the address answers other methods."""
    allowed = methods_here()
    if not allowed:
        raise NotFound()
    raise Refused(405, f"ที่อยู่นี้ใช้วิธี {request.method} ไม่ได้ ใช้วิธีที่แจ้งใน Allow แทน", allow=allowed)


def methods_here() -> list[str]:
    """The methods that the present address answers."""
    return [verb for verb in _VERBS if _endpoint_of(verb) != f"portal_plugin.{ENDPOINT}"]


def _endpoint_of(verb: str) -> str:
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    rule, _ = adapter.match(method=verb, return_rule=True)
    return str(rule.endpoint)


def _name_methods(response: Response) -> Response:
    # Flask counts the rule above in and would promise every method.
    rule = request.url_rule
    if request.method == "OPTIONS" and rule is not None and BASE in rule.rule:
        response.headers["Allow"] = ", ".join(methods_here())
    return response
