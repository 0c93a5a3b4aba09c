"""The stand-in's back door for demo and proofs: arm faults, mark conformity, list effects.

It is no part of the contract, answers on loopback alone, and only to the control token.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from typing import Any

import orjson
from flask import Blueprint, Response, request
from jsonschema import Draft202012Validator

from portal_plugin.national.contract import faults, parse
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.faults import Switches, read_switches
from portal_plugin.national.standin.plans import set_mark
from portal_plugin.national.standin.refusals import Refusal
from portal_plugin.national.standin.store import Store

_MARK = Draft202012Validator(
    {
        "type": "object",
        "required": ["lao_code", "plan_ref", "measure_ref", "conforming"],
        "properties": {
            "lao_code": {"type": "string"},
            "plan_ref": {"type": "string"},
            "measure_ref": {"type": "string"},
            "conforming": {"enum": ["Y", "N", None]},
        },
        "additionalProperties": False,
    }
)


def control(store: Store, access: Access, switches: Switches) -> Blueprint:
    """The routes below /_control."""
    blueprint = Blueprint("control", __name__, url_prefix="/_control")

    @blueprint.before_request
    def require_controller() -> None:
        access.require_control(request)

    @blueprint.post("/faults")
    def arm() -> Response:
        try:
            switches.arm(read_switches(_json()))
        except ValueError as fault:
            raise Refusal(422, "BAD_SWITCH", str(fault)) from None
        return _answer({"armed": True})

    @blueprint.post("/conformity")
    def mark() -> Response:
        wish = _json()
        if faults(_MARK, wish):
            raise Refusal(422, "BAD_MARK", "send lao_code, plan_ref, measure_ref, conforming")
        with store.transaction() as connection:
            set_mark(connection, **wish)
        return _answer({"marked": True})

    @blueprint.get("/effects")
    def effects() -> Response:
        with store.transaction() as connection:
            return _answer(_effects(connection))

    return blueprint


def _effects(connection: sqlite3.Connection) -> dict[str, Any]:
    """What is held, and how often each key took effect: 1, or the promise is broken."""
    journal = [dict(row) for row in connection.execute("SELECT * FROM journal ORDER BY id")]
    reports = connection.execute(
        "SELECT lao_code, plan_ref, fiscal_year, round, revision, key,"
        " (SELECT count(*) FROM line WHERE line.lao_code = report.lao_code"
        "  AND line.plan_ref = report.plan_ref AND line.fiscal_year = report.fiscal_year"
        "  AND line.round = report.round) AS lines"
        " FROM report ORDER BY 1, 2, 3, 4"
    )
    return {
        "reports": [dict(row) for row in reports],
        "commits": Counter(row["key"] for row in journal if row["key"] is not None),
        "journal": journal,
    }


def _json() -> Any:
    try:
        return parse(request.get_data())
    except ValueError:
        raise Refusal(400, "BAD_REQUEST", "the body is not valid JSON") from None


def _answer(value: Any) -> Response:
    return Response(orjson.dumps(value), mimetype="application/json")
