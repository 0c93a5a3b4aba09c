"""The pages on a test's own database: a small plan, its people, and a browser without JavaScript."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from lxml import html
from werkzeug.test import TestResponse

from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.extension import Portal
from portal_plugin.measures.budgets import BudgetInput, set_budget
from portal_plugin.measures.codes import BudgetMode, Instrument, MeasureKind
from portal_plugin.measures.measure_editing import MeasureText, add_measure, set_steps
from portal_plugin.measures.models import Step
from portal_plugin.measures.plans import PlanText, add_mission, create_plan
from portal_plugin.measures.rounds import open_round
from portal_plugin.tenants.models import Tenant, TenantType
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
        return html.document_fromstring(self.source)

    @property
    def text(self) -> str:
        """What stands in the page's main part, white space folded."""
        return " ".join(self.tree.get_element_by_id("content").text_content().split())

    @property
    def location(self) -> str:
        return self.response.headers["Location"]

    def form(self, action_part: str) -> dict[str, str]:
        """The fields of the form that posts to an address with `action_part` in it."""
        for form in self.tree.forms:
            if form.method == "POST" and action_part in (form.action or ""):
                return {name: value or "" for name, value in form.form_values()}
        raise AssertionError(f"no form posts to {action_part}")


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
        """Send fields as they are, without a form's token."""
        self.app.config["SITTING"] = self.actor
        where = path if path.startswith(f"/{self.space}/") else f"/{self.space}{path}"
        return Page(self.client.post(where, data=fields))

    def send(self, form_at: str, action_part: str, to: str = "", **fields: Any) -> Page:
        """Open a page, fill its form and send it."""
        page = self.get(form_at)
        form = next(
            form
            for form in page.tree.forms
            if form.method == "POST" and action_part in (form.action or "")
        )
        return self.post(to or form.action, **{**dict(form.form_values()), **fields})


@pytest.fixture(scope="session")
def compiled_templates(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Templates are compiled once for all tests' applications."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture
def app(
    database: Any, tenant_ids: dict[str, UUID], tmp_path: Any, compiled_templates: BytecodeCache
) -> Iterator[Flask]:
    made = Flask("host")
    made.jinja_options = {"bytecode_cache": compiled_templates}
    made.config.update(SECRET_KEY="a key of the tests", TESTING=True, SITTING=None)
    settings = Settings(
        home=tmp_path,
        database_url=database.app.url.render_as_string(hide_password=False),
        province_database_url=database.province.url.render_as_string(hide_password=False),
    )
    Portal(made, settings=settings, actor=lambda _tenant: made.config["SITTING"])
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


Visit = Callable[..., Visitor]


@pytest.fixture
def visit(app: Flask, tenant_ids: dict[str, UUID], departments: dict[str, UUID]) -> Visit:
    """`visit(Role.PLAN_OFFICER)`: a visitor with that role; `visit(None)`: anybody."""

    def _visit(role: Role | None, space: str = "rimnam", department: str | None = None) -> Visitor:
        if role is None:
            return Visitor(app, None, space)
        department_id = departments[f"{space}/{department}"] if department else None
        name = f"{role.value} (ตัวอย่าง)"
        actor = Actor(role.value, name, tenant_ids[space], frozenset({role}), department_id)
        return Visitor(app, actor, space)

    return _visit


@dataclass(frozen=True)
class SmallPlan:
    """Ids of a plan 2566-2570: `works` for one division with a budget, `stepped` with two steps,
    both of กองช่าง; `everyone` for all departments. The half-year round of 2566 is open.
    """

    plan: UUID
    works: UUID
    stepped: UUID
    everyone: UUID
    steps: tuple[UUID, ...]
    round: UUID


@pytest.fixture
def make_plan(open_session: OpenSession, departments: dict[str, UUID]) -> Callable[..., SmallPlan]:
    """Write the small plan into a municipality: `make_plan("saithong")`."""

    def _make(space: str = "rimnam", title: str = "มาตรการตัวอย่าง") -> SmallPlan:
        with open_session(space) as session:
            officer = Actor("o", "สมใจ (ตัวอย่าง)", session.tenant_id, frozenset({Role.PLAN_OFFICER}))
            made = _write(session, officer, departments[f"{space}/works"], title)
            session.commit()
        return made

    return _make


@pytest.fixture
def small_plan(make_plan: Callable[..., SmallPlan]) -> SmallPlan:
    return make_plan()


def _write(session: TenantSession, officer: Actor, works: UUID, title: str) -> SmallPlan:
    plan = create_plan(
        session, officer, Instrument.PLAN_5Y, (YEAR, 2570), PlanText(title="แผนตัวอย่าง")
    )
    mission = add_mission(session, officer, plan.id, 1, number="1.1", title="ภารกิจตัวอย่าง")

    def add(number: int, mode: BudgetMode, **more: Any) -> UUID:
        text = MeasureText(
            f"{title} {number}",
            kind=MeasureKind.ACTIVITY,
            mission_id=mission.id,
            target_group_codes=[5],
            objectives=["วัตถุประสงค์ตัวอย่าง"],
            budget_mode=mode,
            all_departments=bool(more),
        )
        return add_measure(session, officer, plan.id, text, () if more else (works,)).id

    first, stepped = add(1, BudgetMode.AMOUNT), add(2, BudgetMode.NONE)
    everyone = add(3, BudgetMode.NONE, everyone=True)
    set_steps(session, officer, stepped, [("1", "ขั้นตอนที่หนึ่ง"), ("2", "ขั้นตอนที่สอง")])
    set_budget(session, officer, first, YEAR, BudgetInput(50_000, 40_000, True, 10_000))
    steps = tuple(
        session.scalars(sa.select(Step.id).where(Step.measure_id == stepped).order_by(Step.path))
    )
    period = open_round(session, officer, YEAR, "6M")
    return SmallPlan(plan.id, first, stepped, everyone, steps, period.id)


@pytest.fixture
def province_space(database: Any, tenant_ids: dict[str, UUID]) -> UUID:
    """The province's own space, code `province`."""
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
    tenant_ids["province"] = office
    return office


@pytest.fixture
def report_all(visit: Visit, small_plan: SmallPlan) -> Callable[[], None]:
    """The plan officer reports every measure of the small plan as done."""

    def _report() -> None:
        officer = visit(Role.PLAN_OFFICER)
        for measure_id in (small_plan.works, small_plan.stepped, small_plan.everyone):
            page = officer.send(
                f"/work/measures/{measure_id}/progress/{YEAR}/6M",
                "/progress/",
                status="DONE",
                results="จัดอบรมแล้ว (ตัวอย่าง)",
            )
            assert page.status == 303, page.text

    return _report


@pytest.fixture
def published(visit: Visit, report_all: Callable[[], None]) -> Callable[[], str]:
    """Report, compile, approve, publish; gives the report's staff address."""

    def _publish() -> str:
        report_all()
        officer, executive = visit(Role.PLAN_OFFICER), visit(Role.EXECUTIVE)
        page = officer.send(f"/work/rounds/{YEAR}/6M", "/work/reports")
        assert page.status == 303
        assert executive.send(page.location, "/approve").status == 303
        assert officer.send(page.location, "/publish").status == 303
        return page.location

    return _publish
