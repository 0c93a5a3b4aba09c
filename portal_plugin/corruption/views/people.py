"""Who reads: inspectors, the posts that they hold, who waits to be admitted, who leaves."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, make_response, render_template, request
from werkzeug.datastructures import MultiDict

from portal_plugin.actor import Act
from portal_plugin.corruption import posts
from portal_plugin.corruption.custody.recusal import take_from_concerned
from portal_plugin.corruption.inspection import inspectors as people
from portal_plugin.corruption.inspection.strength import new_passphrase
from portal_plugin.corruption.inspection.unlocking import change_passphrase, one_blank
from portal_plugin.corruption.models import Inspector
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.unlocked import (
    current_inspector,
    elsewhere,
    needs_open_key,
    private,
    take_back,
)
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_tenant
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route

Form = MultiDict[str, str]


def show() -> Response:
    """Everybody, with what two people compare before one admits the other."""
    return _page(NO_FAULTS)


def change() -> Response:
    """Do what one of the page's forms asks for."""
    deed = _DEEDS.get(request.form.get("deed", ""))
    if deed is None:
        raise NotFound()
    try:
        return deed(request.form)
    except RuleBroken as broken:
        return _page(refused(broken), request.form, broken.status)


def _admit(form: Form) -> Response:
    if not form.get("compared"):
        sentence = "โปรดเทียบลายนิ้วมือกุญแจกับเจ้าตัวก่อน แล้วทำเครื่องหมายยืนยัน"
        raise RuleBroken.single("C16", "compared", sentence)
    people.admit(desk(), _by(), _named(form))
    return on_to("inspectors", domain.gettext("รับเข้าแล้ว ผู้ตรวจสอบใหม่อ่านเรื่องที่ส่งเข้ามาหลังจากนี้"))


def _set_posts(form: Form) -> Response:
    chosen = posts.known(desk(), form.getlist("posts"))
    named, me = _named(form), current_inspector()
    people.set_posts(desk(), me.inspector, named, chosen)
    take_from_concerned(desk(), me.inspector, me.pair, named)
    return on_to("inspectors", domain.gettext("ปรับตำแหน่งแล้ว เรื่องที่เกี่ยวกับตำแหน่งใหม่อ่านไม่ได้อีก"))


def _leave(form: Form) -> Response:
    leaving, is_self = _named(form), form.get("inspector") == str(_by().id)
    if not form.get("sure"):
        raise RuleBroken.single("C16", "sure", "โปรดทำเครื่องหมายยืนยันก่อน")
    people.leave(desk(), _by(), leaving)
    if is_self:
        return take_back(elsewhere("enrol"))
    return on_to("inspectors", domain.gettext("ออกจากการเป็นผู้ตรวจสอบแล้ว กุญแจที่เปิดอยู่ถูกปิดทันที"))


def _change_passphrase(form: Form) -> Response:
    new, tenant = form.get("new", ""), current_tenant()
    if one_blank(new) != one_blank(form.get("again", "")):
        sentence = "พิมพ์วลีสองครั้งไม่ตรงกัน โปรดพิมพ์ใหม่ให้เหมือนที่จดไว้"
        raise RuleBroken.single("C16", "again", sentence)
    old, code = form.get("passphrase", ""), form.get("code", "")
    try:
        change_passphrase(desk(), _by(), old, code, new, known=(tenant.name, tenant.province))
    except RuleBroken as broken:
        # Not `refused`: the count of wrong tries and its entry in the ledger are to stay.
        return _page(Faults(broken.breaches), form, broken.status)
    return take_back(elsewhere("unlocking"))


_DEEDS: dict[str, Callable[[Form], Response]] = {
    "admit": _admit,
    "posts": _set_posts,
    "leave": _leave,
    "passphrase": _change_passphrase,
}


def _by() -> Inspector:
    return current_inspector().inspector


def _named(form: Form) -> Inspector:
    try:
        return people.inspector(desk(), UUID(form.get("inspector", "")))
    except ValueError:
        raise NotFound() from None


def _page(faults: Faults, about: Form | None = None, status: int = 200) -> Response:
    page = render_template(
        "portal_plugin/corruption/inspection/people.html",
        people=people.inspectors(desk()),
        held=people.posts_held(desk()),
        posts=posts.every_post(desk()),
        fingerprint=people.fingerprint,
        me=_by(),
        faults=faults,
        about=about or {},
        offered=new_passphrase(),
    )
    return private(make_response(page, status), script=True)


ROUTES: tuple[Route, ...] = (
    Route("/inspection/people", "inspectors", at_desk(needs_open_key(show)), Act.INSPECT),
    Route(
        "/inspection/people",
        "change_inspectors",
        at_desk(needs_open_key(change)),
        Act.INSPECT,
        ("POST",),
    ),
)
