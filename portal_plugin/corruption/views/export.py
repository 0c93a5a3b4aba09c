"""What leaves for the body that a report is referred to: chosen and cleaned on one page."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from portal_plugin.actor import Act
from portal_plugin.corruption.inspection.case import Case, read_case
from portal_plugin.corruption.inspection.exports import Chosen, export_report
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.report import ONE
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.errors import Conflict, RuleBroken
from portal_plugin.files.download import send_file_bytes
from portal_plugin.guard import current_tenant
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route


def show(report_id: UUID) -> Response:
    """The texts as they came, to be cleaned; neither a message nor a file is chosen yet."""
    case = _case(report_id)
    facts = case.facts
    typed = {
        "facts": facts.facts if facts else "",
        "when": facts.when if facts else "",
        "where": facts.where if facts else "",
    }
    return _page(case, typed, (), NO_FAULTS)


def send(report_id: UUID) -> Response:
    """The ZIP, to be saved; or the form again."""
    form, case = request.form, _case(report_id)
    try:
        if not form.get("sure"):
            sentence = "โปรดอ่านทวนทุกช่อง แล้วยืนยันว่าไม่มีข้อความที่ชี้ตัวผู้แจ้ง"
            raise RuleBroken.single("C12", "sure", sentence)
        made = export_report(
            desk(),
            current_inspector().inspector,
            case,
            _chosen(case, form),
            current_tenant().name,
        )
    except RuleBroken as broken:
        faults = refused(broken)
        return _page(_case(report_id), form, form.getlist("files"), faults, broken.status)
    return send_file_bytes(made.filename, "application/zip", made.content)


def _case(report_id: UUID) -> Case:
    """Read for the handler. Raises `NotFound`, `Conflict`."""
    me = current_inspector()
    case = read_case(desk(), me.inspector, me.pair, report_id)
    if case.report.handler_id != me.inspector.id:
        raise Conflict("เฉพาะผู้รับผิดชอบเรื่องนี้ทำชุดส่งต่อได้ โหลดหน้าใหม่เพื่อดูว่าใครรับผิดชอบ")
    return case


def _chosen(case: Case, form: MultiDict[str, str]) -> Chosen:
    files = set(form.getlist("files"))
    return Chosen(
        facts=form.get("facts", ""),
        when=form.get("when", ""),
        where=form.get("where", ""),
        messages={
            message.position: form.get(f"message-{message.position}", "")
            for message in case.messages
            if form.get(f"with-{message.position}")
        },
        files=[file.id for file in case.every_file if str(file.id) in files],
    )


def _page(
    case: Case, typed: Mapping[str, str], files: Collection[str], faults: Faults, status: int = 200
) -> Response:
    page = render_template(
        "portal_plugin/corruption/inspection/export.html",
        case=case,
        report=case.report,
        typed=typed,
        files=files,
        faults=faults,
    )
    return make_response(page, status)


ROUTES: tuple[Route, ...] = (
    Route(f"{ONE}/export", "exporting", at_desk(needs_open_key(show)), Act.INSPECT),
    Route(f"{ONE}/export", "export_report", at_desk(needs_open_key(send)), Act.INSPECT, ("POST",)),
)
