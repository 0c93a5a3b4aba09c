"""The mailbox of a receipt: where the report stands, and messages both ways.

What was reported is not shown again, nor by whom: a receipt that somebody finds must not tell it.
A receipt that opens nothing takes the same way as one that does (`opening`): the same statements,
rows of the same number, as many openings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import Decision, Direction, Referral, State
from portal_plugin.corruption.contents import (
    Label,
    OpenReport,
    unseal_content,
    unseal_label,
    unseal_message,
)
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.receipts import read_receipt
from portal_plugin.corruption.custody.resealing import reseal_report
from portal_plugin.corruption.informants.opening import (
    UNREAD,
    MadeUp,
    UnknownReceipt,
    by_receipt,
    opened_by,
)
from portal_plugin.corruption.messages import misfits, say
from portal_plugin.corruption.models import Message, Report, ReportFile
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, NotFound, RuleBroken
from portal_plugin.files.intake import KeptFile
from portal_plugin.texts import tidy

OPENINGS: Final = 8
"""What one page opens: messages and labels of files; of less, the rest is made up."""
PAGE_BYTES: Final = 24_576
"""Ciphertext of messages on one page, but for one message that is longer."""
MOST_MESSAGES: Final = 200
MOST_FILES: Final = 50
"""How much an informant may add to one report."""


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file of a message."""

    file_id: UUID
    label: Label


@dataclass(frozen=True, slots=True)
class Said:
    """A message; `text` is None when it no longer opens."""

    position: int
    direction: Direction
    sent_on: date
    text: str | None
    files: tuple[Enclosed, ...]


