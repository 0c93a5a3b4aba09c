"""The officer's page that moves a complaint into the protected channel."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Act
from portal_plugin.complaints.complaint_detail import complaint_detail
from portal_plugin.corruption.codes import CATEGORY_WORDS, Category
from portal_plugin.corruption.informants.intake import NobodyMayRead
from portal_plugin.corruption.posts import posts as posts_of
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor, current_session
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults, undone
from portal_plugin.routes import Route
from portal_plugin.said import said
from portal_plugin.transfer.service import move_complaint
from portal_plugin.transfer.told import Concerns


@dataclass(frozen=True, slots=True)
class Typed:
    """What the form says, as it was sent."""

    category: str = ""
    posts: tuple[str, ...] = ()
    nobody: bool = False
    outside_only: bool = False
    reason: str = ""


@at_desk
def show(complaint_id: UUID) -> str:
    """What moving means, and the form."""
    return _page(complaint_id, Typed(), NO_FAULTS)


@at_desk
def move(complaint_id: UUID) -> Response:
    """Move it. The channel is committed when this view returns, and only then the purge."""
    form = request.form
    typed = Typed(
        form.get("category", ""),
        tuple(form.getlist("posts")),
        "nobody" in form,
        "outside_only" in form,
        form.get("reason", ""),
    )
    try:
        concerns = _concerns(typed)
        move_complaint(current_session(), desk(), current_actor(), complaint_id, concerns)
    except NobodyMayRead:
        sentence = domain.gettext(
            "ยังย้ายไม่ได้ เพราะไม่มีผู้ตรวจสอบที่เปิดอ่านเรื่องนี้ได้ กรุณาให้ผู้ดูแลระบบกำหนดผู้ตรวจสอบหรือผู้รับภายนอกก่อน"
        )
        return _again(complaint_id, typed, RuleBroken.single("C16", "posts", sentence))
    except RuleBroken as broken:
        return _again(complaint_id, typed, broken)
    except Conflict as conflict:
        again = _again(complaint_id, typed, RuleBroken([Breach("STATE", "", conflict.sentence)]))
        again.status_code = conflict.status
        return again
    return on_to("complaints", domain.gettext("ย้ายเรื่องเข้าช่องทางทุจริตแล้ว และลบจากเรื่องร้องเรียนทั่วไปแล้ว"))


ROUTES: tuple[Route, ...] = (
    Route("/work/complaints/<uuid:complaint_id>/move", "moving", show, Act.HANDLE_COMPLAINTS),
    Route(
        "/work/complaints/<uuid:complaint_id>/move",
        "move_complaint",
        move,
        Act.HANDLE_COMPLAINTS,
        ("POST",),
    ),
)
"""Where the channel is served in the same process; elsewhere nothing can be moved."""


def _concerns(typed: Typed) -> Concerns:
    breaches: list[Breach] = []
    if typed.category not in set(Category):
        breaches.append(Breach("C3", "category", domain.gettext("กรุณาเลือกว่าเป็นเรื่องใด")))
    known = {str(post.id): post.id for post in posts_of(desk())}
    if not set(typed.posts) <= set(known):
        sentence = domain.gettext("ตำแหน่งที่เลือกไม่มีในรายการแล้ว กรุณาเลือกอีกครั้ง")
        breaches.append(Breach("C16", "posts", sentence))
    elif bool(typed.posts) is typed.nobody:
        sentence = domain.gettext("กรุณาเลือกตำแหน่งที่เกี่ยวข้อง หรือเลือกว่าไม่เกี่ยวกับตำแหน่งเหล่านี้")
        breaches.append(Breach("C16", "posts", sentence))
    if breaches:
        raise RuleBroken(breaches)
    chosen = tuple(known[post] for post in dict.fromkeys(typed.posts))
    return Concerns(Category(typed.category), typed.reason, chosen, typed.outside_only)


def _again(complaint_id: UUID, typed: Typed, broken: RuleBroken) -> Response:
    refused(broken)
    return make_response(_page(complaint_id, typed, undone(broken)), broken.status)


def _page(complaint_id: UUID, typed: Typed, faults: Faults) -> str:
    detail = complaint_detail(current_session(), current_actor(), complaint_id)
    return render_template(
        "portal_plugin/transfer/move.html",
        complaint=detail.complaint,
        together=[each.number for each in detail.duplicates],
        typed=typed,
        faults=faults,
        categories=[
            {"value": code.value, "label": said(CATEGORY_WORDS[code])} for code in Category
        ],
        posts=posts_of(desk()),
    )
