"""Approving and publishing: only the newest, only once, and nothing the forms cannot take."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.audit import AuditEvent
from portal_plugin.config.names import Task
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.models import Measure
from portal_plugin.reports.approve import approve_report, publish_report
from portal_plugin.reports.errors import NotApproved, NotSendable, Superseded, UnknownReport
from portal_plugin.reports.models import Report
from portal_plugin.reports.queries import list_reports, published_report, published_reports
from portal_plugin.reports.states import Delivery


def _publish(town: Any, report: Report) -> Report:
    with town.session() as session:
        return publish_report(session, town.officer, report.id)


def test_approval_makes_the_delivery_due_and_nudges_the_worker_once_committed(town: Any) -> None:
    report = town.approve(town.freeze())
    (item,) = town.outbox()
    assert item.state is Delivery.APPROVED
    assert report.approved_by == town.executive.name
    assert town.sent == [(Task.PUSH_REPORT, str(town.tenant_id), str(item.id))]


def test_approval_that_is_rolled_back_nudges_nobody(town: Any) -> None:
    report = town.freeze()
    with pytest.raises(ZeroDivisionError), town.session() as session:
        approve_report(session, town.executive, report.id)
        raise ZeroDivisionError
    assert town.sent == []
    assert town.outbox()[0].state is Delivery.FROZEN


def test_approving_twice_changes_nothing(town: Any) -> None:
    report = town.approve(town.freeze())
    town.approve(report)
    assert len(town.sent) == 1
    with town.open_session() as session:
        acts = [event.act for event in town.rows(session, AuditEvent)]
    assert acts.count("report.approve") == 1


def test_the_trail_names_who_approved_and_who_froze(town: Any) -> None:
    town.approve(town.freeze())
    with town.open_session() as session:
        events = {event.act: event for event in town.rows(session, AuditEvent)}
    assert events["report.approve"].actor_name == town.executive.name
    assert events["report.approve"].detail["frozen_by"] == town.officer.name


def test_a_report_that_was_overtaken_is_not_approved(town: Any) -> None:
    first = town.freeze()
    town.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    town.freeze()
    with pytest.raises(Superseded, match="ฉบับที่ 2"):
        town.approve(first)


def test_a_measure_without_a_kind_is_asked_for_before_approval(town: Any) -> None:
    with town.session() as session:
        session.execute(sa.update(Measure).where(Measure.seq == 2).values(kind=None))
    report = town.freeze()
    with pytest.raises(NotSendable, match="มาตรการที่ 2"):
        town.approve(report)
    assert town.outbox()[0].state is Delivery.FROZEN


def test_a_report_of_another_municipality_is_as_unknown_as_none(
    town: Any, open_session: Any
) -> None:
    report = town.freeze()
    answers = []
    for report_id in (report.id, uuid4()):
        with open_session("saithong") as session, pytest.raises(UnknownReport) as refusal:
            approve_report(session, town.executive, report_id)
        answers.append(str(refusal.value))
    assert answers[0] == answers[1]


def test_nothing_is_published_before_it_is_approved(town: Any) -> None:
    with pytest.raises(NotApproved):
        _publish(town, town.freeze())


def test_the_public_sees_the_newest_published_revision_and_no_draft(town: Any) -> None:
    first = _publish(town, town.approve(town.freeze()))
    town.report_progress(2, "ประชุมแล้ว (ตัวอย่าง)")
    second = town.freeze(correction="แก้ผล (ตัวอย่าง)")
    with town.open_session() as session:
        shown = published_report(session, 2566, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
        assert shown is not None and shown.line.id == first.id
    _publish(town, town.approve(second))
    with town.open_session() as session:
        shown = published_report(session, 2566, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
        assert shown is not None and shown.line.id == second.id
        assert [line.id for line in published_reports(session)] == [second.id]
        assert [line.revision for line in list_reports(session, 2566)] == [2, 1]


def test_publishing_twice_keeps_the_first_moment(town: Any) -> None:
    first = _publish(town, town.approve(town.freeze()))
    with town.at(3600):
        assert _publish(town, first).published_at == first.published_at


def test_ita_measures_are_approved_and_published_but_never_sent(ita_town: Any) -> None:
    report = ita_town.approve(ita_town.freeze(Instrument.ITA_MEASURES))
    assert _publish(ita_town, report).published_at is not None
    assert ita_town.outbox() == ita_town.sent == []
