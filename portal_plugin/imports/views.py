"""The page that takes a plan document in: checked first, stored when every error is answered.

Nothing is kept between the two steps: the officer chooses the file a second time, and the page
knows by its hash that it is the one that was checked.
"""

from __future__ import annotations

from flask import Response, make_response, render_template, request

from portal_plugin import errors
from portal_plugin.actor import Act
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.imports.document import ERROR, ImportedDocument
from portal_plugin.imports.examination import examine_document
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.service import ImportBlocked, ImportOutcome, import_document
from portal_plugin.imports.unreadable import UnreadableDocument
from portal_plugin.language import domain, page_language
from portal_plugin.routes import Route
from portal_plugin.said import said
from portal_plugin.thai import arabic_digits, thai_digits


def show() -> str:
    """The form that asks for a file."""
    return _page(None, "")


def take() -> Response:
    """Check the file; store it when it was checked before and asked for."""
    file = request.files.get("document")
    if file is None or not file.filename:
        return _refusal(domain.gettext("กรุณาเลือกไฟล์เอกสาร"))
    try:
        document = read_document(file.read(), file.filename)
    except UnreadableDocument as unreadable:
        return _refusal(_sentence(unreadable))
    examined = examine_document(current_session(), document)
    if request.form.get("checked") != document.sha256:
        return make_response(_page(examined, ""))
    try:
        return _stored(_import(document, file.filename), document)
    except ImportBlocked:
        sentence = domain.gettext("ยังมีข้อผิดพลาดที่ไม่ได้ยืนยัน กรุณายืนยันทุกข้อ แล้วเลือกไฟล์เดิมอีกครั้ง")
    except errors.PortalPluginError as refusal:
        sentence = said(refusal.sentence)
    current_session().rollback()
    return make_response(_page(examined, sentence), 422)


def _import(document: ImportedDocument, filename: str) -> ImportOutcome:
    year = arabic_digits(request.form.get("fiscal_year", "")).strip()
    return import_document(
        current_session(),
        current_actor(),
        document,
        filename=filename,
        accepted=request.form.getlist("accept"),
        fiscal_year=int(year) if year.isascii() and year.isdecimal() and len(year) == 4 else None,
        round_code="6M" if request.form.get("round") == "6M" else None,
    )


def _stored(outcome: ImportOutcome, document: ImportedDocument) -> Response:
    measures = thai_digits(outcome.measures)
    if outcome.unchanged:
        sentence = domain.gettext("เอกสารนี้นำเข้าไว้แล้ว ไม่มีอะไรเปลี่ยน (%(n)s มาตรการ)", n=measures)
    else:
        sentence = domain.gettext("นำเข้าแล้ว %(n)s มาตรการ", n=measures)
    year = document.fiscal_year or document.year_from
    return on_to("plan", sentence, instrument=document.instrument, year=year)


def _refusal(sentence: str) -> Response:
    return make_response(_page(None, sentence), 422)


def _sentence(unreadable: UnreadableDocument) -> str:
    return unreadable.english if page_language() == "en" else str(unreadable)


def _page(document: ImportedDocument | None, fault: str) -> str:
    findings = document.findings if document else ()
    return render_template(
        "portal_plugin/imports/import.html",
        document=document,
        errors=[finding for finding in findings if finding.severity == ERROR],
        warnings=[finding for finding in findings if finding.severity != ERROR],
        accepted=request.form.getlist("accept"),
        typed=request.form,
        fault=fault,
    )


ROUTES: tuple[Route, ...] = (
    Route("/work/import", "import_page", show, Act.IMPORT_PLAN),
    Route("/work/import", "import_document", take, Act.IMPORT_PLAN, ("POST",)),
)
