"""The form of each deed, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.complaints.codes import GROUND_WORDS
from portal_plugin.complaints.complaint_detail import Detail, complaint_detail
from portal_plugin.complaints.topics import topics
from portal_plugin.complaints.views.deeds import Deed, deed_named
from portal_plugin.complaints.views.door import file_megabytes
from portal_plugin.complaints.views.people import assignees
from portal_plugin.complaints.views.words import words
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults, undone


def show(complaint_id: UUID, deed: str) -> str:
    """The form of a deed."""
    detail = _detail(complaint_id)
    one = deed_named(deed)
    return _form(detail, one, _before(detail, one), NO_FAULTS)


def do(complaint_id: UUID, deed: str) -> Response:
    """Do it, or show the form again with what was typed and why not."""
    one = deed_named(deed)
    _detail(complaint_id)
    try:
        one.do(complaint_id, request.form)
    except RuleBroken as broken:
        return _again(complaint_id, one, undone(broken), broken.status)
    except Conflict as conflict:
        faults = undone(RuleBroken([Breach("STATE", "", conflict.sentence)]))
        return _again(complaint_id, one, faults, conflict.status)
    return on_to("complaint", _sentence(one), complaint_id=complaint_id)


def _detail(complaint_id: UUID) -> Detail:
    return complaint_detail(current_session(), current_actor(), complaint_id)


def _again(complaint_id: UUID, deed: Deed, faults: Faults, status: int) -> Response:
    return make_response(_form(_detail(complaint_id), deed, request.form, faults), status)


def _form(detail: Detail, deed: Deed, typed: Mapping[str, str], faults: Faults) -> str:
    session = current_session()
    found = assignees() if deed.name == "assign" else []
    return render_template(
        "portal_plugin/complaints/work/act.html",
        detail=detail,
        complaint=detail.complaint,
        deed=deed,
        typed={name: typed.get(name, "") for name in deed.fields},
        faults=faults,
        assignees=found,
        nobody_known=not any(each.officer_id for each in found),
        topics=topics(session) if deed.name == "retopic" else [],
        grounds=list(GROUND_WORDS),
        files_lost=bool(faults) and any(file.filename for file in request.files.getlist("files")),
        file_megabytes=file_megabytes(),
        **words(),
    )


def _before(detail: Detail, deed: Deed) -> dict[str, str]:
    """What a form begins with."""
    complaint = detail.complaint
    if deed.name == "retopic":
        return {"topic": complaint.topic}
    if deed.name == "publish":
        return {"text": complaint.public_summary or ""}
    if deed.name == "assign":
        return {"to": _suggested(detail), "officer_name": complaint.officer_name or ""}
    if deed.name == "finish":
        return {
            "result": complaint.result,
            "cause": complaint.cause,
            "prevention": complaint.prevention,
            "problems": complaint.problems,
        }
    return {}


def _suggested(detail: Detail) -> str:
    """Who has it now, else the department that the topic usually goes to."""
    complaint = detail.complaint
    if complaint.department_id is not None:
        whole = str(complaint.department_id)
        return f"{whole}/{complaint.officer_id}" if complaint.officer_id else whole
    usual = next(
        (each.department_id for each in topics(current_session()) if each.code == complaint.topic),
        None,
    )
    return str(usual or "")


def _sentence(deed: Deed) -> str:
    sentences: dict[str, str] = {
        "screen": domain.gettext("รับไว้กลั่นกรองแล้ว เลือกหน่วยงานที่จะดำเนินการได้เลย"),
        "assign": domain.gettext("มอบหมายแล้ว หน่วยงานเห็นเรื่องนี้ในงานของตนทันที"),
        "start": domain.gettext("เริ่มดำเนินการแล้ว ผู้ร้องเห็นสถานะนี้ในหน้าติดตาม"),
        "finish": domain.gettext("แจ้งผลแล้ว ผู้ร้องเห็นผลในหน้าติดตาม"),
        "explain": domain.gettext("ชี้แจงแล้ว ผู้ร้องเห็นเหตุผลและวันที่คาดว่าจะเสร็จในหน้าติดตาม"),
        "message": domain.gettext("ส่งข้อความถึงผู้ร้องแล้ว"),
        "note": domain.gettext("เพิ่มบันทึกภายในแล้ว ผู้ร้องไม่เห็นบันทึกนี้"),
        "forward": domain.gettext("ส่งต่อแล้ว กำหนดตอบยังนับต่อจนกว่าจะแจ้งผล"),
        "retopic": domain.gettext("เปลี่ยนหัวข้อแล้ว"),
        "merge": domain.gettext("รวมเรื่องแล้ว เมื่อตอบเรื่องหลัก ผู้ร้องทุกคนได้รับคำตอบ"),
        "publish": domain.gettext("ปรับข้อความสำหรับเผยแพร่แล้ว"),
        "close": domain.gettext("ปิดเรื่องแล้ว"),
        "refuse": domain.gettext("แจ้งผู้ร้องแล้วว่าไม่รับเรื่อง พร้อมเหตุผล"),
        "give-up": domain.gettext("ยุติเรื่องแล้ว ผู้ร้องเห็นเหตุผลในหน้าติดตาม"),
    }
    return sentences[deed.name]
