"""Whatever the national endpoint does, a report takes effect there once and its receipt arrives."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from flask import Flask
from waitress.channel import ClientDisconnected

from portal_plugin.measures.budgets import BudgetInput, set_budget
from portal_plugin.national.client import HttpNationalEndpoint
from portal_plugin.national.standin.access import Access
from portal_plugin.national.standin.app import create_app
from portal_plugin.national.standin.faults import Switches, read_switches
from portal_plugin.national.standin.store import Store
from portal_plugin.reports.models import Receipt
from portal_plugin.reports.outbox import resend
from portal_plugin.reports.states import Delivery


class Wire(httpx.BaseTransport):
    """Straight into the stand-in; a dropped connection looks as it does over a socket."""

    def __init__(self, app: Flask) -> None:
        self._inner = httpx.WSGITransport(app)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return self._inner.handle_request(request)
        except ClientDisconnected as dropped:
            raise httpx.ReadError("dropped", request=request) from dropped


class NationalSide:
    """A stand-in in this process, its fault switches and its journal."""

    def __init__(self, home: Path) -> None:
        access = Access("province", secrets.token_urlsafe(32), secrets.token_urlsafe(32))
        self.switches = Switches()
        self.app = create_app(Store(home), access, self.switches)
        self.controller = {"X-Control-Token": access.control_token}
        self.endpoint = HttpNationalEndpoint(
            "http://127.0.0.1:1",
            access.client_id,
            access.client_secret,
            transport=Wire(self.app),
        )

    def arm(self, *switches: dict[str, Any]) -> None:
        self.switches.arm(read_switches(list(switches)))

    def commits(self) -> dict[str, int]:
        effects = self.app.test_client().get("/_control/effects", headers=self.controller).json
        return dict(effects["commits"])


@pytest.fixture
def national(tmp_path: Path) -> NationalSide:
    return NationalSide(tmp_path / "standin")


@pytest.fixture
def deliver(town: Any, national: NationalSide) -> Callable[..., tuple[Any, int]]:
    """Push until the delivery rests, letting each pause go by; its row and the attempts made."""

    def run(most: int = 12) -> tuple[Any, int]:
        for number in range(most):
            with town.at(number * 200):
                town.push(national.endpoint)
            item = town.outbox()[-1]
            if item.state is not Delivery.APPROVED:
                return item, number + 1
        raise AssertionError("it never came to rest")

    return run


def _receipts(town: Any) -> list[Receipt]:
    with town.open_session() as session:
        return list(town.rows(session, Receipt))


@pytest.mark.parametrize(
    "fault",
    [
        {"fault": "drop_before_commit", "next": 1},
        {"fault": "drop_after_commit", "next": 1},
        {"fault": "429", "next": 1, "seconds": 60},
        {"fault": "500", "next": 1},
        {"fault": "503", "next": 1},
        {"fault": "drop_after_commit", "next": 1, "operations": ["putReport"]},
        {"fault": "500", "next": 1, "operations": ["issueToken"]},
        {"fault": "500", "next": 2, "operations": ["registerPlan"]},
    ],
    ids=lambda fault: "-".join([fault["fault"], *fault.get("operations", ["any"])]),
)
def test_a_passing_fault_costs_an_attempt_and_nothing_else(
    town: Any, national: NationalSide, deliver: Any, fault: dict[str, Any]
) -> None:
    town.approve(town.freeze())
    national.arm(fault)
    item, attempts = deliver()
    assert item.state is Delivery.ACKNOWLEDGED
    assert attempts == 1 + fault["next"]
    assert national.commits() == {item.idempotency_key: 1}
    assert len(_receipts(town)) == 1


@pytest.mark.parametrize("status", ["409", "422"])
def test_a_refusal_stops_the_delivery_until_an_operator_sends_it_again(
    town: Any, national: NationalSide, deliver: Any, status: str
) -> None:
    town.approve(town.freeze())
    national.arm({"fault": status, "next": 1, "operations": ["putReport"]})
    item, _ = deliver()
    assert item.state is Delivery.REJECTED and item.last_error
    with town.session() as session:
        resend(session, town.officer, item.id)
    item, _ = deliver()
    assert item.state is Delivery.ACKNOWLEDGED
    assert national.commits() == {item.idempotency_key: 1}


def test_a_correction_replaces_the_report_and_a_locked_line_is_shown(
    town: Any, national: NationalSide, deliver: Any
) -> None:
    town.approve(town.freeze())
    deliver()
    with town.session() as session:
        set_budget(
            session, town.officer, town.measures[0], 2566, BudgetInput(60_000, 50_000, True, 1)
        )
    town.approve(town.freeze(correction="แก้งบประมาณ (ตัวอย่าง)"))
    item, _ = deliver()
    assert (item.state, item.revision) == (Delivery.ACKNOWLEDGED, 2)
    assert [line["code"] for line in _receipts(town)[1].rejected_lines] == ["LOCKED"]


def test_a_thousandth_bad_day_still_ends_with_one_effect(
    town: Any, national: NationalSide, deliver: Any
) -> None:
    town.patience = type(town.patience)(lease=60, attempts=100, base=4, cap=100)
    town.approve(town.freeze())
    national.arm(
        {"fault": "drop_after_commit", "probability": 0.3, "seed": 4},
        {"fault": "drop_before_commit", "probability": 0.3, "seed": 5},
        {"fault": "500", "probability": 0.3, "seed": 6},
    )
    item, attempts = deliver(60)
    assert item.state is Delivery.ACKNOWLEDGED and attempts > 1
    assert national.commits() == {item.idempotency_key: 1}
