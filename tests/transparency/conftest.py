"""The public pages on a test's own database: a visitor, a published report, published papers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import orjson
import pytest
import sqlalchemy as sa
from flask import Flask
from lxml import html
from werkzeug.test import TestResponse

from portal_plugin.actor import Actor, Person, Role
from portal_plugin.config.settings import Settings
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.codes import PaperState, RenderingState
from portal_plugin.documents.gathering.opening import opening
from portal_plugin.documents.models import Paper, PaperVersion, Rendering, Rendition
from portal_plugin.documents.product import Asked
from portal_plugin.extension import Portal
from portal_plugin.measures.budgets import BudgetInput, set_budget
from portal_plugin.measures.codes import (
    BudgetMode,
    EvidenceType,
    Instrument,
    MeasureKind,
    RoundCode,
    Status,
)
from portal_plugin.measures.evidence import EvidenceInput, add_evidence
from portal_plugin.measures.measure_editing import MeasureText, add_measure
from portal_plugin.measures.plans import PlanText, add_mission, create_plan
from portal_plugin.measures.progress import ProgressInput, record_progress
from portal_plugin.measures.rounds import open_round, round_by
from portal_plugin.reports.approve import approve_report, publish_report
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

OpenSession = Callable[..., AbstractContextManager[TenantSession]]
YEAR = 2566


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
        return html.document_fromstring(self.source.encode())

    @property
    def text(self) -> str:
        return " ".join(self.tree.get_element_by_id("content").text_content().split())

    @property
    def links(self) -> list[str]:
        return [str(href) for href in self.tree.xpath("//main//a/@href")]


@dataclass
class Visitor:
    """A person with a browser in one municipality's space."""

    app: Flask
    actor: Actor | None
    space: str = "rimnam"
    client: Any = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **options: Any) -> Page:
        self.app.config["SITTING"] = self.actor
        where = path if path.startswith(f"/{self.space}/") else f"/{self.space}{path}"
        return Page(self.client.get(where, **options))

    def post(self, path: str, **fields: Any) -> Page:
        self.app.config["SITTING"] = self.actor
        return Page(self.client.post(f"/{self.space}{path}", data=fields))


@pytest.fixture
def make_app(database: Any, tenant_ids: dict[str, UUID], tmp_path: Any) -> Callable[..., Any]:
    """`with make_app(public_url=…) as app:` a bare host that serves everything."""

    @contextmanager
    def _make(**more: Any) -> Iterator[Flask]:
        made = Flask("host")
        made.config.update(
            SECRET_KEY="a key of the tests", TESTING=True, SITTING=None, WTF_CSRF_ENABLED=False
        )
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
        planner = Person("planner", "วางแผน (ตัวอย่าง)", None, frozenset({Role.PLAN_OFFICER}))
        Portal(
            made,
            settings=settings,
            actor=lambda _tenant: made.config["SITTING"],
            people=lambda _tenant: [planner],
        )
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
def visit(app: Flask, tenant_ids: dict[str, UUID]) -> Callable[..., Visitor]:
    """`visit()`: anybody; `visit(Role.PLAN_OFFICER)`: a visitor with that role."""

    def _visit(role: Role | None = None, space: str = "rimnam") -> Visitor:
        if role is None:
            return Visitor(app, None, space)
        roles = frozenset({role})
        actor = Actor(role.value, f"{role.value} (ตัวอย่าง)", tenant_ids[space], roles)
        return Visitor(app, actor, space)

    return _visit


@pytest.fixture
def executive(tenant_ids: dict[str, UUID]) -> Actor:
    roles = frozenset({Role.EXECUTIVE})
    return Actor("mayor", "นายก (ตัวอย่าง)", tenant_ids["rimnam"], roles)


@dataclass(frozen=True)
class SmallPlan:
    """A plan of two measures, of which the first uses money; round 6M is open."""

    plan: UUID
    works: UUID
    office: UUID


@pytest.fixture
def small_plan(
    open_session: OpenSession, departments: dict[str, UUID], plan_officer: Actor
) -> SmallPlan:
    with open_session() as session:
        plan = create_plan(
            session, plan_officer, Instrument.PLAN_5Y, (YEAR, 2570), PlanText(title="แผนตัวอย่าง")
        )
        mission = add_mission(session, plan_officer, plan.id, 1, number="1.1", title="ภารกิจ")
        ids = []
        for name, mode in (("works", BudgetMode.AMOUNT), ("office", BudgetMode.NONE)):
            text = MeasureText(
                f"มาตรการ {name} (ตัวอย่าง)",
                kind=MeasureKind.ACTIVITY,
                mission_id=mission.id,
                target_group_codes=[5],
                budget_mode=mode,
            )
            unit = departments[f"rimnam/{name}"]
            ids.append(add_measure(session, plan_officer, plan.id, text, (unit,)).id)
        set_budget(session, plan_officer, ids[0], YEAR, BudgetInput(50_000, 40_000, True, 10_000))
        open_round(session, plan_officer, YEAR, "6M")
        session.commit()
    return SmallPlan(plan.id, *ids)


