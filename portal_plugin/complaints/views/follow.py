"""The page on which a complainant follows the complaint: found by its code, which is in the body of
each form and never in an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin import clock
from portal_plugin.complaints import following, tracking_page
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.states import GONE
from portal_plugin.complaints.tracking import BadCode, read_code
from portal_plugin.complaints.views.complain import protected_channel
from portal_plugin.complaints.views.door import (
    admitted,
    door,
    enter,
    expect_files,
    expect_words,
    file_megabytes,
    files_sent,
    secret_page,
    with_scripts,
)
from portal_plugin.complaints.views.words import STATE_KINDS
from portal_plugin.errors import PortalPluginError, RuleBroken
from portal_plugin.files.download import send_file_bytes
from portal_plugin.files.intake import RefusedFile
from portal_plugin.flood.gate import Challenge
from portal_plugin.guard import current_session
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.said import said

_DOOR = "follow"
_SCORES = frozenset("12345")
_LONGEST_TYPED = 60


@dataclass(frozen=True, slots=True)
class Done:
    """What an act did, in one sentence, and the files it could not keep."""

    sentence: str
    refused: tuple[RefusedFile, ...] = ()


def show() -> Response:
    """The form that asks for the code."""
    enter()
    return _ask_code(200, "")


def take() -> Response:
    """The tracking page of a code; and what its reader does there."""
    enter()
    expect_files()
    try:
        complaint = following.find(current_session(), door().key, _code())
    except (BadCode, UnknownComplaint) as refusal:
        return _ask_code(refusal.status, said(refusal.sentence))
    act = _ACTS.get(request.form.get("do", ""))
    if act is None or complaint.state in GONE:
        return _page(complaint)
    return _done(complaint, act)


def send_file() -> Response:
    """One file of the complaint, to be saved."""
    enter()
    expect_words()
    complaint = following.find(current_session(), door().key, _code())
    try:
        file_id = UUID(request.form.get("file_id", ""))
    except ValueError:
        raise UnknownComplaint() from None
    file = following.file_of(current_session(), complaint.id, file_id)
    return send_file_bytes(file.filename, file.media_type, file.content)


def _done(complaint: Complaint, act: Callable[[UUID], Done]) -> Response:
    asked = admitted(_DOOR)
    if asked is not None:
        page = _page(complaint, asked=asked)
        page.status_code = 429
        page.headers["Retry-After"] = str(asked.wait_seconds)
        return with_scripts(page)
    try:
        done = act(complaint.id)
    except RuleBroken as broken:
        return _refused(broken.status, faults=undone(broken))
    except PortalPluginError as refusal:
        current_session().rollback()
        return _refused(refusal.status, notices=[("stopped", said(refusal.sentence))])
    notices = [("done", done.sentence)]
    notices += [("stopped", f"{name}: {said(reason)}") for name, reason in done.refused]
    return _page(complaint, notices=notices, keep=False)


def _refused(status: int, **variables: Any) -> Response:
    """The page as it stands after nothing was changed."""
    page = _page(following.find(current_session(), door().key, _code()), **variables)
    page.status_code = status
    return page


def _write(complaint_id: UUID) -> Done:
    text = request.form.get("text", "")
    if following.was_written(current_session(), complaint_id, text):
        return Done(domain.gettext("ข้อความนี้ส่งแล้วเมื่อครู่ จึงไม่ส่งซ้ำ"))
    files = files_sent()
    following.write(current_session(), complaint_id, text, files.kept)
    return Done(domain.gettext("ส่งข้อความถึงเจ้าหน้าที่แล้ว"), files.refused)


def _reopen(complaint_id: UUID) -> Done:
    following.reopen(current_session(), complaint_id, request.form.get("reason", ""))
    return Done(domain.gettext("เปิดเรื่องอีกครั้งแล้ว หน่วยงานต้องตอบหรือชี้แจงภายในกำหนดใหม่"))


def _rate(complaint_id: UUID) -> Done:
    score = request.form.get("score", "")
    if score not in _SCORES:
        raise RuleBroken.single("C9", "score", domain.gettext("เลือกคะแนนหนึ่งข้อ แล้วส่งอีกครั้ง"))
    comment = request.form.get("comment", "")
    following.rate(current_session(), complaint_id, int(score), comment)
    return Done(domain.gettext("ขอบคุณสำหรับคะแนน"))


_ACTS: dict[str, Callable[[UUID], Done]] = {"write": _write, "reopen": _reopen, "rate": _rate}


def _code() -> str:
    return request.form.get("code", "")


def _ask_code(status: int, sentence: str) -> Response:
    page = make_response(
        render_template(
            "portal_plugin/complaints/public/code.html",
            typed=_code()[:_LONGEST_TYPED],
            sentence=sentence,
        )
    )
    page.status_code = status
    return secret_page(page)


def _page(
    complaint: Complaint,
    *,
    asked: Challenge | None = None,
    faults: Faults = NO_FAULTS,
    notices: Sequence[tuple[str, str]] = (),
    keep: bool = True,
) -> Response:
    """The tracking page; unless `keep`, its forms are empty again."""
    if complaint.state in GONE:
        return _moved()
    case = tracking_page.follow(current_session(), complaint)
    page = render_template(
        "portal_plugin/complaints/public/follow.html",
        case=case,
        kind=STATE_KINDS[case.state],
        days=(case.due_on - clock.today()).days,
        code=read_code(_code()),
        notices=notices,
        faults=faults,
        asked=asked,
        typed=request.form if keep else {},
        do=request.form.get("do", ""),
        files_lost=bool(faults or asked)
        and any(f.filename for f in request.files.getlist("files")),
        file_megabytes=file_megabytes(),
        languages=[],
    )
    return secret_page(make_response(page))


def _moved() -> Response:
    """All that a code leads to once its complaint moved away: the same page for every code."""
    page = render_template(
        "portal_plugin/complaints/public/moved.html", protected=protected_channel(), languages=[]
    )
    return secret_page(make_response(page))
