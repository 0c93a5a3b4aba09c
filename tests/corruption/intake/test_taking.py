"""A report that is taken in: sealed for those who may read it, and for nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.corruption.base import InspectionBase
from portal_plugin.corruption.codes import Category, LedgerAct, Standing
from portal_plugin.corruption.contents import (
    Facts,
    Identity,
    unseal_content,
    unseal_facts,
    unseal_identity,
    unseal_label,
)
from portal_plugin.corruption.custody.readers import open_as_informant, open_as_reader
from portal_plugin.corruption.informants.given import Given
from portal_plugin.corruption.informants.intake import NobodyMayRead, take_report
from portal_plugin.corruption.models import LedgerEntry, ReaderKey, Report, ReportFile

_SEED = b"the same form, sent twice"
_GIVEN = Given(Category.BRIBERY, Facts("กรรมการตรวจรับรับเงินก่อนตรวจงาน (ตัวอย่าง)"))


def _count(session: Any, model: Any) -> int:
    return int(session.scalar(sa.select(sa.func.count()).select_from(model)))


def test_the_inspector_and_the_receipt_open_what_was_told(
    open_channel: Any, make_inspector: Any, make_report: Any, make_file: Any
) -> None:
    who = Identity("นาม (ตัวอย่าง)", "")
    with open_channel() as session:
        inspector, pair = make_inspector(session)
        taken = make_report(session, facts="รับเงินทอน (ตัวอย่าง)", identity=who, files=[make_file()])
        report = session.scalars(sa.select(Report)).one()
        by_reader = open_as_reader(session, report, inspector.id, pair)
        assert by_reader.pair == open_as_informant(session, report, taken.receipt).pair
        assert unseal_facts(by_reader).facts == "รับเงินทอน (ตัวอย่าง)"
        assert unseal_identity(by_reader) == who
        file = session.scalars(sa.select(ReportFile)).one()
        assert unseal_label(by_reader, file).filename == make_file().filename
        assert unseal_content(by_reader, file) == make_file().content


class TestReaders:
    def test_who_holds_a_post_concerned_is_given_no_key(
        self, open_channel: Any, make_inspector: Any, make_report: Any, make_post: Any
    ) -> None:
        with open_channel() as session:
            post = make_post(session, "ผู้อำนวยการกองช่าง")
            make_inspector(session, "หนึ่ง (ตัวอย่าง)", posts=[post.id])
            other, _ = make_inspector(session, "สอง (ตัวอย่าง)")
            make_inspector(session, "สาม (ตัวอย่าง)", standing=Standing.PENDING)
            make_report(session, posts=[post.id])
            assert set(session.scalars(sa.select(ReaderKey.inspector_id))) == {other.id}

    def test_a_report_that_nobody_may_read_is_not_taken(
        self, open_channel: Any, make_inspector: Any, make_report: Any, make_post: Any
    ) -> None:
        with open_channel() as session:
            post = make_post(session, "ปลัดเทศบาล")
            make_inspector(session, posts=[post.id])
            with pytest.raises(NobodyMayRead) as refusal:
                make_report(session, posts=[post.id])
            assert refusal.value.breaches[0].field == "posts"
            assert _count(session, Report) == _count(session, ReaderKey) == 0

    def test_nobody_inside_reads_what_is_for_the_outside_alone(
        self, open_channel: Any, make_inspector: Any, make_report: Any
    ) -> None:
        with open_channel() as session:
            make_inspector(session)
            with pytest.raises(NobodyMayRead):
                make_report(session, outside_only=True)


class TestSentTwice:
    def test_the_same_form_gives_the_same_report_and_doubles_no_file(
        self, open_channel: Any, make_inspector: Any, make_file: Any
    ) -> None:
        with open_channel() as session:
            make_inspector(session)
            first = take_report(session, _GIVEN, [make_file()], _SEED)
            again = take_report(session, _GIVEN, [make_file()], _SEED)
            assert (again.report_id, again.receipt) == (first.report_id, first.receipt)
            assert again.again and not first.again
            assert _count(session, Report) == _count(session, ReportFile) == 1

    def test_sent_at_the_same_moment_too(self, open_channel: Any, make_inspector: Any) -> None:
        with open_channel() as session:
            make_inspector(session)
            session.commit()

        def _send(_turn: int) -> Any:
            with open_channel() as session:
                taken = take_report(session, _GIVEN, (), _SEED)
                session.commit()
            return taken

        with ThreadPoolExecutor(4) as pool:
            taken = list(pool.map(_send, range(4)))
        assert len({each.receipt for each in taken}) == 1
        assert sorted(each.again for each in taken) == [False, True, True, True]
        with open_channel() as session:
            assert _count(session, Report) == 1

    def test_another_form_gets_the_next_number(
        self, open_channel: Any, make_inspector: Any
    ) -> None:
        with open_channel() as session:
            make_inspector(session)
            numbers = [take_report(session, _GIVEN, (), bytes([turn])).number for turn in (1, 2)]
            assert [number[-4:] for number in numbers] == ["0001", "0002"]
            assert all(number.startswith("ท25") for number in numbers)


class TestMovedIn:
    def test_nobody_has_a_receipt_and_the_same_source_comes_once(
        self, open_channel: Any, make_inspector: Any
    ) -> None:
        with open_channel() as session:
            inspector, pair = make_inspector(session)
            source = b"s" * 32
            first = take_report(session, _GIVEN, (), source=source, moved_from="2569-0001")
            again = take_report(session, _GIVEN, (), source=source, moved_from="2569-0001")
            assert first.receipt == again.receipt == ""
            assert again.again and again.report_id == first.report_id
            report = session.scalars(sa.select(Report)).one()
            assert report.lookup is report.informant_key is None
            opened = open_as_reader(session, report, inspector.id, pair)
            assert unseal_facts(opened).moved_from == "2569-0001"
            acts = set(session.scalars(sa.select(LedgerEntry.act)))
            assert LedgerAct.REPORT_MOVED_IN in acts and LedgerAct.REPORT_RECEIVED not in acts


def test_no_id_of_a_row_tells_the_moment(
    open_channel: Any, make_inspector: Any, make_report: Any, make_file: Any
) -> None:
    """A UUIDv7 carries the millisecond in which it was made."""
    with open_channel() as session:
        make_inspector(session)
        make_report(session, files=[make_file()])
        for model in (Report, ReaderKey, ReportFile, LedgerEntry):
            assert {row.version for row in session.scalars(sa.select(model.id))} == {4}


def test_no_column_is_finer_than_a_day() -> None:
    """But for what an inspector's own log-in needs."""
    finer = {
        f"{table.name}.{column.name}"
        for table in InspectionBase.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.DateTime)
    }
    assert finer == {"inspector.paused_until", "opened_key.until"}
