"""The filled municipality's pages, and a browser without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.extension import Portal


@dataclass
class Page:
    """One answer, read as a person or a parser reads it."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def source(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def tree(self) -> Any:
        return html.document_fromstring(self.source)

    @property
    def text(self) -> str:
        """What stands in the page's main part, white space folded."""
        return " ".join(self.tree.get_element_by_id("content").text_content().split())

    def links(self, part: str) -> list[str]:
        """The addresses that the main part leads to, of those with `part` in them."""
        found = self.tree.get_element_by_id("content").xpath(".//a/@href")
        return [href for href in found if part in href]


@dataclass
class Visitor:
    """A person with a browser in the filled municipality's space, or in another."""

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


@pytest.fixture
def app(filled: Any, tmp_path: Any) -> Iterator[Flask]:
    made = Flask("host")
    made.config.update(SECRET_KEY="a key of the tests", TESTING=True, SITTING=None)
    settings = Settings(
        home=tmp_path,
        database_url=filled.app.url.render_as_string(hide_password=False),
        province_database_url=filled.province.url.render_as_string(hide_password=False),
    )
    Portal(made, settings=settings, actor=lambda _tenant: made.config["SITTING"])
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(app: Flask, filled: Any) -> Visit:
    """`visit(Role.PLAN_OFFICER)`: a visitor with that role; `visit(None)`: anybody."""

    def _visit(role: Role | None, space: str = "rimnam") -> Visitor:
        if role is None:
            return Visitor(app, None, space)
        tenant_id = filled.tenant_id if space == "rimnam" else filled.empty_id
        actor = Actor(role.value, f"{role.value} (ตัวอย่าง)", tenant_id, frozenset({role}))
        return Visitor(app, actor, space)

    return _visit
