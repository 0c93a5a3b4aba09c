"""A file of a report: the viewing copy, or the original that somebody asked for by name."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Act
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.inspection.case import DAMAGED, open_case
from portal_plugin.corruption.inspection.disclosure import read_file
from portal_plugin.corruption.inspection.viewing import viewing_copy
from portal_plugin.corruption.models import Report
from portal_plugin.corruption.views.desk import at_desk, desk
from portal_plugin.corruption.views.report import ONE
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.files.download import send_file_bytes
from portal_plugin.files.kinds import IMAGES, FileRefused
from portal_plugin.routes import Route
from portal_plugin.said import said

_ORIGINAL, _COPY = "original", "copy"


def send(report_id: UUID, file_id: UUID) -> Response:
    """The copy: pictures are shown, everything else is saved. With `?as=original` the original is
    saved, under the name that it came with."""
    me = current_inspector()
    opened = open_case(desk(), me.inspector, me.pair, report_id)
    given = _ORIGINAL if request.args.get("as") == _ORIGINAL else _COPY
    try:
        label, content = read_file(desk(), me.inspector, opened, file_id, given)
        if given == _ORIGINAL:
            return send_file_bytes(label.filename, label.media_type, content)
        copy = viewing_copy(label.media_type, content)
    except CannotOpen:
        return _no_copy(opened.report, None, DAMAGED, 409)
    except FileRefused as refusal:
        return _no_copy(opened.report, file_id, refusal.sentence, refusal.status)
    return send_file_bytes(
        f"{opened.report.number}-{file_id.hex[:6]}.{copy.extension}",
        copy.media_type,
        copy.content,
        inline=copy.extension in IMAGES,
    )


def _no_copy(report: Report, file_id: UUID | None, sentence: str, status: int) -> Response:
    page = render_template(
        "portal_plugin/corruption/inspection/no_copy.html",
        report=report,
        file_id=file_id,
        sentence=said(sentence),
    )
    return make_response(page, status)


ROUTES: tuple[Route, ...] = (
    Route(f"{ONE}/files/<uuid:file_id>", "report_file", at_desk(needs_open_key(send)), Act.INSPECT),
)
