"""The table of states is the law: whatever happens in whatever order, nothing leaves it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin import clock
from portal_plugin.measures.codes import RoundCode
from portal_plugin.national.endpoint import Problem, Refused, TryAgain
from portal_plugin.national.recording import RecordingEndpoint
from portal_plugin.reports.deliveries import move
from portal_plugin.reports.errors import Conflict
from portal_plugin.reports.expect import expect_report
from portal_plugin.reports.models import OutboxItem, Receipt
from portal_plugin.reports.outbox import lease, resend
from portal_plugin.reports.states import FOLLOWS, Delivery, ForbiddenTransition, check_transition

ACTS = (
    "report",
    "freeze",
    "approve",
    "accept",
    "fail",
    "refuse",
    "crash",
    "wait",
    "resend",
    "expect",
)


@given(st.sampled_from(Delivery), st.sampled_from(Delivery))
def test_a_row_moves_only_where_the_table_leads(current: Delivery, wanted: Delivery) -> None:
    item = OutboxItem(state=current)
    if wanted in FOLLOWS[current]:
        move(item, wanted)
        assert item.state is wanted
    else:
        with pytest.raises(ForbiddenTransition, match=f"{current} report cannot become {wanted}"):
            check_transition(current, wanted)
        with pytest.raises(ForbiddenTransition):
            move(item, wanted)


def test_what_was_acknowledged_or_superseded_moves_no_more() -> None:
    assert {state for state in Delivery if not FOLLOWS[state]} == {
        Delivery.ACKNOWLEDGED,
        Delivery.SUPERSEDED,
    }


@pytest.fixture
def watched() -> Iterator[list[tuple[Any, Any]]]:
    """Every change of a state that any service makes."""
    changes: list[tuple[Any, Any]] = []

    def note(_item: OutboxItem, value: Any, old: Any, _initiator: Any) -> None:
        if isinstance(old, Delivery):
            changes.append((old, value))

    sa.event.listen(OutboxItem.state, "set", note)
    yield changes
    sa.event.remove(OutboxItem.state, "set", note)


@settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.sampled_from(ACTS), min_size=6, max_size=16))
def test_no_sequence_of_events_leaves_the_table_or_sends_a_revision_twice(
    town: Any, database: Any, watched: list[tuple[Any, Any]], acts: list[str]
) -> None:
    with database.owner.begin() as connection:
        connection.execute(
            sa.text(
                "truncate portal_plugin.receipt, portal_plugin.delivery_attempt, "
                "portal_plugin.outbox, portal_plugin.report cascade"
            )
        )
    watched.clear()
    endpoint = RecordingEndpoint()
    now = clock.now()
    for number, act in enumerate(acts):
        now += timedelta(seconds=1)
        if act == "wait":
            now += timedelta(seconds=200)
        with clock.held_at(now), suppress(Conflict):
            _do(town, endpoint, act, number)
    assert {(old, new) for old, new in watched if new not in FOLLOWS[old]} == set()
    items = town.outbox()
    done = [item for item in items if item.state is Delivery.ACKNOWLEDGED]
    with town.open_session() as session:
        assert len(town.rows(session, Receipt)) == len(done)
    assert set(endpoint.reports) == {item.idempotency_key for item in done}
    assert len({item.revision for item in items}) == len(items)


def _do(town: Any, endpoint: RecordingEndpoint, act: str, number: int) -> None:
    newest = (town.outbox() or [None])[-1]
    if act == "report":
        town.report_progress(2, f"ผลที่ {number} (ตัวอย่าง)")
    elif act == "freeze":
        town.freeze(correction="แก้ผล (ตัวอย่าง)")
    elif act == "expect":
        with town.session() as session:
            expect_report(session, 2566, RoundCode.SIX_MONTHS)
    elif newest is None or newest.report_id is None:
        return
    elif act == "approve":
        town.approve(_Named(newest.report_id))
    elif act == "resend":
        with town.session() as session:
            resend(session, town.officer, newest.id)
    elif act == "crash":
        with town.session() as session:
            lease(session, newest.id, town.patience)
    else:
        endpoint.answers.extend(
            {"fail": [TryAgain("away")], "refuse": [Refused(422, Problem("NO", "no"))]}.get(act, [])
        )
        town.push(endpoint)
        endpoint.answers.clear()


class _Named:
    def __init__(self, report_id: Any) -> None:
        self.id = report_id
