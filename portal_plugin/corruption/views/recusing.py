"""Giving up a report that one is too near to. Nothing of the report stands on this page."""

from __future__ import annotations

from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Act
from portal_plugin.corruption.custody.recusal import recuse
from portal_plugin.corruption.custody.succession import colleagues
from portal_plugin.corruption.inspection.case import held_report
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.report import ONE
from portal_plugin.corruption.views.unlocked import current_inspector, needs_open_key
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route


def show(report_id: UUID) -> str:
    """The form, also for a report that concerns the inspector and that he cannot read."""
    return _page(report_id, "", NO_FAULTS)


def give_up(report_id: UUID) -> Response:
    """Take the report from him, and hand it on if he says to whom."""
    me, hand_to = current_inspector(), request.form.get("hand_to", "")
    try:
        if not request.form.get("sure"):
            raise RuleBroken.single("C16", "sure", "โปรดทำเครื่องหมายยืนยันก่อน")
        recuse(desk(), me.inspector, me.pair, report_id, _colleague_id(hand_to))
    except RuleBroken as broken:
        return make_response(_page(report_id, hand_to, refused(broken)), broken.status)
    return on_to("inspection", domain.gettext("ถอนตัวแล้ว ท่านเปิดอ่านเรื่องนั้นไม่ได้อีก"))


def _colleague_id(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        raise NotFound() from None


def _page(report_id: UUID, hand_to: str, faults: Faults) -> str:
    me = current_inspector().inspector
    held_report(desk(), me, report_id)
    return render_template(
        "portal_plugin/corruption/inspection/recuse.html",
        report_id=report_id,
        colleagues=colleagues(desk(), me),
        hand_to=hand_to,
        faults=faults,
    )


ROUTES: tuple[Route, ...] = (
    Route(f"{ONE}/recuse", "recusing", at_desk(needs_open_key(show)), Act.INSPECT),
    Route(
        f"{ONE}/recuse",
        "recuse_from_report",
        at_desk(needs_open_key(give_up)),
        Act.INSPECT,
        ("POST",),
    ),
)
