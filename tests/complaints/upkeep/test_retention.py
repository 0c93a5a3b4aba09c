"""Kept no longer than promised: no word is left anywhere, and no figure moves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal_plugin.audit import AuditEvent
from portal_plugin.complaints import retention
from portal_plugin.complaints.codes import Act
from portal_plugin.complaints.models import (
    ComplaintContact,
    ComplaintCount,
    ComplaintDays,
    ComplaintEvent,
    ComplaintMessage,
)
from portal_plugin.complaints.recount import recount
from portal_plugin.complaints.retention import Kept, keep_retention

CITIZEN = {"email": "citizen@example.com", "phone": "02 000 0000", "name": "นามผู้ร้อง (ตัวอย่าง)"}


@pytest.fixture
def settled(town: Any) -> Any:
    """A complaint with all that one can hold, answered on day 10; kept 60 and 100 days."""
    town.choose(contact_days=60, content_days=100)
    complaint_id = town.complain(**CITIZEN)
    town.converse(complaint_id, 2)
    town.explain(complaint_id, 5, 12)
    town.finish(complaint_id, 10)
    town.rate(complaint_id, 11)
    return complaint_id


def _keep(town: Any, day: int) -> Kept:
    with town.held(day):
        kept: Kept = town.do(keep_retention)
    return kept


def _figures(town: Any) -> list[Any]:
    return [
        {key: value for key, value in vars(row).items() if not key.startswith("_")}
        for table in (ComplaintCount, ComplaintDays)
        for row in town.rows(table)
    ]


def test_the_contact_goes_after_its_days_and_the_content_stays(
    town: Any, settled: Any, everything: Callable[[], str]
) -> None:
    assert _keep(town, 70) == Kept(0, 0)
    assert len(town.rows(ComplaintContact)) == 1
    assert _keep(town, 71) == Kept(1, 0)
    left = everything()
    assert not any(secret in left for secret in CITIZEN.values())
    assert town.word in town.row(settled).subject and town.rows(ComplaintMessage)


def test_after_its_days_no_word_is_left_in_any_table(
    town: Any, settled: Any, everything: Callable[[], str]
) -> None:
    assert town.word in everything() and town.word.encode().hex() in everything()
    assert _keep(town, 110) == Kept(1, 0)
    assert _keep(town, 111) == Kept(0, 1)
    left = everything()
    for secret in (town.word, town.word.encode().hex(), *CITIZEN.values(), "13.5", "100.5"):
        assert secret not in left
    row = town.row(settled)
    assert row.erased_at is not None and row.number in left
    (event,) = town.rows(ComplaintEvent, ComplaintEvent.act == Act.ERASED)
    assert event.detail == {"because": "retention"} and event.actor_id == "system"


def test_no_figure_moves(town: Any, settled: Any) -> None:
    before = _figures(town)
    _keep(town, 111)
    assert _figures(town) == before
    assert town.do(recount) == []
    row = town.row(settled)
    assert (row.score, row.answered_on, row.due_on) == (5, town.day(10), town.day(15))


def test_it_is_done_once_and_told_in_the_audit_trail(town: Any, settled: Any) -> None:
    assert [_keep(town, 200), _keep(town, 200), _keep(town, 300)] == [
        Kept(1, 1),
        Kept(0, 0),
        Kept(0, 0),
    ]
    (told,) = town.rows(AuditEvent, AuditEvent.act == "complaint.retention")
    assert told.detail == {"contacts": 1, "contents": 1}


def test_an_open_complaint_keeps_all(town: Any) -> None:
    town.choose(contact_days=60, content_days=100)
    complaint_id = town.complain(**CITIZEN)
    assert _keep(town, 5000) == Kept(0, 0)
    assert town.word in town.row(complaint_id).detail and town.rows(ComplaintContact)


def test_much_is_erased_in_parts(town: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "AT_ONCE", 2)
    for _ in range(3):
        town.finish(town.complain(), 1)
    assert [_keep(town, 3000).contents for _ in range(3)] == [2, 1, 0]
    assert town.do(recount) == []


def test_a_run_that_is_killed_leaves_nothing_half(
    town: Any, settled: Any, everything: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    before = everything()

    def _die(*_arguments: Any, **_options: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(retention, "happen", _die)
        with pytest.raises(KeyboardInterrupt):
            _keep(town, 200)
    assert sorted(everything()) == sorted(before)
    assert _keep(town, 200) == Kept(1, 1)


def test_another_municipalitys_choices_and_complaints_are_its_own(
    town: Any, neighbour: Any, settled: Any
) -> None:
    other = neighbour.complain(**CITIZEN)
    neighbour.finish(other, 10)
    _keep(town, 200)
    assert len(neighbour.rows(ComplaintContact)) == 1
    assert _keep(neighbour, 200) == Kept(0, 0)
    assert neighbour.word in neighbour.row(other).detail
