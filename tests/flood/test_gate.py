"""The door stays open: to whom it asks nothing, what it asks for, and that it is asked in vain
neither of people nor of programs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.flood.gate import WAIT_SECONDS, Admitted, Challenge, Gate, Way
from portal_plugin.flood.limits import Rules

FREE, WORK, WAIT = Admitted(Way.FREE), Admitted(Way.WORK), Admitted(Way.WAIT)
Senders = Callable[..., Any]
Solve = Callable[[Challenge], dict[str, str]]


def as_waiting(challenge: Challenge) -> dict[str, str]:
    return {"work_challenge": challenge.token, "work_solution": ""}


def test_five_posts_in_ten_minutes_are_asked_for_nothing(sender: Senders) -> None:
    citizen = sender()
    assert [citizen.send() for _ in range(5)] == [FREE] * 5
    assert isinstance(citizen.send(), Challenge)


def test_after_a_quiet_while_nothing_is_asked_again(sender: Senders, hours: Any) -> None:
    citizen = sender()
    citizen.use_up()
    hours.move(minutes=20)
    assert citizen.send() == FREE


def test_5000_posts_from_one_source_ask_nothing_of_another(sender: Senders) -> None:
    flood, citizen = sender("198.51.100.7"), sender("192.0.2.1")
    passed = [answer for _ in range(5000) if isinstance(answer := flood.send(), Admitted)]
    assert len(passed) == 5
    assert citizen.send() == FREE


def test_a_source_that_works_through_its_flood_makes_nothing_harder_for_others(
    sender: Senders, solve: Solve
) -> None:
    flood = sender("198.51.100.7")
    challenge = flood.use_up()
    for _ in range(170):
        assert flood.send(solve(challenge)) == WORK
        challenge = flood.challenged()
    assert challenge.bits == 12
    assert sender("192.0.2.1").send() == FREE


def test_a_crowd_asks_everybody_for_work_and_refuses_nobody_who_shows_it(
    sender: Senders, solve: Solve
) -> None:
    sources = [sender(f"198.51.{number // 250}.{number % 250}") for number in range(600)]
    answers = [source.send() for source in sources]
    assert answers.count(FREE) == 60
    citizen = sender("192.0.2.1")
    assert citizen.send(solve(citizen.challenged())) == WORK
    worked = [source.send(solve(source.last)) for source in sources[60:]]
    assert worked == [WORK] * 540
    newcomer = sender("192.0.2.9")
    assert newcomer.challenged().bits == 8, "everybody's work grows, to a bound"
    assert newcomer.send(solve(newcomer.last)) == WORK


def test_a_crowd_at_one_door_leaves_other_doors_and_tenants_quiet(sender: Senders) -> None:
    for number in range(100):
        sender(f"198.51.100.{number}").send()
    assert isinstance(sender().send(), Challenge)
    assert sender(tenant="saithong").send() == FREE
    assert sender(door="other").send() == FREE


def test_a_source_that_goes_on_pays_more_to_a_bound(sender: Senders) -> None:
    flood = sender()
    asked = [flood.use_up().bits, *(flood.challenged().bits for _ in range(2000))]
    assert asked == sorted(asked)
    assert (asked[0], asked[-1]) == (6, 12)


def test_work_of_another_tenant_door_or_source_lets_nobody_in(
    sender: Senders, solve: Solve
) -> None:
    worked = solve(sender().use_up())
    others = sender(tenant="saithong"), sender(door="other"), sender("203.0.113.5")
    for other in others:
        other.use_up()
        assert isinstance(other.send(worked), Challenge)
    assert sender().send(worked) == WORK


def test_a_number_that_is_no_solution_is_worth_nothing(sender: Senders, solve: Solve) -> None:
    citizen = sender()
    challenge = citizen.use_up()
    right = int(solve(challenge)["work_solution"])
    while right == 0:
        challenge = citizen.challenged()
        right = int(solve(challenge)["work_solution"])
    for wrong in ("0", str(right - 1), f"+{right}", f" {right}", f"{right}.0", "", "-0"):
        form = {"work_challenge": challenge.token, "work_solution": wrong}
        assert isinstance(citizen.send(form), Challenge), wrong


def test_work_lets_in_once(sender: Senders, solve: Solve) -> None:
    citizen = sender()
    worked = solve(citizen.use_up())
    assert citizen.send(worked) == WORK
    assert isinstance(citizen.send(worked), Challenge)


def test_work_that_was_used_cannot_be_used_as_waiting(
    sender: Senders, solve: Solve, hours: Any
) -> None:
    citizen = sender()
    worked = solve(citizen.use_up())
    citizen.send(worked)
    hours.move(seconds=WAIT_SECONDS)
    assert isinstance(citizen.send(worked | {"work_solution": ""}), Challenge)


def test_work_is_good_for_half_an_hour(sender: Senders, solve: Solve, hours: Any) -> None:
    early, late = sender("192.0.2.1"), sender("192.0.2.2")
    worked = {source.address: solve(source.use_up()) for source in (early, late)}
    hours.move(minutes=30)
    assert early.send({"homepage": "x"} | worked[early.address]) == WORK
    hours.move(seconds=1)
    assert isinstance(late.send({"homepage": "x"} | worked[late.address]), Challenge)


@pytest.mark.parametrize("part", range(4))
def test_a_forged_token_is_worth_nothing(sender: Senders, solve: Solve, part: int) -> None:
    citizen = sender()
    challenge = citizen.use_up()
    parts = challenge.token.split(".")
    parts[part] = ("1" if parts[part][0] != "1" else "2") + parts[part][1:]
    forged = Challenge(".".join(parts), challenge.bits, 0, "")
    assert isinstance(citizen.send(solve(forged)), Challenge)


def test_a_token_of_another_host_is_worth_nothing(
    sender: Senders, solve: Solve, hours: Any
) -> None:
    other = Gate("the secret of quite another host, as long as ours", rules=Rules(bits=6))
    foreign = [other.admit("rimnam", "complaints", "192.0.2.1", {}) for _ in range(6)][-1]
    citizen = sender()
    citizen.use_up()
    assert isinstance(foreign, Challenge)
    assert isinstance(citizen.send(solve(foreign)), Challenge)


def test_without_javascript_waiting_lets_in(sender: Senders, hours: Any) -> None:
    citizen = sender()
    waiting = as_waiting(citizen.use_up())
    hours.move(seconds=WAIT_SECONDS)
    assert citizen.send(waiting) == WAIT
    assert isinstance(citizen.send(waiting), Challenge)


def test_who_sends_too_early_goes_on_waiting_where_he_was(sender: Senders, hours: Any) -> None:
    citizen = sender()
    first = citizen.use_up()
    hours.move(seconds=30)
    second = citizen.challenged(as_waiting(first))
    assert second.wait_seconds == WAIT_SECONDS - 30
    assert f"รอ {second.wait_seconds} วินาที" in second.sentence
    hours.move(seconds=second.wait_seconds)
    assert citizen.send(as_waiting(second)) == WAIT


def test_waiting_lets_a_source_in_six_times_an_hour_and_work_still_does(
    sender: Senders, solve: Solve, hours: Any
) -> None:
    flood = sender()
    flood.use_up()
    passed = 0
    for _ in range(40):
        challenge = flood.challenged()
        hours.move(seconds=WAIT_SECONDS)
        passed += flood.send(as_waiting(challenge) | {"homepage": "x"}) == WAIT
    assert passed == 6
    refused = flood.challenged()
    assert refused.wait_seconds == 3600
    assert "หนึ่งชั่วโมง" in refused.sentence
    assert flood.send(solve(refused)) == WORK
    hours.move(hours=2)
    challenge = flood.challenged({"homepage": "x"})
    hours.move(seconds=WAIT_SECONDS)
    assert flood.send(as_waiting(challenge) | {"homepage": "x"}) == WAIT


def test_one_holder_of_many_networks_does_not_get_in_by_waiting_from_each(
    sender: Senders, hours: Any
) -> None:
    sources = [sender(f"2001:db8:1:{number:x}::1") for number in range(60)]
    asked = [as_waiting(source.challenged({"homepage": "x"})) for source in sources]
    hours.move(seconds=WAIT_SECONDS)
    answers = [
        source.send(form | {"homepage": "x"}) for source, form in zip(sources, asked, strict=True)
    ]
    assert answers.count(WAIT) == 24


def test_a_clock_set_back_shuts_nobody_out(sender: Senders, solve: Solve, hours: Any) -> None:
    citizen, patient = sender("192.0.2.1"), sender("192.0.2.2")
    worked, waiting = solve(citizen.use_up()), as_waiting(patient.use_up())
    hours.move(hours=-3)
    assert citizen.send({"homepage": "x"} | worked) == WORK
    again = patient.challenged({"homepage": "x"} | waiting)
    assert again.wait_seconds == WAIT_SECONDS
    hours.move(seconds=WAIT_SECONDS)
    assert patient.send({"homepage": "x"} | as_waiting(again)) == WAIT


def test_used_work_stays_used_when_the_clock_is_set_back(
    sender: Senders, solve: Solve, hours: Any
) -> None:
    citizen = sender()
    worked = solve(citizen.use_up())
    citizen.send(worked)
    hours.move(hours=-3)
    assert isinstance(citizen.send({"homepage": "x"} | worked), Challenge)


def test_a_filled_honeypot_asks_for_work_and_no_more(sender: Senders, solve: Solve) -> None:
    strange = sender()
    challenge = strange.challenged({"homepage": "https://spam.example"})
    assert strange.send({"homepage": "again"} | solve(challenge)) == WORK


def test_an_empty_form_already_asks_when_the_post_would_be_asked(
    gate: Gate, sender: Senders, solve: Solve, hours: Any
) -> None:
    citizen = sender()
    place = (citizen.tenant, citizen.door, citizen.address)
    assert gate.ahead(*place) is None
    citizen.use_up()
    ahead = gate.ahead(*place)
    assert ahead is not None
    assert citizen.send(solve(ahead)) == WORK
    patient = gate.ahead(*place)
    assert patient is not None
    hours.move(seconds=WAIT_SECONDS)
    assert citizen.send(as_waiting(patient)) == WAIT


def test_what_the_form_asks_ahead_is_what_the_post_asks(gate: Gate, sender: Senders) -> None:
    citizen = sender()
    for _ in range(5):
        assert gate.ahead(citizen.tenant, citizen.door, citizen.address) is None
        assert citizen.send() == FREE
    assert gate.ahead(citizen.tenant, citizen.door, citizen.address) is not None


def test_easy_tokens_cannot_be_hoarded_by_opening_the_form(gate: Gate, sender: Senders) -> None:
    flood = sender()
    flood.use_up()
    place = (flood.tenant, flood.door, flood.address)
    asked = [found.bits for _ in range(400) if (found := gate.ahead(*place))]
    assert asked[-1] == 12


def test_the_default_work_is_sixteen_bits(hours: Any, solve: Solve) -> None:
    gate = Gate(b"bytes are a secret as well, if they are long enough")
    answers = [gate.admit("rimnam", "complaints", "192.0.2.1", {}) for _ in range(6)]
    challenge = answers[-1]
    assert isinstance(challenge, Challenge)
    assert challenge.bits == 16
    assert gate.admit("rimnam", "complaints", "192.0.2.1", solve(challenge)) == WORK


def test_nothing_that_is_said_or_logged_holds_an_address(
    gate: Gate, sender: Senders, hours: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    challenge = sender("203.0.113.77").use_up()
    kept = repr(vars(gate._counters._own))  # type: ignore[attr-defined]
    for words in (kept, repr(challenge), caplog.text):
        assert "203.0.113" not in words
        assert "rimnam" not in words


hostile = st.one_of(
    st.text(max_size=200),
    st.binary(max_size=20),
    st.none(),
    st.integers(),
    st.lists(st.text(max_size=5), max_size=3),
    st.from_regex(r"[0-9]{1,3}\.[0-9]{1,12}\.[\w-]{22}\.[\w-]{43}", fullmatch=True),
    st.sampled_from(["\ud800", "9" * 10_000, "-1", "0x10", "١٢", "1e3", " 1", "a" * 20]),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    token=hostile,
    solution=hostile,
    bait=hostile,
    address=st.one_of(st.none(), st.text(max_size=60), st.ip_addresses().map(str)),
    tenant=st.text(max_size=20),
)
def test_hostile_values_are_answered_and_never_let_in(
    gate: Gate, token: Any, solution: Any, bait: Any, address: str | None, tenant: str
) -> None:
    form = {"work_challenge": token, "work_solution": solution, "homepage": bait}
    answers = [gate.admit(tenant, "complaints", address, form) for _ in range(6)]
    assert isinstance(answers[-1], Challenge)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(solution=hostile)
def test_no_hostile_solution_of_a_true_token_breaks_the_gate(
    gate: Gate, sender: Senders, solution: Any
) -> None:
    citizen = sender()
    challenge = citizen.challenged({"homepage": "x"})
    answer = citizen.send(
        {"homepage": "x", "work_challenge": challenge.token, "work_solution": solution}
    )
    assert isinstance(answer, Challenge) or str(solution).isdigit()
