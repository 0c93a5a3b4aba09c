"""What people write and send: checked, and put where the complainant or the staff reads it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol
from uuid import UUID

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.codes import MessageKind
from portal_plugin.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from portal_plugin.errors import Breach
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import too_long

LONGEST_MESSAGE = 10_000
"""Characters of one text."""


class Keepable(Protocol):
    """A file that was checked already; `size` in bytes, `sha256` in hexadecimal."""

    @property
    def filename(self) -> str: ...
    @property
    def media_type(self) -> str: ...
    @property
    def content(self) -> bytes: ...
    @property
    def sha256(self) -> str: ...
    @property
    def size(self) -> int: ...


def misfits(
    rule: str,
    field: str,
    text: str,
    sentence: str,
    *,
    least: int = 1,
    most: int = LONGEST_MESSAGE,
) -> list[Breach]:
    """A breach, with `sentence`, when a tidied text has fewer than `least` characters; or one
    when it has more than `most`."""
    if len(text) < least:
        return [Breach(rule, field, sentence)]
    return too_long(field, text, most)


def say(
    session: TenantSession,
    complaint: Complaint,
    actor: Actor,
    kind: MessageKind,
    text: str,
    *,
    files: Iterable[Keepable] = (),
) -> None:
    """Put a message on the tracking page (a NOTE before the staff alone), with files."""
    message_id = new_id()
    session.add(
        ComplaintMessage(
            id=message_id,
            complaint_id=complaint.id,
            kind=kind,
            text=text,
            author_name=actor.name,
            at=clock.now(),
        )
    )
    session.flush()
    session.add_all(enclosed(complaint.id, files, kind=kind, message_id=message_id))


def enclosed(
    complaint_id: UUID,
    files: Iterable[Keepable],
    *,
    kind: MessageKind = MessageKind.CITIZEN,
    message_id: UUID | None = None,
) -> list[ComplaintFile]:
    """Rows of files that came with a message of `kind`; without one, with the complaint itself."""
    return [
        ComplaintFile(
            complaint_id=complaint_id,
            message_id=message_id,
            filename=file.filename,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            content=file.content,
            from_complainant=kind is MessageKind.CITIZEN,
            for_complainant=kind is not MessageKind.NOTE,
            added_at=clock.now(),
        )
        for file in files
    ]
