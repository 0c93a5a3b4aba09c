"""Inspectors with a passphrase and a telephone, and a browser in which they sit."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pyotp
import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.corruption import posts
from portal_plugin.corruption.inspection import totp
from portal_plugin.corruption.inspection.inspectors import enrol
from portal_plugin.corruption.models import Inspector
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.extension import Portal

OpenChannel = Callable[..., AbstractContextManager[InspectionSession]]
START = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
PASSPHRASE = "ocean velvet prospect umbrella finance lizard jury wisdom"


@pytest.fixture
def now() -> Iterator[datetime]:
    """The instant at which each test begins."""
    with clock.held_at(START):
        yield START


@pytest.fixture
def later(now: datetime) -> Callable[..., AbstractContextManager[None]]:
    """`with later(minutes=30):` after the start."""
    return lambda **time: clock.held_at(now + timedelta(**time))


@dataclass(frozen=True)
class Enrolled:
    """What an inspector knows and has."""

    id: UUID
    account: str
    passphrase: str
    secret: str

    def code(self) -> str:
        """What the telephone shows now."""
        return pyotp.TOTP(self.secret).at(clock.now())


@pytest.fixture
def enrolled(
    open_channel: OpenChannel, cheap_passphrases: None, now: datetime
) -> Callable[..., Enrolled]:
    """`enrolled("somjai")`: an inspector who went through enrolment at a minute before now."""

    def _enrol(
        account: str = "somjai", title: str = "นิติกร", space: str = "rimnam", **more: Any
    ) -> Enrolled:
        secret = totp.new_secret()
        with clock.held_at(now - timedelta(minutes=1)), open_channel(space) as session:
            known = {post.title: post.id for post in posts.posts(session)}
            post = known.get(title) or posts.add(session, "office:tests", title).id
            made = enrol(
                session,
                account,
                f"{account} (ตัวอย่าง)",
                passphrase=PASSPHRASE,
                code=pyotp.TOTP(secret).at(clock.now()),
                totp_secret=secret,
                posts=[post],
                **more,
            )
            session.commit()
            return Enrolled(made.id, account, PASSPHRASE, secret)

    return _enrol


@pytest.fixture
def row() -> Callable[..., Inspector]:
    """`row(session, enrolled)`: the inspector's row in this session."""

    def _row(session: InspectionSession, one: Enrolled) -> Inspector:
        found = session.get(Inspector, (session.tenant_id, one.id), populate_existing=True)
        assert found is not None
        return found

    return _row


@pytest.fixture
def superuser(database: Any) -> Iterator[sa.Engine]:
    """Whoever runs the database: he reads and writes every row."""
    engine = sa.create_engine(database.server.admin_url.set(database=database.name))
    yield engine
    engine.dispose()


@dataclass
class Sitting:
    """One person with one browser, over HTTPS."""

    app: Flask
    actor: Actor
    space: str
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str = "") -> TestResponse:
        self.app.config["SITTING"] = self.actor
        answer: TestResponse = self.client.get(self._at(path), base_url="https://localhost")
        return answer

    def post(self, path: str, **fields: Any) -> TestResponse:
        self.app.config["SITTING"] = self.actor
        answer: TestResponse = self.client.post(
            self._at(path), data=fields, base_url="https://localhost"
        )
        return answer

    def send(self, page: str, action: str, deed: str = "", **fields: Any) -> TestResponse:
        """Open a page, fill the form whose address ends with `action`, send it."""
        tree = html.document_fromstring(self.get(page).get_data(as_text=True))
        for form in tree.forms:
            if (form.action or "").endswith(action) and form.fields.get("deed", "") == deed:
                return self.post(action, **{**dict(form.form_values()), **fields})
        raise AssertionError(f"no form for {action} {deed} on {page}")

    def unlock(self, one: Enrolled) -> TestResponse:
        return self.send("/unlock", "/unlock", passphrase=one.passphrase, code=one.code())

    def _at(self, path: str) -> str:
        return f"/{self.space}/inspection{path}"


@pytest.fixture
def channel_app(database: Any, tenant_ids: dict[str, UUID], tmp_path: Any) -> Iterator[Flask]:
    """An application that serves the channel."""
    made = Flask("host")
    made.config.update(SECRET_KEY="a key of the tests", TESTING=True, SITTING=None)

    def url(engine: Any) -> str:
        text: str = engine.url.render_as_string(hide_password=False)
        return text

    settings = Settings(
        home=tmp_path,
        database_url=url(database.app),
        province_database_url=url(database.province),
        inspection_database_url=url(database.inspection),
        channel_key="a channel key of the tests, 32 characters or more",
    )
    Portal(made, settings=settings, actor=lambda _tenant: made.config["SITTING"])
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def sit(channel_app: Flask, tenant_ids: dict[str, UUID]) -> Callable[..., Sitting]:
    """`sit("somjai")`: an account of the host with the role of inspectors, in a new browser."""

    def _sit(
        account: str = "somjai", role: Role = Role.INSPECTOR, space: str = "rimnam"
    ) -> Sitting:
        name = f"{account} (ตัวอย่าง)"
        actor = Actor(account, name, tenant_ids[space], frozenset({role}))
        return Sitting(channel_app, actor, space)

    return _sit
