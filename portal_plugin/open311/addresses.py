"""The interface's addresses that belong to no municipality."""

from __future__ import annotations

from typing import NoReturn

from flask import Blueprint, Response, current_app, request, url_for
from werkzeug.exceptions import MethodNotAllowed

from portal_plugin.api.operation import to_anybody
from portal_plugin.errors import NotFound
from portal_plugin.open311.answering import BASE, answer, answering
from portal_plugin.open311.document import document
from portal_plugin.open311.formats import MEDIA_TYPES
from portal_plugin.open311.schemas import DiscoverySchema
from portal_plugin.reports.compile import canonical
from portal_plugin.state import portal_state

_ELSEWHERE = "open311_elsewhere"
_VERBS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
_SINCE = "2026-11-01T00:00:00+07:00"
"""When this interface last changed in a way that clients notice."""


def register(blueprint: Blueprint) -> None:
    """Add discovery, the document, and the answer to every other address below the base."""
    blueprint.add_url_rule(
        f"{BASE}/discovery.<any(json, xml):form>", "open311_discovery", answering(discover)
    )
    blueprint.add_url_rule(f"{BASE}/openapi.json", "open311_document", serve_document)
    elsewhere = answering(refuse)
    elsewhere.portal_plugin_act = None  # type: ignore[attr-defined]
    blueprint.add_url_rule(
        f"{BASE}/<path:address>",
        _ELSEWHERE,
        elsewhere,
        methods=list(_VERBS),
        provide_automatic_options=False,
    )
    blueprint.after_request(_name_methods)


def discover() -> Response:
    """Service Discovery: where the interface is and what it speaks."""
    here = _here()
    found = {
        "changeset": _SINCE,
        "contact": "ติดต่อหน่วยงานที่ต้องการส่งเรื่องถึง",
        "key_service": "ขอ api_key จากหน่วยงานที่ต้องการส่งเรื่องถึง",
        "endpoints": [
            {
                "specification": "http://wiki.open311.org/GeoReport_v2",
                "url": here,
                "changeset": _SINCE,
                "type": "production",
                "formats": [kind.partition(";")[0] for kind in MEDIA_TYPES.values()],
            }
        ],
    }
    return answer("discovery", DiscoverySchema().dump(found))


def serve_document() -> Response:
    """The OpenAPI document as this host serves it."""
    prefix = f"{request.script_root}{portal_state().settings.url_prefix or ''}"
    return to_anybody(canonical({**document(), "servers": [{"url": prefix or "/"}]}))


def refuse(address: str) -> NoReturn:
    """404, or 405 where the address answers other methods."""
    allowed = _methods_here()
    if allowed:
        raise MethodNotAllowed(allowed)
    raise NotFound("ไม่พบที่อยู่นี้ กรุณาดูที่อยู่ของบริการจาก discovery")


def _here() -> str:
    public_url = portal_state().settings.public_url
    if public_url is not None:
        return f"{public_url}{portal_state().settings.url_prefix}{BASE}"
    address = url_for("portal_plugin.open311_discovery", form="json", _external=True)
    return address.removesuffix("/discovery.json")


def _methods_here() -> list[str]:
    """The methods that the present address answers."""
    adapter = current_app.create_url_adapter(request)
    assert adapter is not None
    endpoints = {verb: adapter.match(method=verb)[0] for verb in _VERBS}
    return [verb for verb in _VERBS if endpoints[verb] != f"portal_plugin.{_ELSEWHERE}"]


def _name_methods(response: Response) -> Response:
    # Flask counts the rule for all other addresses in and would promise every method.
    rule = request.url_rule
    if request.method == "OPTIONS" and rule is not None and BASE in rule.rule:
        response.headers["Allow"] = ", ".join(_methods_here())
    return response
