"""Whatever is wrong below /api/v1 is a problem in JSON; outside, the host's answers stay its own."""

from __future__ import annotations

from portal_plugin.api.problems import faults_by_field
from portal_plugin.api.reading import LARGEST_BODY


def is_problem(answer, status):
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    given = answer.get_json()
    assert set(given) - {"errors"} == {"type", "title", "status", "detail"}
    assert given["status"] == status
    assert "Traceback" not in answer.get_data(as_text=True)
    return given


def test_what_is_no_json_is_refused(officer, subtests):
    for body in (
        b"",
        b"{",
        b"\xff\xfe",
        b'{"status": NaN}',
        b'{"status": "\\ud800"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
    ):
        with subtests.test(str(body[:20])):
            is_problem(officer.post("/progress", data=body, content_type="application/json"), 400)


def test_json_that_is_no_object_is_refused(officer, subtests):
    for body in (b"[]", b'"text"', b"null", b"1", b"[[[]]]"):
        with subtests.test(str(body)):
            answer = officer.post("/progress", data=body, content_type="application/json")
            assert list(is_problem(answer, 422)["errors"])


def test_another_media_type_is_refused(officer, subtests):
    for kind in (None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
        with subtests.test(kind):
            is_problem(officer.post("/progress", data=b"status=DONE", content_type=kind), 415)


def test_a_body_that_is_too_large_is_refused(officer):
    body = b'{"remark": "' + b"x" * LARGEST_BODY + b'"}'
    is_problem(officer.post("/progress", data=body, content_type="application/json"), 413)


def test_a_body_of_unknown_length_is_refused(officer):
    answer = officer.post(
        "/progress",
        data=b"{}",
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    is_problem(answer, 411)


def test_a_fault_deep_in_a_body_names_its_place(officer, town):
    body = {"measure_id": 1, "results": ["ดี", 5], "indicator_values": {"a": 5}, "extra": 1}
    given = is_problem(officer.post("/progress", body), 422)
    assert set(given["errors"]) == {
        "measure_id",
        "round_id",
        "status",
        "results.1",
        "indicator_values.a.value",
        "extra",
    }


def test_every_nested_message_keeps_its_place():
    nested = {"a": {0: {"value": ["x"]}, 2: ["y"]}, "_schema": ["z"], "b": ["v", "w"]}
    assert faults_by_field(nested) == {"a.0.value": ["x"], "a.2": ["y"], "": ["z"], "b": ["v", "w"]}


def test_a_wrong_method_is_told_the_right_ones(officer):
    for verb in ("POST", "PUT", "PATCH", "DELETE"):
        answer = officer.client.open(
            f"{officer.base}/plans", method=verb, headers={"X-CSRFToken": officer.token}
        )
        is_problem(answer, 405)
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"


def test_the_methods_of_an_address_can_be_asked_for(anybody):
    assert anybody.client.options("/api/v1/rimnam/plans").headers["Allow"] == "GET, HEAD, OPTIONS"
    assert anybody.client.options("/api/v1/rimnam/progress").headers["Allow"] == "POST, OPTIONS"
    assert "POST" in anybody.client.options("/rimnam/login").headers["Allow"]


def test_an_address_that_is_not_there_is_a_problem(anybody):
    for path in (
        "/api/v1/rimnam/nothing",
        "/api/v1/rimnam/plans/",
        "/api/v1/x",
        "/api/v1/no/plans",
    ):
        is_problem(anybody.client.get(path), 404)


def test_the_hosts_own_404_stays_a_page(anybody):
    for path in ("/nowhere/at/all", "/api/v1", "/api/v2/rimnam/plans"):
        answer = anybody.client.get(path, headers={"Accept": "text/html"})
        assert (answer.status_code, answer.mimetype) == (404, "text/html"), path


def test_a_fault_inside_shows_nothing_of_the_inside(app, officer, monkeypatch):
    def broken(*_given):
        raise RuntimeError("secret of the inside")

    monkeypatch.setattr("portal_plugin.api.staff.list_rounds", broken)
    app.testing = False
    answer = officer.get("/rounds")
    is_problem(answer, 500)
    assert "secret" not in answer.get_data(as_text=True)
