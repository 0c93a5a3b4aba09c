"""The methods of GeoReport v2."""

from __future__ import annotations

from typing import NoReturn

from flask import Flask, Response, current_app, request, url_for
from limits import RateLimitItemPerSecond
from werkzeug.datastructures import FileStorage

from portal_plugin import audit
from portal_plugin.actor import Actor
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.intake import Taken, take_in
from portal_plugin.complaints.models import Open311Client
from portal_plugin.complaints.views.complain import protected_channel
from portal_plugin.complaints.views.door import door, file_bytes
from portal_plugin.crockford import in_groups
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.files.intake import KeptFile, take_files
from portal_plugin.flood.counters import Counters
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.language import formatter
from portal_plugin.open311.answering import Resource, answer
from portal_plugin.open311.asking import Query, read_query
from portal_plugin.open311.clients import client_of
from portal_plugin.open311.errors import TooManyPosts, UnknownKey, UnknownToken
from portal_plugin.open311.posting import read_post, seed_of
from portal_plugin.open311.published import (
    service_definition,
    service_request,
    service_requests,
    services,
)
from portal_plugin.open311.schemas import (
    CreatedSchema,
    DefinitionSchema,
    RequestSchema,
    ServiceSchema,
)
from portal_plugin.said import said
from portal_plugin.state import portal_state

_KEY = "portal_plugin.open311"
_SHARE = RateLimitItemPerSecond(60, 600)
"""What one client may post: more would drown the office, or is a fault of the program."""

_LONGEST_REPEAT_KEY = 200


def list_services() -> Response:
    """GET Service List."""
    return answer("services", ServiceSchema(many=True).dump(services(current_session())))


def define_service(service_code: str) -> Response:
    """GET Service Definition."""
    found = service_definition(current_session(), service_code)
    return answer("service_definition", DefinitionSchema().dump(found))


def list_requests() -> Response:
    """GET Service Requests; `page` and `page_size` are this server's own."""
    asked = read_query(Query(request.args.to_dict(flat=False)))
    found = service_requests(current_session(), asked)
    return answer("service_requests", RequestSchema(many=True).dump(found))


def show_request(service_request_id: str) -> Response:
    """GET Service Request."""
    found = service_request(current_session(), service_request_id)
    return answer("service_requests", RequestSchema(many=True).dump(found))


def show_token(token: str) -> NoReturn:
    """GET service_request_id from a token: there are none."""
    raise UnknownToken()


def post_request() -> Response:
    """POST Service Request: take it in whole, with its files, or not at all."""
    session = current_session()
    client = client_of(session, request.form.get("api_key", ""), door().key)
    if client is None:
        raise UnknownKey()
    if not _posts().take(_SHARE, f"open311/{client.id}"):
        raise TooManyPosts()
    form = _address("complain")
    # A part of a multipart body may have no name at all.
    fields = {name: value for name, value in request.form.items() if name}
    given = read_post(session, fields, protected=protected_channel() or form, form=form)
    files = _files()
    repeat_key = request.headers.get("Idempotency-Key", "")[:_LONGEST_REPEAT_KEY]
    seed = seed_of(client.id, repeat_key, given, [file.sha256 for file in files])
    taken = take_in(
        session,
        None,
        given,
        Channel.OPEN311,
        door().key,
        files=files,
        seed=seed if repeat_key else None,
    )
    if not taken.again:
        _note(client, taken)
    created = {
        "service_request_id": taken.number,
        "service_notice": said(_notice(taken)),
        "account_id": "",
    }
    response = answer("service_requests", [CreatedSchema().dump(created)])
    response.headers["Cache-Control"] = "no-store"
    return response


ROUTES: tuple[Resource, ...] = (
    Resource("/services", "open311_services", list_services, None),
    Resource("/services/<service_code>", "open311_service", define_service, None),
    Resource("/requests", "open311_requests", list_requests, None),
    Resource("/requests", "open311_post", post_request, None, ("POST",)),
    Resource("/requests/<service_request_id>", "open311_request", show_request, None),
    Resource("/tokens/<token>", "open311_token", show_token, None),
)
"""Below /open311/v2, each as .json and .xml; `jurisdiction_id` names the municipality."""


def _posts() -> Counters:
    """Where the posts of this application's clients are counted."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    if _KEY not in app.extensions:
        app.extensions.setdefault(_KEY, Counters(portal_state().settings.limits_url))
    counters = app.extensions[_KEY]
    assert isinstance(counters, Counters)
    return counters


def _files() -> list[KeptFile]:
    uploads: list[FileStorage] = [
        file for name in ("media", "media[]") for file in request.files.getlist(name)
    ]
    taken = take_files(
        [(file.filename or "", file.stream) for file in uploads],
        limit_bytes=file_bytes(),
        scanner=door().scanner,
    )
    if taken.refused:
        raise RuleBroken(
            Breach("MEDIA", "media", f"{file.filename}: {said(file.sentence)}")
            for file in taken.refused
        )
    return list(taken.kept)


def _note(client: Open311Client, taken: Taken) -> None:
    session = current_session()
    actor = Actor(f"open311:{client.id}", client.name, session.tenant_id)
    audit.record(session, actor, "open311.post", "complaint", taken.complaint_id)
    session.flush()


def _notice(taken: Taken) -> str:
    code, address = in_groups(taken.code), _address("follow")
    day = formatter().buddhist_date(taken.due_on)
    return (
        f"รับเรื่องแล้ว รหัสติดตามคือ {code} กรุณาเก็บไว้ เพราะแจ้งอีกครั้งไม่ได้ หน่วยงานจะตอบภายใน{day} "
        f"ติดตามเรื่องได้ที่ {address}"
    )


def _address(page: str) -> str:
    """A page of this municipality as a person opens it from elsewhere."""
    settings, space = portal_state().settings, current_tenant().code
    if settings.public_url is None:
        return url_for(f"portal_plugin.{page}", space=space, _external=True)
    return f"{settings.public_url}{settings.url_prefix}/{space}/{page}"
