"""A bare host with the portal plugged in, and somebody signed in to it at a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.extension import Portal
from portal_plugin.tenants.policy import APP_ROLE, PROVINCE_ROLE
from portal_plugin.tenants.resolve import TenantRecord


@dataclass
class Host:
    """The application, and who is signed in to it: nobody at first."""

    app: Flask
    actor: Actor | None = field(default=None)


@pytest.fixture
def settings(database: Any) -> Settings:
    """Settings of a host on the test's own database."""

    def url(role: str) -> str:
        text: str = database.server.url(role, database.name).render_as_string(hide_password=False)
        return text

    return Settings(
        database_url=url(APP_ROLE),
        province_database_url=url(PROVINCE_ROLE),
        secret_key="a secret of the tests, 32 characters or more",
    )


@pytest.fixture
def make_host(settings: Settings) -> Callable[..., Any]:
    """`with make_host() as host:` a Flask application with the portal; its engines are closed."""

    @contextmanager
    def _make(prepare: Callable[[Flask], None] = lambda _app: None, **seams: Any) -> Iterator[Host]:
        app = Flask("host")
        app.config.update(SECRET_KEY=settings.secret_key, WTF_CSRF_ENABLED=False)
        host = Host(app)
        prepare(app)

        def actor(_tenant: TenantRecord) -> Actor | None:
            return host.actor

        state = Portal().init_app(app, **({"settings": settings, "actor": actor} | seams))
        yield host
        with app.app_context():
            for engine in state.db.engines.values():
                engine.dispose()

    return _make


@pytest.fixture
def host(make_host: Callable[..., Any]) -> Iterator[Host]:
    """One host with the portal."""
    with make_host() as made:
        yield made


@pytest.fixture
def person(tenant_ids: dict[str, UUID], world: Any) -> Callable[[Role], Actor]:
    """A person of rimnam with one role."""

    def _person(role: Role) -> Actor:
        return Actor(
            id=f"{role}-1",
            name="ผู้ใช้ (ตัวอย่าง)",
            tenant_id=tenant_ids["rimnam"],
            roles=frozenset({role}),
            department_id=world.id("rimnam", "department"),
        )

    return _person


YEARS = {"rimnam": 2566, "saithong": 2576, "random": 2596}

A_YEAR = re.compile(rb"25\d\d|20\d\d|(?:\xe0\xb9[\x90-\x99]){4}")
"""In Arabic or Thai digits (UTF-8)."""
A_FORM_TOKEN = re.compile(rb'((?:name="(?:csrf_token|nonce)"[^>]* value=|"csrf_token":)")[^"]*')


@dataclass(frozen=True)
class Ids:
    """Values by side ("rimnam" own, "saithong" foreign, "random"); random ids are drawn once, so that a repeated request is the same."""

    world: Any
    drawn: dict[str, str]

    def values(
        self, sources: Mapping[str, str], side: str, sides: Mapping[str, str]
    ) -> dict[str, str]:
        """A value for each name: of its own side in `sides`, else of `side`."""
        return {
            name: self._value(source, sides.get(name, side)) for name, source in sources.items()
        }

    def _value(self, source: str, side: str) -> str:
        if source[0] == "=":
            return source[1:]
        if source == "year":
            return str(YEARS[side])
        if side == "random":
            return self.drawn.setdefault(source, str(uuid4()))
        return str(self.world.id(side, source))

    def mask(self, content: bytes) -> bytes:
        """The content without the ids and years that the request itself named."""
        content = A_FORM_TOKEN.sub(rb"\1token", content)
        for each in (*self.world.ids["saithong"].values(), *self.drawn.values()):
            content = content.replace(str(each).encode(), b"id")
        return A_YEAR.sub(b"year", content)


@pytest.fixture
def ids(world: Any) -> Ids:
    return Ids(world, {})
