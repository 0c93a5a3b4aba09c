"""Files as rows of a report or of one of its messages, each sealed with its label."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.contents import Label, seal_content, seal_label
from portal_plugin.corruption.models import Report, ReportFile
from portal_plugin.files.intake import KeptFile


def enclosed(
    report: Report, files: Sequence[KeptFile], message_id: UUID | None = None
) -> list[ReportFile]:
    """The files of `report` itself, or of the message that brought them."""
    return [_row(report, file, message_id) for file in files]


def _row(report: Report, file: KeptFile, message_id: UUID | None) -> ReportFile:
    row = ReportFile(
        id=channel_id(), tenant_id=report.tenant_id, report_id=report.id, message_id=message_id
    )
    row.label = seal_label(report, row, Label(file.filename, file.media_type, file.size))
    row.content = seal_content(report, row, file.content)
    return row
