"""The stand-in as a Flask app: each route is one operation of the contract."""

from __future__ import annotations

import orjson
from flask import Flask, Response, request

from portal_plugin.national.contract import request_limit, source
from portal_plugin.national.standin import plans, rounds
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.control import control
from portal_plugin.national.standin.exchange import (
    Exchange,
    check_address,
    idempotency_key,
    payload_of,
)
from portal_plugin.national.standin.faults import Switches
from portal_plugin.national.standin.refusals import DroppingConnections, handle_refusals
from portal_plugin.national.standin.store import Store


def create_app(store: Store, access: Access, switches: Switches) -> Flask:
    """The stand-in over one store."""
    app = Flask("portal_plugin_standin", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = request_limit()
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    exchange = Exchange(store, access, switches)
    _token_route(app, exchange, access)
    _plan_routes(app, exchange)
    _report_routes(app, exchange)
    app.add_url_rule("/openapi.yaml", view_func=_contract, methods=["GET"])
    app.add_url_rule("/health/live", view_func=_alive, methods=["GET"])
    app.register_blueprint(control(store, access, switches))
    handle_refusals(app)
    app.wsgi_app = DroppingConnections(app.wsgi_app)  # type: ignore[method-assign]
    return app


def _contract() -> Response:
    return Response(source(), mimetype="application/yaml")


def _alive() -> Response:
    return Response("ok", mimetype="text/plain")


def _token_route(app: Flask, exchange: Exchange, access: Access) -> None:
    @app.post("/oauth/token")
    def issue_token() -> Response:
        exchange.enter("issueToken")
        given = request.authorization
        username, password = (given.username, given.password) if given else (None, None)
        if not access.is_client(username or "", password or ""):
            reply = _token_error("invalid_client", 401)
            reply.headers["WWW-Authenticate"] = 'Basic realm="token"'
            return reply
        if set(request.form) - {"grant_type"} or len(request.form.getlist("grant_type")) != 1:
            return _token_error("invalid_request", 400)
        if request.form["grant_type"] != "client_credentials":
            return _token_error("unsupported_grant_type", 400)
        token = {
            "access_token": access.issue_token(),
            "token_type": "Bearer",
            "expires_in": access.token_seconds,
        }
        reply = Response(orjson.dumps(token), mimetype="application/json")
        reply.headers["Cache-Control"] = "no-store"
        return reply


def _token_error(error: str, status: int) -> Response:
    return Response(orjson.dumps({"error": error}), status, mimetype="application/json")


def _plan_routes(app: Flask, exchange: Exchange) -> None:
    @app.put("/v1/lao/<lao_code>/profile")
    def save_profile(lao_code: str) -> Response:
        struck = exchange.enter("saveProfile")
        check_address(lao_code=("LaoCode", lao_code))
        profile = payload_of("saveProfile", lao_code=lao_code)
        return exchange.run(struck, lambda rows, at: plans.save_profile(rows, profile, at))

    @app.put("/v1/lao/<lao_code>/plans/<plan_ref>")
    def register_plan(lao_code: str, plan_ref: str) -> Response:
        struck = exchange.enter("registerPlan")
        check_address(lao_code=("LaoCode", lao_code), plan_ref=("Reference", plan_ref))
        plan = payload_of("registerPlan", lao_code=lao_code, plan_ref=plan_ref)
        return exchange.run(struck, lambda rows, at: plans.register_plan(rows, plan, at))

    @app.get("/v1/lao/<lao_code>/plans/<plan_ref>/conformity")
    def read_conformity(lao_code: str, plan_ref: str) -> Response:
        struck = exchange.enter("readConformity")
        check_address(lao_code=("LaoCode", lao_code), plan_ref=("Reference", plan_ref))
        return exchange.run(struck, lambda rows, _: plans.conformity(rows, lao_code, plan_ref))


def _report_routes(app: Flask, exchange: Exchange) -> None:
    @app.put("/v1/lao/<lao_code>/reports/<int:fiscal_year>/<int:round>")
    def put_report(lao_code: str, fiscal_year: int, round: int) -> Response:  # noqa: A002
        struck = exchange.enter("putReport")
        check_address(
            lao_code=("LaoCode", lao_code),
            fiscal_year=("FiscalYear", fiscal_year),
            round=("Round", round),
        )
        key = idempotency_key()
        report = payload_of("putReport", lao_code=lao_code, fiscal_year=fiscal_year, round=round)
        return exchange.run(struck, lambda rows, at: rounds.put_report(rows, key, report, at))

    @app.get("/v1/receipts/<key>")
    def read_receipt(key: str) -> Response:
        struck = exchange.enter("readReceipt")
        check_address(key=("IdempotencyKey", key))
        return exchange.run(struck, lambda rows, _: rounds.receipt(rows, key))
