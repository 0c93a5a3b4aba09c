"""Reports as coarse rows: what the counting function sees of them, and nothing sealed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask

from portal_plugin.actor import Actor
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.codes import Category, State
from portal_plugin.corruption.models import Report
from portal_plugin.extension import Portal
from portal_plugin.tenants.session import tenant_session

Tell = Callable[..., None]


@pytest.fixture
def tell(database: Any, tenant_ids: dict[str, UUID]) -> Tell:
    """`tell(date(2025, 10, 1), times=3, category=…, closed_on=…)`: reports received on a day."""
    numbers = count(1)

    def _tell(
        received_on: date,
        *,
        times: int = 1,
        category: Category = Category.OTHER,
        closed_on: date | None = None,
        code: str = "rimnam",
    ) -> None:
        rows = [
            {
                "tenant_id": tenant_ids[code],
                "id": uuid4(),
                "number": f"{next(numbers):06}",
                "received_on": received_on,
                "category": category,
                "state": State.CLOSED if closed_on else State.RECEIVED,
                "closed_on": closed_on,
                "first_closed_on": closed_on,
            }
            for _ in range(times)
        ]
        with tenant_session(database.inspection, tenant_ids[code]) as session:
            session.execute(sa.insert(Report), rows)
            session.commit()

    return _tell


@pytest.fixture
def app(database: Any, tenant_ids: dict[str, UUID], tmp_path: Any) -> Iterator[Flask]:
    """The portal alone, without the channel's own login: `app.config["SITTING"] = actor`."""
    made = Flask("host")
    made.config.update(SECRET_KEY="a key of the tests", TESTING=True, SITTING=None)
    settings = Settings(
        home=tmp_path,
        database_url=database.app.url.render_as_string(hide_password=False),
        province_database_url=database.province.url.render_as_string(hide_password=False),
    )
    Portal(made, settings=settings, actor=_sitting(made))
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def _sitting(app: Flask) -> Callable[[Any], Actor | None]:
    return lambda _tenant: app.config["SITTING"]
