"""The document at /open311/v2/openapi.json says what the addresses do, all of it and no more."""

from __future__ import annotations

import re

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from limits import RateLimitItemPerSecond
from schemathesis.specs.openapi.checks import positive_data_acceptance

from portal_plugin.open311 import views

OTHERS = {"open311_document", "open311_elsewhere"}
bounded = settings(
    max_examples=4,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# Machine-made words name no municipality and no service, and end before they begin.
BEYOND_SCHEMA = [positive_data_acceptance]


@pytest.fixture
def document(program):
    return program.client.get("/open311/v2/openapi.json").get_json()


def test_every_address_is_documented_and_every_documented_one_exists(app, document) -> None:
    served = {
        (
            re.sub(r"<(\w+)>", r"{\1}", rule.rule).replace("<any(json, xml):form>", form),
            verb.lower(),
        )
        for rule in app.url_map.iter_rules()
        for verb in rule.methods - {"HEAD", "OPTIONS"}
        for form in ("json", "xml")
        if rule.rule.startswith("/open311/")
        and rule.endpoint.removeprefix("portal_plugin.") not in OTHERS
    }
    documented = {(path, verb) for path, item in document["paths"].items() for verb in item}
    assert served == documented
    assert len(served) == 14


def test_the_schemas_are_themselves_valid(document) -> None:
    assert document["openapi"] == "3.1.0"
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_what_is_not_there_is_told_in_the_format_asked_for(program, as_data) -> None:
    for path in ("nothing.json", "services.txt", "services", "a/b/c.json", "requests/1/2.xml"):
        answer = program.get(path)
        assert answer.status_code == 404
        errors = answer.get_json() if path.endswith(".json") else as_data(answer.data)
        assert int(errors[0]["code"]) == 404


def test_a_method_that_an_address_does_not_answer_is_named(program) -> None:
    answer = program.client.delete("/open311/v2/requests.json")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD, POST, OPTIONS"
    assert answer.get_json()[0]["code"] == 405
    options = program.client.options("/open311/v2/services.xml")
    assert options.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_every_answer_is_one_that_the_document_allows(
    app, program, write, monkeypatch, subtests
) -> None:
    monkeypatch.setattr(views, "_SHARE", RateLimitItemPerSecond(10_000, 600))
    number = write().number
    own = {"service_code": "SERVICE", "service_request_id": number}
    served = schemathesis.openapi.from_wsgi("/open311/v2/openapi.json", app)
    for found in served.get_all_operations():

        @bounded
        @given(found.ok().as_strategy())
        def ask(case):
            case.path_parameters |= {name: own[name] for name in case.path_parameters.keys() & own}
            if case.method == "GET" and case.path != "/open311/v2/discovery.json":
                case.query["jurisdiction_id"] = "rimnam"
            if isinstance(case.body, dict):
                case.body |= {"jurisdiction_id": "rimnam", "api_key": program.api_key}
                case.body |= {"service_code": "SERVICE", "lat": "14.5", "long": "100.5"}
            case.call_and_validate(excluded_checks=BEYOND_SCHEMA)

        with subtests.test(found.ok().label):
            ask()
