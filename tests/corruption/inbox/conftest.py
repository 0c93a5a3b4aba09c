"""Inspectors, reports, and a browser in which an inspector's key is open."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html
from PIL import Image
from werkzeug.test import TestResponse

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.contents import Identity, OpenReport
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.inspection import handling
from portal_plugin.corruption.inspection.case import open_case
from portal_plugin.corruption.inspection.unlocking import OpenKey
from portal_plugin.corruption.models import Inspector, LedgerEntry, Post
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.corruption.views import unlocked
from portal_plugin.extension import Portal

FACTS = "จ้างงานซ้ำซ้อนที่กองตัวอย่าง เล่าไว้ละเอียด"
WHO = Identity("นางสาวผู้แจ้ง (ตัวอย่าง)", "000-000-0000")
START = datetime(2025, 11, 3, 2, 0, tzinfo=UTC)
OpenChannel = Callable[..., AbstractContextManager[InspectionSession]]


@pytest.fixture
def now() -> Iterator[datetime]:
    """The instant at which each test happens."""
    with clock.held_at(START):
        yield START


@dataclass
class Bureau:
    """Names stand for inspectors and titles for posts, in one transaction that the test owns."""

    session: InspectionSession
    make_post: Callable[..., Post]
    make_inspector: Callable[..., tuple[Inspector, KeyPair]]
    make_report: Callable[..., Any]
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Inspector] = field(default_factory=dict)
    pairs: dict[str, KeyPair] = field(default_factory=dict)

    def post(self, title: str) -> Post:
        if title not in self.posts:
            self.posts[title] = self.make_post(self.session, title, position=len(self.posts))
        return self.posts[title]

    def hire(self, name: str, *titles: str, **more: Any) -> Inspector:
        held = [self.post(title).id for title in titles]
        inspector, pair = self.make_inspector(
            self.session, name, posts=held, account_id=name, recorded=True, **more
        )
        self.people[name], self.pairs[name] = inspector, pair
        return inspector

    def report(self, *titles: str, **more: Any) -> Any:
        """A report that concerns posts: what `take_report` says."""
        concerned = [self.post(title).id for title in titles]
        return self.make_report(self.session, posts=concerned, **more)

    def open(self, name: str, report_id: UUID) -> OpenReport:
        return open_case(self.session, self.people[name], self.pairs[name], report_id)

    def acts(self, report_id: UUID | None = None) -> list[str]:
        """Acts of the ledger, those of a report if one is given, in order."""
        query = sa.select(LedgerEntry.act).order_by(LedgerEntry.position)
        if report_id is not None:
            query = query.where(LedgerEntry.report_id == report_id)
        return [str(act) for act in self.session.scalars(query)]

    def last(self) -> LedgerEntry:
        """The newest entry of the ledger."""
        newest = sa.select(LedgerEntry).order_by(LedgerEntry.position.desc()).limit(1)
        return self.session.scalars(newest).one()


@pytest.fixture
def bureau(
    now: datetime, open_channel: OpenChannel, make_post: Any, make_inspector: Any, make_report: Any
) -> Iterator[Bureau]:
    with open_channel("rimnam") as session:
        yield Bureau(session, make_post, make_inspector, make_report)


@dataclass
class Sitting:
    """One inspector with one browser, over HTTPS, his key open."""

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

    def send_body(self, path: str, body: bytes, content_type: str) -> TestResponse:
        """Send a body as it is; a form with a large file would be put on the disk by the client."""
        self.app.config["SITTING"] = self.actor
        answer: TestResponse = self.client.post(
            self._at(path), data=body, content_type=content_type, base_url="https://localhost"
        )
        return answer

    def send(self, page: str, action: str, **fields: Any) -> TestResponse:
        """Open a page, fill the form whose address ends with `action`, send it."""
        tree = html.document_fromstring(self.get(page).get_data(as_text=True))
        for form in tree.forms:
            if (form.action or "").endswith(action):
                typed = {name: value for name, value in form.form_values() if name != "files"}
                return self.post(action, **{**typed, **fields})
        raise AssertionError(f"no form for {action} on {page}")

    def _at(self, path: str) -> str:
        return f"/{self.space}/inspection{path}"


@pytest.fixture
def channel_app(
    database: Any, tenant_ids: dict[str, UUID], tmp_path: Any, now: datetime
) -> Iterator[Flask]:
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
def sit(
    channel_app: Flask,
    tenant_ids: dict[str, UUID],
    bureau: Bureau,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., Sitting]:
    """`sit("สมหญิง")`: an inspector of the bureau whose key is open. Commits the bureau."""

    def opened(_session: Any, inspector: Inspector, _cookie: str) -> OpenKey | None:
        pair = next(
            (pair for name, pair in bureau.pairs.items() if bureau.people[name].id == inspector.id),
            None,
        )
        return OpenKey(pair, clock.now() + timedelta(minutes=30)) if pair else None

    monkeypatch.setattr(unlocked, "opened", opened)

    def _sit(name: str, space: str = "rimnam") -> Sitting:
        bureau.session.commit()
        actor = Actor(name, name, tenant_ids[space], frozenset({Role.INSPECTOR}))
        return Sitting(channel_app, actor, space)

    return _sit


@pytest.fixture
def case(bureau: Any, make_file: Any) -> Any:
    """A report with who told it and a photo, that สมหญิง handles and สมชาย can read."""
    bureau.hire("สมหญิง")
    bureau.hire("สมชาย")
    photo = make_file("ภาพ (ตัวอย่าง).jpg", _picture(), "image/jpeg")
    taken = bureau.report(
        "ปลัด", facts=FACTS, identity=WHO, files=[photo], when="เมื่อวาน", wants_protection=True
    )
    opened = bureau.open("สมหญิง", taken.report_id)
    handling.take_case(bureau.session, opened, bureau.people["สมหญิง"])
    return taken


@pytest.fixture
def entries(open_channel: Any) -> Any:
    """`entries()`: (act, detail) of the ledger as it was committed."""

    def _entries(space: str = "rimnam") -> list[tuple[str, Any]]:
        with open_channel(space) as session:
            rows = session.scalars(sa.select(LedgerEntry).order_by(LedgerEntry.position))
            return [(str(row.act), row.detail) for row in rows]

    return _entries


@pytest.fixture
def change(open_channel: Any) -> Any:
    """`change(sa.update(…))`, as somebody who can write to the tables."""

    def _change(statement: Any) -> None:
        with open_channel() as session:
            session.execute(statement)
            session.commit()

    return _change


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(written, "JPEG")
    return written.getvalue()
