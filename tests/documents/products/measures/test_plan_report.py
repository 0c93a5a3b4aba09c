"""Products 11 and 12: what was done on the plan, in the fields of e-PlanNACC."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from portal_plugin.documents.gathering.round_report import round_report
from portal_plugin.documents.model import Heading, Paragraph, Table
from portal_plugin.documents.product import Asked
from portal_plugin.documents.products import plan_report
from portal_plugin.measures.codes import EvidenceType, Instrument, RoundCode, Status, Visibility
from portal_plugin.measures.models import Evidence, ProgressEntry, Round
from portal_plugin.reports.errors import NoPlan
from portal_plugin.tenants.base import new_id

SIX, TWELVE = RoundCode.SIX_MONTHS, RoundCode.TWELVE_MONTHS


@pytest.fixture
def body(filled):
    with filled.open() as session:
        return plan_report.gather(session, Asked(filled.year, SIX))


def _tables(body):
    return [one for one in plan_report.compose(body).blocks if isinstance(one, Table)]


def _titles(table):
    return [column.title for column in table.columns]


def _all_text(body):
    document = plan_report.compose(body)
    cells = [cell.text for table in _tables(body) for row in table.rows for cell in row.cells]
    texts = [one.text for one in document.blocks if isinstance(one, Paragraph | Heading)]
    return "\n".join([*cells, *texts])


def _changed(body, seq=1, **given):
    measures = [one | (given if one["seq"] == seq else {}) for one in body["measures"]]
    return body | {"measures": measures}


def test_the_summary_counts_and_adds_up_each_dimension(body):
    summary = _tables(body)[0]
    rows = [[cell.number for cell in row.cells[1:]] for row in summary.rows]
    *dimensions, total = rows
    assert len(dimensions) == 4
    assert total == [sum(column) for column in zip(*dimensions, strict=True)]
    assert total[0] == len(body["measures"])


def test_every_measure_is_counted_in_one_status_or_awaits_its_report(body):
    table = _tables(body)[1]
    assert _titles(table)[-1] == "รอรายงานผล"
    assert sum(cell.number for cell in table.rows[0].cells) == len(body["measures"])
    awaiting = [one for one in body["measures"] if one["status"] is None]
    assert table.rows[0].cells[-1].number == len(awaiting) > 0


def test_each_dimension_has_a_table_of_its_measures_with_a_sum(body):
    tables = _tables(body)[2:6]
    assert sum(len(table.rows) - 1 for table in tables) == len(body["measures"])
    for table in tables:
        *rows, total = table.rows
        for place in (1, 2, 3):
            assert total.cells[place].number == sum(row.cells[place].number for row in rows)


def test_the_ordinance_is_named_in_the_words_of_the_type(body):
    assert "งบตามเทศบัญญัติ (บาท)" in _titles(_tables(body)[0])
    other = body | {
        "municipality": body["municipality"]
        | {"words": {"ordinance": "ข้อบัญญัติ", "th": "", "abbr": ""}}
    }
    assert "งบตามข้อบัญญัติ (บาท)" in _titles(_tables(other)[2])


def test_a_reason_gets_a_column_and_stands_in_its_words(body):
    changed = _changed(body, status="CANNOT_PROCEED", reason="OTHER", reason_text="น้ำท่วมถนน")
    table = _tables(changed)[2]
    assert "เหตุที่ไม่สามารถดำเนินการ" in _titles(table)
    assert "น้ำท่วมถนน" in [cell.text for cell in table.rows[0].cells]


def test_what_the_half_year_said_is_marked_at_twelve_months(body):
    table = _tables(_changed(body, status="DONE", carried_over=True))[2]
    assert table.rows[0].cells[4].lines == ("ดำเนินการเรียบร้อยแล้ว", "(ผลจากรอบ ๖ เดือน)")
    assert table.rows[0].cells[4].status is Status.DONE


def test_a_kind_stands_below_a_title_that_does_not_name_it(body):
    table = _tables(_changed(body, kind="PROJECT", title="ปลูกป่า"))[2]
    assert table.rows[0].cells[0].lines == ("๑. ปลูกป่า", "(โครงการ)")
    table = _tables(_changed(body, kind="PROJECT", title="โครงการปลูกป่า"))[2]
    assert table.rows[0].cells[0].lines == ("๑. โครงการปลูกป่า",)


def test_the_frozen_report_is_named_by_revision_and_digest(filled, body):
    with filled.open() as session:
        report = round_report(session, Instrument.PLAN_5Y, filled.year, SIX)
    assert report.frozen
    told = plan_report.compose(body).blocks[-1]
    assert told.small
    assert "ฉบับที่ ๑" in told.text
    assert report.digest in told.text.replace(" ", "")


def test_a_report_not_frozen_yet_says_so(filled):
    with filled.open() as session:
        body = plan_report.gather(session, Asked(filled.year, TWELVE))
    assert "ยังไม่ได้ตรึง" in plan_report.compose(body).blocks[-1].text


def test_internal_evidence_is_never_printed_and_public_evidence_is(filled):
    with filled.open() as session:
        entry = session.scalars(
            sa.select(ProgressEntry.id)
            .join(
                Round,
                sa.and_(
                    Round.tenant_id == ProgressEntry.tenant_id, Round.id == ProgressEntry.round_id
                ),
            )
            .where(Round.code == TWELVE)
            .limit(1)
        ).one()
        for title, visibility in (
            ("ลับเฉพาะ", Visibility.INTERNAL),
            ("คำสั่งเปิดเผย", Visibility.PUBLIC),
        ):
            session.add(
                Evidence(
                    id=new_id(),
                    entry_id=entry,
                    type=EvidenceType.ORDER,
                    title=title,
                    number="12/2566",
                    visibility=visibility,
                    added_by="x",
                )
            )
        session.flush()
        body = plan_report.gather(session, Asked(filled.year, TWELVE))
    assert "คำสั่งเปิดเผย ที่ 12/2566" in _all_text(body)
    assert "ลับเฉพาะ" not in str(body)


def test_the_corruption_channel_says_that_there_was_no_case(body):
    counts = {"received": 0, "hides": False, "states": {"done": 0, "in_progress": 0}}
    text = _all_text(body | {"corruption": {"figures": counts, "ledger_head": "ab" * 32}})
    assert "ไม่มีเรื่องร้องเรียนการทุจริต" in text
    assert " ".join(["abab"] * 16) in text


def test_hidden_counts_stay_hidden_and_say_why(body):
    counts = {"received": 6, "hides": True, "states": {"done": None, "in_progress": None}}
    text = _all_text(body | {"corruption": {"figures": counts, "ledger_head": None}})
    assert "๖ เรื่อง" in text
    assert text.count("ไม่แสดง\n") == 2
    assert "คุ้มครองผู้แจ้ง" in text


def test_a_total_that_is_hidden_is_not_told_as_none(body):
    counts = {"received": None, "hides": True, "states": {"done": None, "in_progress": None}}
    text = _all_text(body | {"corruption": {"figures": counts, "ledger_head": None}})
    assert "ไม่มีเรื่อง" not in text


def test_before_the_months_are_over_nothing_is_told_of_the_channel(body):
    assert "การทุจริต\n" not in _all_text(body | {"corruption": None})


def test_a_municipality_without_a_plan_is_told_what_to_do(filled):
    with filled.open_empty() as session, pytest.raises(NoPlan):
        plan_report.gather(session, Asked(filled.year, SIX))


def test_a_report_takes_a_fixed_number_of_statements(filled):
    with filled.open() as session:
        with filled.statements() as frozen:
            plan_report.gather(session, Asked(filled.year, SIX))
        with filled.statements() as live:
            plan_report.gather(session, Asked(filled.year, TWELVE))
    assert (len(frozen), len(live)) == (3, 12)
