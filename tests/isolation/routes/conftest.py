"""A bare host with the portal plugged in, and somebody signed in to it at a word."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import Category, Standing, State
from portal_plugin.corruption.contents import Facts
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.sealing import KeyPair, new_key_pair
from portal_plugin.corruption.informants.given import Given
from portal_plugin.corruption.informants.intake import take_report
from portal_plugin.corruption.inspection import totp
from portal_plugin.corruption.inspection.unlocking import OpenKey
from portal_plugin.corruption.models import Inspector, InspectorPost, Post, Report, ReportFile
from portal_plugin.corruption.session import inspection_session
from portal_plugin.corruption.views import enrolling, people, unlocked
from portal_plugin.extension import Portal
from portal_plugin.files.intake import KeptFile
from portal_plugin.tenants.policy import APP_ROLE, INSPECTION_ROLE, PROVINCE_ROLE
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
        inspection_database_url=url(INSPECTION_ROLE),
        secret_key="a secret of the tests, 32 characters or more",
        channel_key="a channel key of the tests, 32 characters or more",
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
A_FILLER = re.compile(rb"<!--[\w+/=-]{64,}-->")
"""Random bytes that give pages of the corruption channel one size."""
A_FORM_TOKEN = re.compile(
    rb'((?:name="(?:csrf_token|nonce)"[^>]* value=|data-strength-token=|"csrf_token":)")[^"]*'
)


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
        content = A_FILLER.sub(b"", A_FORM_TOKEN.sub(rb"\1token", content))
        for each in (*self.world.ids["saithong"].values(), *self.drawn.values()):
            content = content.replace(str(each).encode(), b"id")
        return A_YEAR.sub(b"year", content)


@pytest.fixture
def ids(world: Any, channel: None) -> Ids:
    return Ids(world, {})


@pytest.fixture
def channel(
    database: Any,
    settings: Settings,
    tenant_ids: dict[str, UUID],
    world: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In two municipalities a report with a file; the inspector `person(Role.INSPECTOR)` of each
    has his key open. Ids stand in `world` as channel.report and so on."""
    pairs = {}
    for code in ("rimnam", "saithong"):
        key = ChannelKey(settings.channel_key or "")
        with inspection_session(database.inspection, tenant_ids[code], key) as session:
            post = Post(id=channel_id(), title="ปลัด (ตัวอย่าง)", position=1)
            held = Post(id=channel_id(), title="นิติกร (ตัวอย่าง)", position=2)
            inspector, pair = _inspector(f"{Role.INSPECTOR}-1")
            session.add_all([post, held, inspector])
            session.flush()
            session.add(InspectorPost(id=channel_id(), inspector_id=inspector.id, post_id=held.id))
            session.flush()
            file = KeptFile("a.pdf", "application/pdf", b"%PDF-1.7 (example)", "0" * 64, 18)
            facts = Facts(f"only-{code}-may-read-this", posts=(post.id,))
            taken = take_report(session, Given(Category.BRIBERY, facts, None), [file])
            files = session.scalars(sa.select(ReportFile.id)).one()
            handled = sa.update(Report).values(handler_id=inspector.id, state=State.CHECKING)
            session.execute(handled)
            pairs[inspector.id] = pair
            world.ids[code] |= {
                "channel.post": post.id,
                "channel.inspector": inspector.id,
                "channel.report": taken.report_id,
                "channel.report_file": files,
            }
            session.commit()
    _offer_the_same_secrets(monkeypatch)
    until = datetime(2600, 1, 1, tzinfo=UTC)
    monkeypatch.setattr(
        unlocked, "opened", lambda _session, who, _cookie: OpenKey(pairs[who.id], until)
    )


def _offer_the_same_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a page makes at random is no difference between two answers."""
    for page in (enrolling, people):
        monkeypatch.setattr(page, "new_passphrase", lambda: "the same words")
    monkeypatch.setattr(totp, "new_secret", lambda: "A" * 32)


def _inspector(account_id: str) -> tuple[Inspector, KeyPair]:
    pair = new_key_pair()
    inspector = Inspector(
        id=channel_id(),
        account_id=account_id,
        name="ผู้ตรวจ (ตัวอย่าง)",
        outside=False,
        standing=Standing.ACTIVE,
        public_key=pair.public,
        locked_key=b"\x01",
        enrolled_on=date(2026, 1, 1),
    )
    return inspector, pair
