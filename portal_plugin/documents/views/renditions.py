"""Whole sets of documents: asked for, watched, and taken away."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

from flask import Response, jsonify, make_response, render_template, request, url_for

from portal_plugin.actor import Act
from portal_plugin.answers import CONTENT_SECURITY_POLICY
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.codes import RenderingState
from portal_plugin.documents.models import Rendering
from portal_plugin.documents.product import Format
from portal_plugin.documents.renditions import service
from portal_plugin.documents.writing import MEDIA_TYPES
from portal_plugin.errors import NotFound
from portal_plugin.files.download import send_file_bytes
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session, current_tenant
from portal_plugin.language import domain, formatter
from portal_plugin.measures.views.looking import round_code_of, year_of
from portal_plugin.routes import Route

_WITH_SCRIPT = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
_UNFINISHED = frozenset({RenderingState.WAITING, RenderingState.RUNNING})
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)


def ask() -> Response:
    """Ask for every product of the year and round in the fields `year` and `round` ("6M"), in the
    formats chosen (`formats`, several; none chosen: all)."""
    typed = request.form
    year = typed.get("year", "")
    if not (year.isascii() and year.isdecimal()):
        raise NotFound()
    period = round_code_of(typed["round"]) if typed.get("round") else None
    rendering = service.ask(
        current_session(),
        current_actor(),
        fiscal_year=year_of(int(year)),
        round=period,
        products=[code for code, product in PRODUCTS.items() if period or not product.has_rounds],
        formats=_formats(typed.getlist("formats")) or None,
    )
    sentence = domain.gettext("กำลังจัดทำเอกสาร เปิดหน้านี้ค้างไว้หรือกลับมาภายหลังก็ได้")
    return on_to("rendering", sentence, "doing", rendering_id=rendering.id)


def show(rendering_id: UUID) -> Response:
    """How far a set is, and its finished files; as JSON for the page's own script."""
    rendering = service.rendering_of(current_session(), rendering_id)
    if request.accept_mimetypes.best == "application/json":
        return jsonify(_progress(rendering))
    files = service.files_of(current_session(), rendering_id)
    titles = {code: product.title for code, product in PRODUCTS.items()}
    page = render_template(
        "portal_plugin/documents/rendering.html",
        rendering=rendering,
        unfinished=rendering.state in _UNFINISHED,
        products=[
            (code, titles.get(code, code), [file for file in files if file.product == code])
            for code in rendering.products
            if any(file.product == code for file in files)
        ],
        size=sum(file.size for file in files),
    )
    response = make_response(page)
    response.headers["Content-Security-Policy"] = _WITH_SCRIPT
    return response


def send_file(rendering_id: UUID, product: str, format: str) -> Response:  # noqa: A002
    """One finished file."""
    wanted = _formats([format])
    found = service.file_of(current_session(), rendering_id, product, wanted[0])
    return attachment(found.filename, wanted[0], found.data)


def send_all(rendering_id: UUID) -> Response:
    """All finished files in one archive; the same files give the same bytes."""
    rendering = service.rendering_of(current_session(), rendering_id)
    files = service.files_of(current_session(), rendering_id)
    if not files:
        raise NotFound()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            archive.writestr(zipfile.ZipInfo(file.filename, _ZIP_DAY), file.data)
    parts = [current_tenant().code, str(rendering.fiscal_year), rendering.round or "year"]
    return send_file_bytes("-".join(parts) + ".zip", "application/zip", packed.getvalue())


def attachment(filename: str, wanted: Format, data: bytes) -> Response:
    """A document to be saved, under its own media type."""
    response = send_file_bytes(filename, MEDIA_TYPES[wanted], data)
    response.content_type = MEDIA_TYPES[wanted]
    return response


def _formats(names: list[str]) -> list[Format]:
    try:
        return [Format(name) for name in names]
    except ValueError:
        raise NotFound() from None


def _progress(rendering: Rendering) -> dict[str, Any]:
    return {
        "state": rendering.state.value,
        "finished": rendering.state not in _UNFINISHED,
        "done": rendering.done,
        "total": rendering.total,
        "says": formatter().thai_digits(f"{rendering.done} / {rendering.total}"),
        "href": url_for(
            "portal_plugin.rendering", space=current_tenant().code, rendering_id=rendering.id
        ),
    }


_SETS = "/work/documents/sets"
_SET = f"{_SETS}/<uuid:rendering_id>"

ROUTES_RENDITIONS: tuple[Route, ...] = (
    Route(_SETS, "ask_set", ask, Act.READ_DOCUMENTS, ("POST",)),
    Route(_SET, "rendering", show, Act.READ_DOCUMENTS),
    Route(f"{_SET}/all.zip", "rendering_zip", send_all, Act.READ_DOCUMENTS),
    Route(f"{_SET}/<product>.<format>", "rendition", send_file, Act.READ_DOCUMENTS),
)
