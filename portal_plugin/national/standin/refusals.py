"""How the stand-in says no: RFC 9457 problems in the contract's shape."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

import orjson
from flask import Flask, Response, request
from waitress.channel import ClientDisconnected
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal_plugin.national.contract import FAULTS_TOLD, Fault

DROPPED = "portal_plugin.standin.dropped"
_BUSY_SECONDS = 1
_CODES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORISED",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    413: "TOO_LARGE",
    415: "NOT_JSON",
}


class Refusal(Exception):
    """Answer with this problem instead, and roll the transaction back."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        places: Iterable[tuple[Fault, int | None]] = (),
        retry_after: int | None = None,
    ) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.places = tuple(places)[:FAULTS_TOLD]
        self.retry_after = retry_after


class Busy(Exception):
    """The store could not be locked in time."""


class Dropped(Exception):
    """A fault switch cut this exchange: the sender gets no reply."""


class DroppingConnections:
    """WSGI wrapper that cuts the connection, without a byte, where a view was `Dropped`."""

    def __init__(self, wsgi_app: Any) -> None:
        self._wsgi_app = wsgi_app

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        body = self._wsgi_app(environ, start_response)
        if DROPPED in environ:
            # waitress closes the connection on this exception without answering.
            raise ClientDisconnected
        return body


def problem(refusal: Refusal) -> Response:
    """The reply that a refusal stands for."""
    errors: list[dict[str, Any]] = [
        {"pointer": fault.pointer, "message": fault.message} | ({} if seq is None else {"seq": seq})
        for fault, seq in refusal.places
    ]
    body = {
        "type": "about:blank",
        "title": HTTPStatus(refusal.status).phrase,
        "status": refusal.status,
        "detail": refusal.detail,
        "code": refusal.code,
    } | ({"errors": errors} if errors else {})
    reply = Response(orjson.dumps(body), refusal.status, mimetype="application/problem+json")
    if refusal.status == 401:
        reply.headers["WWW-Authenticate"] = "Bearer"
    if refusal.retry_after is not None:
        reply.headers["Retry-After"] = str(refusal.retry_after)
    return reply


def handle_refusals(app: Flask) -> None:
    """Make every way out of `app` a problem of the contract."""
    app.register_error_handler(Refusal, problem)
    app.register_error_handler(Busy, _busy)
    app.register_error_handler(Dropped, _dropped)
    app.register_error_handler(HTTPException, _http)


def _busy(_fault: Busy) -> Response:
    detail = "too many senders at once; try again"
    return problem(Refusal(503, "BUSY", detail, retry_after=_BUSY_SECONDS))


def _dropped(_fault: Dropped) -> Response:
    request.environ[DROPPED] = True
    return Response()


def _http(fault: HTTPException) -> Response:
    status = fault.code if fault.code in _CODES else 500
    code = _CODES.get(status, "FAILED")
    reply = problem(Refusal(status, code, fault.description or code))
    if isinstance(fault, MethodNotAllowed):
        reply.headers["Allow"] = ", ".join(sorted(fault.valid_methods or ()))
    return reply
