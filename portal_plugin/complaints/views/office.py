"""How the municipality runs its channel: the clock, addresses, retention, consent and topics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from uuid import UUID

import sqlalchemy as sa
from flask import Response, make_response, render_template, request

from portal_plugin import errors
from portal_plugin.complaints.models import Open311Client
from portal_plugin.complaints.office import Office, consent, office_of, set_office, write_consent
from portal_plugin.complaints.queries import departments
from portal_plugin.complaints.topics import Topic, set_topic, topics
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.thai import arabic_digits

_CLOCKS = {"calendar": False, "working": True}
_TOPIC = ("label", "description", "department_id", "active")
_SEPARATED = re.compile(r"[\s,;]+")


def show() -> str:
    """Everything as it stands."""
    return _page({}, NO_FAULTS)


def set_choices() -> Response:
    """Change clock, holidays, addresses and retention."""
    try:
        set_office(current_session(), current_actor(), _office(request.form))
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_page(request.form, faults), broken.status)
    return on_to("complaint_office", domain.gettext("ปรับแล้ว ใช้กับเรื่องที่รับหลังจากนี้"))


def set_consent() -> Response:
    """Put a new version of the privacy notice before the form."""
    text = request.form.get("text", "")
    try:
        write_consent(current_session(), current_actor(), text)
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_page({"text": text}, faults), broken.status)
    return on_to("complaint_office", domain.gettext("ใช้ข้อความใหม่แล้ว ฉบับก่อนหน้ายังเก็บไว้"))


def show_new_topic() -> str:
    """The form of a new topic."""
    return _topic_page(None, {"active": "1"}, NO_FAULTS)


def show_topic(code: str) -> str:
    """The form of a topic."""
    topic = _topic(code)
    typed = {
        "label": topic.label,
        "description": topic.description,
        "department_id": str(topic.department_id or ""),
        "active": "1" if topic.active else "",
    }
    return _topic_page(topic, typed, NO_FAULTS)


def add_topic() -> Response:
    """Offer one more topic."""
    return _set_topic(None)


def change_topic(code: str) -> Response:
    """Change a topic, hide it or show it again."""
    return _set_topic(_topic(code))


def _set_topic(topic: Topic | None) -> Response:
    typed = {name: request.form.get(name, "") for name in _TOPIC}
    try:
        set_topic(
            current_session(),
            current_actor(),
            topic.code if topic else None,
            typed["label"],
            typed["description"],
            _department(typed["department_id"]),
            bool(typed["active"]),
        )
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_topic_page(topic, typed, faults), broken.status)
    return on_to("complaint_office", domain.gettext("ปรับหัวข้อแล้ว"))


def _topic(code: str) -> Topic:
    for topic in topics(current_session(), active_only=False):
        if topic.code == code:
            return topic
    raise errors.NotFound()


def _topic_page(topic: Topic | None, typed: Mapping[str, str], faults: Faults) -> str:
    return render_template(
        "portal_plugin/complaints/work/topic.html",
        topic=topic,
        typed=typed,
        faults=faults,
        departments=[unit for unit in departments(current_session()) if unit.active],
    )


def _page(typed: Mapping[str, str], faults: Faults) -> str:
    session = current_session()
    office, present = office_of(session), consent(session)
    standing = {
        "clock": "working" if office.working_days else "calendar",
        "extra_holidays": "\n".join(day.isoformat() for day in sorted(office.extra_holidays)),
        "email": office.email,
        "phone": office.phone,
        "contact_days": str(office.contact_days),
        "content_days": str(office.content_days),
        "text": present.text,
    }
    clients = sa.select(Open311Client).order_by(Open311Client.name)
    return render_template(
        "portal_plugin/complaints/work/office.html",
        typed=standing | {name: typed[name] for name in standing if name in typed},
        faults=faults,
        consent=present,
        topics=topics(session, active_only=False),
        departments={unit.id: unit.name for unit in departments(session)},
        clients=list(session.scalars(clients)),
        **({"languages": []} if request.method == "POST" else {}),
    )


def _office(form: Mapping[str, str]) -> Office:
    """What the form says. Raises `RuleBroken` for what can be no date or number."""
    breaches: list[errors.Breach] = []
    days = dict.fromkeys(("contact_days", "content_days"), 0)
    for name in days:
        text = arabic_digits(form.get(name, "").strip())
        if text.isascii() and text.isdecimal() and len(text) < 6:
            days[name] = int(text)
        else:
            breaches.append(errors.Breach("C15", name, domain.gettext("กรุณาใส่จำนวนวันเป็นตัวเลข")))
    holidays: set[date] = set()
    for text in filter(None, _SEPARATED.split(arabic_digits(form.get("extra_holidays", "")))):
        try:
            holidays.add(date.fromisoformat(text))
        except ValueError:
            sentence = domain.gettext("วันหยุดบางบรรทัดอ่านไม่ได้ กรุณาเขียนแบบ 2026-12-31 หนึ่งวันต่อบรรทัด")
            breaches.append(errors.Breach("CLOCK", "extra_holidays", sentence))
            break
    if form.get("clock") not in _CLOCKS:
        sentence = domain.gettext("กรุณาเลือกวิธีนับวัน")
        breaches.append(errors.Breach("CLOCK", "clock", sentence))
    if breaches:
        raise RuleBroken(breaches)
    return Office(
        working_days=_CLOCKS[form["clock"]],
        extra_holidays=frozenset(holidays),
        email=form.get("email", ""),
        phone=form.get("phone", ""),
        **days,
    )


def _department(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกหน่วยงานจากรายการ")
        raise RuleBroken.single("TOPIC", "department_id", sentence) from None
