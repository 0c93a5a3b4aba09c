"""The stand-alone host on a test's own database, with one account ready."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from flask import Blueprint, Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from portal_plugin import answers
from portal_plugin.actor import Act, Role
from portal_plugin.config.settings import Settings
from portal_plugin.hosts.standalone import passwords
from portal_plugin.hosts.standalone.accounts import create_account
from portal_plugin.hosts.standalone.app import create_app
from portal_plugin.hosts.standalone.throttle import Throttle
from portal_plugin.routes import Route
from portal_plugin.state import portal_state
from portal_plugin.tenants.models import Tenant, TenantType
from portal_plugin.tenants.session import TenantSession, tenant_session

SECRET = "a secret of the tests, 32 characters or more"
PASSWORD = "แม่น้ำไหลผ่านเมือง 12"


@pytest.fixture(autouse=True)
def _push_request_context() -> Iterator[None]:
    """Instead of pytest-flask's: one context open per test would be shared by all requests."""
    yield


@pytest.fixture(autouse=True)
def _cheap_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)
    )


@pytest.fixture
def throttle() -> Throttle:
    return Throttle(SECRET, attempts=5, pause=300.0)


AddAccount = Callable[..., UUID]


@pytest.fixture
def add_account(open_session: Callable[..., AbstractContextManager[TenantSession]]) -> AddAccount:
    def _add(code: str = "rimnam", username: str = "somjai", **changes: object) -> UUID:
        given: dict[str, object] = {
            "username": username,
            "password": PASSWORD,
            "display_name": "สมใจ (ตัวอย่าง)",
            "roles": [Role.PLAN_OFFICER],
        }
        with open_session(code) as session:
            account = create_account(session, **(given | changes))  # type: ignore[arg-type]
            session.commit()
            return account.id

    return _add


@pytest.fixture
def province(database, tenant_ids) -> Callable[[], AbstractContextManager[TenantSession]]:
    """The province's own space, as a session to open."""
    office = uuid4()
    with database.owner.begin() as connection:
        connection.execute(
            sa.insert(Tenant).values(
                id=office,
                code="province",
                type=TenantType.PROVINCE_OFFICE,
                name="จังหวัดตัวอย่างธานี",
                province="ตัวอย่างธานี",
            )
        )
    return lambda: tenant_session(database.app, office)


@dataclass
class Visitor:
    """A browser: it reads the token out of a form before it sends it."""

    client: FlaskClient
    address: str = "192.0.2.1"

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, environ_base={"REMOTE_ADDR": self.address}, **options)

    def send(self, path: str, form_at: str | None = None, **fields: str) -> TestResponse:
        page = self.get(form_at or path).get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        if token is not None:
            fields = {"csrf_token": token.group(1), **fields}
        return self.client.post(path, data=fields, environ_base={"REMOTE_ADDR": self.address})

    def log_in(
        self, code: str = "rimnam", username: str = "somjai", password: str = PASSWORD, **more: str
    ) -> TestResponse:
        return self.send(f"/{code}/login", username=username, password=password, **more)

    def is_signed_in(self, code: str = "rimnam") -> bool:
        return self.get(f"/{code}/trial").status_code == 200

    def cookie(self, name: str = "portal_plugin_session") -> str | None:
        found = self.client.get_cookie(name)
        return found.value if found else None

    def put_cookie(self, value: str, name: str = "portal_plugin_session") -> None:
        self.client.set_cookie(name, value)


@pytest.fixture
def app(database, tenant_ids, tmp_path) -> Iterator[Flask]:
    settings = Settings(
        home=tmp_path,
        database_url=database.app.url.render_as_string(hide_password=False),
        secret_key=SECRET,
        secure_cookies=False,
    )
    made = create_app(settings, TESTING=True, PROPAGATE_EXCEPTIONS=False)
    _add_trial_pages(made)
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def _add_trial_pages(app: Flask) -> None:
    """A page that wants a plan reader, one that wants an editor, one that breaks."""
    trial = Blueprint("trial", __name__)
    with app.app_context():
        answers.register(trial, portal_state().settings)
    Route("/trial", "read", lambda: "read", Act.READ_PLAN).add_to(trial)
    Route("/trial/edit", "edit", lambda: "edited", Act.EDIT_PLAN, ("GET", "POST")).add_to(trial)
    app.register_blueprint(trial)

    @app.get("/broken")
    def broken() -> str:
        raise RuntimeError("secret of the inside")


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app.test_client())


@pytest.fixture
def new_visitor(app: Flask) -> Callable[..., Visitor]:
    return lambda address="192.0.2.1": Visitor(app.test_client(), address=address)