@dataclass(frozen=True, slots=True)
class Mailbox:
    """What a receipt shows. `messages` in their order; `before` asks for those before them."""

    number: str
    received_on: date
    state: State
    decision: Decision | None
    referral: Referral | None
    referred_on: date | None
    closed_on: date | None
    messages: tuple[Said, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class Visit:
    """`mailbox` is made up unless `known`: pages set both alike, and show it only then."""

    known: bool
    mailbox: Mailbox


def open_mailbox(
    session: InspectionSession, receipt: str, before: int | None = None
) -> Mailbox | None:
    """The mailbox of a receipt as somebody typed it; None where there is none."""
    visit = visit_mailbox(session, receipt, before)
    return visit.mailbox if visit.known else None


def visit_mailbox(session: InspectionSession, receipt: str, before: int | None = None) -> Visit:
    """The same, at the same cost whether there is one. `before` is a position."""
    opening = by_receipt(session, receipt)
    newest = _newest(session, opening.nearest, before)
    chosen = list(_fitting(newest, _labels(session, newest)))[::-1]
    if opening.opened is None:
        messages = tuple(_pretended(opening.made_up, *each) for each in chosen)
    else:
        messages = tuple(_said(opening.opened, *each) for each in chosen)
    opening.made_up.read(OPENINGS - sum(1 + len(files) for _, files in chosen))
    report = (opening.opened or opening.made_up.opened).report
    mailbox = Mailbox(
        number=report.number,
        received_on=report.received_on,
        state=report.state,
        decision=report.decision,
        referral=report.referral,
        referred_on=report.referred_on,
        closed_on=report.closed_on,
        messages=messages,
        before=messages[0].position if len(chosen) < len(newest) else None,
    )
    return Visit(opening.opened is not None, mailbox)


def write(
    session: InspectionSession, receipt: str, text: str, files: Sequence[KeptFile] = ()
) -> bool:
    """Write to the inspectors, in every state until the report is disposed of.

    False: these very words were the informant's last today, so they were sent twice and are kept
    once. Raises `UnknownReceipt`, `RuleBroken`.
    """
    opened = opened_by(session, receipt)
    report = _held(session, opened.report.id)
    text = tidy(text)
    breaches = misfits(text) or list(_too_much(session, report.id, len(files)))
    if breaches:
        raise RuleBroken(breaches)
    if _was_written(session, opened, text):
        return False
    # Nobody else has the receipt that its key could be locked anew with. What somebody changed in
    # the database does not keep the informant from writing.
    with suppress(CannotOpen), session.begin_nested():
        reseal_report(session, opened, read_receipt(receipt))
    say(session, report, ledger.INFORMANT, text, files)
    return True


def file_of(session: InspectionSession, receipt: str, file_id: UUID) -> tuple[Label, bytes]:
    """A file of a message, of either side. Raises `UnknownReceipt`, `NotFound`.

    The files that came with the report itself are not given out again.
    """
    opened = opened_by(session, receipt)
    file = session.scalars(
        sa.select(ReportFile).where(
            ReportFile.id == file_id,
            ReportFile.report_id == opened.report.id,
            ReportFile.message_id.is_not(None),
        )
    ).one_or_none()
    if file is None:
        raise NotFound()
    try:
        return unseal_label(opened, file), unseal_content(opened, file)
    except CannotOpen:
        raise NotFound() from None


def _newest(session: InspectionSession, report: Report, before: int | None) -> Sequence[Message]:
    """One more than a page can show, the newest first."""
    asked = {"report_id": report.id, "before": _LAST if before is None else before}
    return session.scalars(_NEWEST, asked).all()


def _labels(
    session: InspectionSession, messages: Sequence[Message]
) -> dict[UUID | None, list[ReportFile]]:
    ids = [message.id for message in messages] or [channel_id()]
    found: dict[UUID | None, list[ReportFile]] = {}
    for file in session.scalars(_LABELS, {"message_ids": ids}):
        found.setdefault(file.message_id, []).append(file)
    return found


def _fitting(
    newest: Sequence[Message], labels: dict[UUID | None, list[ReportFile]]
) -> Iterator[tuple[Message, list[ReportFile]]]:
    """As many of the newest as one page opens and holds; at least one."""
    openings = size = 0
    for message in newest:
        files = labels.get(message.id, [])
        openings, size = openings + 1 + len(files), size + len(message.sealed)
        if message is not newest[0] and (openings > OPENINGS or size > PAGE_BYTES):
            return
        yield message, files


def _said(opened: OpenReport, message: Message, files: Sequence[ReportFile]) -> Said:
    try:
        text: str | None = unseal_message(opened, message)
        enclosed = [Enclosed(file.id, unseal_label(opened, file)) for file in files]
    except CannotOpen:
        text, enclosed = None, []
    enclosed.sort(key=lambda file: file.label.filename)
    return Said(message.position, message.direction, message.sent_on, text, tuple(enclosed))


def _pretended(made_up: MadeUp, message: Message, files: Sequence[ReportFile]) -> Said:
    """What takes as long to open and to show as a neighbour's message, and holds nothing of it."""
    text = made_up.read(1 + len(files))
    label = Label(filename=text[:20], media_type="application/pdf", size=1)
    enclosed = tuple(Enclosed(channel_id(), label) for _ in files)
    return Said(1, Direction.INSPECTOR, clock.today(), text, enclosed)


def _held(session: InspectionSession, report_id: UUID) -> Report:
    """The report, locked until the commit. Raises `UnknownReceipt` when it is gone by now."""
    report = session.scalars(
        sa.select(Report)
        .where(Report.id == report_id)
        .options(*UNREAD)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if report.disposed_on is not None:
        raise UnknownReceipt()
    return report


def _too_much(session: InspectionSession, report_id: UUID, files: int) -> Iterator[Breach]:
    mine = (Message.report_id == report_id, Message.direction == Direction.INFORMANT)
    written = session.scalar(sa.select(sa.func.count()).select_from(Message).where(*mine)) or 0
    enclosed = session.scalar(
        sa.select(sa.func.count())
        .select_from(ReportFile)
        .join(Message, Message.id == ReportFile.message_id)
        .where(*mine)
    )
    if written >= MOST_MESSAGES:
        yield Breach("LENGTH", "text", f"ส่งครบ {MOST_MESSAGES} ข้อความแล้ว กรุณาแจ้งเป็นเรื่องใหม่")
    if files and (enclosed or 0) + files > MOST_FILES:
        yield Breach("LENGTH", "files", f"แนบครบ {MOST_FILES} ไฟล์แล้ว กรุณาแจ้งเป็นเรื่องใหม่")


def _was_written(session: InspectionSession, opened: OpenReport, text: str) -> bool:
    last = session.scalars(
        sa.select(Message)
        .where(
            Message.report_id == opened.report.id,
            Message.direction == Direction.INFORMANT,
            Message.sent_on == clock.today(),
        )
        .order_by(Message.position.desc())
        .limit(1)
    ).one_or_none()
    try:
        return last is not None and unseal_message(opened, last) == text
    except CannotOpen:
        return False


_LAST: Final = 2**31 - 1
_NEWEST: Final = (
    sa.select(Message)
    .where(
        Message.report_id == sa.bindparam("report_id"), Message.position < sa.bindparam("before")
    )
    .order_by(Message.position.desc())
    .limit(OPENINGS + 1)
)
_LABELS: Final = (
    sa.select(ReportFile)
    .where(ReportFile.message_id.in_(sa.bindparam("message_ids", expanding=True)))
    .options(defer(ReportFile.content))
)
