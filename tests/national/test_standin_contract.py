"""The stand-in against its own contract, by machine-made requests good and bad."""

from __future__ import annotations

import atexit
import secrets
import tempfile
from pathlib import Path
from typing import Any

import orjson
import schemathesis
from hypothesis import HealthCheck, Phase, event, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from portal_plugin.national.contract import SCHEMA_VERSION, faults, operation, parse
from portal_plugin.national.mapping import totals
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.app import create_app
from portal_plugin.national.standin.faults import Switches
from portal_plugin.national.standin.store import Store

# Machine-made bodies seldom agree with their address and their totals: 422 is right for them.
BEYOND_SCHEMA = [positive_data_acceptance]

# Schemathesis reads the schema while tests are collected, before any fixture exists.
folder = tempfile.TemporaryDirectory()
atexit.register(folder.cleanup)
access = Access("province", secrets.token_urlsafe(32))
app = create_app(Store(Path(folder.name)), access, Switches())
schema = schemathesis.openapi.from_wsgi("/openapi.yaml", app)
bounded = settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@schema.parametrize()
@bounded
def test_every_answer_is_one_the_contract_allows(case: Any) -> None:
    headers = {"Authorization": f"Bearer {access.issue_token()}"}
    case.call_and_validate(headers=headers, excluded_checks=BEYOND_SCHEMA)


@schema.parametrize()
@bounded
def test_without_a_token_every_answer_is_a_refusal(case: Any) -> None:
    reply = case.call(headers={"Authorization": "Bearer stolen"})
    assert 400 <= reply.status_code < 500


reports = schema["/v1/lao/{lao_code}/reports/{fiscal_year}/{round}"]["PUT"].as_strategy()
plans = schema["/v1/lao/{lao_code}/plans/{plan_ref}"]["PUT"].as_strategy()


def _put(path: str, payload: Any, **headers: str) -> Any:
    bearer = {"Authorization": f"Bearer {access.issue_token()}"}
    return app.test_client().put(path, json=payload, headers={**bearer, **headers})


def _open_plan_menu(lao_code: str) -> None:
    saved = {"schema_version": SCHEMA_VERSION, "lao_code": lao_code, "type": "SAO"}
    reply = _put(f"/v1/lao/{lao_code}/profile", saved | {"name": "ก", "province": "ข"})
    assert reply.status_code == 200


@given(plans)
@bounded
def test_any_plan_of_the_contract_is_held_or_its_fault_is_named(case: Any) -> None:
    header = parse(orjson.dumps(case.body))["header"]
    _open_plan_menu(header["lao_code"])
    reply = _put(f"/v1/lao/{header['lao_code']}/plans/{header['plan_ref']}", case.body)
    named = {"KIND_MISSING", "DIMENSION_MISSING", "REPEATED", "YEAR_OUTSIDE_PLAN"}
    assert reply.status_code == 200 or reply.json["code"] in named, reply.json


@given(reports)
@bounded
def test_any_report_of_the_contract_whose_totals_are_right_is_held(case: Any) -> None:
    report = parse(orjson.dumps(case.body))
    header = report["header"]
    lines = [
        line | {"seq": number, "measure_ref": f"m-{number}"}
        for number, line in enumerate(report["lines"], 1)
    ]
    _open_plan_menu(header["lao_code"])
    plan = {
        "header": {name: header[name] for name in ("schema_version", "lao_code", "plan_ref")}
        | {"instrument": "ITA_MEASURES", "title": "แผน"}
        | dict.fromkeys(("year_from", "year_to"), header["fiscal_year"]),
        "measures": [
            {"ref": f"m-{number}", "seq": number, "name": "ก", "quarter": None}
            | {"years": [header["fiscal_year"]], "type": None, "dimension": None}
            | {"non_budget": False, "budget": {}, "target_group": []}
            | {"objective": "", "remark": ""}
            for number in range(1, len(lines) + 2)
        ],
    }
    reply = _put(f"/v1/lao/{header['lao_code']}/plans/{header['plan_ref']}", plan)
    assert reply.status_code == 200, reply.json
    report |= {"lines": lines, "totals": totals(lines, awaiting=1)}
    path = f"/v1/lao/{header['lao_code']}/reports/{header['fiscal_year']}/{header['round']}"
    reply = _put(path, report, **{"Idempotency-Key": secrets.token_hex(16)})
    if reply.status_code == 409:
        assert reply.json["code"] == "STALE_REVISION"
        return
    assert reply.status_code == 200, reply.json
    assert not faults(operation("putReport").replies[200].schema, reply.json)
    event(f"accepted {reply.json['accepted_lines'] > 0}")
