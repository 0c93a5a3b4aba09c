"""Reports: compiled, approved, published, sent, and followed to the receipt."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin import errors
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.codes import Instrument
from portal_plugin.measures.queries import plans
from portal_plugin.measures.rounds import list_rounds
from portal_plugin.measures.views.looking import round_code_of
from portal_plugin.reports.approve import approve_report, publish_report
from portal_plugin.reports.errors import CorrectionNeeded, UnknownReport
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.reports.models import Report
from portal_plugin.reports.outbox import resend
from portal_plugin.reports.queries import ReportPage, list_reports, newest_revisions, report_page
from portal_plugin.reports.series import Series
from portal_plugin.reports.views.frozen import frozen_bytes
from portal_plugin.statistics.views.corruption import channel_variables


def show_all() -> str:
    """The newest revision of each report, and the form that compiles one."""
    session = current_session()
    return render_template(
        "portal_plugin/reports/reports.html",
        reports=newest_revisions(list_reports(session)),
        rounds=list_rounds(session),
        instruments=sorted({row.instrument for row in plans(session)}, reverse=True),
    )


def show(report_id: UUID) -> str:
    """One revision with every step of its delivery."""
    return _page(report_page(current_session(), report_id))


def download(report_id: UUID) -> Response:
    """The frozen bytes themselves."""
    report = _report(report_id)
    return frozen_bytes(report.body, _filename(Series.of(report), report.revision))


def compile_round() -> Response:
    """Compile and freeze the report of a round; an unchanged one is shown again."""
    series = _series_typed()
    try:
        report = _freeze(series)
    except CorrectionNeeded as needed:
        current_session().rollback()
        latest = series.latest(current_session())
        assert latest is not None
        return on_to("report", needed.sentence, "stopped", report_id=latest.id)
    return on_to("report", domain.gettext("รวบรวมรายงานแล้ว"), report_id=report.id)


def correct(report_id: UUID) -> Response:
    """Freeze a new revision from the present data, with the reason (R9)."""
    series = Series.of(_report(report_id))
    reason = request.form.get("correction", "")
    if not reason.strip():
        sentence = domain.gettext("กรุณาเขียนเหตุที่แก้ไข")
        page = report_page(current_session(), report_id)
        fault = {"name": "correction", "text": sentence}
        return make_response(_page(page, fault), 422)
    latest = series.newest_revision(current_session())
    report = _freeze(series, reason)
    if report.revision == latest:
        sentence = domain.gettext("ข้อมูลยังไม่ต่างจากฉบับล่าสุด แก้ไขผลของมาตรการก่อน แล้วออกฉบับใหม่")
        return on_to("report", sentence, "doing", report_id=report.id)
    return on_to("report", domain.gettext("ออกรายงานฉบับแก้ไขแล้ว"), report_id=report.id)


def approve(report_id: UUID) -> Response:
    """The executive's approval; the report then goes on its way up."""
    sentence = domain.gettext("เห็นชอบรายงานแล้ว")
    return _step(approve_report, report_id, sentence)


def publish(report_id: UUID) -> Response:
    """Show the report on the public pages."""
    return _step(publish_report, report_id, domain.gettext("เผยแพร่รายงานแล้ว"))


def send_again(report_id: UUID) -> Response:
    """Give a refused or dead delivery a fresh set of attempts."""
    delivery = report_page(current_session(), report_id).delivery
    if delivery is None:
        raise UnknownReport()
    resend(current_session(), current_actor(), delivery.id)
    return on_to("report", domain.gettext("กำลังส่งรายงานอีกครั้ง"), report_id=report_id)


def _step(service: Callable[..., Report], report_id: UUID, sentence: str) -> Response:
    """Take one step; a refusal is said on the report's page, where the way on is."""
    try:
        service(current_session(), current_actor(), report_id)
    except errors.Conflict as refusal:
        current_session().rollback()
        return on_to("report", refusal.sentence, "stopped", report_id=report_id)
    return on_to("report", sentence, report_id=report_id)


def _page(page: ReportPage, fault: dict[str, str] | None = None) -> str:
    return render_template(
        "portal_plugin/reports/report.html", page=page, fault=fault, **channel_variables()
    )


def _freeze(series: Series, correction: str = "") -> Report:
    return freeze_report(
        current_session(),
        current_actor(),
        series.fiscal_year,
        series.round,
        series.instrument,
        correction=correction,
    )


def _series_typed() -> Series:
    """The report named by the fields `round` ("2566/6M") and `instrument`."""
    year, _, code = request.form.get("round", "").partition("/")
    try:
        instrument = Instrument(request.form.get("instrument", Instrument.PLAN_5Y))
    except ValueError:
        raise errors.NotFound() from None
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        raise errors.NotFound()
    return Series(instrument, int(year), round_code_of(code))


def _report(report_id: UUID) -> Report:
    report = current_session().get(Report, (current_session().tenant_id, report_id))
    if report is None:
        raise UnknownReport()
    return report


def _filename(series: Series, revision: int) -> str:
    return f"{series.instrument}-{series.fiscal_year}-{series.round}-{revision}.json"