@pytest.fixture
def report_measure(open_session: OpenSession, plan_officer: Actor) -> Callable[..., None]:
    """`report_measure(measure_id, proof=True)`: reported as done, with or without a proof."""

    def _report(measure_id: UUID, *, proof: bool = False) -> None:
        with open_session() as session:
            period = round_by(session, YEAR, "6M")
            given = ProgressInput(
                measure_id=measure_id,
                round_id=period.id,
                status=Status.DONE,
                results=["ทำแล้ว (ตัวอย่าง)"],
            )
            entry = record_progress(session, plan_officer, given)
            if proof:
                link = EvidenceInput(EvidenceType.URL, "ภาพกิจกรรม", url="https://example.test/1")
                add_evidence(session, plan_officer, entry.entry_id, link)
            session.commit()

    return _report


@pytest.fixture
def publish_round(
    open_session: OpenSession, plan_officer: Actor, executive: Actor
) -> Callable[[], UUID]:
    """Compile, approve and publish the plan's report of the open round."""

    def _publish() -> UUID:
        with open_session() as session:
            report = freeze_report(
                session, plan_officer, YEAR, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y
            )
            approve_report(session, executive, report.id)
            publish_report(session, plan_officer, report.id)
            session.commit()
            return report.id

    return _publish


@pytest.fixture
def publish_paper(open_session: OpenSession) -> Callable[..., UUID]:
    """`publish_paper("targets", 2566)`: a version as it stands once its chain is through.

    `state`, `version`, `correction` and `more` (keys of the body) as given; gives the version's id.
    """

    def _publish(
        product: str = "targets",
        fiscal_year: int = YEAR,
        round_code: RoundCode | None = None,
        *,
        version: int = 1,
        state: PaperState = PaperState.PUBLISHED,
        correction: str = "",
        space: str = "rimnam",
        more: dict[str, Any] | None = None,
    ) -> UUID:
        with open_session(space) as session:
            asked = Asked(fiscal_year, round_code)
            title = PRODUCTS[product].title
            body = opening(session, product, title, asked) | _content(product) | (more or {})
            data = orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
            paper = session.scalars(
                sa.select(Paper).where(Paper.product == product, Paper.fiscal_year == fiscal_year)
            ).one_or_none() or Paper(
                id=new_id(),
                product=product,
                fiscal_year=fiscal_year,
                round=round_code,
                begun_by="สมใจ (ตัวอย่าง)",
            )
            session.add(paper)
            session.flush()
            moment = datetime(2023, 4, version, tzinfo=UTC)
            public = state is PaperState.PUBLISHED
            signed = public or state is PaperState.APPROVED
            row = PaperVersion(
                id=new_id(),
                paper_id=paper.id,
                version=version,
                body=data,
                digest=hashlib.sha256(data).hexdigest(),
                correction=correction,
                state=state,
                frozen_by="สมใจ (ตัวอย่าง)",
                approved_at=moment if signed else None,
                published_at=moment if public else None,
                published_by="สมใจ (ตัวอย่าง)" if public else None,
            )
            session.add(row)
            session.commit()
            return row.id

    return _publish


@pytest.fixture
def make_file(open_session: OpenSession) -> Callable[..., bytes]:
    """`make_file(version_id, "pdf")`: a finished file of a published version, and its bytes."""

    def _make(version_id: UUID, kind: str, product: str = "targets") -> bytes:
        data = f"{kind} of {version_id}".encode()
        with open_session() as session:
            rendering = Rendering(
                id=new_id(),
                version_id=version_id,
                fiscal_year=YEAR,
                products=[product],
                formats=[kind],
                state=RenderingState.DONE,
                total=1,
                done=1,
                asked_by="สมใจ (ตัวอย่าง)",
            )
            session.add(rendering)
            session.flush()
            session.add(
                Rendition(
                    rendering_id=rendering.id,
                    product=product,
                    format=kind,
                    filename=f"rimnam-{product}-{YEAR}.{kind}",
                    data=data,
                    sha256=hashlib.sha256(data).hexdigest(),
                    size=len(data),
                )
            )
            session.commit()
        return data

    return _make


def _content(product: str) -> dict[str, Any]:
    if product == "targets":
        return {
            "plan": {"title": "แผนตัวอย่าง", "year_from": YEAR, "year_to": 2570},
            "targets": [
                {
                    "name": "ร้อยละของผู้พึงพอใจ",
                    "unit": "ร้อยละ",
                    "base_year": None,
                    "values": {"2566": 80},
                }
            ],
        }
    return {}


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
