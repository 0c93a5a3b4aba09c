"""What an acknowledgement changes in the plan."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.audit import AuditEvent
from portal_plugin.measures.codes import PlanState
from portal_plugin.measures.models import Measure, Plan
from portal_plugin.national.endpoint import TryAgain
from portal_plugin.national.recording import RecordingEndpoint


@pytest.fixture
def announced(town: Any) -> Any:
    with town.session() as session:
        session.execute(sa.update(Plan).values(state=PlanState.ANNOUNCED))
    town.approve(town.freeze())
    return town


def _plan(town: Any) -> Plan:
    with town.open_session() as session:
        return town.rows(session, Plan)[0]


def test_an_acknowledged_report_registers_its_announced_plan(announced: Any) -> None:
    announced.push(RecordingEndpoint())
    plan = _plan(announced)
    assert (plan.state, plan.eplan_ref) == (PlanState.REGISTERED, "PLAN_5Y-2566-2570")


def test_a_report_that_was_not_taken_registers_nothing(announced: Any) -> None:
    announced.push(RecordingEndpoint([TryAgain("away")]))
    assert _plan(announced).state is PlanState.ANNOUNCED


def test_marks_of_the_national_side_are_taken_over_and_told_in_the_trail(announced: Any) -> None:
    first, second, third = announced.measures
    endpoint = RecordingEndpoint()
    endpoint.marks = {str(first): True, str(second): False, str(third): None, "stranger": False}
    announced.push(endpoint)
    with announced.open_session() as session:
        marks = dict(session.execute(sa.select(Measure.id, Measure.conforming)).all())
        told = session.scalars(
            sa.select(AuditEvent.subject_id).where(AuditEvent.act == "measure.mark")
        ).all()
    assert marks == {first: True, second: False, third: None}
    assert set(told) == {first, second}


def test_an_endpoint_that_tells_no_marks_leaves_them_as_they_are(announced: Any) -> None:
    class Silent(RecordingEndpoint):
        def conformity(self, lao_code: str, plan_ref: str) -> Any:
            return TryAgain("away")

    announced.push(Silent())
    assert _plan(announced).state is PlanState.REGISTERED
    with announced.open_session() as session:
        assert set(session.scalars(sa.select(Measure.conforming))) == {None}
