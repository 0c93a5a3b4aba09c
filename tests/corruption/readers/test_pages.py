"""The pages of readers and of disposal, as an inspector with an open key meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from lxml import html

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.codes import State
from portal_plugin.corruption.models import Inspector, ReaderKey, Report
from portal_plugin.corruption.views import unlocked
from portal_plugin.extension import Portal

READERS = "/rimnam/inspection/readers"
DISPOSALS = "/rimnam/inspection/disposals"


@dataclass
class Sitting:
    """An inspector at the pages; `say(address, field=...)` sends the form of that page."""

    client: Any

    def read(self, address: str) -> str:
        answer = self.client.get(address)
        assert answer.status_code == 200
        return " ".join(html.document_fromstring(answer.text).text_content().split())

    def say(self, address: str, **fields: Any) -> Any:
        page = html.document_fromstring(self.client.get(address).text)
        token = page.xpath("//input[@name='csrf_token']/@value")[0]
        return self.client.post(address, data={"csrf_token": token, **fields})


@pytest.fixture(scope="module")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    database: Any,
    tenant_ids: dict[str, UUID],
    channel_key: Any,
    tmp_path: Any,
    compiled_templates: BytecodeCache,
) -> Iterator[Flask]:
    made = Flask("host")
    made.jinja_options = {"bytecode_cache": compiled_templates}
    made.config.update(SECRET_KEY="a key of the tests", TESTING=True)
    urls = {
        setting: getattr(database, role).url.render_as_string(hide_password=False)
        for setting, role in (("database_url", "app"), ("inspection_database_url", "inspection"))
    }
    settings = Settings(home=tmp_path, channel_key=channel_key.secret, **urls)
    sitting = Actor("me", "ก (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({Role.INSPECTOR}))
    Portal(made, settings=settings, actor=lambda _tenant: sitting)
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


@pytest.fixture
def sitting(
    app: Flask, open_channel: Any, make_inspector: Any, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Sitting]:
    """The inspector "ก" with his key open."""
    with open_channel() as session:
        _, pair = make_inspector(session, "ก (ตัวอย่าง)", account_id="me")
        session.commit()
    until = clock.now() + timedelta(minutes=20)
    opened = SimpleNamespace(pair=pair, until=until)
    monkeypatch.setattr(unlocked, "opened", lambda *_given: opened)
    with app.test_client() as client:
        yield Sitting(client)


@pytest.fixture
def report(sitting: Sitting, open_channel: Any, make_report: Any) -> Callable[..., Report]:
    """A report as it is committed, with columns changed."""

    def _report(**columns: Any) -> Report:
        with open_channel() as session:
            report_id = make_report(session).report_id
            if columns:
                session.execute(sa.update(Report).where(Report.id == report_id).values(**columns))
            found = session.scalars(sa.select(Report).where(Report.id == report_id)).one()
            session.commit()
            session.refresh(found)
            session.expunge(found)
            return found

    return _report


@pytest.fixture
def colleague(sitting: Sitting, open_channel: Any, make_inspector: Any) -> Callable[..., UUID]:
    def _colleague(name: str = "ข (ตัวอย่าง)", **more: Any) -> UUID:
        with open_channel() as session:
            inspector, _ = make_inspector(session, name, **more)
            session.commit()
            return UUID(str(inspector.id))

    return _colleague


def _count(open_channel: Any, table: Any) -> int:
    with open_channel() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_a_thin_report_is_warned_of_and_sharing_mends_it(
    sitting: Sitting, report: Any, colleague: Any, open_channel: Any
) -> None:
    thin = report()
    to = colleague()
    page = sitting.read(READERS)
    assert thin.number in page and "ไม่ถึงสองคน" in page
    assert sitting.say(READERS, to=to).status_code == 303
    page = sitting.read(READERS)
    assert "ก (ตัวอย่าง), ข (ตัวอย่าง)" in page and "ไม่ถึงสองคน" not in page
    assert _count(open_channel, ReaderKey) == 2


def test_one_report_alone_can_be_shared(
    sitting: Sitting, report: Any, colleague: Any, open_channel: Any
) -> None:
    chosen, _ = report(), report()
    sitting.say(READERS, to=colleague(), report=chosen.id)
    assert _count(open_channel, ReaderKey) == 3


def test_reports_of_others_are_counted_and_not_named(
    sitting: Sitting, report: Any, colleague: Any, open_channel: Any
) -> None:
    colleague()
    theirs, _ = report(), report()
    with open_channel() as session:
        mine = sa.select(Inspector.id).where(Inspector.account_id == "me").scalar_subquery()
        session.execute(
            sa.delete(ReaderKey).where(
                ReaderKey.report_id == theirs.id, ReaderKey.inspector_id == mine
            )
        )
        session.commit()
    page = sitting.read(READERS)
    assert theirs.number not in page and "อีก ๑ เรื่อง" in page


@pytest.mark.parametrize("to", ["", "nobody", str(UUID(int=1))])
def test_sharing_with_nobody_is_refused_beside_the_field(
    sitting: Sitting, report: Any, colleague: Any, to: str
) -> None:
    report(), colleague()
    answer = sitting.say(READERS, to=to)
    assert answer.status_code == 422 and "โปรดเลือกผู้ตรวจสอบคนอื่น" in answer.text


@pytest.mark.parametrize("chosen", ["x", str(UUID(int=1))])
def test_sharing_an_unknown_report_is_not_found(
    sitting: Sitting, report: Any, colleague: Any, chosen: str
) -> None:
    report()
    assert sitting.say(READERS, to=colleague(), report=chosen).status_code == 404


def test_empty_pages_say_what_will_stand_there(sitting: Sitting) -> None:
    assert "ยังไม่มีเรื่องที่ท่านเปิดอ่านได้" in sitting.read(READERS)
    assert "วันนี้ไม่มีเรื่องที่ครบกำหนด" in sitting.read(DISPOSALS)


def _long_ago() -> dict[str, Any]:
    return {"state": State.CLOSED, "closed_on": clock.today() - timedelta(days=2000)}


def test_what_is_due_is_destroyed_when_chosen_and_confirmed(
    sitting: Sitting, report: Any, open_channel: Any
) -> None:
    due, other = report(**_long_ago()), report()
    page = sitting.read(DISPOSALS)
    assert due.number in page and other.number not in page
    for fields in ({"reports": due.id}, {"sure": "1"}):
        assert sitting.say(DISPOSALS, **fields).status_code == 422
    assert _count(open_channel, ReaderKey) == 2
    assert sitting.say(DISPOSALS, reports=due.id, sure="1").status_code == 303
    assert _count(open_channel, ReaderKey) == 1
    assert "ครบระยะเวลาเก็บรักษา" in sitting.read(DISPOSALS)


def test_the_page_destroys_nothing_before_its_time(sitting: Sitting, report: Any) -> None:
    early = report(state=State.CLOSED, closed_on=clock.today())
    answer = sitting.say(DISPOSALS, reports=early.id, sure="1")
    assert answer.status_code == 422 and "ยังไม่ครบระยะเวลาเก็บรักษา" in answer.text


@pytest.mark.parametrize("chosen", ["x", str(UUID(int=1))])
def test_an_unknown_report_is_not_found(sitting: Sitting, report: Any, chosen: str) -> None:
    report(**_long_ago())
    assert sitting.say(DISPOSALS, reports=chosen, sure="1").status_code == 404
