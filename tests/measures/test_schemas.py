"""What the API takes and gives."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest
from marshmallow import ValidationError

from portal_plugin.measures.codes import Reason, Status
from portal_plugin.measures.measure_detail import measure_detail
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.queries import plan_overview
from portal_plugin.measures.schemas import (
    EntrySchema,
    MeasureDetailSchema,
    MeasureLineSchema,
    PlanSchema,
    ProgressSchema,
    RoundSchema,
)


def body(**changes):
    return {"measure_id": str(uuid4()), "round_id": str(uuid4()), "status": "DONE"} | changes


def test_a_body_becomes_a_progress_input():
    given = ProgressSchema().load(
        body(results=["จัดแล้ว"], reason="OTHER", seen_entry_id=None, indicator_values={"a": "80"})
    )
    assert isinstance(given, ProgressInput)
    assert (given.status, given.reason, given.results) == (Status.DONE, Reason.OTHER, ["จัดแล้ว"])


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"status": "FINISHED"}, "status"),
        ({"status": None}, "status"),
        ({"measure_id": "1"}, "measure_id"),
        ({"results": "ข้อความเดียว"}, "results"),
        ({"results": ["ก"] * 101}, "results"),
        ({"problems": ["ก"]}, "problems"),
        ({"remark": "ก" * 20_001}, "remark"),
        ({"entered_by": "คนอื่น"}, "entered_by"),
    ],
)
def test_a_fault_is_told_in_thai_beside_its_field(changes, field):
    with pytest.raises(ValidationError) as caught:
        ProgressSchema().load(body(**changes))
    assert list(caught.value.messages) == [field]
    assert not any("a" <= letter.lower() <= "z" for letter in str(caught.value.messages[field]))


def test_a_plan_and_its_measures_can_be_written_as_json(open_session, small_plan, plan_officer):
    with open_session() as session:
        record_progress(
            session,
            plan_officer,
            ProgressInput(small_plan.plain, small_plan.half, Status.DONE, results=["เสร็จ"]),
        )
        overview = plan_overview(session, small_plan.plan, 2566)
        detail = measure_detail(session, small_plan.plain)
    dumped = json.loads(
        json.dumps(
            {
                "plan": PlanSchema().dump(overview.plan),
                "rounds": RoundSchema(many=True).dump(overview.rounds),
                "measures": MeasureLineSchema(many=True).dump(overview.lines),
                "measure": MeasureDetailSchema().dump(detail.measure),
                "history": EntrySchema(many=True).dump([item.entry for item in detail.history]),
            }
        )
    )
    assert [line["status"] for line in dumped["measures"]] == ["DONE", None, None]
    assert dumped["measure"]["entries"][0]["results"] == ["เสร็จ"]
    assert dumped["measure"]["budgets"][0]["plan_amount"] == 50_000
    assert [row["code"] for row in dumped["rounds"]] == ["6M", "12M"]
