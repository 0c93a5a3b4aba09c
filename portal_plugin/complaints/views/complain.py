"""The form of a complaint: written, read through, sent; nothing is kept before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import astuple
from typing import Any

from flask import Response, make_response, render_template, request, url_for

from portal_plugin import clock
from portal_plugin.channel import channel_href
from portal_plugin.complaints import given as given_rules
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.given import Given, check
from portal_plugin.complaints.intake import take_in
from portal_plugin.complaints.office import consent
from portal_plugin.complaints.suspicion import suspicious
from portal_plugin.complaints.topics import Topic, topics
from portal_plugin.complaints.views.door import (
    admitted,
    asked_ahead,
    door,
    enter,
    expect_files,
    file_megabytes,
    files_sent,
    secret_page,
    with_scripts,
)
from portal_plugin.complaints.views.forms import FIELDS, given_in, typed_in
from portal_plugin.errors import RuleBroken
from portal_plugin.flood.gate import Challenge
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.language import domain
from portal_plugin.nonce import is_good, new_nonce, seed_of
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.state import portal_state

_DOOR = "complain"
_GENERAL = "general"
_MOST = {
    "subject": given_rules.LONGEST_SUBJECT,
    "detail": given_rules.LONGEST_DETAIL,
    "place": given_rules.LONGEST_PLACE,
    "name": given_rules.LONGEST_NAME,
    "phone": given_rules.LONGEST_PHONE,
    "email": given_rules.LONGEST_EMAIL,
}


def show() -> Response:
    """The empty form. Going back to it gives what was typed, so the browser may keep it."""
    enter()
    page = _form(dict.fromkeys(FIELDS, ""), NO_FAULTS)
    page.headers["Cache-Control"] = "private, no-cache"
    return page


def take() -> Response:
    """One step: check what was written, go back to it, or send it."""
    enter()
    expect_files()
    typed = typed_in(request.form)
    if request.form.get("step") == "edit":
        return _form(typed, NO_FAULTS)
    try:
        given = check(current_session(), given_in(typed), Channel.WEB)
        if _looks_like_corruption(given) and request.form.get("door") != _GENERAL:
            return _offer(typed)
        if request.form.get("step") == "send":
            return _send(typed, given)
    except RuleBroken as broken:
        return _form(typed, undone(broken))
    return _review(typed, given, asked_ahead(_DOOR))


def protected_channel() -> str | None:
    """Address of the channel that hides who tells, where there is one."""
    return channel_href()


def _looks_like_corruption(given: Given) -> bool:
    topic = _topic_of(given)
    return topic is not None and suspicious(topic, given.subject, given.detail)


def _topic_of(given: Given) -> Topic | None:
    return next((each for each in topics(current_session()) if each.code == given.topic), None)


def _send(typed: Mapping[str, str], given: Given) -> Response:
    """Take the complaint in and show its receipt, or say why not yet.

    Sent again, as a shaky line does, the same form gives the same receipt.
    """
    nonce = request.form.get("nonce", "")
    if not is_good(nonce, _DOOR):
        sentence = domain.gettext("ยังไม่ได้ส่ง หน้านี้เปิดไว้นานเกินไป กดส่งเรื่องอีกครั้งได้เลย")
        return _review(typed, given, asked_ahead(_DOOR), sentence)
    asked = admitted(_DOOR)
    if asked is not None:
        return _review(typed, given, asked, held=True)
    files = files_sent()
    taken = take_in(
        current_session(),
        None,
        given,
        Channel.WEB,
        door().key,
        files=files.kept,
        seed=seed_of(nonce, astuple(given)),
    )
    page = _page(
        "receipt",
        taken=taken,
        files=files,
        days=(taken.due_on - clock.today()).days,
        address=_address_to_follow(),
    )
    page.status_code = 201
    return page


def _address_to_follow() -> str:
    """Where the code is typed, as a paper must tell it."""
    where = url_for("portal_plugin.follow", space=current_tenant().code)
    return (portal_state().settings.public_url or request.host_url.rstrip("/")) + where


def _form(typed: Mapping[str, str], faults: Faults) -> Response:
    offered = topics(current_session())
    page = _page(
        "complain",
        typed=typed,
        faults=faults,
        topics=[topic for topic in offered if not topic.suspicious],
        suspicious_topics=[topic for topic in offered if topic.suspicious],
        consent=consent(current_session()),
        nonce=_nonce(),
        protected=protected_channel(),
        most=_MOST,
    )
    page.status_code = 422 if faults else 200
    return with_scripts(page)


def _offer(typed: Mapping[str, str]) -> Response:
    return _page("offer", typed=typed, nonce=_nonce(), protected=protected_channel())


def _review(
    typed: Mapping[str, str],
    given: Given,
    asked: Challenge | None,
    sentence: str = "",
    *,
    held: bool = False,
) -> Response:
    """What will be sent, once more. `held`: the gate wants work or patience before it takes it."""
    page = _page(
        "review",
        typed=typed,
        given=given,
        topic=_topic_of(given),
        asked=asked,
        sentence=sentence,
        files_lost=bool(sentence or held) and any(map(_has_name, request.files.getlist("files"))),
        nonce=_nonce(),
        door=request.form.get("door", ""),
        file_megabytes=file_megabytes(),
    )
    if held and asked is not None:
        page.status_code = 429
        page.headers["Retry-After"] = str(asked.wait_seconds)
    elif sentence:
        page.status_code = 422
    return with_scripts(page) if asked else page


def _has_name(file: Any) -> bool:
    return bool(file.filename)


def _nonce() -> str:
    nonce = request.form.get("nonce", "")
    return nonce if is_good(nonce, _DOOR) else new_nonce(_DOOR)


def _page(name: str, **variables: Any) -> Response:
    """A page of this door. Only an empty form offers the other language: a link would lose what
    was typed, or the code."""
    if request.method == "POST":
        variables["languages"] = []
    page = make_response(
        render_template(f"portal_plugin/complaints/public/{name}.html", **variables)
    )
    return secret_page(page)
