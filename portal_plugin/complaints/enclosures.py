"""Files of a complainant: kept in the database beside what they came with."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from portal_plugin import clock
from portal_plugin.complaints.models import ComplaintFile
from portal_plugin.complaints.telling import Keepable


def enclosed(
    complaint_id: UUID, files: Iterable[Keepable], *, message_id: UUID | None = None
) -> list[ComplaintFile]:
    """Rows of files that came with the complaint itself, or later with a message."""
    return [
        ComplaintFile(
            complaint_id=complaint_id,
            message_id=message_id,
            filename=file.filename,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            content=file.content,
            from_complainant=True,
            for_complainant=True,
            added_at=clock.now(),
        )
        for file in files
    ]
