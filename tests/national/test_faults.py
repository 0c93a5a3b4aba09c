"""Each fault switch does what its name says, and never costs or doubles an effect."""

from __future__ import annotations

import random
import time
from typing import Any

import pytest

from portal_plugin.national.client import HttpNationalEndpoint
from portal_plugin.national.endpoint import Accepted, Refused, TryAgain
from portal_plugin.national.mapping import profile, registration, submission
from portal_plugin.national.standin.faults import FaultKind, Switch, Switches, read_switches

KEY = "report-2566-1-rev-1"


@pytest.fixture
def sent(served: HttpNationalEndpoint, reports: Any) -> dict[str, Any]:
    body = reports.body()
    assert isinstance(served.save_profile(profile(body)), Accepted)
    assert isinstance(served.register_plan(registration(body)), Accepted)
    return submission(body, revision=1, digest=reports.digest(body))


def _arm(standin: Any, *switches: dict[str, Any]) -> None:
    reply = standin.http.post("/_control/faults", json=list(switches), headers=standin.controller)
    assert reply.status_code == 200, reply.json


def _assert_cut(outcome: object) -> None:
    assert isinstance(outcome, TryAgain)
    assert "disconnected without sending a response" in outcome.reason


def test_a_drop_before_commit_leaves_nothing_behind(
    standin: Any, served: HttpNationalEndpoint, sent: dict[str, Any]
) -> None:
    _arm(standin, {"fault": "drop_before_commit", "next": 1})
    _assert_cut(served.put_report(KEY, sent))
    assert standin.effects()["reports"] == []
    assert isinstance(served.put_report(KEY, sent), Accepted)
    assert standin.effects()["commits"] == {KEY: 1}


def test_a_drop_after_commit_loses_the_reply_and_not_the_report(
    standin: Any, served: HttpNationalEndpoint, sent: dict[str, Any]
) -> None:
    _arm(standin, {"fault": "drop_after_commit", "next": 1})
    _assert_cut(served.put_report(KEY, sent))
    assert standin.effects()["commits"] == {KEY: 1}
    found = served.receipt_for(KEY, sent)
    assert isinstance(found, Accepted)
    assert served.put_report(KEY, sent) == found
    assert standin.effects()["commits"] == {KEY: 1}


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("409", Refused),
        ("422", Refused),
        ("429", TryAgain),
        ("500", TryAgain),
        ("503", TryAgain),
    ],
)
def test_a_status_answers_in_place_of_the_effect(
    standin: Any, served: HttpNationalEndpoint, sent: dict[str, Any], fault: str, outcome: type
) -> None:
    _arm(standin, {"fault": fault, "next": 1, "seconds": 7})
    answer = served.put_report(KEY, sent)
    assert isinstance(answer, outcome)
    if fault in {"429", "503"}:
        assert answer == TryAgain(f"putReport: answered {fault}", 7.0)
    assert standin.effects()["reports"] == []
    assert isinstance(served.put_report(KEY, sent), Accepted)


def test_a_delay_delays_and_then_answers(
    standin: Any, served: HttpNationalEndpoint, sent: dict[str, Any]
) -> None:
    _arm(standin, {"fault": "delay", "next": 1, "seconds": 0.3})
    began = time.monotonic()
    assert isinstance(served.put_report(KEY, sent), Accepted)
    assert time.monotonic() - began >= 0.3


def test_a_switch_can_be_kept_to_some_operations(
    standin: Any, served: HttpNationalEndpoint, sent: dict[str, Any]
) -> None:
    _arm(standin, {"fault": "500", "next": 9, "operations": ["putReport"]})
    assert isinstance(served.conformity("rim-nam", "plan-1"), Accepted)
    assert isinstance(served.put_report(KEY, sent), TryAgain)


def test_no_switch_touches_the_token_unless_it_is_named() -> None:
    switches = Switches([Switch(FaultKind.STATUS_500, remaining=1)])
    assert switches.draw("issueToken") == {}
    named = Switch(FaultKind.STATUS_500, remaining=1, operations=frozenset({"issueToken"}))
    assert Switches([named]).draw("issueToken")


def test_a_counted_switch_strikes_that_often() -> None:
    switches = Switches(read_switches([{"fault": "500", "next": 3}]))
    assert [bool(switches.draw("putReport")) for _ in range(5)] == [True] * 3 + [False] * 2


def test_a_seeded_probability_strikes_alike_each_time() -> None:
    def strikes() -> list[bool]:
        wish = [{"fault": "500", "probability": 0.3, "seed": 7}]
        switches = Switches(read_switches(wish))
        return [bool(switches.draw("putReport")) for _ in range(200)]

    assert strikes() == strikes()
    assert 30 < sum(strikes()) < 90


@pytest.mark.parametrize(
    "wish",
    [
        "500",
        {},
        [{}],
        [{"fault": "meteor", "next": 1}],
        [{"fault": "500"}],
        [{"fault": "500", "next": 0}],
        [{"fault": "500", "next": True}],
        [{"fault": "500", "next": 1, "probability": 0.5, "seed": 1}],
        [{"fault": "500", "probability": 2, "seed": 1}],
        [{"fault": "500", "probability": 0.5}],
        [{"fault": "500", "next": 1, "why": "x"}],
    ],
)
def test_a_wish_that_makes_no_sense_arms_nothing(standin: Any, wish: Any) -> None:
    reply = standin.http.post("/_control/faults", json=wish, headers=standin.controller)
    assert (reply.status_code, reply.json["code"]) == (422, "BAD_SWITCH")


def test_under_every_fault_at_once_each_report_takes_effect_once(
    standin: Any, served: HttpNationalEndpoint, reports: Any, sent: dict[str, Any]
) -> None:
    kinds = ["drop_before_commit", "drop_after_commit", "429", "500", "503"]
    _arm(
        standin,
        *(
            {"fault": kind, "probability": 0.2, "seed": seed, "seconds": 0}
            for seed, kind in enumerate(kinds)
        ),
    )
    keys = [f"report-revision-{revision:03d}" for revision in range(1, 16)]
    for revision, key in enumerate(keys, 1):
        payload = submission(reports.body(), revision=revision, digest="0" * 64)
        for _ in range(60):
            if isinstance(served.put_report(key, payload), Accepted):
                break
        else:
            pytest.fail(f"{key} was never acknowledged")
        for other in random.Random(revision).sample(keys[:revision], k=1):
            assert standin.effects()["commits"][other] == 1
    assert standin.effects()["commits"] == dict.fromkeys(keys, 1)
