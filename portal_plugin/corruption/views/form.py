"""The informant's form and his receipt. One step: files do not outlive a second one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace

from flask import Response, render_template, request

from portal_plugin.channel import to_write_down
from portal_plugin.corruption.codes import CATEGORY_WORDS, Category
from portal_plugin.corruption.informants.given import LONGEST_FACTS, LONGEST_LINE, Given, check
from portal_plugin.corruption.informants.guide import named_readers
from portal_plugin.corruption.informants.intake import take_report
from portal_plugin.corruption.office import office_of
from portal_plugin.corruption.views.desk import desk, refused
from portal_plugin.corruption.views.door import channel_door
from portal_plugin.corruption.views.offered import offered_posts
from portal_plugin.corruption.views.page import channel_page
from portal_plugin.corruption.views.reading import Typed, file_megabytes, files_sent, read_form
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.flood.gate import Challenge
from portal_plugin.guard import current_tenant
from portal_plugin.language import domain
from portal_plugin.nonce import is_good, new_nonce, seed_of
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.said import said

_DOOR = "corruption"
FIELDS = (
    "category",
    "facts",
    "when",
    "where",
    "posts_other",
    "posts_unknown",
    "outside_only",
    "wants_protection",
    "name",
    "contact",
)


@dataclass(frozen=True, slots=True)
class Written:
    """The form as it was filled in, for giving it back. `sentence` says why nothing was sent."""

    typed: Mapping[str, str] = field(default_factory=lambda: dict.fromkeys(FIELDS, ""))
    posts: Sequence[str] = ()
    nonce: str = ""
    has_files: bool = False
    sentence: str = ""


def show() -> Response:
    """The empty form, after what an informant must know first."""
    gate = channel_door().gate
    ahead = gate.ahead(current_tenant().code, _DOOR, request.remote_addr)
    return _form(Written(), NO_FAULTS, asked=ahead)


def take() -> Response:
    """Take the report in and show its receipt, or give everything typed back and say what to do.

    Sent again, as a shaky line does, the same form gives the same receipt.
    """
    sent = read_form()
    written = _written(sent)
    try:
        given = _given(written)
    except RuleBroken as broken:
        return _form(written, refused(broken), 422)
    if not is_good(written.nonce, _DOOR):
        sentence = domain.gettext("ยังไม่ได้ส่ง หน้านี้เปิดไว้นานเกินไป กดส่งอีกครั้งได้เลย")
        return _form(replace(written, sentence=sentence), NO_FAULTS, 422)
    asked = channel_door().gate.admit(
        current_tenant().code, _DOOR, request.remote_addr, sent.form.to_dict()
    )
    if isinstance(asked, Challenge):
        page = _form(written, NO_FAULTS, 429, asked=asked)
        page.headers["Retry-After"] = str(asked.wait_seconds)
        return page
    return _taken(sent, written, given)


def _taken(sent: Typed, written: Written, given: Given) -> Response:
    files = files_sent(sent)
    seed = seed_of(written.nonce, map(str, astuple(given)))
    try:
        taken = take_report(desk(), given, files.kept, seed)
    except RuleBroken as broken:
        return _form(written, refused(broken), 422)
    return channel_page(
        render_template(
            "portal_plugin/corruption/public/receipt.html",
            taken=taken,
            files=files,
            address=to_write_down("mailbox"),
        ),
        201,
    )


def _written(sent: Typed) -> Written:
    return Written(
        typed={name: sent.form.get(name, "") for name in FIELDS},
        posts=sent.form.getlist("posts"),
        nonce=sent.form.get("nonce", ""),
        has_files=sent.has_files,
    )


def _given(written: Written) -> Given:
    """What the service takes. Raises `RuleBroken` with every fault at once.

    Whom it concerns must be said, if only that nobody knows: what was merely passed over could
    hand the report to the one it is about (C16).
    """
    breaches: list[Breach] = []
    typed = written.typed
    if not (written.posts or typed["posts_other"].strip() or typed["posts_unknown"]):
        sentence = domain.gettext("กรุณาเลือกตำแหน่งที่เกี่ยวข้อง หรือเลือกว่าไม่ทราบ")
        breaches.append(Breach("C16", "posts", sentence))
    try:
        given = check(desk(), typed, written.posts)
    except RuleBroken as broken:
        raise RuleBroken([*broken.breaches, *breaches]) from None
    if breaches:
        raise RuleBroken(breaches)
    return given


def _form(
    written: Written, faults: Faults, status: int = 200, *, asked: Challenge | None = None
) -> Response:
    readers = named_readers(desk())
    body = render_template(
        "portal_plugin/corruption/public/form.html",
        written=written,
        typed=written.typed,
        faults=faults,
        categories=[
            {"value": code.value, "label": said(CATEGORY_WORDS[code])} for code in Category
        ],
        posts=offered_posts(),
        readers=readers,
        office=office_of(desk()),
        has_outside=any(reader.outside for reader in readers),
        nonce=written.nonce if is_good(written.nonce, _DOOR) else new_nonce(_DOOR),
        asked=asked,
        most={"facts": LONGEST_FACTS, "line": LONGEST_LINE},
        file_megabytes=file_megabytes(),
    )
    return channel_page(body, status, script=asked is not None)
