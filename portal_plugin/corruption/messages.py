"""A message of either side, sealed into its report and recorded."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import Direction, LedgerAct
from portal_plugin.corruption.contents import seal_message
from portal_plugin.corruption.enclosing import enclosed
from portal_plugin.corruption.models import Message, Report
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach
from portal_plugin.files.intake import KeptFile
from portal_plugin.texts import too_long

LONGEST_MESSAGE = 5_000


def misfits(text: str) -> list[Breach]:
    """What keeps a tidied text from being a message (field "text")."""
    if not any(character.isalnum() for character in text):
        return [Breach("C2", "text", "กรุณาเขียนข้อความ")]
    return too_long("text", text, LONGEST_MESSAGE)


def say(
    session: InspectionSession,
    report: Report,
    actor: str,
    text: str,
    files: Sequence[KeptFile] = (),
) -> Message:
    """Write a message into `report`, which the caller holds locked.

    `actor` is `ledger.INFORMANT` or an inspector's id; `text` was tidied and has no `misfits`.
    """
    newest = sa.select(sa.func.max(Message.position)).where(Message.report_id == report.id)
    message = Message(
        id=channel_id(),
        tenant_id=report.tenant_id,
        report_id=report.id,
        position=(session.scalar(newest) or 0) + 1,
        direction=_direction(actor),
        sent_on=clock.today(),
    )
    message.sealed = seal_message(report, message, text)
    session.add(message)
    session.flush()
    rows = enclosed(report, files, message.id)
    session.add_all(rows)
    session.flush()
    ledger.append(
        session,
        LedgerAct.MESSAGE_SENT,
        actor,
        report.id,
        message=str(message.id),
        position=message.position,
        direction=message.direction.value,
        digest=ledger.ciphertext_digest(message.sealed),
        files=ledger.digests_of_files(rows),
    )
    return message


def _direction(actor: str) -> Direction:
    return Direction.INFORMANT if actor == ledger.INFORMANT else Direction.INSPECTOR
