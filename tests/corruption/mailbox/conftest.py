"""An application with the channel, and a report whose receipt is known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask

from portal_plugin.config.settings import Settings
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.extension import Portal


@pytest.fixture
def app(
    database: Any, tenant_ids: dict[str, UUID], channel_key: ChannelKey, tmp_path: Any
) -> Iterator[Flask]:
    made = Flask("host")
    made.config.update(SECRET_KEY="a key of the tests", TESTING=True)
    settings = Settings(
        home=tmp_path,
        database_url=database.app.url.render_as_string(hide_password=False),
        province_database_url=database.province.url.render_as_string(hide_password=False),
        inspection_database_url=database.inspection.url.render_as_string(hide_password=False),
        channel_key=channel_key.secret,
    )
    Portal(made, settings=settings, actor=lambda _tenant: None)
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def taken(open_channel: Any, make_inspector: Any, make_report: Any, make_file: Any) -> Any:
    """A report with a file, sent to one inspector of rimnam."""
    with open_channel() as session:
        make_inspector(session)
        made = make_report(
            session,
            facts="ผู้รับเหมาจ่ายเงินให้กรรมการ (ตัวอย่าง)",
            files=[make_file("ต้นเรื่อง (ตัวอย่าง).pdf")],
        )
        session.commit()
    return made
