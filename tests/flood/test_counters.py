"""What counts as one source, that memory is bounded, and that a lost storage shuts nobody out."""

from __future__ import annotations

import logging
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.flood.counters import BoundedMemory, Counters
from portal_plugin.flood.gate import Admitted, Gate
from portal_plugin.flood.place import UNKNOWN, Place, network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        (" 192.0.2.1 ", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", UNKNOWN),
        (None, UNKNOWN),
        ("unix:", UNKNOWN),
        ("192.0.2.1, 198.51.100.1", UNKNOWN),
        ("192.0.2.1:4711", UNKNOWN),
        ("١٩٢.0.2.1", UNKNOWN),
    ],
)
def test_a_source_is_an_ipv4_address_or_an_ipv6_64(address: str | None, network: str) -> None:
    assert network_of(address) == network


@given(st.ip_addresses(v=6).map(str))
def test_every_ipv6_address_has_a_network_and_a_neighbourhood(address: str) -> None:
    place = Place("rimnam", "complaints", network_of(address))
    assert place.name
    assert place.neighbourhood


@given(
    st.lists(st.tuples(st.text("ab|/"), st.text("ab|/"), st.text("ab|/")), min_size=2, unique=True)
)
def test_no_two_places_share_a_name(words: list[tuple[str, str, str]]) -> None:
    assert len({Place(*each).name for each in words}) == len(words)


def test_counters_are_bounded_and_the_idlest_goes_first(hours: Any) -> None:
    memory = BoundedMemory(most=100)
    memory.incr("busy", 600)
    for number in range(5000):
        memory.incr(f"random {number}", 600)
        memory.incr("busy", 600)
    assert len(memory) == 100
    assert memory.get("busy") == 5001
    assert memory.get("random 0") == 0


def test_a_counter_ends_with_its_time(hours: Any) -> None:
    memory = BoundedMemory()
    memory.incr("a", 60)
    hours.move(seconds=59)
    assert memory.incr("a", 60) == 2
    hours.move(seconds=1)
    assert memory.get("a") == 0
    assert memory.incr("a", 60) == 1


def test_a_window_slides(hours: Any) -> None:
    memory = BoundedMemory()
    assert [memory.acquire_sliding_window_entry("a", 10, 600) for _ in range(11)].count(True) == 10
    hours.move(minutes=15)
    assert [memory.acquire_sliding_window_entry("a", 10, 600) for _ in range(11)].count(True) == 5
    memory.clear_sliding_window("a", 600)
    assert memory.get_sliding_window("a", 600)[:3:2] == (0, 0)


def test_many_threads_count_right_and_use_a_token_once() -> None:
    counters = Counters()
    memory = BoundedMemory()
    used: list[bool] = []

    def work() -> None:
        for number in range(500):
            memory.incr("a", 600)
            used.append(counters.use(f"token {number}", 600))

    threads = [threading.Thread(target=work) for _ in range(8)]
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    finally:
        sys.setswitchinterval(usual)
    assert memory.get("a") == 4000
    assert used.count(True) == 500


def test_a_flood_of_sources_does_not_make_used_work_good_again(
    hours: Any,
) -> None:
    counters = Counters()
    counters._own = BoundedMemory(most=10)
    assert counters.use("token", 600)
    for number in range(100):
        counters._own.incr(f"source {number}", 600)
    assert not counters.use("token", 600)


def test_the_sources_of_a_day_have_other_names_the_next_day(hours: Any, gate: Gate) -> None:
    place = Place("rimnam", "complaints", "192.0.2.1")
    today = gate._limits._digest(place.name)
    assert today == gate._limits._digest(place.name)
    hours.move(days=1)
    assert gate._limits._digest(place.name) != today


@pytest.mark.parametrize("scheme", ["redis", "silent"])
def test_a_storage_out_of_reach_is_survived_with_one_line_in_the_log(
    gate_on: Callable[..., Gate], scheme: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        port = mute.getsockname()[1]
        if scheme == "redis":
            mute.close()
        gate = gate_on(f"redis://:a-password@127.0.0.1:{port}/0")
        answers = [gate.admit("rimnam", "complaints", "192.0.2.1", {}) for _ in range(50)]
    assert [isinstance(answer, Admitted) for answer in answers] == [True] * 5 + [False] * 45
    (line,) = caplog.messages
    assert "PORTAL_PLUGIN_LIMITS_URL" in line
    assert "a-password" not in line and "192.0.2.1" not in line


class Lost(BoundedMemory):
    """A storage that fails, until it is found again."""

    asked = 0
    is_found = False

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        self.asked += 1
        if self.is_found:
            return super().incr(key, expiry, amount)
        raise OSError("192.0.2.1 is not to be logged")


def test_a_lost_storage_is_left_alone_for_a_while_and_then_used_again(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    counters = Counters()
    counters._shared = lost = Lost()
    assert [counters.use("token", 600) for _ in range(20)] == [True] + [False] * 19
    assert lost.asked == 1
    monkeypatch.setattr("portal_plugin.flood.counters.PAUSE_SECONDS", 0)
    counters._resumes = 0
    assert [counters.use("token", 600) for _ in range(20)] == [False] * 20
    assert lost.asked == 21
    assert len(caplog.messages) == 1 and "192.0.2" not in caplog.text
    lost.is_found = True
    assert counters.use("another", 600)
    lost.is_found = False
    counters.use("a third", 600)
    assert len(caplog.messages) == 2, "the next loss is told again"
