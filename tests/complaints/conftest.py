"""Complaints of an invented municipality, and the people who deal with them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.complaints import following
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.counters import FIGURES
from portal_plugin.complaints.intake import Given, Taken, take_in
from portal_plugin.complaints.models import ComplaintCount
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.tenants.session import TenantSession

OpenSession = Callable[..., AbstractContextManager[TenantSession]]
Work = Callable[..., Any]


@dataclass(frozen=True)
class SampleFile:
    """A file as the services of files hand it on."""

    filename: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return sha256(self.content).hexdigest()

    @property
    def size(self) -> int:
        return len(self.content)


@pytest.fixture
def photo() -> SampleFile:
    return SampleFile("ภาพ (ตัวอย่าง).png", "image/png", b"png (example)")


@pytest.fixture
def key() -> TrackingKey:
    return TrackingKey("x" * 32)


@pytest.fixture
def head(tenant_ids: dict[str, UUID]) -> Actor:
    """The complaint officer of rimnam."""
    roles = frozenset({Role.COMPLAINT_OFFICER})
    return Actor("officer-1", "หัวหน้า (ตัวอย่าง)", tenant_ids["rimnam"], roles)


@pytest.fixture
def works_officer(tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Actor:
    roles = frozenset({Role.DEPARTMENT_OFFICER})
    works = departments["rimnam/works"]
    return Actor("officer-2", "ช่าง (ตัวอย่าง)", tenant_ids["rimnam"], roles, works)


@pytest.fixture
def money_officer(tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Actor:
    roles = frozenset({Role.DEPARTMENT_OFFICER})
    money = departments["rimnam/money"]
    return Actor("officer-3", "คลัง (ตัวอย่าง)", tenant_ids["rimnam"], roles, money)


@pytest.fixture
def work(open_session: OpenSession) -> Work:
    """Do one thing in a transaction of its own: `work(screen, head, complaint_id)`."""

    def _work(call: Callable[..., Any], *given: Any, code: str = "rimnam", **named: Any) -> Any:
        with open_session(code) as session:
            outcome = call(session, *given, **named)
            session.commit()
        return outcome

    return _work


@pytest.fixture
def send(work: Work, key: TrackingKey) -> Callable[..., Taken]:
    """Send a complaint by the web form: `send(topic=…, email=…)`; `seed`, `files`, `code`."""

    def _send(
        *, code: str = "rimnam", seed: bytes | None = None, files: Any = (), **given: Any
    ) -> Any:
        written = {
            "topic": "SERVICE",
            "subject": "ถนนชำรุด (ตัวอย่าง)",
            "detail": "หลุมบนถนนหน้าตลาด (ตัวอย่าง)",
            "consent": True,
            "consent_version": 0,
        } | given
        return work(
            take_in, None, Given(**written), Channel.WEB, key, code=code, seed=seed, files=files
        )

    return _send


@pytest.fixture
def complain(send: Callable[..., Taken]) -> Callable[..., UUID]:
    """The same, giving the complaint's id."""
    return lambda **given: send(**given).complaint_id


@pytest.fixture
def reopen(work: Work) -> Callable[[UUID], Any]:
    return lambda complaint_id: work(following.reopen, complaint_id, "ยังไม่เรียบร้อย (ตัวอย่าง)")


@pytest.fixture
def figures(open_session: OpenSession) -> Callable[[], dict[str, Counter[str]]]:
    """The counters of rimnam by topic."""

    def _figures() -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        with open_session() as session:
            for row in session.scalars(sa.select(ComplaintCount)):
                amounts = {name: getattr(row, name) for name in FIGURES}
                found.setdefault(row.topic, Counter()).update(amounts)
        return found

    return _figures


@pytest.fixture
def statements(database: Any) -> Callable[[], AbstractContextManager[list[str]]]:
    """What is asked of the database: `with statements() as asked:`."""

    @contextmanager
    def _statements() -> Iterator[list[str]]:
        asked: list[str] = []

        def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

        sa.event.listen(database.app, "before_cursor_execute", _note)
        try:
            yield asked
        finally:
            sa.event.remove(database.app, "before_cursor_execute", _note)

    return _statements
