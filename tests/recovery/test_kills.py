"""Kill anything at the worst moment: every report is acknowledged, and took effect once."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = [pytest.mark.kills, pytest.mark.timeout(120)]


def _settled_once(province: Any) -> None:
    province.eventually(province.all_acknowledged, 30)
    rows = province.outbox()
    assert province.commits() == {key: 1 for _, key, _ in rows}
    assert all(reference for _, _, reference in rows)


def test_a_worker_killed_while_the_endpoint_holds_its_reply_loses_and_doubles_nothing(
    province: Any,
) -> None:
    province.arm({"fault": "delay", "seconds": 1, "next": 1, "operations": ["putReport"]})
    province.start("worker")
    province.start("beat")
    province.file_report("rimnam")
    province.eventually(lambda: any(state == "sending" for state, _, _ in province.outbox()))
    province.kill("worker")
    assert not province.all_acknowledged()
    province.start("worker")
    _settled_once(province)


def test_a_reply_lost_after_the_endpoint_committed_is_fetched_by_the_next_worker(
    province: Any,
) -> None:
    province.arm({"fault": "drop_after_commit", "next": 1, "operations": ["putReport"]})
    province.start("worker")
    province.file_report("rimnam")
    province.eventually(province.commits)
    province.kill("worker")
    province.start("worker")
    province.start("beat")
    _settled_once(province)


def test_without_worker_and_broker_message_the_next_sweep_finds_all(province: Any) -> None:
    for code in ("rimnam", "saithong", "nongbua"):
        province.file_report(code)
    province.start("beat")
    province.start("worker")
    province.eventually(lambda: any(state != "approved" for state, _, _ in province.outbox()))
    province.kill("beat")
    province.kill("worker")
    province.start("worker")
    province.start("beat")
    _settled_once(province)
