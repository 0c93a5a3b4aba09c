"""Addresses of the people who work on complaints."""

from __future__ import annotations

from portal_plugin.actor import Act
from portal_plugin.complaints.views import acts, detail, entry, letters, office, work
from portal_plugin.complaints.views.deeds import DEEDS
from portal_plugin.routes import Route

_ALL = "/work/complaints"
_ONE = f"{_ALL}/<uuid:complaint_id>"
_LETTER = f"{_ONE}/letters/<kind>"
_OFFICE = f"{_ALL}/office"
_TOPIC = f"{_OFFICE}/topics"


def _deeds(act: Act) -> str:
    names = ",".join(f"'{deed.name}'" for deed in DEEDS if deed.permission is act)
    return f"{_ONE}/<any({names}):deed>"


_ANSWER, _HANDLE = _deeds(Act.ANSWER_COMPLAINTS), _deeds(Act.HANDLE_COMPLAINTS)

ROUTES_WORK: tuple[Route, ...] = (
    Route(_ALL, "complaints", work.show, Act.READ_COMPLAINTS),
    Route(f"{_ALL}/new", "new_complaint", entry.show, Act.HANDLE_COMPLAINTS),
    Route(f"{_ALL}/new", "enter_complaint", entry.take, Act.HANDLE_COMPLAINTS, ("POST",)),
    Route(_OFFICE, "complaint_office", office.show, Act.MANAGE_COMPLAINTS),
    Route(_OFFICE, "set_complaint_office", office.set_choices, Act.MANAGE_COMPLAINTS, ("POST",)),
    Route(
        f"{_OFFICE}/consent",
        "write_consent",
        office.set_consent,
        Act.MANAGE_COMPLAINTS,
        ("POST",),
    ),
    Route(f"{_TOPIC}/new", "new_topic", office.show_new_topic, Act.MANAGE_COMPLAINTS),
    Route(f"{_TOPIC}/new", "add_topic", office.add_topic, Act.MANAGE_COMPLAINTS, ("POST",)),
    Route(f"{_TOPIC}/<code>", "complaint_topic", office.show_topic, Act.MANAGE_COMPLAINTS),
    Route(
        f"{_TOPIC}/<code>",
        "set_complaint_topic",
        office.change_topic,
        Act.MANAGE_COMPLAINTS,
        ("POST",),
    ),
    Route(_ONE, "complaint", detail.show, Act.READ_COMPLAINTS),
    Route(
        f"{_ONE}/contact",
        "complaint_contact",
        detail.show_contact,
        Act.HANDLE_COMPLAINTS,
        ("POST",),
    ),
    Route(f"{_ONE}/files/<uuid:file_id>", "complaint_file", detail.send_file, Act.READ_COMPLAINTS),
    Route(_LETTER, "letter", letters.show, Act.READ_COMPLAINTS),
    Route(_LETTER, "named_letter", letters.show_named, Act.HANDLE_COMPLAINTS, ("POST",)),
    Route(_ANSWER, "answering", acts.show, Act.ANSWER_COMPLAINTS),
    Route(_ANSWER, "answer_complaint", acts.do, Act.ANSWER_COMPLAINTS, ("POST",)),
    Route(_HANDLE, "handling", acts.show, Act.HANDLE_COMPLAINTS),
    Route(_HANDLE, "handle_complaint", acts.do, Act.HANDLE_COMPLAINTS, ("POST",)),
)
"""What an officer opens. One address for each deed, guarded by what the deed needs."""
