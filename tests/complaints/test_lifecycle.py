"""Every history of a few complaints: officers, complainants and the calendar act at random.

A model in plain Python, which shares no code with the product but its codes, foretells each answer
and every figure. PORTAL_PLUGIN_TEST_LIFECYCLE="500x60" runs 500 histories of 60 steps.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from portal_plugin.actor import Actor, Role
from portal_plugin.clock import held_at
from portal_plugin.complaints import answering, following, handling, merging, tracking_page
from portal_plugin.complaints.codes import Channel, Ground
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.intake import Given, take_in
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintCount,
    ComplaintDays,
    ComplaintEvent,
    ComplaintMessage,
)
from portal_plugin.complaints.recount import recount
from portal_plugin.complaints.reminders import close_expired, remind_due
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.errors import Conflict, NotAllowed, PortalPluginError, RuleBroken
from portal_plugin.tables import Base
from portal_plugin.tenants.models import Department, DepartmentKind, Tenant
from portal_plugin.tenants.session import TenantSession, tenant_session

KEY = TrackingKey("ตัวอย่าง" * 8)
MOST = 4
FIGURES = ("received", "done", "in_time", "explained", "late")
FIGURES += ("reopened", "merged", "rated", "satisfied")

OPEN = {"RECEIVED", "SCREENING", "FORWARDED", "IN_PROGRESS"}
FOLLOWS = {
    "RECEIVED": {"SCREENING", "FORWARDED", "NOT_ACCEPTED"},
    "SCREENING": {"FORWARDED", "IN_PROGRESS", "DONE", "NOT_ACCEPTED", "CLOSED_NO_RESULT"},
    "FORWARDED": {"IN_PROGRESS", "DONE", "NOT_ACCEPTED", "CLOSED_NO_RESULT"},
    "IN_PROGRESS": {"FORWARDED", "DONE", "CLOSED_NO_RESULT"},
    "DONE": {"CLOSED", "SCREENING"},
    "NOT_ACCEPTED": {"SCREENING"},
    "CLOSED_NO_RESULT": {"SCREENING"},
    "CLOSED": {"SCREENING"},
}
"""What may follow what, written a second time."""

MOVES: dict[str, tuple[set[str], str | None]] = {
    "screen": ({"RECEIVED"}, "SCREENING"),
    "assign": (OPEN, "FORWARDED"),
    "forward_out": (OPEN, "FORWARDED"),
    "start": ({"SCREENING", "FORWARDED"}, "IN_PROGRESS"),
    "explain": (OPEN, None),
    "finish": ({"SCREENING", "FORWARDED", "IN_PROGRESS"}, "DONE"),
    "refuse": ({"RECEIVED", "SCREENING", "FORWARDED"}, "NOT_ACCEPTED"),
    "give_up": ({"SCREENING", "FORWARDED", "IN_PROGRESS"}, "CLOSED_NO_RESULT"),
    "close": ({"DONE"}, "CLOSED"),
}

BEGINNINGS = (
    datetime(2024, 2, 14, 16, 59, tzinfo=UTC),
    datetime(2025, 9, 16, 1, tzinfo=UTC),
    datetime(2025, 12, 20, 17, tzinfo=UTC),
    datetime(2026, 1, 31, 16, 59, 59, tzinfo=UTC),
    datetime(2027, 2, 27, 23, tzinfo=UTC),
)
LEAPS = [timedelta(seconds=1), timedelta(hours=7), timedelta(hours=23, minutes=59)]
LEAPS += [timedelta(days=days) for days in (1, 4, 10, 14, 15, 16, 29, 30, 31)]

which = st.integers(0, MOST - 1)
actors = st.sampled_from(["head"] * 6 + ["works", "works", "money"])


@dataclass
class Foretold:
    """What the model knows of a complaint."""

    id: UUID
    code: str
    channel: str
    topic: str
    received_on: date
    clock_from: date
    state: str = "RECEIVED"
    department: str | None = None
    answered_on: date | None = None
    explained_on: date | None = None
    promised_on: date | None = None
    main: Foretold | None = None
    reopenings: int = 0
    score: int | None = None
    said: Counter[str] = field(default_factory=Counter)

    @property
    def due_on(self) -> date:
        return self.clock_from + timedelta(days=15)

    def move(self, act: str, today: date) -> None:
        self.state = MOVES[act][1] or self.state
        if self.state in OPEN:
            self.answered_on = None
        elif self.answered_on is None:
            self.answered_on = today

    def key(self, departments: dict[str, UUID]) -> tuple[Any, ...]:
        month = date(self.received_on.year, self.received_on.month, 1)
        return month, self.topic, self.channel, departments.get(self.department or "")

    def figures(self) -> dict[str, int]:
        answered, due = self.answered_on, self.due_on
        punctual = answered is not None and answered <= due
        excused = not punctual and self.explained_on is not None and self.explained_on <= due
        return {
            "received": 1,
            "done": 1 if answered else 0,
            "in_time": 1 if punctual else 0,
            "explained": 1 if excused else 0,
            "late": 1 if answered and not punctual and not excused else 0,
            "reopened": self.reopenings,
            "merged": 1 if self.main else 0,
            "rated": 1 if self.score else 0,
            "satisfied": 1 if self.score and self.score > 3 else 0,
        }


class Lifecycle(RuleBasedStateMachine):
    """One municipality; each step is a transaction of its own."""

    def __init__(self, app: sa.Engine, owner: sa.Engine) -> None:
        super().__init__()
        self.app = app
        self.tenant_id = _new_tenant(owner)
        self.departments = {}
        with self._session() as session:
            for name in ("works", "money"):
                row = Department(id=uuid4(), name=name, kind=DepartmentKind.DIVISION, aliases=[])
                session.add(row)
                self.departments[name] = row.id
            session.commit()
        self.actors = {
            "head": self._actor(Role.COMPLAINT_OFFICER, None),
            "works": self._actor(Role.DEPARTMENT_OFFICER, "works"),
            "money": self._actor(Role.DEPARTMENT_OFFICER, "money"),
        }
        self.rows: list[Foretold] = []
        self.now = BEGINNINGS[0]

    def _actor(self, role: Role, department: str | None) -> Actor:
        return Actor(
            id=f"officer-{department}",
            name="เจ้าหน้าที่ (ตัวอย่าง)",
            tenant_id=self.tenant_id,
            roles=frozenset({role}),
            department_id=self.departments.get(department or ""),
        )

    @property
    def today(self) -> date:
        return (self.now + timedelta(hours=7)).date()

    @contextmanager
    def _session(self) -> Iterator[TenantSession]:
        with tenant_session(self.app, self.tenant_id) as session:
            yield session

    def _try(
        self, expected: type[PortalPluginError] | None, call: Callable[[TenantSession], Any]
    ) -> Any:
        """Do it and commit; or see it refused as foretold, and nothing written."""
        with held_at(self.now), self._session() as session:
            try:
                outcome = call(session)
            except PortalPluginError as refusal:
                assert expected is not None, f"refused: {refusal}"
                assert type(refusal) is expected
                return None
            assert expected is None, f"not refused, foretold was {expected.__name__}"
            session.commit()
            return outcome

    def _row(self, number: int) -> Foretold:
        return self.rows[number % len(self.rows)]

    def _wall(self, actor: str, row: Foretold, *, handling: bool) -> type[PortalPluginError] | None:
        if actor == "head":
            return None
        if row.department != actor:
            return UnknownComplaint
        return NotAllowed if handling else None

    def _followers(self, row: Foretold) -> list[Foretold]:
        return [row, *(each for each in self.rows if each.main is row)]

    def _act(
        self,
        act: str,
        actor: str,
        row: Foretold,
        call: Callable[[TenantSession], Any],
        *,
        handling: bool = True,
        broken: bool = False,
    ) -> list[Foretold]:
        """Try an officer's act and foretell it for the complaint and its duplicates."""
        expected = self._wall(actor, row, handling=handling)
        if expected is None and (row.main is not None or row.state not in MOVES[act][0]):
            expected = Conflict
        if expected is None and broken:
            expected = RuleBroken
        self._try(expected, call)
        if expected is not None:
            return []
        moved = [each for each in self._followers(row) if each.state in MOVES[act][0]]
        for each in moved:
            each.move(act, self.today)
        return moved

    @initialize(beginning=st.sampled_from(BEGINNINGS))
    def begin(self, beginning: datetime) -> None:
        self.now = beginning
        self.complain("SERVICE", Channel.WEB)
        self.complain("PERFORMANCE", Channel.PHONE)

    @rule(leap=st.sampled_from(LEAPS))
    def wait(self, leap: timedelta) -> None:
        self.now += leap

    @rule(
        topic=st.sampled_from(["SERVICE", "PERFORMANCE"]),
        channel=st.sampled_from([Channel.WEB, Channel.PHONE]),
    )
    def complain(self, topic: str, channel: Channel) -> None:
        if len(self.rows) == MOST:
            return
        by_officer = None if channel is Channel.WEB else self.actors["head"]
        given = Given(
            topic=topic, subject="ถนนชำรุด (ตัวอย่าง)", detail="หลุมบนถนนหน้าตลาด (ตัวอย่าง)", consent=True
        )
        taken = self._try(None, lambda session: take_in(session, by_officer, given, channel, KEY))
        self.rows.append(
            Foretold(
                id=taken.complaint_id,
                code=taken.code,
                channel=channel.value,
                topic=topic,
                received_on=self.today,
                clock_from=self.today,
            )
        )

    @rule(number=which, actor=actors, act=st.sampled_from(["screen", "start", "start", "close"]))
    def step(self, number: int, actor: str, act: str) -> None:
        row, who = self._row(number), self.actors[actor]
        call = answering.close if act == "close" else getattr(handling, act)
        self._act(
            act, actor, row, lambda session: call(session, who, row.id), handling=act != "start"
        )

    @rule(number=which, actor=actors, department=st.sampled_from(["works", "money", "nobody"]))
    def assign(self, number: int, actor: str, department: str) -> None:
        row, who = self._row(number), self.actors[actor]
        to = self.departments.get(department, uuid4())
        moved = self._act(
            "assign",
            actor,
            row,
            lambda session: handling.assign(session, who, row.id, to),
            broken=department == "nobody",
        )
        for each in moved:
            each.department = department

    @rule(number=which, actor=actors, message=st.sampled_from(["", "ส่งต่อให้แล้ว (ตัวอย่าง)"]))
    def forward_out(self, number: int, actor: str, message: str) -> None:
        row, who = self._row(number), self.actors[actor]
        moved = self._act(
            "forward_out",
            actor,
            row,
            lambda session: handling.forward_out(session, who, row.id, "อำเภอ (ตัวอย่าง)", message),
            broken=not message,
        )
        for each in moved:
            each.said["OFFICER"] += 1

    @rule(number=which, actor=actors, topic=st.sampled_from(["SERVICE", "PERFORMANCE", "NONE"]))
    def retopic(self, number: int, actor: str, topic: str) -> None:
        row, who = self._row(number), self.actors[actor]
        expected = self._wall(actor, row, handling=True)
        if expected is None and topic != row.topic:
            if topic == "NONE":
                expected = RuleBroken
            elif row.state not in OPEN:
                expected = Conflict
        self._try(expected, lambda session: handling.retopic(session, who, row.id, topic))
        if expected is None:
            row.topic = topic

    @rule(
        number=which,
        actor=actors,
        kind=st.sampled_from(["OFFICER", "NOTE", "CITIZEN"]),
        text=st.sampled_from([" ", "ข้อความ (ตัวอย่าง)"]),
    )
    def talk(self, number: int, actor: str, kind: str, text: str) -> None:
        row, who = self._row(number), self.actors[actor]
        expected = None if kind == "CITIZEN" else self._wall(actor, row, handling=False)
        if expected is None and not text.strip():
            expected = RuleBroken
        calls: dict[str, Callable[[TenantSession], None]] = {
            "OFFICER": lambda session: answering.message(session, who, row.id, text),
            "NOTE": lambda session: handling.note(session, who, row.id, text),
            "CITIZEN": lambda session: following.write(session, row.id, text),
        }
        self._try(expected, calls[kind])
        row.said[kind] += expected is None

    @rule(number=which, actor=actors, days=st.sampled_from([0, 1, 30, 30, 90, 91]))
    def explain(self, number: int, actor: str, days: int) -> None:
        row, who = self._row(number), self.actors[actor]
        promised = self.today + timedelta(days=days)
        reason = "รอวัสดุจากผู้ขาย (ตัวอย่าง)"
        moved = self._act(
            "explain",
            actor,
            row,
            lambda session: answering.explain(session, who, row.id, reason, promised),
            handling=False,
            broken=not 1 <= days <= 90,
        )
        for each in moved:
            each.explained_on = each.explained_on or self.today
            each.promised_on = promised
            each.said["EXPLANATION"] += 1

    @rule(number=which, actor=actors, cause=st.sampled_from(["", "ท่ออุดตัน", "ท่ออุดตัน"]))
    def finish(self, number: int, actor: str, cause: str) -> None:
        row, who = self._row(number), self.actors[actor]
        moved = self._act(
            "finish",
            actor,
            row,
            lambda session: answering.finish(
                session, who, row.id, result="ซ่อมแล้ว", cause=cause, prevention="ตรวจทุกเดือน"
            ),
            handling=False,
            broken=not cause,
        )
        for each in moved:
            each.said["RESULT"] += 1

    @rule(number=which, actor=actors, act=st.sampled_from(["refuse", "give_up"]))
    def end(self, number: int, actor: str, act: str) -> None:
        row, who = self._row(number), self.actors[actor]
        reason = "อยู่ในเขตของหน่วยงานอื่น (ตัวอย่าง)"
        moved = self._act(
            act,
            actor,
            row,
            lambda session: getattr(answering, act)(session, who, row.id, Ground.OTHER, reason),
        )
        for each in moved:
            each.said["REFUSAL"] += 1

    @rule(number=which, into=which)
    def merge(self, number: int, into: int) -> None:
        row, main = self._row(number), self._row(into)
        expected: type[PortalPluginError] | None = None
        ahead = row.state == "IN_PROGRESS" and main.state != "IN_PROGRESS"
        if row.main or main.main:
            expected = Conflict
        elif row is main:
            expected = RuleBroken
        elif row.state not in OPEN or main.state not in OPEN or ahead:
            expected = Conflict
        who = self.actors["head"]
        self._try(expected, lambda session: merging.merge(session, who, row.id, main.id))
        if expected is None:
            if row.state == "RECEIVED":
                row.state = "SCREENING"
            for each in self._followers(row):
                each.main = main

    @rule(number=which)
    def reopen(self, number: int) -> None:
        row = self._row(number)
        late = row.answered_on is None or (self.today - row.answered_on).days > 30
        expected = Conflict if late else None
        self._try(
            expected, lambda session: following.reopen(session, row.id, "ยังไม่เรียบร้อย (ตัวอย่าง)")
        )
        if expected is None:
            row.state, row.clock_from = "SCREENING", self.today
            row.answered_on = row.explained_on = row.promised_on = row.score = row.main = None
            row.reopenings += 1
            row.said["CITIZEN"] += 1

    @rule(number=which, score=st.integers(1, 5))
    def rate(self, number: int, score: int) -> None:
        row = self._row(number)
        expected = Conflict if row.state in OPEN else None
        self._try(expected, lambda session: following.rate(session, row.id, score, ""))
        if expected is None:
            row.score = score

    @rule(number=which, first=st.sampled_from(LEAPS), second=st.sampled_from(LEAPS))
    def two_rounds(self, number: int, first: timedelta, second: timedelta) -> None:
        """A straight way to where chance alone seldom comes: answered, reopened, explained twice,
        answered again."""
        for leap in (first, second):
            self.reopen(number)
            self.step(number, "head", "screen")
            self.explain(number, "head", 30)
            self.wait(leap)
            self.explain(number, "head", 90)
            self.finish(number, "head", "ท่ออุดตัน")
            self.wait(second)

    @rule(number=which, into=which, begun=st.booleans(), answered=st.booleans())
    def twins(self, number: int, into: int, begun: bool, answered: bool) -> None:
        """Two merged as they stand, one of them perhaps ahead of the other."""
        self.step(number, "head", "screen")
        if begun:
            self.step(number, "head", "start")
        if answered:
            self.finish(into, "head", "ท่ออุดตัน")
        self.merge(number, into)

    @rule()
    def tend(self) -> None:
        """What the worker does by schedule: it closes what had its result for over 30 days."""
        ripe = [
            each
            for each in self.rows
            if each.state == "DONE" and each.answered_on < self.today - timedelta(days=30)
        ]
        closed = self._try(None, close_expired)
        self._try(None, remind_due)
        assert closed == len(ripe)
        for each in ripe:
            each.state = "CLOSED"

    @invariant()
    def everything_is_as_foretold(self) -> None:
        with self._session() as session:
            self._check_rows(session)
            self._check_figures(session)
            assert recount(session) == []

    def _check_rows(self, session: TenantSession) -> None:
        kept = {row.id: row for row in session.scalars(sa.select(Complaint))}
        said = _said(session)
        assert len(kept) == len(self.rows)
        for each in self.rows:
            row = kept[each.id]
            for name in ("topic", "due_on", "clock_from", "answered_on", "explained_on"):
                assert getattr(row, name) == getattr(each, name), name
            assert row.state.value == each.state
            assert row.promised_on == each.promised_on
            assert row.merged_into_id == (each.main.id if each.main else None)
            assert row.department_id == self.departments.get(each.department or "")
            assert said[each.id] == +each.said
            if each.main is not None and each.main.state not in OPEN:
                assert each.state not in OPEN
                assert said[each.id]["RESULT"] + said[each.id]["REFUSAL"] > 0

    def _check_figures(self, session: TenantSession) -> None:
        """Counters are a naive count."""
        figures: dict[tuple[Any, ...], Counter[str]] = {}
        days: Counter[tuple[Any, ...]] = Counter()
        for each in self.rows:
            key = each.key(self.departments)
            figures.setdefault(key, Counter()).update(each.figures())
            if each.answered_on is not None:
                days[*key, (each.answered_on - each.clock_from).days] += 1
        for row in session.scalars(sa.select(ComplaintCount)):
            wanted = figures.pop(_key(row), Counter())
            assert {name: getattr(row, name) for name in FIGURES} == {
                name: wanted[name] for name in FIGURES
            }
        assert not figures
        found = {
            (*_key(row), row.days): row.answered
            for row in session.scalars(sa.select(ComplaintDays))
            if row.answered
        }
        assert found == days

    def teardown(self) -> None:
        with held_at(self.now), self._session() as session:
            for each in self.rows:
                _check_history(session, each.id)
                page = tracking_page.follow(session, following.find(session, KEY, each.code))
                seen = Counter(message.kind.value for message in page.messages)
                assert seen == Counter({k: n for k, n in each.said.items() if n and k != "NOTE"})


