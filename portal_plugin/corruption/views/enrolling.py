"""How somebody becomes an inspector: a passphrase, a telephone, the posts that he holds."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from flask import Response, jsonify, make_response, render_template, request
from markupsafe import Markup

from portal_plugin.actor import Act
from portal_plugin.corruption import posts
from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.custody.succession import stranded_by
from portal_plugin.corruption.inspection import totp
from portal_plugin.corruption.inspection.inspectors import enrol, inspector_of
from portal_plugin.corruption.inspection.strength import WEAKNESS_WORDS, new_passphrase, strength_of
from portal_plugin.corruption.inspection.unlocking import one_blank
from portal_plugin.corruption.views.desk import at_desk, desk, refused
from portal_plugin.corruption.views.offered import offered_posts
from portal_plugin.corruption.views.unlocked import elsewhere, private, take_back
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.guard import current_actor, current_tenant
from portal_plugin.refusals import NO_FAULTS, Faults
from portal_plugin.routes import Route
from portal_plugin.said import said

OFFERED, OWN = "offered", "own"


def show() -> Response:
    """The form, with a passphrase made for this page and kept nowhere."""
    typed = {"chosen": OFFERED, "offered": new_passphrase(), "totp_secret": totp.new_secret()}
    return _page(typed, NO_FAULTS)


def take() -> Response:
    """Make the key pair. The first inspector can go on; everybody else waits to be admitted."""
    form = request.form
    try:
        enrolled = enrol(
            desk(),
            current_actor().id,
            current_actor().name,
            passphrase=_passphrase(form),
            code=form.get("code", ""),
            totp_secret=form.get("totp_secret", ""),
            posts=_posts(form.getlist("posts"), form.get("other_post", "")),
            outside=bool(form.get("outside")),
            anew=bool(form.get("anew")),
            known=(current_tenant().name, current_tenant().province),
        )
    except RuleBroken as broken:
        faults = refused(broken)
        response = _page(form, faults)
        response.status_code = broken.status
        return response
    is_active = enrolled.standing == Standing.ACTIVE
    return take_back(elsewhere("unlocking" if is_active else "inspection"))


def judge() -> Response:
    """How strong what is being typed is, for the meter (JSON)."""
    found = strength_of(request.form.get("passphrase", ""), _known())
    sentence = WEAKNESS_WORDS[found.weakness] if found.weakness else "วลีนี้ใช้ได้"
    return private(
        jsonify({"share": found.share, "enough": not found.weakness, "says": said(sentence)})
    )


def _passphrase(form: Mapping[str, str]) -> str:
    """What was chosen, typed again alike. Raises `RuleBroken`."""
    offered = form.get("chosen") == OFFERED
    passphrase = form.get("offered" if offered else "passphrase", "")
    if one_blank(passphrase) != one_blank(form.get("again", "")):
        sentence = "พิมพ์วลีสองครั้งไม่ตรงกัน โปรดพิมพ์ใหม่ให้เหมือนที่จดไว้"
        raise RuleBroken.single("C16", "again", sentence)
    return passphrase


def _posts(chosen: list[str], other: str) -> frozenset[UUID]:
    held = posts.known(desk(), chosen)
    if not other.strip():
        return held
    try:
        return held | {posts.add(desk(), f"office:{current_actor().id}", other).id}
    except RuleBroken as broken:
        raise RuleBroken(
            [Breach(each.rule, "other_post", each.message) for each in broken.breaches]
        ) from None


def _known() -> tuple[str, ...]:
    actor, tenant = current_actor(), current_tenant()
    return (actor.name, actor.id, tenant.name, tenant.province)


def _page(typed: Mapping[str, str], faults: Faults) -> Response:
    secret = typed.get("totp_secret", "")
    if not totp.is_secret(secret):
        secret = totp.new_secret()
    before = inspector_of(desk(), current_actor().id)
    page = render_template(
        "portal_plugin/corruption/inspection/enrol.html",
        typed=typed,
        chosen_posts=set(request.form.getlist("posts")),
        faults=faults,
        posts=offered_posts(),
        offered=typed.get("offered", "")[:200],
        secret=secret,
        qr_code=Markup(totp.qr_code(secret, current_tenant().code)),  # noqa: S704
        before=before,
        stranded=len(stranded_by(desk(), before)) if before else 0,
        actor_name=current_actor().name,
    )
    return private(make_response(page), script=True)


ROUTES: tuple[Route, ...] = (
    Route("/inspection/enrol", "enrol", at_desk(show), Act.INSPECT),
    Route("/inspection/enrol", "enrol_inspector", at_desk(take), Act.INSPECT, ("POST",)),
    Route("/inspection/strength", "passphrase_strength", at_desk(judge), Act.INSPECT, ("POST",)),
)
