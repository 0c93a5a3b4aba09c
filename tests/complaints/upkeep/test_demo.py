"""The sample complaints of the demo."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from portal_plugin import clock
from portal_plugin.complaints.codes import State
from portal_plugin.complaints.due import Due, due_of
from portal_plugin.complaints.models import Complaint, ComplaintMessage
from portal_plugin.complaints.recount import recount
from portal_plugin.config.settings import Settings
from portal_plugin.demo.complaints import complain


def test_the_samples_are_taken_in_once_show_each_state_and_keep_the_figures_right(
    town: Any,
) -> None:
    place: Any = SimpleNamespace(engine=town.engine, settings=Settings(tracking_key="k" * 32))
    assert [complain(place, town.tenant) for _ in range(2)] == [5, 0]
    rows = town.rows(Complaint)
    assert {due_of(row, clock.today()) for row in rows} == {
        Due.ANSWERED,
        Due.OVERDUE,
        Due.EXPLAINED,
        Due.IN_TIME,
    }
    assert {row.state for row in rows} == {State.DONE, State.FORWARDED, State.RECEIVED}
    assert [row.number for row in rows] == sorted(row.number for row in rows)
    assert town.do(recount) == []
    texts = [row.subject + row.detail for row in rows]
    texts += [message.text for message in town.rows(ComplaintMessage)]
    assert all("(ตัวอย่าง)" in text for text in texts)
