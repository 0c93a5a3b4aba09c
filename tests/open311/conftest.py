"""The stand-alone host, programs with a key, and complaints to read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from portal_plugin.actor import SYSTEM
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.intake import Given, Taken, check, take_in
from portal_plugin.complaints.models import Complaint
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.config.settings import Settings
from portal_plugin.hosts.standalone.app import create_app
from portal_plugin.open311.clients import add_client
from portal_plugin.tenants.session import TenantSession

KEY = TrackingKey("a tracking key of the tests, 32 characters")
OpenSession = Callable[..., AbstractContextManager[TenantSession]]


@pytest.fixture
def key() -> TrackingKey:
    return KEY


@pytest.fixture
def make_app(database: Any, tenant_ids: dict[str, UUID], tmp_path: Any) -> Iterator[Any]:
    made: list[Flask] = []

    def _make(**changes: Any) -> Flask:
        settings = Settings(
            home=tmp_path,
            database_url=database.app.url.render_as_string(hide_password=False),
            secret_key="a secret of the tests, 32 characters or more",
            tracking_key=KEY.secret,
            secure_cookies=False,
        )
        app = create_app(replace(settings, **changes), TESTING=True, PROPAGATE_EXCEPTIONS=False)
        made.append(app)
        return app

    yield _make
    for app in made:
        with app.app_context():
            for engine in app.extensions["sqlalchemy"].engines.values():
                engine.dispose()


@pytest.fixture
def app(make_app: Callable[..., Flask]) -> Flask:
    return make_app()


@dataclass
class Program:
    """A program of somebody else, for one municipality."""

    client: FlaskClient
    api_key: str
    space: str = "rimnam"

    def get(self, path: str, **query: Any) -> TestResponse:
        query = {"jurisdiction_id": self.space, **query}
        return self.client.get(f"/open311/v2/{path}", query_string=query)

    def json(self, path: str, **query: Any) -> Any:
        answer = self.get(f"{path}.json", **query)
        assert answer.status_code == 200, answer.text
        return answer.get_json()

    def post(self, form: str = "json", headers: Any = None, **fields: Any) -> TestResponse:
        fields = {"jurisdiction_id": self.space, "api_key": self.api_key, **fields}
        return self.client.post(f"/open311/v2/requests.{form}", data=fields, headers=headers)


@pytest.fixture
def add_key(open_session: OpenSession) -> Callable[..., str]:
    """`add_key("saithong")`: the key of a program that may post there."""

    def _add(space: str = "rimnam", name: str = "แอปตัวอย่าง") -> str:
        with open_session(space) as session:
            made = add_client(session, SYSTEM, name, KEY)
            session.commit()
        return made

    return _add


@pytest.fixture
def program(app: Flask, add_key: Callable[..., str]) -> Program:
    return Program(app.test_client(), add_key())


@pytest.fixture
def write(open_session: OpenSession) -> Callable[..., Taken]:
    """Put a complaint in, as a citizen does on the web; `changes` are columns of its row."""

    def _write(space: str = "rimnam", topic: str = "SERVICE", **changes: Any) -> Taken:
        with open_session(space) as session:
            given = Given(
                topic=topic,
                subject="ชื่อเรื่องลับ (ตัวอย่าง)",
                detail="รายละเอียดลับของเรื่องนี้ (ตัวอย่าง)",
                place="หน้าตลาด (ตัวอย่าง)",
                latitude=14.5,
                longitude=100.25,
                name="สมชาย ชื่อลับ (ตัวอย่าง)",
                phone="081 234 5678",
                email="secret@example.com",
            )
            taken = take_in(session, None, check(session, given, Channel.PHONE), Channel.WEB, KEY)
            row = session.get_one(
                Complaint, {"tenant_id": session.tenant_id, "id": taken.complaint_id}
            )
            for name, value in changes.items():
                setattr(row, name, value)
            session.commit()
        return taken

    return _write


@pytest.fixture
def as_data() -> Callable[[bytes], Any]:
    """An XML answer in the shape of the JSON one: leaves are texts, or None when empty."""
    lists = {"services", "attributes", "service_requests", "errors", "endpoints", "formats"}

    def _read(element: Any) -> Any:
        if element.tag in lists:
            return [_read(inner) for inner in element]
        if len(element):
            return {inner.tag: _read(inner) for inner in element}
        return element.text

    return lambda data: _read(etree.fromstring(data))


@pytest.fixture
def as_texts() -> Callable[[Any], Any]:
    """JSON with its leaves as XML writes them."""

    def _texts(value: Any) -> Any:
        if isinstance(value, dict):
            return {name: _texts(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [_texts(inner) for inner in value]
        if isinstance(value, bool):
            return str(value).lower()
        return None if value is None else str(value)

    return _texts
