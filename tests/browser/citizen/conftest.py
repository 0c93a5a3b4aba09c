"""A municipality's public pages on a test's own database, so that a test can answer as an officer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from PIL import Image
from werkzeug.serving import WSGIRequestHandler, make_server

from portal_plugin.actor import Actor, Role
from portal_plugin.complaints.views.door import door
from portal_plugin.config.settings import Settings
from portal_plugin.hosts.standalone.app import create_app

_SECRET = "a secret of the tests, 32 characters or more"


class _Quiet(WSGIRequestHandler):
    def log_request(self, *_: Any) -> None:
        """Say nothing."""


@dataclass(frozen=True)
class Served:
    """Where the pages are, and the application behind them."""

    address: str
    app: Any
    password: str = ""

    @contextmanager
    def crowded(self) -> Iterator[None]:
        """As if this browser had sent far too much already."""
        with self.app.app_context():
            gate = door().gate
        for _ in range(12):
            gate.admit("rimnam", "complain", "127.0.0.1", {})
        yield


@pytest.fixture
def province(database: Any, tenant_ids: dict[str, UUID], tmp_path: Path) -> Iterator[Served]:
    """Takes the place of the demo's province for the fixtures one folder up."""
    settings = Settings(
        home=tmp_path,
        database_url=database.app.url.render_as_string(hide_password=False),
        secret_key=_SECRET,
        secure_cookies=False,
    )
    app = create_app(settings)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield Served(f"http://127.0.0.1:{server.server_port}", app)
    server.shutdown()
    thread.join()
    server.server_close()
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo as a phone makes it, though small."""
    path = tmp_path / "ไฟดับ.jpg"
    Image.new("RGB", (640, 480), (40, 60, 80)).save(path)
    return path


@pytest.fixture
def answer(open_session: Callable[..., Any]) -> Callable[[Callable[..., Any]], None]:
    """Act as the complaint officer: `answer(lambda session, officer: …)`."""

    def _answer(act: Callable[..., Any]) -> None:
        with open_session() as session:
            officer = Actor(
                "officer",
                "สมหญิง (ตัวอย่าง)",
                session.tenant_id,
                frozenset({Role.COMPLAINT_OFFICER}),
            )
            act(session, officer)
            session.commit()

    return _answer
