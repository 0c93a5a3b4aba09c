"""Letters to the complainant, to be printed."""

from __future__ import annotations

from uuid import UUID

from flask import render_template

from portal_plugin import errors
from portal_plugin.complaints.complaint_detail import Detail, complaint_detail
from portal_plugin.complaints.handling import read_contact
from portal_plugin.complaints.letters import ANYBODY, LetterKind, letter
from portal_plugin.guard import current_actor, current_session
from portal_plugin.said import said

WORDS = {
    LetterKind.RECEIPT: "หนังสือแจ้งการรับเรื่อง",
    LetterKind.PROGRESS: "หนังสือแจ้งความคืบหน้า",
    LetterKind.EXPLANATION: "หนังสือชี้แจงเหตุที่ล่าช้า",
    LetterKind.RESULT: "หนังสือแจ้งผล",
}


def show(complaint_id: UUID, kind: str) -> str:
    """The letter, to the complainant without a name."""
    detail = complaint_detail(current_session(), current_actor(), complaint_id)
    return _page(detail, _kind(kind), ANYBODY)


def show_named(complaint_id: UUID, kind: str) -> str:
    """The letter with the name from the contact data; the reading is in the audit trail (C15)."""
    session, actor = current_session(), current_actor()
    wanted = _kind(kind)
    contact = read_contact(session, actor, complaint_id)
    name = contact.name if contact is not None else ""
    return _page(complaint_detail(session, actor, complaint_id), wanted, name or ANYBODY)


def _kind(text: str) -> LetterKind:
    try:
        return LetterKind(text)
    except ValueError:
        raise errors.NotFound() from None


def _page(detail: Detail, kind: LetterKind, name: str) -> str:
    return render_template(
        "portal_plugin/complaints/work/letter.html",
        detail=detail,
        kind=kind,
        title=said(WORDS[kind]),
        letter=letter(current_session(), detail, kind, name),
        named=name != ANYBODY,
    )
