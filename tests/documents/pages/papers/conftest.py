"""People of the filled municipality who write and sign papers, each in a browser of his own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from portal_plugin import blueprint
from portal_plugin.actor import Actor, Person, Role
from portal_plugin.config.settings import Settings
from portal_plugin.documents.views.documents import ROUTES_DOCUMENTS
from portal_plugin.documents.views.letterhead import ROUTES_LETTERHEAD
from portal_plugin.documents.views.papers import ROUTES_PAPERS
from portal_plugin.extension import Portal

ROLES = {
    "author": Role.PLAN_OFFICER,
    "section": Role.DEPARTMENT_OFFICER,
    "head": Role.EXECUTIVE,
}


@dataclass
class Page:
    """One answer, read as a person or a parser reads it."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def location(self) -> str:
        return self.response.headers["Location"]

    @property
    def tree(self) -> Any:
        return html.document_fromstring(self.response.get_data(as_text=True))

    @property
    def text(self) -> str:
        """What stands in the page's main part, white space folded."""
        return " ".join(self.tree.get_element_by_id("content").text_content().split())

    def form(self, action_part: str) -> Any:
        """The form that posts to an address with `action_part` in it; None without one."""
        forms = (one for one in self.tree.forms if one.method == "POST")
        return next((one for one in forms if action_part in (one.action or "")), None)


@dataclass
class Visitor:
    """A person with a browser without JavaScript."""

    app: Flask
    actor: Actor | None
    space: str = "rimnam"
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str) -> Page:
        self.app.config["SITTING"] = self.actor
        where = path if path.startswith(f"/{self.space}/") else f"/{self.space}{path}"
        return Page(self.client.get(where))

    def post(self, path: str, **fields: Any) -> Page:
        self.app.config["SITTING"] = self.actor
        where = path if path.startswith(f"/{self.space}/") else f"/{self.space}{path}"
        return Page(self.client.post(where, data=fields))

    def send(self, form_at: str, action_part: str, to: str = "", **fields: Any) -> Page:
        """Open a page, fill its form and send it."""
        form = self.get(form_at).form(action_part)
        return self.post(to or form.action, **{**dict(form.form_values()), **fields})


@pytest.fixture
def known() -> list[Person]:
    """Whom the host knows; a test may empty it."""
    return [
        Person(name, f"{name} (ตัวอย่าง)", None, frozenset({role})) for name, role in ROLES.items()
    ]


@pytest.fixture
def app(
    filled: Any, tmp_path: Any, known: list[Person], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    there = {route.endpoint for route in blueprint.ROUTES}
    own = (*ROUTES_DOCUMENTS, *ROUTES_PAPERS, *ROUTES_LETTERHEAD)
    added = [route for route in own if route.endpoint not in there]
    monkeypatch.setitem(blueprint._SERVED, "all", (*blueprint.ROUTES, *added))
    made = Flask("host")
    made.config.update(SECRET_KEY="a key of the tests", TESTING=True, SITTING=None)
    settings = Settings(
        home=tmp_path,
        database_url=filled.app.url.render_as_string(hide_password=False),
        province_database_url=filled.province.url.render_as_string(hide_password=False),
    )
    Portal(
        made,
        settings=settings,
        actor=lambda _tenant: made.config["SITTING"],
        people=lambda _tenant: known,
    )
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def sit(app: Flask, filled: Any) -> Callable[..., Visitor]:
    """`sit("head")`: that person before a browser; `sit(None)`: anybody."""

    def _sit(name: str | None, space: str = "rimnam") -> Visitor:
        if name is None:
            return Visitor(app, None, space)
        tenant_id = filled.tenant_id if space == "rimnam" else filled.empty_id
        roles = frozenset({ROLES[name]})
        return Visitor(app, Actor(name, f"{name} (ตัวอย่าง)", tenant_id, roles), space)

    return _sit
