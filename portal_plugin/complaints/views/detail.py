"""One complaint: what was said and done, and what may be done next."""

from __future__ import annotations

from uuid import UUID

from flask import Response, current_app, make_response, render_template

from portal_plugin.actor import Act
from portal_plugin.channel import channel_is_served
from portal_plugin.complaints.complaint_detail import Detail, complaint_detail
from portal_plugin.complaints.handling import officer_file, read_contact
from portal_plugin.complaints.letters import letters_of
from portal_plugin.complaints.models import ComplaintContact
from portal_plugin.complaints.views.deeds import next_of, offered
from portal_plugin.complaints.views.letters import WORDS as LETTER_WORDS
from portal_plugin.complaints.views.words import words
from portal_plugin.files.download import send_file_bytes
from portal_plugin.files.kinds import IMAGES, MEDIA_TYPES
from portal_plugin.guard import current_actor, current_session, may
from portal_plugin.said import said

PICTURES = frozenset(MEDIA_TYPES[extension] for extension in IMAGES)


def show(complaint_id: UUID) -> str:
    """The complaint, without contact data."""
    return _page(complaint_detail(current_session(), current_actor(), complaint_id))


def show_contact(complaint_id: UUID) -> Response:
    """The same page with the contact data, once; the reading is in the audit trail (C15)."""
    session, actor = current_session(), current_actor()
    contact = read_contact(session, actor, complaint_id)
    page = _page(complaint_detail(session, actor, complaint_id), contact, asked=True)
    return make_response(page)


def send_file(complaint_id: UUID, file_id: UUID) -> Response:
    """A file of the complaint: pictures are shown, everything else is saved."""
    file = officer_file(current_session(), current_actor(), complaint_id, file_id)
    return send_file_bytes(
        file.filename, file.media_type, file.content, inline=file.media_type in PICTURES
    )


def _page(detail: Detail, contact: ComplaintContact | None = None, *, asked: bool = False) -> str:
    deeds = offered(detail)
    first = next_of(detail, deeds)
    return render_template(
        "portal_plugin/complaints/work/complaint.html",
        detail=detail,
        complaint=detail.complaint,
        deeds={deed.name: deed for deed in deeds},
        first=first.name if first else None,
        letters={kind: said(LETTER_WORDS[kind]) for kind in letters_of(detail.complaint)},
        contact=contact,
        contact_asked=asked,
        pictures=PICTURES,
        movable=_movable(),
        **({"languages": []} if asked else {}),
        **words(),
    )


def _movable() -> bool:
    """Whether the actor may move complaints into the protected channel, which is served here."""
    known = "portal_plugin.moving" in current_app.view_functions
    return known and channel_is_served() and may(Act.HANDLE_COMPLAINTS)
