"""Several web processes that count together in Redis."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import redis

from portal_plugin.flood.gate import Admitted, Challenge, Gate, Way

pytestmark = pytest.mark.broker
HERE = ("rimnam", "complaints", "192.0.2.1")


@pytest.fixture
def processes(redis_url: str, gate_on: Callable[..., Gate]) -> list[Gate]:
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return [gate_on(redis_url), gate_on(redis_url)]


def test_two_processes_share_counts_and_know_each_others_work(
    processes: list[Gate], solve: Callable[[Challenge], dict[str, str]]
) -> None:
    first, second = processes
    answers = [gate.admit(*HERE, {}) for gate in (first, second, first, second, first, second)]
    challenge = answers.pop()
    assert answers == [Admitted(Way.FREE)] * 5
    assert isinstance(challenge, Challenge)
    worked = solve(challenge)
    assert first.admit(*HERE, worked) == Admitted(Way.WORK)
    assert isinstance(second.admit(*HERE, worked), Challenge)
    assert second.admit("rimnam", "complaints", "192.0.2.2", {}) == Admitted(Way.FREE)


def test_redis_holds_no_address_and_nothing_for_ever(processes: list[Gate], redis_url: str) -> None:
    for _ in range(8):
        processes[0].admit(*HERE, {})
    with redis.Redis.from_url(redis_url) as client:
        keys = list(client.scan_iter())
        assert keys
        for key in keys:
            assert b"192.0.2" not in key and b"rimnam" not in key
            assert 0 < client.ttl(key) <= 2 * 3600
