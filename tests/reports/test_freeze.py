"""Freezing: all or nothing, once for the same data, and never changed afterwards."""

from __future__ import annotations

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.audit import AuditEvent
from portal_plugin.measures.codes import Instrument, RoundCode, RoundState
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.rounds import close_round
from portal_plugin.reports import freeze
from portal_plugin.reports.errors import CorrectionNeeded, NoPlan
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import OutboxItem, Report
from portal_plugin.reports.states import Delivery


def _reports(town: Any) -> list[Report]:
    with town.open_session() as session:
        return list(town.rows(session, Report))


def test_a_frozen_report_carries_the_digest_of_its_bytes_and_waits_for_approval(town: Any) -> None:
    report = town.freeze()
    assert report.digest == hashlib.sha256(report.body).hexdigest()
    (item,) = town.outbox()
    assert (item.state, item.report_id, item.revision) == (Delivery.FROZEN, report.id, 1)


def test_the_same_data_freezes_to_the_same_revision(town: Any) -> None:
    assert town.freeze().id == town.freeze().id
    assert len(_reports(town)) == len(town.outbox()) == 1


def test_a_change_makes_a_new_revision_and_takes_the_unsent_one_out_of_the_way(town: Any) -> None:
    town.freeze()
    town.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    assert town.freeze().revision == 2
    assert [item.state for item in town.outbox()] == [Delivery.SUPERSEDED, Delivery.FROZEN]


def test_a_change_after_approval_needs_a_correction_that_says_why(town: Any) -> None:
    town.approve(town.freeze())
    town.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    with pytest.raises(CorrectionNeeded, match="ฉบับที่ 1"):
        town.freeze(correction="  ")
    assert len(_reports(town)) == 1
    assert town.freeze(correction="แก้ผล (ตัวอย่าง)").correction == "แก้ผล (ตัวอย่าง)"
    assert [item.state for item in town.outbox()] == [Delivery.SUPERSEDED, Delivery.FROZEN]


@pytest.mark.parametrize("broken", ["supersede_older", "_send_later", "audit"])
def test_a_fault_in_the_middle_of_freezing_leaves_nothing(
    town: Any, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    if broken == "audit":
        monkeypatch.setattr(freeze.audit, "record", fail)
    else:
        monkeypatch.setattr(freeze, broken, fail)
    with pytest.raises(RuntimeError, match="in the middle"):
        town.freeze()
    assert _reports(town) == town.outbox() == []


def test_two_compilers_at_once_make_one_revision(town: Any) -> None:
    with ThreadPoolExecutor(6) as pool:
        ids = {report.id for report in pool.map(lambda _: town.freeze(), range(6))}
    assert len(ids) == len(_reports(town)) == len(town.outbox()) == 1


@pytest.mark.parametrize(
    "change",
    ["body = 'x'", "digest = 'x'", "revision = 9", "frozen_by = 'x'", "correction = 'x'"],
)
def test_the_application_cannot_change_what_is_frozen(town: Any, change: str) -> None:
    town.freeze()
    with (
        pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        town.open_session() as session,
    ):
        session.execute(sa.text(f"update portal_plugin.report set {change}"))


def test_the_application_cannot_delete_what_is_frozen(town: Any) -> None:
    town.freeze()
    with (
        pytest.raises(sa.exc.ProgrammingError, match="permission denied"),
        town.open_session() as session,
    ):
        session.execute(sa.text("delete from portal_plugin.report"))


def test_ita_measures_are_frozen_without_an_outbox_row(ita_town: Any) -> None:
    report = ita_town.freeze(Instrument.ITA_MEASURES)
    assert report.instrument is Instrument.ITA_MEASURES
    assert ita_town.outbox() == []


def test_a_year_without_a_plan_is_refused_in_one_sentence(town: Any) -> None:
    with pytest.raises(NoPlan, match="2580"), town.open_session() as session:
        freeze_report(session, town.officer, 2580, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)


def test_a_round_that_was_never_opened_is_refused(town: Any) -> None:
    with pytest.raises(NotFound, match="12M"), town.open_session() as session:
        freeze_report(session, town.officer, 2566, RoundCode.TWELVE_MONTHS, Instrument.PLAN_5Y)


def test_freezing_is_written_to_the_trail_with_revision_and_digest(town: Any) -> None:
    report = town.freeze()
    with town.open_session() as session:
        events = town.rows(session, AuditEvent)
    (event,) = [event for event in events if event.act == "report.freeze"]
    assert (event.subject_id, event.actor_name) == (report.id, town.officer.name)
    assert event.detail["digest"] == report.digest


def test_freezing_takes_at_most_eight_statements_to_read_its_rows(town: Any) -> None:
    statements: list[str] = []

    def note(_c: Any, _cu: Any, statement: str, *_: Any) -> None:
        if statement.lstrip().lower().startswith("select") and "set_config" not in statement:
            statements.append(statement)

    sa.event.listen(town.engine, "before_cursor_execute", note)
    town.freeze()
    sa.event.remove(town.engine, "before_cursor_execute", note)
    of_measures = [text for text in statements if "outbox" not in text and ".report" not in text]
    assert len(of_measures) <= 8 + 3, of_measures  # plan, round, and the round again to advance it


def test_a_closed_round_becomes_compiled_and_an_open_one_stays_open(town: Any) -> None:
    with town.session() as session:
        assert town.round_id is not None
        round_row = close_round(session, town.officer, town.round_id)
    town.freeze()
    with town.session() as session:
        session.add(round_row)
        session.refresh(round_row)
        assert round_row.state is RoundState.COMPILED


def test_the_database_refuses_a_second_outbox_row_for_a_revision(town: Any) -> None:
    town.freeze()
    with pytest.raises(sa.exc.IntegrityError), town.open_session() as session:
        first = session.scalars(sa.select(OutboxItem)).one()
        session.execute(
            sa.insert(OutboxItem).values(
                id=first.report_id,
                instrument=first.instrument,
                fiscal_year=first.fiscal_year,
                round=first.round,
                revision=1,
                state=Delivery.PENDING,
            )
        )
