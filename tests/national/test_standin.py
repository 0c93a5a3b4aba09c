"""What the stand-in promises: order, one effect, revisions, locks, marks."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from portal_plugin.national.contract import faults, operation, schema
from portal_plugin.national.mapping import profile, registration, submission, totals

KEY = "report-2566-1-rev-1"


def _prepare(standin: Any, body: dict[str, Any]) -> None:
    code, plan = body["tenant"]["code"], body["plan"]["ref"]
    assert standin.put(f"/v1/lao/{code}/profile", profile(body)).status_code == 200
    reply = standin.put(f"/v1/lao/{code}/plans/{plan}", registration(body))
    assert reply.status_code == 200, reply.json


def _submission(reports: Any, body: dict[str, Any], revision: int = 1) -> dict[str, Any]:
    return submission(body, revision=revision, digest=reports.digest(body))


@pytest.fixture
def prepared(standin: Any, reports: Any) -> Any:
    _prepare(standin, reports.body())
    return standin


def _codes(reply: Any) -> dict[int, str]:
    assert reply.status_code == 200, reply.json
    assert not faults(operation("putReport").replies[200].schema, reply.json)
    return {line["seq"]: line["code"] for line in reply.json["rejected_lines"]}


def _assert_problem(reply: Any, status: int, code: str) -> None:
    assert (reply.status_code, reply.json["code"]) == (status, code)
    assert reply.mimetype == "application/problem+json"
    assert not faults(schema("Problem"), reply.json)


def test_the_plan_menu_opens_only_after_the_profile(standin: Any, reports: Any) -> None:
    reply = standin.put("/v1/lao/rim-nam/plans/plan-1", registration(reports.body()))
    _assert_problem(reply, 409, "PROFILE_MISSING")


def test_a_report_on_an_unregistered_plan_is_a_conflict(standin: Any, reports: Any) -> None:
    reply = standin.put_report(KEY, _submission(reports, reports.body()))
    _assert_problem(reply, 409, "PLAN_NOT_REGISTERED")


def test_registering_the_same_again_changes_nothing(prepared: Any, reports: Any) -> None:
    before = prepared.effects()["journal"]
    _prepare(prepared, reports.body())
    assert prepared.effects()["journal"] == before


@pytest.mark.parametrize("field", ["type", "dimension"])
def test_a_measure_without_kind_or_dimension_is_named(
    prepared: Any, reports: Any, field: str
) -> None:
    plan = registration(reports.body(reports.measure(31)))
    plan["measures"][0][field] = None
    reply = prepared.put("/v1/lao/rim-nam/plans/plan-1", plan)
    code = {"type": "KIND_MISSING", "dimension": "DIMENSION_MISSING"}[field]
    _assert_problem(reply, 422, code)
    assert "31" in reply.json["detail"]
    assert reply.json["errors"][0]["seq"] == 31


def test_the_yearly_measures_need_neither_kind_nor_dimension(standin: Any, reports: Any) -> None:
    measure = reports.measure(1, kind=None, dimension=None)
    body = reports.body(measure, instrument="ITA_MEASURES")
    _prepare(standin, body)
    assert _codes(standin.put_report(KEY, _submission(reports, body))) == {}


def test_the_same_key_and_report_give_the_same_bytes_and_one_effect(
    prepared: Any, reports: Any
) -> None:
    sent = _submission(reports, reports.body())
    first = prepared.put_report(KEY, sent)
    again = prepared.put_report(KEY, dict(reversed(sent.items())))
    assert first.status_code == again.status_code == 200
    assert first.data == again.data
    assert prepared.http.get(f"/v1/receipts/{KEY}", headers=prepared.bearer).data == first.data
    assert prepared.effects()["commits"] == {KEY: 1}


def test_the_same_key_with_another_report_is_a_conflict(prepared: Any, reports: Any) -> None:
    sent = _submission(reports, reports.body())
    prepared.put_report(KEY, sent)
    sent["lines"][0]["remark"] = "อื่น"
    _assert_problem(prepared.put_report(KEY, sent), 409, "KEY_REUSED")
    assert prepared.effects()["commits"] == {KEY: 1}


@pytest.mark.parametrize("revision", [1, 2])
def test_an_older_or_equal_revision_is_a_conflict(
    prepared: Any, reports: Any, revision: int
) -> None:
    prepared.put_report(KEY, _submission(reports, reports.body(), revision=2))
    stale = _submission(reports, reports.body(), revision=revision)
    _assert_problem(prepared.put_report("another-key-0001", stale), 409, "STALE_REVISION")


def test_a_higher_revision_replaces_the_lines_of_its_round(prepared: Any, reports: Any) -> None:
    prepared.put_report(KEY, _submission(reports, reports.body()))
    second = reports.body(reports.measure(1, remark="แก้ไข"))
    reply = prepared.put_report("report-2566-1-rev-2", _submission(reports, second, revision=2))
    assert _codes(reply) == {}
    (report,) = prepared.effects()["reports"]
    assert (report["revision"], report["lines"]) == (2, 1)


def test_a_done_line_is_locked_for_the_year_in_every_round(prepared: Any, reports: Any) -> None:
    done = reports.body(reports.measure(1, status="DONE"), reports.measure(2, dimension=2))
    prepared.put_report(KEY, _submission(reports, done))
    changed = reports.body(
        reports.measure(1, status="DONE", remark="แก้"), reports.measure(2, dimension=2), round="12M"
    )
    reply = prepared.put_report("report-2566-2-rev-1", _submission(reports, changed))
    assert _codes(reply) == {1: "LOCKED"}
    assert reply.json["accepted_lines"] == 1
    assert "1" in reply.json["rejected_lines"][0]["message"]


def test_a_locked_line_sent_again_unchanged_is_accepted(prepared: Any, reports: Any) -> None:
    done = reports.body(reports.measure(1, status="DONE"), reports.measure(2, dimension=2))
    prepared.put_report(KEY, _submission(reports, done))
    done["round"] = "12M"
    reply = prepared.put_report("report-2566-2-rev-1", _submission(reports, done))
    assert _codes(reply) == {}
    assert reply.json["unchanged_lines"] == 1


def test_a_lock_ends_with_the_fiscal_year(prepared: Any, reports: Any) -> None:
    done = reports.body(reports.measure(1, status="DONE"))
    prepared.put_report(KEY, _submission(reports, done))
    following = reports.body(reports.measure(1, remark="ปีใหม่"), fiscal_year=2567)
    reply = prepared.put_report("report-2567-1-rev-1", _submission(reports, following))
    assert _codes(reply) == {}


def test_a_lock_survives_a_revision_that_leaves_the_line_out(prepared: Any, reports: Any) -> None:
    done = reports.body(reports.measure(1, status="DONE"), reports.measure(2, dimension=2))
    prepared.put_report(KEY, _submission(reports, done))
    without = reports.body(reports.measure(2, dimension=2))
    prepared.put_report("report-2566-1-rev-2", _submission(reports, without, revision=2))
    undone = reports.body(reports.measure(1), reports.measure(2, dimension=2))
    reply = prepared.put_report("report-2566-1-rev-3", _submission(reports, undone, revision=3))
    assert _codes(reply) == {1: "LOCKED"}


def test_a_line_marked_as_not_conforming_is_not_counted(prepared: Any, reports: Any) -> None:
    mark = {
        "lao_code": "rim-nam",
        "plan_ref": "plan-1",
        "measure_ref": "m-02",
        "conforming": "N",
    }
    prepared.http.post("/_control/conformity", json=mark, headers=prepared.controller)
    reply = prepared.http.get("/v1/lao/rim-nam/plans/plan-1/conformity", headers=prepared.bearer)
    assert [item["conforming"] for item in reply.json["marks"]] == [None, "N"]
    reply = prepared.put_report(KEY, _submission(reports, reports.body()))
    assert _codes(reply) == {2: "NOT_COUNTED"}


def test_a_line_that_is_not_in_the_plan_is_rejected_alone(prepared: Any, reports: Any) -> None:
    body = reports.body(reports.measure(1), reports.measure(9))
    assert _codes(prepared.put_report(KEY, _submission(reports, body))) == {9: "UNKNOWN_MEASURE"}


def test_money_for_a_measure_without_budget_is_rejected(standin: Any, reports: Any) -> None:
    free = reports.measure(1)
    free["budget"] = {**free["budget"], "mode": "NONE"}
    _prepare(standin, reports.body(free))
    reply = standin.put_report(KEY, _submission(reports, reports.body()))
    assert _codes(reply) == {1: "BUDGET_NOT_USED", 2: "UNKNOWN_MEASURE"}


def test_totals_that_do_not_equal_the_lines_are_refused(prepared: Any, reports: Any) -> None:
    sent = _submission(reports, reports.body())
    sent["totals"]["by_dimension"][0]["paid"] += 1
    _assert_problem(prepared.put_report(KEY, sent), 422, "TOTALS_DIFFER")


def test_two_lines_of_one_measure_are_refused(prepared: Any, reports: Any) -> None:
    sent = _submission(reports, reports.body())
    sent["lines"].append(sent["lines"][0])
    sent["totals"] = totals(sent["lines"], awaiting=0)
    _assert_problem(prepared.put_report(KEY, sent), 422, "REPEATED")


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ((), "complaints"),
        (("header",), "complaint_count"),
        (("lines", 0), "complaint"),
        (("lines", 0), "accused"),
        (("lines", 0, "evidence", 0), "reporter"),
        (("totals",), "complaint_statistics"),
    ],
)
def test_a_payload_with_complaint_content_is_refused_whole(
    prepared: Any, reports: Any, place: tuple[str | int, ...], field: str
) -> None:
    item = {"title": "คำสั่ง", "type": "ORDER"}
    body = reports.body(reports.measure(1, evidence=[item]))
    sent = copy.deepcopy(_submission(reports, body))
    part: Any = sent
    for step in place:
        part = part[step]
    part[field] = "ความลับของผู้ร้อง"
    reply = prepared.put_report(KEY, sent)
    _assert_problem(reply, 422, "NOT_IN_CONTRACT")
    assert "ความลับ" not in reply.text
    assert prepared.effects()["reports"] == []


def test_a_plan_or_profile_with_complaint_content_is_refused(prepared: Any, reports: Any) -> None:
    plan = registration(reports.body())
    plan["measures"][0]["complaint"] = "x"
    _assert_problem(prepared.put("/v1/lao/rim-nam/plans/plan-1", plan), 422, "NOT_IN_CONTRACT")
    saved = {**profile(reports.body()), "complaints": []}
    _assert_problem(prepared.put("/v1/lao/rim-nam/profile", saved), 422, "NOT_IN_CONTRACT")


def test_a_body_for_another_address_is_refused(prepared: Any, reports: Any) -> None:
    sent = _submission(reports, reports.body())
    reply = prepared.put("/v1/lao/other/reports/2566/1", sent, **{"Idempotency-Key": KEY})
    _assert_problem(reply, 422, "ADDRESS_DIFFERS")


def test_a_report_needs_a_key(prepared: Any, reports: Any) -> None:
    sent = _submission(reports, reports.body())
    _assert_problem(prepared.put("/v1/lao/rim-nam/reports/2566/1", sent), 400, "BAD_KEY")


def test_a_body_beyond_the_limit_is_refused(prepared: Any) -> None:
    reply = prepared.http.put(
        "/v1/lao/rim-nam/profile",
        data=b" " * (5 * 1024 * 1024),
        content_type="application/json",
        headers=prepared.bearer,
    )
    _assert_problem(reply, 413, "TOO_LARGE")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"NaN", b"[" * 100_000])
def test_a_body_that_is_not_json_is_refused(prepared: Any, body: bytes) -> None:
    reply = prepared.http.put(
        "/v1/lao/rim-nam/profile",
        data=body,
        content_type="application/json",
        headers=prepared.bearer,
    )
    _assert_problem(reply, 400, "BAD_REQUEST")
