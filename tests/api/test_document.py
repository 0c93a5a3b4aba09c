"""The document at /api/v1/openapi.json says what the addresses do, all of it and no more."""

from __future__ import annotations

import re

import jsonschema
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.specs.openapi.checks import ignored_auth, positive_data_acceptance

from portal_plugin.api.elsewhere import ENDPOINT
from portal_plugin.api.problems import MEDIA_TYPE


@pytest.fixture
def document(anybody):
    return anybody.client.get("/api/v1/openapi.json").get_json()


def test_every_address_is_documented_and_every_documented_one_exists(app, document):
    served = {
        (re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule), verb.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/")
        and rule.endpoint not in {"portal_plugin.api_document", f"portal_plugin.{ENDPOINT}"}
        for verb in rule.methods - {"HEAD", "OPTIONS"}
    }
    documented = {(path, verb) for path, item in document["paths"].items() for verb in item}
    assert served == documented
    assert len(served) > 10


def test_every_error_is_documented_as_a_problem(document):
    for path, item in document["paths"].items():
        for operation in item.values():
            for status, answer in operation["responses"].items():
                if status >= "400":
                    schema = answer["content"][MEDIA_TYPE]["schema"]
                    assert schema == {"$ref": "#/components/schemas/Problem"}, (path, status)
            assert operation["summary"]


def test_what_needs_a_session_says_so(app, document):
    for item in document["paths"].values():
        for operation in item.values():
            view = app.view_functions[f"portal_plugin.{operation['operationId']}"]
            assert bool(operation["security"]) == (view.portal_plugin_act is not None)
    cookie = document["components"]["securitySchemes"]["session"]["name"]
    assert cookie == app.config["SESSION_COOKIE_NAME"]


def test_the_schemas_are_themselves_valid(document):
    assert document["openapi"] == "3.1.0"
    for schema in document["components"]["schemas"].values():
        jsonschema.Draft202012Validator.check_schema(schema)


def test_the_document_is_kept_by_its_tag(anybody):
    first = anybody.client.get("/api/v1/openapi.json")
    again = anybody.client.get(
        "/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_below_a_prefix_the_document_leads_there(make_app):
    client = make_app(url_prefix="/portal").test_client()
    assert client.get("/api/v1/openapi.json").status_code == 404
    document = client.get("/portal/api/v1/openapi.json").get_json()
    assert document["servers"] == [{"url": "/portal"}]
    assert client.get("/portal/api/v1/rimnam/public/plans").status_code == 200
    assert client.options("/portal/api/v1/rimnam/plans").headers["Allow"] == "GET, HEAD, OPTIONS"


bounded = settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
# What a machine makes up agrees with no rule of progress, and its ids name nothing; and a change
# without session and form token is refused for the token first.
BEYOND_SCHEMA = [positive_data_acceptance, ignored_auth]


@pytest.fixture
def ask_everything(app, subtests):
    """Machine-made requests to every documented operation, each judged by the document."""

    def _ask(prepare, **options):
        served = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
        for found in served.get_all_operations():

            @bounded
            @given(found.ok().as_strategy())
            def ask(case):
                prepare(case)
                case.call_and_validate(excluded_checks=BEYOND_SCHEMA, **options)

            with subtests.test(found.ok().label):
                ask()

    return _ask


def test_every_answer_is_one_that_the_document_allows(ask_everything, officer, town, publish):
    publish()
    own = {
        "space": "rimnam",
        "plan_id": str(town.plan),
        "measure_id": str(town.measures[1]),
        "report_id": str(town.report),
    }

    def prepare(case):
        case.path_parameters |= {name: own[name] for name in case.path_parameters.keys() & own}
        if isinstance(case.body, dict):
            case.body |= {"measure_id": own["measure_id"], "round_id": str(town.round)}

    cookie = officer.client.get_cookie("portal_plugin_session")
    ask_everything(
        prepare,
        headers={"X-CSRFToken": officer.token},
        cookies={"portal_plugin_session": cookie.value},
    )


def test_a_stranger_is_refused_in_the_documents_words(ask_everything):
    ask_everything(lambda case: case.path_parameters.update(space="rimnam"))
