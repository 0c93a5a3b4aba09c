"""A register of complaints written straight into the tables, counters and all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date, datetime, time, timedelta
from itertools import count as numbers
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.clock import BANGKOK
from portal_plugin.complaints.codes import Channel, State
from portal_plugin.complaints.contribution import contribution_of
from portal_plugin.complaints.counters import count_all
from portal_plugin.complaints.models import Complaint
from portal_plugin.tenants.session import TenantSession

Register = Callable[..., Complaint]


@pytest.fixture
def register() -> Register:
    """`register(session, date(2025, 10, 1), topic=…, answered_on=…)`: a complaint, counted."""
    number = numbers(1)

    def _register(session: TenantSession, received_on: date, **given: Any) -> Complaint:
        answered = given.get("answered_on") is not None
        row = Complaint(
            **{
                "id": uuid4(),
                "number": f"2569-{next(number):04}",
                "code_digest": uuid4().bytes,
                "submission_digest": None,
                "channel": Channel.WEB,
                "received_at": datetime.combine(received_on, time(12), BANGKOK),
                "received_on": received_on,
                "topic": "SERVICE",
                "subject": "เรื่อง (ตัวอย่าง)",
                "detail": "รายละเอียด (ตัวอย่าง)",
                "state": State.DONE if answered else State.RECEIVED,
                "clock_from": received_on,
                "due_on": received_on + timedelta(days=15),
                "reopenings": 0,
                **given,
            }
        )
        session.add(row)
        session.flush()
        count_all(session, [(None, contribution_of(row))])
        return row

    return _register


@pytest.fixture
def officer(tenant_ids: dict[str, UUID]) -> Actor:
    roles = frozenset({Role.COMPLAINT_OFFICER})
    return Actor("officer-1", "หัวหน้า (ตัวอย่าง)", tenant_ids["rimnam"], roles)


@pytest.fixture
def executive(tenant_ids: dict[str, UUID]) -> Actor:
    roles = frozenset({Role.EXECUTIVE})
    return Actor("mayor", "นายก (ตัวอย่าง)", tenant_ids["rimnam"], roles)


@pytest.fixture
def works_officer(tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Actor:
    roles = frozenset({Role.DEPARTMENT_OFFICER})
    works = departments["rimnam/works"]
    return Actor("officer-2", "ช่าง (ตัวอย่าง)", tenant_ids["rimnam"], roles, works)


@pytest.fixture
def statements(database: Any) -> Callable[[], AbstractContextManager[list[str]]]:
    """What is asked of the database while the block runs, the telling of the tenant left out."""

    @contextmanager
    def _statements() -> Iterator[list[str]]:
        asked: list[str] = []

        def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            if "set_config" not in statement:
                asked.append(statement)

        sa.event.listen(database.app, "before_cursor_execute", _note)
        try:
            yield asked
        finally:
            sa.event.remove(database.app, "before_cursor_execute", _note)

    return _statements
