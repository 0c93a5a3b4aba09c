"""One line of the interface's table: its address, its guard, what it takes and what it gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Response, request
from marshmallow import Schema

from portal_plugin.actor import Act
from portal_plugin.api.problems import Refused
from portal_plugin.api.reading import reader
from portal_plugin.api.schemas import NoQuery
from portal_plugin.errors import RuleBroken
from portal_plugin.reports.compile import canonical, digest_of
from portal_plugin.routes import Route

BASE = "/api/v1"


@dataclass(frozen=True, slots=True)
class Operation:
    """An address below `/api/v1/<space>`, from which the route and its documentation are made.

    `view` is given the parts of the address and of the query by name, the loaded body as `given`,
    and returns what `answer` dumps. `act` None opens it to everybody.
    """

    rule: str
    endpoint: str
    view: Callable[..., Any]
    act: Act | None
    answer: type[Schema]
    query: type[Schema] = NoQuery
    body: type[Schema] | None = None
    method: str = "GET"
    status: int = 200

    def route(self) -> Route:
        """The address as the blueprint knows it."""
        return Route(self.rule, self.endpoint, self._enter(), self.act, (self.method,), BASE)

    def _enter(self) -> Callable[..., Response]:
        @wraps(self.view)
        def enter(**arguments: Any) -> Response:
            arguments |= reader.parse(self.query(), request, location="query")
            if self.body is not None:
                arguments["given"] = reader.parse(self.body(), request, location="json")
            try:
                given = self.view(**arguments)
            except RuleBroken as broken:
                raise Refused(broken.status, broken.sentence, broken.by_field()) from broken
            return self._answer(given)

        return enter

    def _answer(self, given: Any) -> Response:
        data = canonical(self.answer().dump(given))
        if self.act is None:
            return to_anybody(data)
        return Response(data, self.status, content_type="application/json")


def to_anybody(data: bytes) -> Response:
    """JSON that is the same for everybody: to be kept, and asked for again by its digest."""
    response = Response(data, content_type="application/json")
    response.set_etag(digest_of(data))
    response.cache_control.no_cache = True
    response.make_conditional(request)
    return response
