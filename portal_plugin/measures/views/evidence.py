"""Evidence: added to a report, and given back as a file that a browser only saves."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import FileStorage

from portal_plugin import errors
from portal_plugin.errors import RuleBroken
from portal_plugin.files.download import send_file_bytes
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.measures.codes import EvidenceType, Visibility
from portal_plugin.measures.evidence import EvidenceInput, add_evidence, evidence_file
from portal_plugin.measures.measure_detail import MeasureDetail, measure_detail
from portal_plugin.measures.report_rows import EntryRow
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.said import said
from portal_plugin.state import portal_state

_FIELDS = ("evidence_type", "title", "number", "dated", "url")


def show(measure_id: UUID, entry_id: UUID) -> str:
    """The form that adds one more proof to a report."""
    return _form(*_asked_for(measure_id, entry_id), blank_evidence(), NO_FAULTS)


def send(measure_id: UUID, entry_id: UUID) -> Response:
    """Keep the proof, or say what is wrong with it."""
    detail, entry = _asked_for(measure_id, entry_id)
    try:
        given = evidence_typed(request.form, request.files)
        if given is None:
            raise RuleBroken.single("EVIDENCE", "title", domain.gettext("กรุณาเขียนชื่อหลักฐาน"))
        added = add_evidence(
            current_session(), current_actor(), entry_id, given, size_limit=size_limit()
        )
    except RuleBroken as broken:
        faults = undone(broken)
        typed = blank_evidence() | dict(request.form)
        return make_response(_form(detail, entry, typed, faults), 422)
    warnings = [said(breach.message) for breach in added.warnings]
    sentence = " ".join([domain.gettext("แนบหลักฐานแล้ว"), *warnings])
    return on_to("measure", sentence, "doing" if warnings else "done", measure_id=measure_id)


def download(evidence_id: UUID) -> Response:
    """The file as it was kept: saved, never shown, and unable to run anything."""
    evidence, content = evidence_file(current_session(), evidence_id)
    return send_file_bytes(evidence.filename or "file", evidence.media_type or "", content)


def blank_evidence() -> dict[str, str]:
    """The evidence fields before anything was typed."""
    return dict.fromkeys(_FIELDS, "") | {"evidence_type": EvidenceType.FILE.value}


def evidence_typed(
    form: Mapping[str, str], files: Mapping[str, FileStorage]
) -> EvidenceInput | None:
    """The evidence in a form; None when its fields were left empty. Raises `RuleBroken`.

    Without a title, a file is named as it was on the officer's machine.
    """
    file = files.get("content")
    content = file.read() if file and file.filename else None
    if content is None and not any(form.get(name, "").strip() for name in _FIELDS[1:]):
        return None
    filename = file.filename if file and content is not None else None
    return EvidenceInput(
        type=_type(form.get("evidence_type", "")),
        title=form.get("title", "").strip() or filename or "",
        number=form.get("number", ""),
        dated=_day(form.get("dated", "")),
        url=form.get("url", "").strip() or None,
        filename=filename,
        content=content,
        visibility=Visibility.PUBLIC if form.get("public") else Visibility.INTERNAL,
    )


def size_limit() -> int:
    """Largest file, in bytes, by the settings."""
    return portal_state().settings.upload_bytes


def _asked_for(measure_id: UUID, entry_id: UUID) -> tuple[MeasureDetail, EntryRow]:
    detail = measure_detail(current_session(), measure_id)
    for item in detail.history:
        if item.entry.id == entry_id:
            return detail, item.entry
    raise errors.NotFound()


def _form(detail: MeasureDetail, entry: EntryRow, typed: Mapping[str, str], faults: Faults) -> str:
    return render_template(
        "portal_plugin/measures/evidence.html",
        detail=detail,
        entry=entry,
        typed=typed,
        faults=faults,
        file_lost=bool(faults and request.files.get("content")),
    )


def _type(text: str) -> EvidenceType:
    try:
        return EvidenceType(text)
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกชนิดของหลักฐาน")
        raise RuleBroken.single("EVIDENCE", "evidence_type", sentence) from None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        sentence = domain.gettext("กรุณาเลือกวันที่จากปฏิทิน")
        raise RuleBroken.single("EVIDENCE", "dated", sentence) from None
