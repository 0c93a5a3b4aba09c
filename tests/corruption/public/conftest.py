"""The informant's pages of an invented municipality, in a browser without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from portal_plugin.actor import Actor
from portal_plugin.config.settings import Settings
from portal_plugin.extension import Portal

FACTS = "หัวหน้างานเรียกเงินจากผู้รับเหมาหลังเปิดซองเมื่อวันศุกร์ (ตัวอย่าง)"


@dataclass
class Page:
    """One answer, read as a person or a parser reads it."""

    response: TestResponse

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def source(self) -> str:
        return self.response.get_data(as_text=True)

    @property
    def tree(self) -> Any:
        return html.document_fromstring(self.response.get_data())

    @property
    def text(self) -> str:
        """What stands in the page's main part, white space folded."""
        return " ".join(self.tree.get_element_by_id("content").text_content().split())

    @property
    def form(self) -> dict[str, Any]:
        """The fields of the form of a report, as a browser would send them."""
        form = next(each for each in self.tree.forms if "facts" in each.fields)
        fields: dict[str, Any] = {}
        for name, value in form.form_values():
            if name != "files":
                fields.setdefault(name, []).append((value or "").removeprefix("\n"))
        return {name: each if len(each) > 1 else each[0] for name, each in fields.items()}

    @property
    def receipt(self) -> str:
        """The code that the receipt tells."""
        [code] = self.tree.xpath('//form//input[@name="receipt"]/@value')
        return str(code)


@dataclass
class Informant:
    """Somebody with a browser of his own in one municipality's space."""

    app: Flask
    space: str = "rimnam"
    query: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **options: Any) -> Page:
        return Page(self.client.get(f"/{self.space}{path}{self.query}", **options))

    def post(self, path: str, fields: dict[str, Any], **options: Any) -> Page:
        options.setdefault("content_type", "multipart/form-data")
        return Page(self.client.post(f"/{self.space}{path}{self.query}", data=fields, **options))

    def tells(self, **more: Any) -> Page:
        """Fill the form and send it."""
        form = self.get("/corruption/report").form
        told = {"category": "BRIBERY", "facts": FACTS, "posts_unknown": "1"}
        return self.post("/corruption/report", form | told | more)


@pytest.fixture
def make_app(database: Any, tenant_ids: dict[str, UUID], tmp_path: Any) -> Callable[..., Any]:
    """`with make_app(serve="channel") as app:` a bare host; `app.config["SITTING"]` is signed in."""

    @contextmanager
    def _make(**more: Any) -> Iterator[Flask]:
        made = Flask("host")
        made.config.update(SECRET_KEY="a key of the tests", TESTING=True, SITTING=None)
        urls = {
            f"{name}database_url": getattr(database, role).url.render_as_string(hide_password=False)
            for name, role in (
                ("", "app"),
                ("province_", "province"),
                ("inspection_", "inspection"),
            )
        }
        key = "a channel key of the tests, 32 characters or more"
        settings = Settings(**({"home": tmp_path, "channel_key": key} | urls | more))

        def actor(_tenant: object) -> Actor | None:
            made.config["ASKED"] = True
            sitting: Actor | None = made.config["SITTING"]
            return sitting

        Portal(made, settings=settings, actor=actor)
        yield made
        with made.app_context():
            for engine in made.extensions["sqlalchemy"].engines.values():
                engine.dispose()

    return _make


@pytest.fixture
def app(make_app: Callable[..., Any]) -> Iterator[Flask]:
    with make_app() as made:
        yield made


@pytest.fixture
def readers(open_channel: Any, make_inspector: Any, make_post: Any) -> dict[str, UUID]:
    """Posts of rimnam by title; the first two are each held by an inspector."""
    with open_channel("rimnam") as session:
        posts = [
            make_post(session, title, position=n)
            for n, title in enumerate(("ปลัดเทศบาล", "ผู้อำนวยการกองช่าง", "นายกเทศมนตรี"), 1)
        ]
        make_inspector(session, "สมหญิง ผู้ตรวจ (ตัวอย่าง)", posts=[posts[0].id])
        make_inspector(session, "สมศักดิ์ ผู้ตรวจ (ตัวอย่าง)", posts=[posts[1].id])
        ids = {post.title: post.id for post in posts}
        session.commit()
    return ids


@pytest.fixture
def informant(app: Flask, readers: dict[str, UUID]) -> Informant:
    return Informant(app)


@pytest.fixture
def kept(open_channel: Any) -> Callable[..., list[Any]]:
    """`kept(Report)`: rows of rimnam's channel."""

    def _kept(what: Any) -> list[Any]:
        with open_channel("rimnam") as session:
            rows = list(session.scalars(sa.select(what)))
            session.expunge_all()
            return rows

    return _kept