def _said(session: TenantSession) -> dict[UUID, Counter[str]]:
    said: dict[UUID, Counter[str]] = {}
    kinds = sa.select(ComplaintMessage.complaint_id, ComplaintMessage.kind)
    ids = sa.select(Complaint.id)
    for complaint_id in session.scalars(ids):
        said[complaint_id] = Counter()
    for complaint_id, kind in session.execute(kinds):
        said[complaint_id][kind.value] += 1
    return said


def _key(row: ComplaintCount | ComplaintDays) -> tuple[Any, ...]:
    return row.month, row.topic, row.channel.value, row.department_id


def _check_history(session: TenantSession, complaint_id: UUID) -> None:
    history = session.scalars(
        sa.select(ComplaintEvent.state)
        .where(ComplaintEvent.complaint_id == complaint_id)
        .order_by(ComplaintEvent.at, ComplaintEvent.id)
    ).all()
    assert history[0].value == "RECEIVED"
    for before, after in pairwise(history):
        assert after is before or after.value in FOLLOWS[before.value]


def _new_tenant(owner: sa.Engine) -> UUID:
    tenant_id = uuid4()
    with owner.begin() as connection:
        connection.execute(
            sa.insert(Base.metadata.tables[Tenant.__table__.key]),
            {
                "id": tenant_id,
                "code": f"t{tenant_id.hex[:12]}",
                "type": "SAO",
                "name": "ตัวอย่าง",
                "province": "ตัวอย่างธานี",
            },
        )
    return tenant_id


def test_no_history_reaches_a_forbidden_state_or_a_wrong_figure(database: Any) -> None:
    given = os.environ.get("PORTAL_PLUGIN_TEST_LIFECYCLE", "15x25")
    examples, steps = map(int, given.split("x"))
    run_state_machine_as_test(
        lambda: Lifecycle(database.app, database.owner),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            phases=[Phase.generate],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
