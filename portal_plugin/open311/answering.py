"""Which format is asked for, whose jurisdiction it is, and errors in the specification's shape."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, Response, make_response, request
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from portal_plugin.complaints.views.door import expect_files
from portal_plugin.errors import NotFound, PortalPluginError, RuleBroken
from portal_plugin.guard import View, public
from portal_plugin.open311.errors import Refused, TooManyPosts
from portal_plugin.open311.formats import MEDIA_TYPES, written
from portal_plugin.routes import Route
from portal_plugin.said import said
from portal_plugin.state import portal_state
from portal_plugin.tenants.errors import UnknownTenant
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.resolve import TenantRecord, all_tenants

BASE = "/open311/v2"
_KEPT = frozenset({403, 404, 405, 413, 429})
"""Statuses that say more than the specification's 400 for everything else."""


@dataclass(frozen=True, slots=True)
class Resource(Route):
    """An address below /open311/v2 that anybody may ask, in both formats; the request names the
    municipality."""

    base: str = BASE

    def add_to(self, blueprint: Blueprint) -> None:
        """Register the guarded view, whose errors are spoken in the format asked for."""
        blueprint.add_url_rule(
            f"{self.base}{self.rule}.<any(json, xml):form>",
            self.endpoint,
            answering(public(self.view, jurisdiction)),
            methods=list(self.methods),
        )


def answer(name: str, content: Any, status: int = 200) -> Response:
    """`content` in the format that the address ends with; XML, which all clients know, without."""
    form = "json" if request.path.endswith(".json") else "xml"
    response = Response(written(name, content, form), status, content_type=MEDIA_TYPES[form])
    if request.method in {"GET", "HEAD"}:
        # It is the same for everybody: pages of other sites may read it.
        response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def answering(view: View) -> View:
    """Around a whole view with its guard: what goes wrong becomes an answer of this interface."""

    @wraps(view)
    def enter(form: str = "", **arguments: Any) -> Response:
        try:
            if request.method == "POST":
                expect_files()
            return make_response(view(**arguments))
        except RuleBroken as broken:
            return refusal(400, [breach.message for breach in broken.breaches])
        except TooManyPosts as error:
            response = refusal(error.status, [error.sentence])
            response.headers["Retry-After"] = str(error.seconds)
            return response
        except PortalPluginError as error:
            return refusal(error.status, [error.sentence])
        except HTTPException as fault:
            response = refusal(fault.code or 400, [_sentence_of(fault)])
            if isinstance(fault, MethodNotAllowed):
                response.headers["Allow"] = ", ".join(fault.valid_methods or ())
            return response

    return enter


def refusal(status: int, sentences: Iterable[str]) -> Response:
    """The specification's list of errors."""
    status = status if status in _KEPT else 400
    errors = [{"code": status, "description": said(sentence)} for sentence in sentences]
    return answer("errors", errors, status)


def jurisdiction() -> TenantRecord:
    """The municipality that the request names; it need not where there is only one.

    Raises `NotFound` or `Refused`. The province's own space takes no complaints and is unknown.
    """
    state = portal_state()
    code = request.values.get("jurisdiction_id", "").strip()
    if not code:
        code = _only_one()
    try:
        tenant = state.tenant(code)
    except UnknownTenant:
        tenant = None
    if tenant is None or tenant.type is TenantType.PROVINCE_OFFICE:
        raise NotFound("ไม่พบหน่วยงานตาม jurisdiction_id นี้ กรุณาตรวจรหัสของหน่วยงาน")
    return tenant


def _only_one() -> str:
    found = [
        tenant.code
        for tenant in all_tenants(portal_state().engine)
        if tenant.type is not TenantType.PROVINCE_OFFICE
    ]
    if len(found) != 1:
        raise Refused("กรุณาระบุ jurisdiction_id เป็นรหัสของหน่วยงาน")
    return found[0]


def _sentence_of(fault: HTTPException) -> str:
    if fault.code == 413:
        return "ข้อมูลที่ส่งใหญ่เกินกำหนด กรุณาลดจำนวนหรือขนาดไฟล์ แล้วส่งอีกครั้ง"
    return "อ่านคำขอนี้ไม่ได้ กรุณาตรวจรูปแบบตามข้อกำหนด GeoReport v2"
