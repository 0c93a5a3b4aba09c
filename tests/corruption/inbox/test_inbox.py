"""The inbox tells an inspector what he may read, and of everything else only how much there is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from portal_plugin import clock
from portal_plugin.corruption.codes import Category, State
from portal_plugin.corruption.custody.disposal import Ground, dispose
from portal_plugin.corruption.informants.mailbox import write
from portal_plugin.corruption.inspection import handling
from portal_plugin.corruption.inspection.inbox import Inbox, inbox
from portal_plugin.corruption.inspection.inspectors import set_posts


@pytest.fixture
def see(bureau: Any) -> Any:
    """`see("สมหญิง")`: the inbox of an inspector."""

    def _see(name: str) -> Inbox:
        return inbox(bureau.session, bureau.people[name], bureau.pairs[name])

    return _see


def test_a_line_tells_what_stands_in_the_clear(bureau: Any, see: Any, now: Any) -> None:
    bureau.hire("สมหญิง")
    taken = bureau.report(category=Category.BRIBERY)
    with clock.held_at(now + timedelta(days=9)):
        (line,) = see("สมหญิง").open
    assert (line.number, line.category, line.state) == (
        taken.number,
        Category.BRIBERY,
        State.RECEIVED,
    )
    assert (line.days, line.handler, line.is_mine, line.is_asked) == (9, None, False, False)


def test_who_wrote_last_is_told(bureau: Any, see: Any) -> None:
    me = bureau.hire("สมหญิง")
    taken = bureau.report()
    write(bureau.session, taken.receipt, "เพิ่มเติม (ตัวอย่าง)")
    assert see("สมหญิง").open[0].is_asked
    handling.write(bureau.session, bureau.open("สมหญิง", taken.report_id), me, "ตอบ (ตัวอย่าง)")
    assert not see("สมหญิง").open[0].is_asked


def test_a_closed_report_says_when_it_may_be_forgotten(bureau: Any, see: Any, now: Any) -> None:
    me = bureau.hire("สมหญิง")
    taken = bureau.report()
    opened = bureau.open("สมหญิง", taken.report_id)
    handling.take_case(bureau.session, opened, me)
    handling.close_report(bureau.session, opened, me, "FOUNDED", "ผลการตรวจสอบ (ตัวอย่าง)")
    found = see("สมหญิง")
    assert found.open == ()
    assert found.closed[0].due_on == clock.today() + timedelta(days=1825)


def test_of_reports_without_a_key_only_their_number_is_told(bureau: Any, see: Any) -> None:
    bureau.hire("สมหญิง")
    bureau.hire("สมชาย", "ปลัด")
    bureau.report("ปลัด")
    found = see("สมชาย")
    assert (found.open, found.concerned, found.others) == ((), (), 1)


def test_a_report_about_a_later_post_is_only_to_be_given_up(bureau: Any, see: Any) -> None:
    bureau.hire("สมหญิง")
    bureau.hire("สมชาย")
    taken = bureau.report("ปลัด")
    set_posts(
        bureau.session, bureau.people["สมหญิง"], bureau.people["สมชาย"], [bureau.post("ปลัด").id]
    )
    found = see("สมชาย")
    assert (found.open, found.concerned) == ((), (taken.report_id,))


def test_reading_it_is_in_the_ledger_once(bureau: Any, see: Any) -> None:
    bureau.hire("สมหญิง")
    bureau.report()
    see("สมหญิง")
    assert bureau.acts().count("inbox.read") == 1
    assert bureau.last().actor == str(bureau.people["สมหญิง"].id)


def test_what_was_destroyed_is_in_no_inbox(bureau: Any, see: Any) -> None:
    me = bureau.hire("สมหญิง")
    ids: list[UUID] = [bureau.report().report_id, bureau.report().report_id]
    opened = bureau.open("สมหญิง", ids[0])
    handling.take_case(bureau.session, opened, me)
    handling.close_report(bureau.session, opened, me, "FOUNDED", "ผลการตรวจสอบ (ตัวอย่าง)")
    dispose(bureau.session, str(me.id), ids[:1], Ground.ORDER)
    found = see("สมหญิง")
    assert ([line.report_id for line in found.open], found.closed, found.others) == (ids[1:], (), 0)
