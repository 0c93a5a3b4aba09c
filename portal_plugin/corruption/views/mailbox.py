"""The mailbox of a receipt, which is in the body of each form and never in an address.

A receipt that opens nothing is answered with the same status, headers and number of bytes, after
the same work: both pages are written, and one of them is sent.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from flask import Response, render_template, request

from portal_plugin.channel import to_write_down
from portal_plugin.corruption.codes import DECISION_WORDS, REFERRAL_WORDS, STATE_WORDS
from portal_plugin.corruption.crypto.receipts import BadReceipt, read_receipt
from portal_plugin.corruption.informants import mailbox
from portal_plugin.corruption.informants.filing import filing_pdf, public_key
from portal_plugin.corruption.informants.opening import UnknownReceipt
from portal_plugin.corruption.messages import LONGEST_MESSAGE
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.door import channel_door
from portal_plugin.corruption.views.page import channel_page
from portal_plugin.corruption.views.reading import Typed, file_megabytes, files_sent, read_form
from portal_plugin.corruption.views.words import STATE_KINDS
from portal_plugin.crockford import in_groups
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.files.download import send_file_bytes
from portal_plugin.files.intake import RefusedFile
from portal_plugin.flood.gate import Challenge
from portal_plugin.guard import current_tenant
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS
from portal_plugin.routes import Route
from portal_plugin.said import said

PAGE_STEP: Final = 65_536
"""Pages are filled up to a multiple of so many bytes; `mailbox.PAGE_BYTES` fits into one."""
_DOOR: Final = "mailbox"
_LONGEST_TYPED: Final = 60
_FILING_NAME: Final = "document.pdf"
"""Says nothing to who looks through somebody's downloads."""


def show() -> Response:
    """The form that asks for the receipt."""
    return channel_page(render_template("portal_plugin/corruption/public/mailbox_door.html"))


def take() -> Response:
    """The mailbox of a receipt; and what its reader writes there."""
    typed = read_form()
    if typed.form.get("do") == "write":
        return _write(typed)
    return _page(typed)


def send_file() -> Response:
    """One file of a message, to be saved."""
    typed = read_form()
    try:
        file_id = UUID(typed.form.get("file_id", ""))
    except ValueError:
        raise NotFound() from None
    try:
        label, content = mailbox.file_of(desk(), _receipt(typed), file_id)
    except UnknownReceipt:
        return _page(typed)
    return channel_page(send_file_bytes(label.filename, label.media_type, content))


def send_filing() -> Response:
    """The signed proof that a report was filed, as PDF."""
    typed = read_form()
    try:
        proof = filing_pdf(desk(), current_tenant(), _receipt(typed), to_write_down("channel_key"))
    except UnknownReceipt:
        return _page(typed)
    return channel_page(send_file_bytes(_FILING_NAME, "application/pdf", proof))


def send_key() -> Response:
    """The public key that proves filings and the ledger, as text (64 hex digits)."""
    page = channel_page(f"{public_key(desk())}\n")
    page.mimetype = "text/plain"
    return page


def _write(typed: Typed) -> Response:
    asked = channel_door().gate.admit(
        current_tenant().code, _DOOR, request.remote_addr, typed.form.to_dict()
    )
    if isinstance(asked, Challenge):
        page = _page(typed, asked=asked)
        page.status_code = 429
        page.headers["Retry-After"] = str(asked.wait_seconds)
        return channel_page(page, script=True)
    files = files_sent(typed)
    try:
        now = mailbox.write(desk(), _receipt(typed), typed.form.get("text", ""), files.kept)
    except UnknownReceipt:
        return _page(typed)
    except RuleBroken as broken:
        page = _page(typed, faults=refused(broken))
        page.status_code = broken.status
        return page
    return _page(typed, notices=_told(now, files.refused), keep=False)


def _told(now: bool, left_out: Sequence[RefusedFile]) -> list[tuple[str, str]]:
    sent = domain.gettext("ส่งข้อความถึงผู้ตรวจสอบแล้ว")
    again = domain.gettext("ข้อความนี้ส่งแล้วเมื่อครู่ จึงไม่ส่งซ้ำ")
    notices = [("done", sent if now else again)]
    return notices + [("stopped", f"{name}: {said(reason)}") for name, reason in left_out]


def _page(
    typed: Typed,
    *,
    asked: Challenge | None = None,
    faults: Any = NO_FAULTS,
    notices: Sequence[tuple[str, str]] = (),
    keep: bool = True,
) -> Response:
    """The mailbox, or the form that asks for another receipt; unless `keep`, its form is empty."""
    visit = mailbox.visit_mailbox(desk(), _receipt(typed), _before(typed))
    page = render_template(
        "portal_plugin/corruption/public/mailbox.html",
        known=visit.known,
        mailbox=visit.mailbox,
        kind=STATE_KINDS[visit.mailbox.state],
        state_words=STATE_WORDS,
        decision_words=DECISION_WORDS,
        referral_words=REFERRAL_WORDS,
        receipt=_shown(_receipt(typed)),
        typed=typed.form if keep else {},
        files_lost=bool(faults or asked) and typed.has_files,
        longest=LONGEST_MESSAGE,
        file_megabytes=file_megabytes(),
        faults=faults,
        asked=asked,
        notices=notices,
        asked_receipt=_receipt(typed),
        sentence=said(UnknownReceipt().sentence),
    )
    return channel_page(_filled_up(page))


def _filled_up(page: str) -> str:
    """The page with a comment at its end: its size in steps, of what no compression makes small."""
    missing = -len(page.encode() + b"<!---->") % PAGE_STEP
    filling = base64.b64encode(secrets.token_bytes(missing)).decode()[:missing]
    return f"{page}<!--{filling}-->"


def _receipt(typed: Typed) -> str:
    return typed.form.get("receipt", "")[:_LONGEST_TYPED]


def _shown(typed: str) -> str:
    try:
        return in_groups(read_receipt(typed))
    except BadReceipt:
        return typed


def _before(typed: Typed) -> int | None:
    before = typed.form.get("before", "")
    return int(before) if before.isascii() and before.isdigit() and len(before) < 9 else None


ROUTES_MAILBOX: Final = tuple(
    Route(rule, endpoint, at_desk(view), None, methods, nameless=True)
    for rule, endpoint, view, methods in (
        ("/corruption/mailbox", "mailbox", show, ("GET",)),
        ("/corruption/mailbox", "open_mailbox", take, ("POST",)),
        ("/corruption/mailbox/file", "mailbox_file", send_file, ("POST",)),
        ("/corruption/mailbox/filing", "filing_receipt", send_filing, ("POST",)),
        ("/corruption/key", "channel_key", send_key, ("GET",)),
    )
)
