"""Ten thousand complaints of one municipality beside 330 others: every read goes through the
tenant's index, and costs as many statements for many rows as for few.

Plans are judged as PostgreSQL makes them for the given values, and for any (GENERIC_PLAN).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.bench.complaint_filling import BUSY, add_complaints, add_tenants
from portal_plugin.bench.index_conditions import without_tenant_condition
from portal_plugin.complaints import answering, following, handling, queries, tracking_page
from portal_plugin.complaints.codes import Channel, MessageKind, State
from portal_plugin.complaints.complaint_detail import complaint_detail
from portal_plugin.complaints.due import OPEN_DUES, Due
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.given import Given, check
from portal_plugin.complaints.intake import take_in
from portal_plugin.complaints.merging import merge
from portal_plugin.complaints.models import Complaint, ComplaintFile, ComplaintMessage
from portal_plugin.complaints.personal_data import Person, export_person
from portal_plugin.complaints.reminders import close_expired, remind_due, waiting
from portal_plugin.complaints.retention import keep_retention
from portal_plugin.complaints.sending import send_pending
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.mail import Letter
from portal_plugin.statistics.body import statistics_body
from portal_plugin.statistics.causes import recurring
from portal_plugin.statistics.period import Part, Period
from portal_plugin.statistics.province import province_figures
from portal_plugin.statistics.topic_counts import topic_counts
from portal_plugin.tenants.policy import APP_ROLE, PROVINCE_ROLE
from portal_plugin.tenants.resolve import tenant_by_code
from portal_plugin.tenants.session import TenantSession, tenant_session

pytestmark = pytest.mark.timeout(120)

NOW = datetime(2026, 2, 20, 3, tzinfo=UTC)
TODAY = date(2026, 2, 20)
KEY = TrackingKey("x" * 32)
MUNICIPALITIES = 331
SMALL = "sample-77"
NEWEST_YEAR = Period(2569)
GIVEN = Given(
    topic="SERVICE",
    subject="ถนนชำรุด (ตัวอย่าง)",
    detail="หลุมบนถนนหน้าตลาด (ตัวอย่าง)",
    email="someone@example.org",
    consent=True,
    consent_version=4,
)

Work = Callable[[TenantSession], object]
Plan = dict[str, Any]


@dataclass(frozen=True)
class Place:
    """The filled database by role; `codes` opens the tracking page of one complaint of each."""

    app: sa.Engine
    province: sa.Engine
    codes: dict[str, str]

    @contextmanager
    def session(self, code: str) -> Iterator[TenantSession]:
        """A session whose changes nobody keeps."""
        with tenant_session(self.app, tenant_by_code(self.app, code).id) as session:
            yield session
            session.rollback()


@pytest.fixture(scope="module")
def place(server: Any) -> Iterator[Place]:
    name = f"portal_plugin_scale_{uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name} TEMPLATE {server.template}")
    admin = server.admin_url.set(drivername="postgresql", database=name)
    with psycopg.connect(admin.render_as_string(hide_password=False)) as connection:
        made = {"new_id": "gen_random_uuid()"}
        add_tenants(connection, MUNICIPALITIES, **made)
        add_complaints(connection, each=30, busy=10_000, today=TODAY, days=1500, talk=True, **made)
    engines = [server.engine(role, name) for role in (APP_ROLE, PROVINCE_ROLE)]
    codes = {}
    with clock.held_at(NOW):
        for code in (BUSY, SMALL):
            with tenant_session(engines[0], tenant_by_code(engines[0], code).id) as session:
                codes[code] = take_in(session, None, GIVEN, Channel.WEB, KEY).code
                session.commit()
    yield Place(*engines, codes)
    for engine in engines:
        engine.dispose()
    server.run(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    with clock.held_at(NOW):
        yield


@contextmanager
def planned(engine: sa.Engine) -> Iterator[list[tuple[str, Plan]]]:
    """Each statement that reads or changes rows, with the plans that PostgreSQL makes for it."""
    plans: list[tuple[str, Plan]] = []

    def _explain(connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if "set_config" in statement or "advisory" in statement:
            return
        driver = connection.connection.driver_connection
        one = values[0] if isinstance(values, list) else values
        generic = driver.info.server_version >= 160000
        with driver.cursor() as cursor:
            cursor.execute("EXPLAIN (FORMAT JSON) " + statement, one)
            plans.append((statement, cursor.fetchone()[0][0]["Plan"]))
            if generic:
                asked = "EXPLAIN (GENERIC_PLAN, FORMAT JSON) " + _numbered(statement)
                cursor.execute(asked, prepare=False)
                plans.append((statement, cursor.fetchone()[0][0]["Plan"]))

    sa.event.listen(engine, "before_cursor_execute", _explain)
    try:
        yield plans
    finally:
        sa.event.remove(engine, "before_cursor_execute", _explain)


def _numbered(statement: str) -> str:
    """The statement with $1, $2 for its named values, which GENERIC_PLAN leaves open."""
    numbers: dict[str, int] = {}

    def _number(found: re.Match[str]) -> str:
        return f"${numbers.setdefault(found[1], len(numbers) + 1)}"

    return re.sub(r"%\((\w+)\)s", _number, statement).replace("%%", "%")


@contextmanager
def counted(engine: sa.Engine) -> Iterator[list[str]]:
    """The statements sent, without the one that tells the tenant."""
    seen: list[str] = []

    def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if "set_config" not in statement:
            seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", _note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", _note)


def officer() -> Actor:
    return Actor("officer-1", "รับเรื่อง (ตัวอย่าง)", None, frozenset({Role.COMPLAINT_OFFICER}))


def works_officer(session: TenantSession) -> Actor:
    unit = session.scalars(sa.select(Complaint.department_id).order_by(Complaint.number)).first()
    return Actor("officer-2", "กอง (ตัวอย่าง)", None, frozenset({Role.DEPARTMENT_OFFICER}), unit)


def two_open(session: TenantSession) -> list[UUID]:
    """Two complaints without an answer: one long in work, one just received."""
    query = sa.select(Complaint.id).where(Complaint.answered_on.is_(None))
    ids = session.scalars(query.order_by(Complaint.due_on, Complaint.id)).all()
    return [ids[0], ids[-1]]


def lists(session: TenantSession) -> list[Work]:
    works, found = works_officer(session), queries.complaint_list
    head = officer()
    unit = works.department_id
    return [
        *(lambda s, w=who: found(s, w) for who in (head, works)),
        *(lambda s, w=who: found(s, w, open_only=True) for who in (head, works)),
        *(lambda s, d=due: found(s, head, open_only=True, due=d) for due in OPEN_DUES),
        lambda s: found(s, head, page=150),
        lambda s: found(s, head, state=State.IN_PROGRESS, fiscal_year=2569),
        lambda s: found(s, head, topic="SERVICE", page=3),
        lambda s: found(s, head, department_id=unit),
        lambda s: found(s, head, officer_id="officer-1", open_only=True),
        lambda s: found(s, works, due=Due.OVERDUE),
        *(lambda s, w=who: queries.duty(s, w) for who in (head, works)),
        queries.departments,
    ]


def searches(_session: TenantSession) -> list[Work]:
    head, found = officer(), queries.complaint_list
    return [
        lambda s: found(s, head, words="ตัวอย่าง หมู่"),
        lambda s: found(s, head, words="ไม่มีคำนี้", fiscal_year=2568),
        lambda s: found(s, head, words="2569-0000077"),
        lambda s: queries.complaint_numbered(s, head, "2569-0000077"),
        lambda s: export_person(s, head, Person(number="2569-0000001")),
    ]


def details(session: TenantSession) -> list[Work]:
    old, new = two_open(session)
    unit = works_officer(session).department_id
    result = {"result": "ผล (ตัวอย่าง)", "cause": "เหตุ (ตัวอย่าง)", "prevention": "ป้องกัน (ตัวอย่าง)"}
    return [
        lambda s: complaint_detail(s, officer(), old),
        lambda s: handling.read_contact(s, officer(), old),
        lambda s: handling.note(s, officer(), old, "บันทึก (ตัวอย่าง)"),
        lambda s: answering.message(s, officer(), old, "ข้อความ (ตัวอย่าง)"),
        lambda s: handling.assign(s, officer(), new, unit),
        lambda s: merge(s, officer(), new, old),
        lambda s: answering.finish(s, officer(), old, **result),
        lambda s: following.rate(s, new, 5, "ดี (ตัวอย่าง)"),
        lambda s: following.reopen(s, new, "ยังไม่เรียบร้อย (ตัวอย่าง)"),
    ]


def statistics(_session: TenantSession) -> list[Work]:
    return [
        *(lambda s, p=part: statistics_body(s, Period(2569, p)) for part in Part),
        lambda s: recurring(s, officer(), NEWEST_YEAR),
        lambda s: topic_counts(s, 2569),
    ]


def upkeep(_session: TenantSession) -> list[Work]:
    return [waiting, remind_due, close_expired, keep_retention]


def intake(_session: TenantSession) -> list[Work]:
    return [
        lambda s: check(s, GIVEN, Channel.WEB),
        lambda s: take_in(s, None, GIVEN, Channel.WEB, KEY, seed=b"one"),
        lambda s: take_in(s, None, GIVEN, Channel.WEB, KEY, seed=b"one"),
    ]


@pytest.mark.parametrize("space", [BUSY, SMALL])
@pytest.mark.parametrize("kind", [lists, searches, details, statistics, upkeep, intake])
def test_every_statement_begins_at_the_tenant(
    place: Place, kind: Callable[[TenantSession], list[Work]], space: str
) -> None:
    with place.session(space) as session:
        works = kind(session)
        with planned(place.app) as plans:
            for work in works:
                work(session)
    faults = faults_of(plans)
    if space == BUSY:  # Nearly half of all contacts are its own: then reading all is the best plan.
        faults = [each for each in faults if each[0] != "Seq Scan on complaint_contact"]
    assert len(plans) >= len(works)
    assert faults == []


def test_the_tracking_page_is_found_by_one_look_into_a_unique_index(place: Place) -> None:
    for space, code in place.codes.items():
        with place.session(space) as session:
            with planned(place.app) as plans:
                complaint = following.find(session, KEY, code)
            for _, plan in plans:
                assert plan["Node Type"] == "Index Scan"
                assert plan["Index Name"] == "complaint_tenant_id_code_digest_key"
                assert "tenant_id" in plan["Index Cond"] and "code_digest" in plan["Index Cond"]
            with planned(place.app) as plans:
                tracking_page.follow(session, complaint)
                following.write(session, complaint.id, "ข้อความ (ตัวอย่าง)")
                with pytest.raises(UnknownComplaint):
                    following.file_of(session, complaint.id, uuid4())
            assert len(plans) >= 10 and faults_of(plans) == []


def test_an_unknown_code_costs_what_a_known_one_costs(place: Place) -> None:
    with place.session(BUSY) as session:
        with counted(place.app) as known:
            following.find(session, KEY, place.codes[BUSY])
        with counted(place.app) as unknown, pytest.raises(UnknownComplaint):
            following.find(session, KEY, place.codes[SMALL])
    assert known == unknown and len(known) == 1


class Postman:
    """Takes every letter and keeps none."""

    sends = True

    def send(self, _letter: Letter) -> None:
        return


def test_letters_are_found_through_what_is_pending(place: Place) -> None:
    tenant = tenant_by_code(place.app, BUSY)
    with planned(place.app) as plans:
        sent = send_pending(place.app, Postman(), tenant, "https://portal.example.go.th", limit=2)
    assert sent == 2
    ours = [each for each in plans if "portal_plugin.tenant " not in each[0]]
    assert len(ours) >= 10 and faults_of(ours) == []
    claims = [plan for statement, plan in ours if "SKIP LOCKED" in statement]
    assert claims and all("complaint_notice_pending_idx" in str(plan) for plan in claims)


def test_the_province_reads_counters_alone_in_one_statement(place: Place) -> None:
    for period in (NEWEST_YEAR, Period(2568, Part.FOURTH_QUARTER)):
        with planned(place.province) as plans:
            found = province_figures(place.province, "ตัวอย่างธานี", period)
        assert len(found) == MUNICIPALITIES
        assert len({statement for statement, _ in plans}) == 1
        for _, plan in plans:
            assert relations(plan) == {"complaint_count", "tenant"}


def test_no_read_costs_more_statements_for_more_complaints(place: Place) -> None:
    def asked(space: str, kind: Callable[[TenantSession], list[Work]]) -> list[int]:
        numbers = []
        with place.session(space) as session:
            for work in kind(session):
                with counted(place.app) as seen:
                    work(session)
                numbers.append(len(seen))
        return numbers

    for kind in (statistics, intake):
        assert asked(SMALL, kind) == asked(BUSY, kind)
    with place.session(BUSY) as session:
        for given in ({}, {"open_only": True}, {"words": "ตัวอย่าง"}):
            sizes = {}
            for size in (10, 200):
                with counted(place.app) as seen:
                    page = queries.complaint_list(session, officer(), size=size, **given)
                sizes[size] = len(seen)
                assert len(page.lines) == size
            assert sizes[10] <= sizes[200] <= 3


def test_a_long_conversation_costs_no_more_statements_than_a_short_one(place: Place) -> None:
    def asked(session: TenantSession, complaint_id: UUID) -> tuple[int, int, int]:
        session.expunge_all()
        complaint = session.scalars(sa.select(Complaint).where(Complaint.id == complaint_id)).one()
        with counted(place.app) as followed:
            shown = tracking_page.follow(session, complaint)
        with counted(place.app) as detailed:
            detail = complaint_detail(session, officer(), complaint_id)
            files = [detail.files_of(message.id) for message in detail.messages]
            assert all(file.size for of in files for file in of)
        return len(shown.messages), len(followed), len(detailed)

    with place.session(BUSY) as session:
        chosen, _ = two_open(session)
        short = asked(session, chosen)
        for number in range(200):
            message = uuid4()
            words = {"kind": MessageKind.CITIZEN, "text": f"{number} (ตัวอย่าง)", "at": NOW}
            session.add(ComplaintMessage(id=message, complaint_id=chosen, **words))
            session.flush()
            session.add(a_file(chosen, message))
        session.flush()
        long = asked(session, chosen)
    assert long[0] == short[0] + 200
    assert long[1:] == short[1:]


@pytest.mark.parametrize("step", [remind_due, close_expired, keep_retention])
def test_tending_many_costs_no_statement_for_each(
    place: Place, step: Callable[[TenantSession], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = {}
    for most in (10, 100):
        for module in ("reminders", "retention"):
            monkeypatch.setattr(f"portal_plugin.complaints.{module}.AT_ONCE", most)
        with place.session(BUSY) as session, counted(place.app) as seen:
            outcome = step(session)
            found[most] = (len(seen), outcome)
    assert found[10][1] != found[100][1]
    assert found[100][0] == found[10][0], found


def a_file(complaint_id: UUID, message_id: UUID) -> ComplaintFile:
    return ComplaintFile(
        complaint_id=complaint_id,
        message_id=message_id,
        filename="ภาพ (ตัวอย่าง).png",
        media_type="image/png",
        size=1,
        sha256="0",
        content=b"x",
        from_complainant=True,
        for_complainant=True,
        added_at=NOW,
    )


def faults_of(plans: list[tuple[str, Plan]]) -> list[tuple[str, str]]:
    """Scans that do not begin at the tenant, each with its statement."""
    return [(fault, said) for said, plan in plans for fault in without_tenant_condition(plan)]


def relations(plan: Plan) -> set[str]:
    """The tables that a plan reads."""
    own = {plan["Relation Name"]} if "Relation Name" in plan else set()
    return own.union(*(relations(each) for each in plan.get("Plans", ())))
