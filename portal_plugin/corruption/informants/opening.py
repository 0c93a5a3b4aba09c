"""Opening a report by its receipt, at the same cost whether it opens or not.

A receipt that is wrong, foreign or disposed of leads to a neighbour: some other report, whose rows
are read as its own would be, and never opened. What is opened instead was made up on the spot. So
neither the time nor the size of an answer tells whether somebody holds a good receipt.
"""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import defer

from portal_plugin import clock
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import Category, State
from portal_plugin.corruption.contents import OpenReport, seal_message, unseal_message
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.receipts import LENGTH, BadReceipt, read_receipt
from portal_plugin.corruption.crypto.sealing import new_key_pair
from portal_plugin.corruption.custody.readers import lock_for_informant, open_as_informant
from portal_plugin.corruption.models import Message, Report
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import NotFound

_NO_RECEIPT: Final = "0" * (LENGTH + 1)
_MADE_UP_TEXT: Final = "ข้อความที่ไม่มีผู้ใดเขียน " * 6
UNREAD: Final = (defer(Report.facts), defer(Report.identity), defer(Report.recovery_key))
"""Loading a report without what its informant never sees again."""


class UnknownReceipt(NotFound):
    """No mailbox opens with it, for whatever reason."""

    def __init__(self) -> None:
        super().__init__("รหัสนี้ไม่เปิดกล่องข้อความใด กรุณาตรวจตัวอักษรทั้ง 21 ตัว แล้วพิมพ์อีกครั้ง")


@dataclass(frozen=True, slots=True)
class MadeUp:
    """A report that is in no table, opened, with one message."""

    opened: OpenReport
    message: Message

    def read(self, times: int = 1) -> str:
        """Open the message as often; what stands in it."""
        text = ""
        for _ in range(times):
            text = unseal_message(self.opened, self.message)
        return text


@dataclass(frozen=True, slots=True)
class Opening:
    """`opened` is the receipt's report, or None. `nearest` is that report or a neighbour, of which
    nothing may be shown; in a channel without reports it is in no table."""

    opened: OpenReport | None
    nearest: Report
    made_up: MadeUp


def by_receipt(session: InspectionSession, typed: str) -> Opening:
    """What opens with a receipt as somebody typed it."""
    made_up = _made_up(session)
    receipt = _receipt(typed)
    digest = session.key.lookup(session.tenant_id, receipt)
    nearest = session.scalars(_NEAREST, {"digest": digest}).one_or_none()
    if nearest is not None and compare_digest(nearest.lookup or b"", digest):
        try:
            return Opening(open_as_informant(session, nearest, receipt), nearest, made_up)
        except CannotOpen:
            pass
    open_as_informant(session, made_up.opened.report, _NO_RECEIPT)
    return Opening(None, nearest or made_up.opened.report, made_up)


def opened_by(session: InspectionSession, typed: str) -> OpenReport:
    """The report of a receipt as somebody typed it. Raises `UnknownReceipt`."""
    opened = by_receipt(session, typed).opened
    if opened is None:
        raise UnknownReceipt()
    return opened


def _receipt(typed: str) -> str:
    try:
        return read_receipt(typed)
    except BadReceipt:
        return _NO_RECEIPT


def _made_up(session: InspectionSession) -> MadeUp:
    pair = new_key_pair()
    report = Report(
        id=channel_id(),
        tenant_id=session.tenant_id,
        number="0000-0000",
        received_on=clock.today(),
        category=Category.OTHER,
        state=State.RECEIVED,
        public_key=pair.public,
    )
    opened = OpenReport(report, pair)
    report.informant_key = lock_for_informant(session, opened, _NO_RECEIPT)
    message = Message(id=channel_id(), tenant_id=session.tenant_id, report_id=report.id)
    message.sealed = seal_message(report, message, _MADE_UP_TEXT)
    return MadeUp(opened, message)


def _first(*only: sa.ColumnElement[bool]) -> sa.ScalarSelect[UUID]:
    """The first report in the order of digests, which is no order at all."""
    ids = sa.select(Report.id).where(Report.lookup.is_not(None), *only)
    return ids.order_by(Report.lookup).limit(1).scalar_subquery()


_NEAREST: Final = (
    sa.select(Report)
    .where(Report.id == sa.func.coalesce(_first(Report.lookup >= sa.bindparam("digest")), _first()))
    .options(*UNREAD)
    .execution_options(populate_existing=True)
)
