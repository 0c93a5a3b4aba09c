"""What must be forgotten: reports whose time is over, and the record of those destroyed."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin import clock, errors
from portal_plugin.actor import Act
from portal_plugin.corruption.custody import disposal
from portal_plugin.corruption.custody.disposal import Ground
from portal_plugin.corruption.office import office_of
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.errors import RuleBroken
from portal_plugin.going import on_to
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route
from portal_plugin.thai import thai_digits


def show() -> str:
    """What is due, and what was destroyed."""
    return _page((), NO_FAULTS)


def dispose() -> Response:
    """Destroy the chosen reports whose time is over. By order alone a command destroys earlier."""
    chosen = request.form.getlist("reports")
    try:
        if not chosen:
            raise RuleBroken.single("C15", "reports", "โปรดเลือกเรื่องที่จะทำลาย")
        if not request.form.get("sure"):
            raise RuleBroken.single("C15", "sure", "โปรดยืนยันว่าทราบแล้วว่ากู้คืนไม่ได้")
        actor = str(current_inspector().inspector.id)
        number = disposal.dispose(desk(), actor, _report_ids(chosen), Ground.RETENTION)
    except RuleBroken as broken:
        faults = refused(broken)
        return make_response(_page(chosen, faults), broken.status)
    sentence = domain.gettext("ทำลายแล้ว %(number)s เรื่อง บันทึกอยู่ด้านล่าง")
    return on_to("disposals", sentence % {"number": thai_digits(number)})


def _report_ids(texts: list[str]) -> set[UUID]:
    try:
        return {UUID(text) for text in texts}
    except ValueError:
        raise errors.NotFound() from None


def _page(chosen: list[str] | tuple[()], faults: Faults) -> str:
    return render_template(
        "portal_plugin/corruption/inspection/disposals.html",
        chosen=chosen,
        faults=faults,
        due=disposal.due(desk(), clock.today()),
        records=disposal.disposals(desk()),
        ground_words=disposal.GROUND_WORDS,
        retention_days=office_of(desk()).retention_days,
    )


ROUTES: tuple[Route, ...] = (
    Route("/inspection/disposals", "disposals", at_desk(needs_open_key(show)), Act.INSPECT),
    Route(
        "/inspection/disposals",
        "dispose_reports",
        at_desk(needs_open_key(dispose)),
        Act.INSPECT,
        ("POST",),
    ),
)
