"""The letterhead's form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Act
from portal_plugin.documents.letterhead import LIMITS, letterhead_of, write_letterhead
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.routes import Route


def show() -> str:
    """The letterhead as it stands."""
    return _page(letterhead_of(current_session()), NO_FAULTS)


def save() -> Response:
    """Keep it, or give the form back with what was typed."""
    try:
        write_letterhead(current_session(), current_actor(), request.form)
    except RuleBroken as broken:
        faults = undone(broken)
        return make_response(_page(request.form, faults), broken.status)
    sentence = domain.gettext("ปรับหัวหนังสือแล้ว ใช้กับหนังสือที่เสนอหลังจากนี้")
    return on_to("letterhead", sentence)


def _page(typed: Mapping[str, str], faults: Faults) -> str:
    return render_template(
        "portal_plugin/documents/papers/letterhead.html",
        typed={name: typed.get(name, "") for name in LIMITS},
        faults=faults,
        fields=list(LIMITS),
        **({"languages": []} if request.method == "POST" else {}),
    )


_LETTERHEAD: Final = "/work/letterhead"

ROUTES_LETTERHEAD: tuple[Route, ...] = (
    Route(_LETTERHEAD, "letterhead", show, Act.WRITE_PAPERS),
    Route(_LETTERHEAD, "save_letterhead", save, Act.WRITE_PAPERS, ("POST",)),
)
