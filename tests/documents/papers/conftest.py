"""A paper without data of its own, and the people of a small municipality who sign it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from portal_plugin.actor import Actor, Person, Role
from portal_plugin.documents import catalogue
from portal_plugin.documents.codes import Station
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.model import Document, Paragraph, Section
from portal_plugin.documents.models import PaperVersion
from portal_plugin.documents.papers.chain import Named
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse
from portal_plugin.documents.papers.drafting import begin_paper
from portal_plugin.documents.product import (
    TEXT_FORMATS,
    Asked,
    Body,
    Layout,
    Product,
    TextField,
)
from portal_plugin.tenants.session import TenantSession

OpenSession = Callable[..., AbstractContextManager[TenantSession]]
YEAR = 2566
ASKED = Asked(YEAR)


def _gather(session: TenantSession, asked: Asked) -> Body:
    body = opening(session, "sample", "หนังสือตัวอย่าง", asked)
    return body | {"texts": {"words": asked.texts.get("words") or "ข้อความมาตรฐาน"}}


def _compose(body: Body) -> Document:
    blocks = (Paragraph(body["texts"]["words"]),)
    return Document(body["title"], body["municipality"]["name"], (Section(blocks),))


def sample(*, internal: bool = False, layouts: tuple[Layout, ...] = ()) -> Product:
    """A paper of one text that reads nothing but the letterhead."""
    return Product(
        code="sample",
        numbers=(99,),
        title="หนังสือตัวอย่าง",
        formats=TEXT_FORMATS,
        gather=_gather,
        compose=_compose,
        texts=(TextField("words", "ถ้อยคำ"),),
        internal=internal,
        layouts=layouts,
    )


@pytest.fixture(autouse=True)
def offer(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """The sample stands in the catalogue; `offer(internal=True)` puts another kind there."""

    def _offer(**kind: Any) -> None:
        monkeypatch.setitem(catalogue.PRODUCTS, "sample", sample(**kind))  # type: ignore[arg-type]

    _offer()
    return _offer


@dataclass(frozen=True)
class Office:
    """The people of "rimnam": by short name, as they are signed in and as the host knows them."""

    actors: dict[str, Actor]

    def __getitem__(self, name: str) -> Actor:
        return self.actors[name]

    @property
    def people(self) -> list[Person]:
        return [
            Person(who.id, who.name, who.department_id, who.roles) for who in self.actors.values()
        ]


@pytest.fixture
def office(tenant_ids: dict[str, UUID]) -> Office:
    return make_office(tenant_ids["rimnam"])


def make_office(tenant_id: UUID) -> Office:
    """Four people of a municipality."""
    roles = {
        "author": Role.PLAN_OFFICER,
        "section": Role.DEPARTMENT_OFFICER,
        "clerk": Role.AUDITOR,
        "head": Role.EXECUTIVE,
    }
    return Office(
        {
            name: Actor(f"id-{name}", f"{name} (ตัวอย่าง)", tenant_id, frozenset({role}))
            for name, role in roles.items()
        }
    )


Through = Callable[..., list[Named]]


@pytest.fixture
def through(office: Office) -> Through:
    """A chain by station and short name: `through(AUTHOR="author", HEAD="head")`."""

    def _through(**stations: str) -> list[Named]:
        return [
            Named(Station(station), office[name].id, "ตำแหน่ง (ตัวอย่าง)")
            for station, name in stations.items()
        ]

    return _through


@pytest.fixture
def full_chain(through: Through) -> list[Named]:
    """Author, section head, clerk, head; nobody is director."""
    return through(AUTHOR="author", SECTION_HEAD="section", CLERK="clerk", HEAD="head")


@pytest.fixture
def session(open_session: OpenSession) -> Iterator[TenantSession]:
    """One session in the space of "rimnam"."""
    with open_session() as opened:
        yield opened


@pytest.fixture
def paper_id(session: TenantSession, office: Office) -> UUID:
    """A paper just begun."""
    return begin_paper(session, office["author"], "sample", ASKED).id


@pytest.fixture
def given(
    session: TenantSession, office: Office, paper_id: UUID, full_chain: list[Named]
) -> PaperVersion:
    """Its first version, on its way; the section head is next."""
    return circulate(session, office["author"], paper_id, full_chain, office.people)


@pytest.fixture
def signed_by_all(session: TenantSession, office: Office, given: PaperVersion) -> PaperVersion:
    """The first version, signed to the end."""
    for position, name in enumerate(("section", "clerk", "head"), start=2):
        endorse(session, office[name], given.id, position)
    return given
