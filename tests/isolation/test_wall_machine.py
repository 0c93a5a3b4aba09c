"""Three tenants share one pooled connection, and whatever happens on it, none sees another's rows."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from portal_plugin.measures.models import ItaAssessment
from portal_plugin.tenants.base import SCHEMA
from portal_plugin.tenants.errors import ScopeSwitched
from portal_plugin.tenants.models import Department, DepartmentKind, Tenant, TenantType
from portal_plugin.tenants.session import TenantSession, tenant_session

Rows = dict[UUID, str]
tenants = st.integers(0, 2)
names = st.sampled_from(["กองช่าง", "กองคลัง", "สำนักปลัด"])
years = st.integers(2566, 2568)
in_savepoint = st.booleans()
session_is_open = precondition(lambda machine: machine.session is not None)
nobody_works = precondition(lambda machine: machine.session is None)


class Interruption(Exception):
    """What a request dies of in the middle."""


class WallMachine(RuleBasedStateMachine):
    """`kept` is what each tenant committed; `seen` what the open session should see."""

    def __init__(self, app: sa.Engine, owner: sa.Engine) -> None:
        super().__init__()
        self.app = app
        self.tenants = [uuid4() for _ in range(3)]
        self.kept: list[Rows] = [{}, {}, {}]
        self.session: TenantSession | None = None
        self.at = 0
        self.seen: Rows = {}
        self.savepoints: list[tuple[Any, Rows]] = []
        rows = [
            {"id": each, "code": f"t-{each.hex}", "type": TenantType.SAO, "name": "ตัวอย่าง",
             "province": "ตัวอย่างธานี"}
            for each in self.tenants
        ]  # fmt: skip
        with owner.begin() as connection:
            connection.execute(sa.insert(Tenant), rows)

    @property
    def open(self) -> TenantSession:
        assert self.session is not None
        return self.session

    def _try(self, nested: bool, work: Callable[[], object]) -> bool:
        """Do the work, in a savepoint or not; after an error undo what a caller would."""
        try:
            if nested:
                with self.open.begin_nested():
                    work()
                    self.open.flush()
            else:
                work()
                self.open.flush()
        except (sa.exc.DBAPIError, ScopeSwitched):
            if not nested:
                self._roll_back()
            return False
        return True

    def _roll_back(self) -> None:
        self.open.rollback()
        self.seen = dict(self.kept[self.at])
        self.savepoints = []

    @nobody_works
    @rule(tenant=tenants)
    def begin(self, tenant: int) -> None:
        self.session = TenantSession(self.app, self.tenants[tenant])
        self.at = tenant
        self.seen = dict(self.kept[tenant])

    @session_is_open
    @rule(name=names, nested=in_savepoint)
    def add_department(self, name: str, nested: bool) -> None:
        row = Department(id=uuid4(), name=name, kind=DepartmentKind.UNIT, aliases=[])
        fresh = name not in self.seen.values()
        assert self._try(nested, lambda: self.open.add(row)) == fresh
        if fresh:
            self.seen[row.id] = name

    @session_is_open
    @rule(year=years, nested=in_savepoint)
    def add_assessment(self, year: int, nested: bool) -> None:
        row = ItaAssessment(id=uuid4(), fiscal_year=year, recorded_by="(ตัวอย่าง)")
        fresh = str(year) not in self.seen.values()
        assert self._try(nested, lambda: self.open.add(row)) == fresh
        if fresh:
            self.seen[row.id] = str(year)

    @session_is_open
    @rule(tenant=tenants, name=names, nested=in_savepoint)
    def rename_departments_of(self, tenant: int, name: str, nested: bool) -> None:
        ids = list(self.kept[tenant] if tenant != self.at else self.seen)
        reached: list[UUID] = []

        def rename() -> None:
            statement = (
                sa.update(Department)
                .where(Department.id.in_(ids))
                .values(head_name=name)
                .returning(Department.id)
            )
            reached.extend(self.open.scalars(statement).all())

        assert self._try(nested, rename)
        own = {row for row, text in self.seen.items() if not text.isdigit()}
        assert set(reached) == (own if tenant == self.at else set())

    @session_is_open
    @rule(tenant=tenants, nested=in_savepoint)
    def delete_assessments_of(self, tenant: int, nested: bool) -> None:
        ids = list(self.kept[tenant] if tenant != self.at else self.seen)
        statement = sa.delete(ItaAssessment).where(ItaAssessment.id.in_(ids))
        assert self._try(nested, lambda: self.open.execute(statement))
        if tenant == self.at:
            self.seen = {row: text for row, text in self.seen.items() if not text.isdigit()}

    @session_is_open
    @rule()
    def open_savepoint(self) -> None:
        self.savepoints.append((self.open.begin_nested(), dict(self.seen)))

    @session_is_open
    @precondition(lambda machine: machine.savepoints)
    @rule(keep=st.booleans())
    def leave_savepoint(self, keep: bool) -> None:
        savepoint, before = self.savepoints.pop()
        if keep:
            savepoint.commit()
        else:
            savepoint.rollback()
            self.seen = before

    @session_is_open
    @rule(nested=in_savepoint)
    def fail(self, nested: bool) -> None:
        assert not self._try(nested, lambda: self.open.execute(sa.text("select 1 / 0")))

    @session_is_open
    @rule(tenant=tenants, nested=in_savepoint)
    def plant_by_sql(self, tenant: int, nested: bool) -> None:
        fresh = tenant == self.at and "2570" not in self.seen.values()
        row = {"id": uuid4(), "tenant_id": self.tenants[tenant], "fiscal_year": 2570,
               "recorded_by": "(ตัวอย่าง)"}  # fmt: skip
        statement = sa.insert(ItaAssessment.__table__)
        assert self._try(nested, lambda: self.open.execute(statement, [row])) == fresh
        if fresh:
            self.seen[row["id"]] = "2570"

    @session_is_open
    @rule(tenant=tenants)
    def plant_by_object(self, tenant: int) -> None:
        row = Department(tenant_id=self.tenants[tenant], name=uuid4().hex, kind=DepartmentKind.UNIT)
        if tenant == self.at:
            return
        assert not self._try(False, lambda: self.open.add(row))

    @session_is_open
    @rule(
        tenant=tenants,
        statement=st.sampled_from(
            [
                "SET portal_plugin.tenant = '%s'",
                "set local portal_plugin.tenant to '%s'",
                " SET SESSION \"portal_plugin\".tenant = '%s'",
                "select set_config('portal_plugin.tenant', '%s', false)",
                "RESET portal_plugin.tenant -- %s",
            ]
        ),
        raw=st.booleans(),
    )
    def switch(self, tenant: int, statement: str, raw: bool) -> None:
        text = statement % self.tenants[tenant]
        with pytest.raises(ScopeSwitched):
            if raw:
                self.open.connection().exec_driver_sql(text)
            else:
                self.open.execute(sa.text(text))
        with pytest.raises(AttributeError):
            self.open.tenant_id = self.tenants[tenant]  # type: ignore[misc]

    @session_is_open
    @rule()
    def lose_the_connection(self) -> None:
        self.open.connection().invalidate()
        self._roll_back()

    @session_is_open
    @rule(leave=st.booleans())
    def commit(self, leave: bool) -> None:
        self.open.commit()
        self.kept[self.at] = dict(self.seen)
        self.savepoints = []
        if leave:
            self.end()

    @session_is_open
    @rule()
    def roll_back(self) -> None:
        self._roll_back()

    @session_is_open
    @rule()
    def end(self) -> None:
        self.open.close()
        self.session, self.savepoints = None, []

    @nobody_works
    @rule(tenant=tenants, name=names)
    def die_in_the_middle(self, tenant: int, name: str) -> None:
        with (
            contextlib.suppress(Interruption),
            tenant_session(self.app, self.tenants[tenant]) as session,
        ):
            session.add(Department(name=name + "x", kind=DepartmentKind.UNIT))
            session.flush()
            raise Interruption

    @nobody_works
    @rule()
    def write_without_a_tenant(self) -> None:
        insert = sa.insert(Department.__table__).values(id=uuid4(), name="x", kind="UNIT")
        with self.app.connect() as connection, pytest.raises(sa.exc.DBAPIError):
            connection.execute(insert)

    @nobody_works
    @rule(tenant=tenants)
    def set_the_tenant_outside(self, tenant: int) -> None:
        with self.app.connect() as connection, pytest.raises(ScopeSwitched):
            connection.exec_driver_sql(f"SET portal_plugin.tenant = '{self.tenants[tenant]}'")

    @invariant()
    def everybody_sees_exactly_his_own(self) -> None:
        if self.session is not None:
            assert _rows(self.session) == self.seen
            return
        for tenant_id, kept in zip(self.tenants, self.kept, strict=True):
            with tenant_session(self.app, tenant_id) as session:
                assert _rows(session) == kept
        with self.app.connect() as connection:
            for table in ("department", "ita_assessment"):
                assert connection.exec_driver_sql(f"select 1 from {SCHEMA}.{table}").all() == []

    def teardown(self) -> None:
        if self.session is not None:
            self.session.close()


def _rows(session: TenantSession) -> Rows:
    departments = session.execute(sa.select(Department.id, Department.name)).all()
    assessments = session.execute(sa.select(ItaAssessment.id, ItaAssessment.fiscal_year)).all()
    return {row: str(text) for row, text in [*departments, *assessments]}


def test_no_history_on_one_shared_connection_lets_a_tenant_see_another(database: Any) -> None:
    app = database.server.engine(
        "portal_plugin_app", database.name, pool_size=1, max_overflow=0, pool_timeout=5
    )
    try:
        run_state_machine_as_test(
            lambda: WallMachine(app, database.owner),
            settings=settings(
                max_examples=30,
                stateful_step_count=30,
                deadline=None,
                phases=[Phase.generate],  # a history of 30 steps reads well enough unshrunk
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    finally:
        app.dispose()
