"""What is due is destroyed with its keys, nothing else is, and no figure moves."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption.codes import Decision, Direction, State
from portal_plugin.corruption.contents import Identity, seal_message
from portal_plugin.corruption.custody import disposal
from portal_plugin.corruption.custody.disposal import Ground
from portal_plugin.corruption.models import Message, ReaderKey, Report, ReportFile
from portal_plugin.corruption.office import office_of
from portal_plugin.errors import NotFound, RuleBroken

TODAY = clock.today()
_BLOBS = [
    column.name for column in sa.inspect(Report).columns if isinstance(column.type, sa.LargeBinary)
]


def _closed(bureau: Any, days_ago: int, **more: Any) -> Report:
    report: Report = bureau.report(**more)
    report.state, report.decision = State.CLOSED, Decision.UNFOUNDED
    report.closed_on = TODAY - timedelta(days=days_ago)
    bureau.session.flush()
    return report


def _dispose(bureau: Any, *reports: Report, ground: Ground = Ground.RETENTION) -> int:
    ids = [report.id for report in reports]
    return disposal.dispose(bureau.session, "system", ids, ground)


@pytest.fixture
def office(bureau: Any) -> Any:
    office = office_of(bureau.session)
    office.retention_days = 400
    bureau.hire("ผู้ตรวจ")
    return office


def test_a_report_is_due_on_the_day_that_was_promised(bureau: Any, office: Any) -> None:
    yesterday, today, _ = _closed(bureau, 401), _closed(bureau, 400), _closed(bureau, 399)
    found = disposal.due(bureau.session, TODAY)
    assert [one.number for one in found] == [yesterday.number, today.number]
    assert found[1].due_on == TODAY


@pytest.mark.parametrize("state", [state for state in State if state is not State.CLOSED])
def test_an_open_report_is_never_due_and_no_order_destroys_it(
    bureau: Any, office: Any, state: State
) -> None:
    report = bureau.report()
    report.state, report.received_on = state, date(2001, 1, 1)
    report.closed_on = date(2001, 1, 1)  # a row that somebody changed by hand
    assert disposal.due(bureau.session, TODAY) == []
    for ground in Ground:
        with pytest.raises(RuleBroken):
            _dispose(bureau, report, ground=ground)
    assert report.facts is not None


def test_everything_written_is_gone_and_the_stub_stays(
    bureau: Any, office: Any, make_file: Any
) -> None:
    report = _closed(bureau, 400, files=[make_file()], identity=Identity("ชื่อ (ตัวอย่าง)"))
    message = Message(
        id=uuid4(),
        tenant_id=report.tenant_id,
        report_id=report.id,
        position=1,
        direction=Direction.INFORMANT,
        sent_on=TODAY,
    )
    message.sealed = seal_message(report, message, "ข้อความ (ตัวอย่าง)")
    bureau.session.add(message)
    bureau.session.flush()
    for name in _BLOBS:
        if getattr(report, name) is None:
            setattr(report, name, b"whatever a report can have")
    stub = (report.number, report.received_on, report.category, report.state, report.decision)
    assert _dispose(bureau, report) == 1
    bureau.session.flush()
    bureau.session.refresh(report)
    assert bureau.written([ReaderKey, Message, ReportFile]) == 0
    assert {getattr(report, name) for name in _BLOBS} == {None}
    assert stub == (
        report.number,
        report.received_on,
        report.category,
        report.state,
        report.decision,
    )
    assert (report.disposed_on, report.closed_on) == (TODAY, TODAY - timedelta(days=400))


def test_the_record_says_when_why_by_whom_and_how_much(
    bureau: Any, office: Any, make_file: Any
) -> None:
    bureau.hire("อีกคน")
    report = _closed(bureau, 400, files=[make_file(), make_file()])
    actor = str(bureau.people["ผู้ตรวจ"].id)
    disposal.dispose(bureau.session, actor, [report.id], Ground.RETENTION)
    (record,) = disposal.disposals(bureau.session)
    assert (record.number, record.day, record.ground) == (report.number, TODAY, Ground.RETENTION)
    assert (record.by, record.keys, record.messages, record.files) == ("ผู้ตรวจ", 2, 0, 2)


def test_disposing_again_does_nothing(bureau: Any, office: Any) -> None:
    report = _closed(bureau, 400)
    assert (_dispose(bureau, report), _dispose(bureau, report)) == (1, 0)
    assert len(disposal.disposals(bureau.session)) == 1
    assert disposal.due(bureau.session, TODAY) == []


def test_one_that_is_not_due_saves_them_all(bureau: Any, office: Any) -> None:
    due, early = _closed(bureau, 400), _closed(bureau, 399)
    with pytest.raises(RuleBroken):
        _dispose(bureau, due, early)
    assert due.facts is not None and bureau.written([ReaderKey]) == 2


def test_an_order_destroys_a_closed_report_early(bureau: Any, office: Any) -> None:
    report = _closed(bureau, 1)
    assert _dispose(bureau, report, ground=Ground.ORDER) == 1
    assert disposal.disposals(bureau.session)[0].ground is Ground.ORDER


def test_a_report_of_another_municipality_is_an_unknown_one(
    bureau: Any, office: Any, open_channel: Any, make_inspector: Any, make_report: Any
) -> None:
    with open_channel("saithong") as elsewhere:
        make_inspector(elsewhere)
        theirs = make_report(elsewhere).report_id
        elsewhere.commit()
    for report_id in (theirs, uuid4()):
        with pytest.raises(NotFound):
            disposal.dispose(bureau.session, "system", [report_id], Ground.ORDER)
