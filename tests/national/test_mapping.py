"""From our report to the contract's payloads."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.national.contract import faults, operation
from portal_plugin.national.mapping import Unmappable, profile, registration, submission, totals

KINDS = ["PROJECT", "ACTIVITY", "MEASURE", "PRACTICE"]
REASONS = ["NO_BUDGET", "POLICY_CHANGED", "NO_STAFF", "OTHER"]
baht = st.integers(0, 10**9)
texts = st.text(st.characters(codec="utf-8"), max_size=30)
budgets = st.fixed_dictionaries(
    {
        "mode": st.sampled_from(["NONE", "AMOUNT"]),
        "plan": baht,
        "ordinance": baht,
        "paid": baht,
        "in_ordinance": st.booleans(),
    }
)
evidence = st.fixed_dictionaries(
    {
        "title": texts,
        "type": st.sampled_from(["FILE", "URL", "ORDER", "MEMO", "MEETING", "PHOTO"]),
        "number": st.none() | texts,
        "date": st.none() | st.dates().map(str),
        "url": st.none() | texts | st.sampled_from(["javascript:alert(1)", "https://a.test/x"]),
        "sha256": st.none() | st.just("a" * 64),
    }
)
bounded = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def measures(draw: st.DrawFn) -> list[dict[str, Any]]:
    gap = [] if draw(st.booleans()) else [None]
    return [
        {
            "ref": f"m-{seq}",
            "seq": seq,
            "title": draw(st.text(st.characters(codec="utf-8"), min_size=1, max_size=30)),
            "kind": draw(st.sampled_from([*gap, *KINDS])),
            "dimension": draw(st.sampled_from([*gap, 1, 2, 3, 4])),
            "quarter": draw(st.sampled_from([None, 1, 2, 3, 4])),
            "target_groups": draw(st.lists(st.integers(1, 9), unique=True)),
            "objectives": draw(st.lists(texts, max_size=3)),
            "conforming": draw(st.sampled_from([None, True, False])),
            "budget": draw(budgets),
            "budget_by_year": draw(st.dictionaries(st.sampled_from(["2566", "2570"]), baht)),
            "status": draw(
                st.sampled_from(["NOT_STARTED", "IN_PROGRESS", "DONE", "CANNOT_PROCEED", None])
            ),
            "awaiting": draw(st.booleans()),
            "reason": draw(st.sampled_from([*gap, *REASONS])),
            "reason_text": draw(texts),
            "remark": draw(texts),
            "results": draw(st.lists(texts, max_size=3)),
            "evidence": draw(st.lists(evidence, max_size=2)),
        }
        for seq in range(1, draw(st.integers(1, 6)) + 1)
    ]


def _body(items: list[dict[str, Any]], instrument: str) -> dict[str, Any]:
    return {
        "tenant": {"code": "rim-nam", "name": "ก", "type": "SAO", "province": "ข"},
        "instrument": instrument,
        "plan": {"ref": "plan-1", "title": "แผน", "year_from": 2566, "year_to": 2570},
        "fiscal_year": 2566,
        "round": "12M",
        "measures": items,
    }


@bounded
@given(measures(), st.sampled_from(["PLAN_5Y", "ITA_MEASURES"]))
def test_what_is_mapped_keeps_the_contract_and_the_rest_is_named(
    items: list[dict[str, Any]], instrument: str
) -> None:
    body = _body(items, instrument)
    before = copy.deepcopy(body)
    try:
        payload = registration(body)
    except Unmappable as fault:
        named = {seq for seqs in fault.problems.values() for seq in seqs}
        assert instrument == "PLAN_5Y"
        assert named == {i["seq"] for i in items if i["kind"] is None or i["dimension"] is None}
        assert all(str(seq) in str(fault) for seq in named)
    else:
        assert not faults(operation("registerPlan").request, payload)
    assert body == before


@bounded
@given(measures(), st.sampled_from(["PLAN_5Y", "ITA_MEASURES"]))
def test_a_submission_accounts_for_every_measure_that_counts(
    items: list[dict[str, Any]], instrument: str
) -> None:
    body = _body(items, instrument)
    try:
        payload = submission(body, revision=3, digest="0" * 64)
    except Unmappable:
        return
    assert not faults(operation("putReport").request, payload)
    counted = [item for item in items if item["conforming"] is not False]
    assert payload["totals"]["measures"] == len(counted)
    assert payload["totals"] == totals(
        payload["lines"], awaiting=len(counted) - len(payload["lines"])
    )
    sent = {line["measure_ref"] for line in payload["lines"]}
    assert not sent & {
        item["ref"]
        for item in items
        if item["awaiting"]
        or item["status"] in {None, "NOT_STARTED"}
        or item["conforming"] is False
    }
    assert payload == submission(copy.deepcopy(body), revision=3, digest="0" * 64)


def test_a_measure_that_has_not_started_is_counted_as_awaiting_and_not_sent(reports: Any) -> None:
    body = reports.body(reports.measure(1, status="DONE"), reports.measure(2, status="NOT_STARTED"))
    payload = submission(body, revision=1, digest="0" * 64)
    assert [line["seq"] for line in payload["lines"]] == [1]
    assert payload["totals"]["awaiting"] == 1


def test_the_national_codes_are_those_of_the_forms(reports: Any) -> None:
    body = reports.body(
        *(reports.measure(n, kind=kind) for n, kind in enumerate(KINDS, 1)),
        reports.measure(5, status="DONE"),
        *(
            reports.measure(n, status="CANNOT_PROCEED", reason=reason, reason_text="เหตุ")
            for n, reason in enumerate(REASONS, 6)
        ),
    )
    lines = submission(body, revision=1, digest="0" * 64)["lines"]
    assert [line["type"] for line in lines][:4] == [1, 2, 3, 4]
    assert [line["status"] for line in lines] == [2, 2, 2, 2, 3, 4, 4, 4, 4]
    assert [line["reason"] for line in lines][5:] == [1, 2, 3, 4]


@pytest.mark.parametrize(("ours", "theirs"), [("6M", 1), ("12M", 2)])
def test_half_year_is_round_1_and_the_year_is_round_2(reports: Any, ours: str, theirs: int) -> None:
    payload = submission(reports.body(round=ours), revision=1, digest="0" * 64)
    assert payload["header"]["round"] == theirs


def test_a_measure_without_budget_sends_three_zeros(reports: Any) -> None:
    budget = {"mode": "NONE", "plan": 5, "ordinance": 6, "paid": 7, "in_ordinance": False}
    body = reports.body(reports.measure(1, budget=budget))
    (line,) = submission(body, revision=1, digest="0" * 64)["lines"]
    assert (line["budget_plan"], line["budget_ordinance"], line["paid"]) == (0, 0, 0)
    (measure,) = registration(body)["measures"]
    assert measure["non_budget"]
    assert measure["budget"] == {}


def test_a_reason_is_sent_only_with_what_cannot_proceed(reports: Any) -> None:
    body = reports.body(reports.measure(1, status="DONE", reason="OTHER", reason_text="เดิม"))
    (line,) = submission(body, revision=1, digest="0" * 64)["lines"]
    assert (line["reason"], line["reason_text"]) == (None, "")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": None}, "KIND_MISSING"),
        ({"dimension": None}, "DIMENSION_MISSING"),
        ({"status": "CANNOT_PROCEED"}, "REASON_MISSING"),
        ({"status": "CANNOT_PROCEED", "reason": "OTHER"}, "REASON_TEXT_MISSING"),
        ({"status": "ALMOST"}, "STATUS_UNKNOWN"),
    ],
)
def test_what_the_forms_require_and_we_lack_is_one_thai_message(
    reports: Any, changes: dict[str, Any], code: str
) -> None:
    body = reports.body(reports.measure(1), reports.measure(31, **changes))
    with pytest.raises(Unmappable, match="31") as caught:
        submission(body, revision=1, digest="0" * 64)
    assert caught.value.problems == {code: (31,)}
    assert "E-PlanNACC" in str(caught.value)


def test_only_a_web_address_travels_as_the_address_of_evidence(reports: Any) -> None:
    item = {"title": "คำสั่ง", "type": "ORDER", "url": "javascript:alert(1)"}
    body = reports.body(reports.measure(1, evidence=[item]))
    (line,) = submission(body, revision=1, digest="0" * 64)["lines"]
    assert line["evidence"][0]["url"] is None


def test_the_profile_keeps_the_contract(reports: Any) -> None:
    assert not faults(operation("saveProfile").request, profile(reports.body()))


def test_statistics_of_complaints_in_a_report_body_are_not_carried_over(reports: Any) -> None:
    body = reports.body(complaints=[{"detail": "ลับ"}])
    body["measures"][0]["complaint"] = "ลับ"
    told = str([profile(body), registration(body), submission(body, revision=1, digest="0" * 64)])
    assert "ลับ" not in told
    assert "complaint" not in told
