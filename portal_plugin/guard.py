"""The guard before each view: whose space, who acts, may he; and one owner of the commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, cast

from flask import Response, current_app, g, make_response, request
from flask_wtf.csrf import CSRFError, validate_csrf
from wtforms.validators import ValidationError

from portal_plugin import nudge, working_days
from portal_plugin.actor import Act, Actor
from portal_plugin.errors import NotAllowed, NotFound, NotSignedIn
from portal_plugin.nameless import MARK
from portal_plugin.state import PortalState, portal_state
from portal_plugin.tenants.errors import UnknownTenant
from portal_plugin.tenants.resolve import TenantRecord
from portal_plugin.tenants.session import TenantSession

View = Callable[..., Any]
TenantOfRequest = Callable[[], TenantRecord]
_READING = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(slots=True)
class Visit:
    """One request in one tenant's space."""

    tenant: TenantRecord
    session: TenantSession
    actor: Actor | None


def visit() -> Visit:
    """The visit of the current request. Only inside a guarded view."""
    return cast(Visit, g.portal_plugin_visit)


def current_session() -> TenantSession:
    """The session of the current request's tenant."""
    return visit().session


def current_tenant() -> TenantRecord:
    """The tenant of the current request's address."""
    return visit().tenant


def current_actor() -> Actor:
    """Who acts. Raises `NotSignedIn` on a public page that nobody is signed in to."""
    actor = visit().actor
    if actor is None:
        raise NotSignedIn("ลงชื่อเข้าใช้ก่อน แล้วลองอีกครั้ง")
    return actor


def may(act: Act) -> bool:
    """Whether the current actor may do `act`: for showing or hiding what leads there."""
    here = visit()
    return here.actor is not None and portal_state().may(here.actor, act, here.tenant)


def public(view: View, tenant_of: TenantOfRequest | None = None, *, nameless: bool = False) -> View:
    """Guard of a page that anybody may open; `tenant_of` where its address names no space.

    A `nameless` page has no actor, whoever is signed in.
    """
    return _guarded(view, None, tenant_of, nameless=nameless)


def needs(act: Act) -> Callable[[View], View]:
    """Guard of a page that needs `act`."""
    return lambda view: _guarded(view, act)


def _guarded(
    view: View,
    act: Act | None,
    tenant_of: TenantOfRequest | None = None,
    *,
    nameless: bool = False,
) -> View:
    @wraps(view)
    def enter(space: str = "", **arguments: Any) -> Response:
        state = portal_state()
        tenant = tenant_of() if tenant_of is not None else _tenant_or_404(state, space)
        session = TenantSession(state.engine, tenant.id)
        nudge.equip(session, state.sender)
        working_days.equip(session, state.holidays)
        g.portal_plugin_visit = Visit(tenant, session, None)
        try:
            if not nameless:
                visit().actor = _actor_in(state, tenant)
            if act is not None:
                _admit(state, act, getattr(view, "portal_plugin_reads", None))
            response = make_response(view(**arguments))
            if request.method not in _READING and response.status_code < 400:
                session.commit()
            return response
        finally:
            session.rollback()
            session.close()

    enter.portal_plugin_act = act  # type: ignore[attr-defined]
    setattr(enter, MARK, nameless)
    return enter


def _tenant_or_404(state: PortalState, space: str) -> TenantRecord:
    try:
        return state.tenant(space)
    except UnknownTenant:
        raise NotFound() from None


def _actor_in(state: PortalState, tenant: TenantRecord) -> Actor | None:
    actor = state.actor(tenant)
    if actor is None or actor.tenant_id != tenant.id:
        return None
    return actor


def _admit(state: PortalState, act: Act, reads: Callable[[], object] | None = None) -> None:
    """`reads` is how a view's form is read where it must not be read as any other: before the
    token is looked for in it."""
    here = visit()
    if here.actor is None:
        raise NotSignedIn("ลงชื่อเข้าใช้ก่อน แล้วลองอีกครั้ง")
    if not state.may(here.actor, act, here.tenant):
        raise NotAllowed("บัญชีของท่านไม่มีสิทธิ์ทำรายการนี้ ติดต่อผู้ดูแลระบบของหน่วยงาน")
    if reads is not None and request.method not in _READING:
        reads()
    if request.method not in _READING and current_app.config.get("WTF_CSRF_ENABLED", True):
        _check_form_token()


def _check_form_token() -> None:
    token = request.form.get("csrf_token") or request.headers.get("X-CSRFToken")
    try:
        validate_csrf(token)
    except ValidationError as fault:
        raise CSRFError("แบบฟอร์มหมดอายุ กลับไปโหลดหน้าใหม่ แล้วส่งอีกครั้ง") from fault
