"""Who can read what: readers of each report, and sharing with a colleague who came later."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin import errors
from portal_plugin.actor import Act
from portal_plugin.corruption.custody import succession
from portal_plugin.corruption.models import Inspector
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route
from portal_plugin.thai import thai_digits


def show() -> str:
    """Readers of the reports that this inspector can open."""
    return _page({}, NO_FAULTS)


def share() -> Response:
    """Give a colleague all that he may read, or one report."""
    typed = {name: request.form.get(name, "") for name in ("to", "report")}
    me = current_inspector()
    try:
        to = _colleague(typed["to"])
        chosen = [_report_id(typed["report"])] if typed["report"] else None
        given = succession.share(desk(), me.inspector, me.pair, to, chosen)
    except RuleBroken as broken:
        faults = refused(broken)
        return make_response(_page(typed, faults), broken.status)
    if not given:
        return on_to("readership", domain.gettext("ไม่มีเรื่องที่ให้ผู้นี้เปิดอ่านเพิ่มได้"), "doing")
    sentence = domain.gettext("ให้ %(name)s เปิดอ่านเพิ่ม %(number)s เรื่องแล้ว")
    return on_to("readership", sentence % {"name": to.name, "number": thai_digits(given)})


def _colleague(text: str) -> Inspector:
    for one in succession.colleagues(desk(), current_inspector().inspector):
        if str(one.id) == text:
            return one
    raise RuleBroken.single("C16", "to", "โปรดเลือกผู้ตรวจสอบคนอื่นที่ปฏิบัติหน้าที่อยู่")


def _report_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise errors.NotFound() from None


def _page(typed: Mapping[str, str], faults: Faults) -> str:
    me = current_inspector().inspector
    return render_template(
        "portal_plugin/corruption/inspection/readership.html",
        typed=typed,
        faults=faults,
        lines=succession.readership(desk(), me),
        thin_elsewhere=succession.thin_elsewhere(desk(), me),
        colleagues=succession.colleagues(desk(), me),
    )


ROUTES: tuple[Route, ...] = (
    Route("/inspection/readers", "readership", at_desk(needs_open_key(show)), Act.INSPECT),
    Route(
        "/inspection/readers",
        "share_readers",
        at_desk(needs_open_key(share)),
        Act.INSPECT,
        ("POST",),
    ),
)
