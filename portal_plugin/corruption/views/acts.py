"""The form of each deed, and doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from flask import Response, make_response, render_template

from portal_plugin.actor import Act
from portal_plugin.corruption.codes import REFERRAL_WORDS, Referral
from portal_plugin.corruption.inspection import handling
from portal_plugin.corruption.inspection.case import open_case
from portal_plugin.corruption.messages import LONGEST_MESSAGE
from portal_plugin.corruption.models import Report
from portal_plugin.corruption.views.deeds import DEEDS, Deed, deed_named
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.reading import Typed, file_megabytes, files_sent, read_form
from portal_plugin.corruption.views.report import ONE
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.corruption.views.words import words
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.files.intake import KeptFile
from portal_plugin.going import on_to
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route
from portal_plugin.said import said


def show(report_id: UUID, deed: str) -> str:
    """The form of a deed; nothing of what was written stands on it."""
    one, me = deed_named(deed), current_inspector()
    report = open_case(desk(), me.inspector, me.pair, report_id).report
    return _form(report, one, _before(one), NO_FAULTS)


def do(report_id: UUID, deed: str) -> Response:
    """Do it, or show the form again with what was typed and why not."""
    one, me, typed = deed_named(deed), current_inspector(), read_form()
    opened = open_case(desk(), me.inspector, me.pair, report_id)
    try:
        one.do(opened, typed.form, _files(typed))
    except RuleBroken as broken:
        return _again(report_id, one, typed, refused(broken), broken.status)
    except Conflict as conflict:
        faults = refused(RuleBroken([Breach("STATE", "", conflict.sentence)]))
        return _again(report_id, one, typed, faults, conflict.status)
    return on_to("corruption_report", _sentence(one), report_id=report_id)


# The guard looks for the form's token before the view is entered: it must read it this way too.
do.portal_plugin_reads = read_form  # type: ignore[attr-defined]


def _files(typed: Typed) -> Sequence[KeptFile]:
    """One that cannot be kept keeps the whole form back, so that nobody believes it was sent."""
    taken = files_sent(typed)
    if taken.refused:
        raise RuleBroken(
            Breach("FILE", "files", f"{refused.filename}: {refused.sentence}")
            for refused in taken.refused
        )
    return taken.kept


def _again(report_id: UUID, deed: Deed, typed: Typed, faults: Faults, status: int) -> Response:
    me = current_inspector()
    report = open_case(desk(), me.inspector, me.pair, report_id).report
    page = _form(report, deed, typed.form, faults, files_lost=typed.has_files)
    return make_response(page, status)


def _form(
    report: Report,
    deed: Deed,
    typed: Mapping[str, str],
    faults: Faults,
    *,
    files_lost: bool = False,
) -> str:
    me = current_inspector().inspector
    return render_template(
        "portal_plugin/corruption/inspection/deed.html",
        report=report,
        deed=deed,
        typed={name: typed.get(name, "") for name in deed.fields},
        faults=faults,
        colleagues=handling.readers_beside(desk(), report, me),
        referrals=[{"value": code.value, "label": said(REFERRAL_WORDS[code])} for code in Referral],
        has_mailbox=handling.has_mailbox(report),
        longest=LONGEST_MESSAGE,
        file_megabytes=file_megabytes(),
        files_lost=files_lost,
        **words(),
    )


def _before(deed: Deed) -> dict[str, str]:
    """What a form begins with."""
    told: dict[str, str] = {
        "refer": domain.gettext("ส่งเรื่องของท่านให้หน่วยงานที่มีอำนาจพิจารณาต่อแล้ว โดยไม่ได้ส่งข้อมูลผู้แจ้ง"),
        "reopen": domain.gettext("นำเรื่องของท่านกลับมาตรวจสอบอีกครั้งแล้ว"),
    }
    return {"text": told.get(deed.name, "")}


def _sentence(deed: Deed) -> str:
    sentences: dict[str, str] = {
        "take": domain.gettext("ท่านรับผิดชอบเรื่องนี้แล้ว"),
        "hand-over": domain.gettext("ส่งมอบเรื่องแล้ว ผู้รับช่วงเห็นเรื่องนี้ในกล่องของตน"),
        "investigate": domain.gettext("เริ่มตรวจสอบข้อเท็จจริงแล้ว ผู้แจ้งเห็นสถานะนี้ในกล่องข้อความ"),
        "message": domain.gettext("ส่งข้อความถึงผู้แจ้งแล้ว"),
        "refer": domain.gettext("ส่งต่อแล้ว ทำชุดเอกสารส่งต่อได้ที่หน้านี้"),
        "close": domain.gettext("ยุติเรื่องแล้ว ผู้แจ้งเห็นผลในกล่องข้อความ"),
        "reopen": domain.gettext("เปิดเรื่องอีกครั้งแล้ว"),
    }
    return sentences[deed.name]


_NAMES = ",".join(f"'{deed.name}'" for deed in DEEDS)

ROUTES: tuple[Route, ...] = (
    Route(f"{ONE}/<any({_NAMES}):deed>", "report_deed", at_desk(needs_open_key(show)), Act.INSPECT),
    Route(
        f"{ONE}/<any({_NAMES}):deed>",
        "act_on_report",
        at_desk(needs_open_key(do)),
        Act.INSPECT,
        ("POST",),
    ),
)
