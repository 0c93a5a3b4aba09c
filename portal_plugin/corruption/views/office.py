"""How the channel is kept: who answers for it, the guide, retention, posts. No key is needed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from flask import Response, make_response, render_template, request

from portal_plugin.actor import Act
from portal_plugin.corruption import posts
from portal_plugin.corruption.inspection.inspectors import inspector_of, posts_held
from portal_plugin.corruption.office import FIELDS, GUIDE_TEXTS, KEPT_DAYS, office_of, set_office
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.offered import offered_posts
from portal_plugin.corruption.views.unlocked import private
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.going import on_to
from portal_plugin.guard import current_actor
from portal_plugin.language import domain
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route

_PREVIEW = "preview"


def show() -> Response:
    """Everything as it stands."""
    return _page({}, NO_FAULTS)


def change() -> Response:
    """Do what one of the page's forms asks for."""
    form = request.form
    deed = form.get("deed", "")
    if deed == _PREVIEW:
        return _page(form, NO_FAULTS, preview=True)
    if deed not in _DEEDS:
        raise NotFound()
    try:
        _DEEDS[deed](_actor(), form)
    except RuleBroken as broken:
        response = _page(form, refused(broken))
        response.status_code = broken.status
        return response
    return private(on_to("channel_office", domain.gettext("ปรับแล้ว หน้าคู่มือแสดงตามนี้ทันที")))


def _set_office(actor: str, form: Mapping[str, str]) -> None:
    set_office(desk(), actor, {name: form[name] for name in FIELDS if name in form})


def _add_post(actor: str, form: Mapping[str, str]) -> None:
    posts.add(desk(), actor, form.get("title", ""))


def _rename_post(actor: str, form: Mapping[str, str]) -> None:
    posts.rename(desk(), actor, _post(form), form.get("title", ""))


def _close_post(actor: str, form: Mapping[str, str]) -> None:
    posts.close(desk(), actor, _post(form))


def _open_post(actor: str, form: Mapping[str, str]) -> None:
    posts.close(desk(), actor, _post(form), closed=False)


_DEEDS: dict[str, Callable[[str, Mapping[str, str]], None]] = {
    "office": _set_office,
    "add_post": _add_post,
    "rename_post": _rename_post,
    "close_post": _close_post,
    "open_post": _open_post,
}


def _post(form: Mapping[str, str]) -> UUID:
    try:
        return UUID(form.get("post", ""))
    except ValueError:
        raise NotFound() from None


def _actor() -> str:
    """How the ledger names who acts."""
    inspector = inspector_of(desk(), current_actor().id)
    return str(inspector.id) if inspector else f"office:{current_actor().id}"


def _page(typed: Mapping[str, str], faults: Faults, *, preview: bool = False) -> Response:
    office = office_of(desk())
    offered_posts()
    page = render_template(
        "portal_plugin/corruption/inspection/office.html",
        typed={name: typed.get(name, str(getattr(office, name))) for name in FIELDS},
        title=typed.get("title", ""),
        about_post=typed.get("post", ""),
        faults=faults,
        guide_texts=GUIDE_TEXTS,
        preview=preview,
        posts=posts.every_post(desk()),
        held=frozenset().union(*posts_held(desk()).values()),
        least_days=KEPT_DAYS[0],
        most_days=KEPT_DAYS[-1],
    )
    return private(make_response(page))


ROUTES: tuple[Route, ...] = (
    Route("/inspection/office", "channel_office", at_desk(show), Act.KEEP_CHANNEL),
    Route("/inspection/office", "set_channel_office", at_desk(change), Act.KEEP_CHANNEL, ("POST",)),
)
