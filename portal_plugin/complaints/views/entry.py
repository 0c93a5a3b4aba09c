"""A complaint that came by phone, letter or over the counter, written down by an officer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime

from flask import Response, make_response, render_template, request

from portal_plugin import clock
from portal_plugin.clock import BANGKOK
from portal_plugin.complaints.codes import CHANNEL_WORDS, Channel
from portal_plugin.complaints.intake import Given, check, take_in
from portal_plugin.complaints.suspicion import suspicious
from portal_plugin.complaints.topics import topics
from portal_plugin.complaints.views.complain import protected_channel
from portal_plugin.complaints.views.deeds import files_kept
from portal_plugin.complaints.views.door import door, file_megabytes, secret_page
from portal_plugin.complaints.views.forms import FIELDS, given_in
from portal_plugin.errors import RuleBroken
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.nonce import is_good, new_nonce, seed_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.said import said
from portal_plugin.thai import arabic_digits

_DOOR = "entry"
BY_OFFICERS = tuple(each for each in Channel if each not in (Channel.WEB, Channel.OPEN311))
_GENERAL = "general"
_OWN = ("channel", "received_at", "received_time", "nonce", "door")


def show() -> str:
    """The empty form: received now, over the counter."""
    now = clock.now().astimezone(BANGKOK)
    begun = {
        "channel": Channel.WALK_IN.value,
        "received_at": now.date().isoformat(),
        "received_time": f"{now:%H:%M}",
    }
    return _form(begun, NO_FAULTS)


def take() -> Response:
    """Take it in and show number and code once, to hand over; or say what is missing."""
    typed = {name: request.form.get(name, "") for name in (*FIELDS, *_OWN)}
    session = current_session()
    try:
        channel = _channel(typed["channel"])
        given = check(session, given_in(typed), channel)
        received_at = _received_at(typed)
        if _looks_like_corruption(given) and typed["door"] != _GENERAL:
            return make_response(_form(typed, NO_FAULTS, corruption=True), 422)
        files = files_kept()
        seed = seed_of(typed["nonce"], astuple(given)) if is_good(typed["nonce"], _DOOR) else None
        taken = take_in(
            session,
            current_actor(),
            given,
            channel,
            door().key,
            files=files,
            seed=seed,
            received_at=received_at,
        )
    except RuleBroken as broken:
        return make_response(_form(typed, undone(broken)), broken.status)
    page = render_template(
        "portal_plugin/complaints/work/entered.html",
        taken=taken,
        given=given,
        days=(taken.due_on - clock.today()).days,
        received_at=received_at,
        channel_word=said(CHANNEL_WORDS[channel]),
        languages=[],
    )
    return secret_page(make_response(page, 201))


def _form(typed: Mapping[str, str], faults: Faults, *, corruption: bool = False) -> str:
    nonce = typed.get("nonce", "")
    return render_template(
        "portal_plugin/complaints/work/entry.html",
        typed={name: typed.get(name, "") for name in (*FIELDS, *_OWN)},
        faults=faults,
        corruption=corruption,
        protected=protected_channel() if corruption else None,
        channels=[
            {"value": each.value, "label": said(CHANNEL_WORDS[each])} for each in BY_OFFICERS
        ],
        topics=topics(current_session()),
        nonce=nonce if is_good(nonce, _DOOR) else new_nonce(_DOOR),
        files_lost=any(file.filename for file in request.files.getlist("files")),
        file_megabytes=file_megabytes(),
    )


def _channel(text: str) -> Channel:
    if text not in BY_OFFICERS:
        sentence = domain.gettext("กรุณาเลือกช่องทางจากรายการ")
        raise RuleBroken.single("C11", "channel", sentence)
    return Channel(text)


def _received_at(typed: Mapping[str, str]) -> datetime:
    """The moment typed, of a clock in Bangkok."""
    day, time = (arabic_digits(typed[name].strip()) for name in ("received_at", "received_time"))
    try:
        return datetime.fromisoformat(f"{day}T{time or '00:00'}").replace(tzinfo=BANGKOK)
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกวันที่และเวลาที่รับเรื่อง")
        raise RuleBroken.single("C1", "received_at", sentence) from None


def _looks_like_corruption(given: Given) -> bool:
    topic = next((each for each in topics(current_session()) if each.code == given.topic), None)
    return topic is not None and suspicious(topic, given.subject, given.detail)
