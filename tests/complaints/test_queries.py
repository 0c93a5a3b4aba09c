"""Lists and pages of complaints: who sees what, how it is found, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.bench.index_conditions import without_tenant_condition
from portal_plugin.complaints.codes import Channel, MessageKind, State
from portal_plugin.complaints.complaint_detail import complaint_detail
from portal_plugin.complaints.due import Due, standing
from portal_plugin.complaints.errors import UnknownComplaint
from portal_plugin.complaints.models import (
    Complaint,
    ComplaintContact,
    ComplaintFile,
    ComplaintMessage,
)
from portal_plugin.complaints.queries import Duty, complaint_list, complaint_numbered, duty
from portal_plugin.tenants.models import Tenant, TenantType

NOW = datetime(2026, 2, 20, 3, tzinfo=UTC)
TODAY = date(2026, 2, 20)


@pytest.fixture(autouse=True)
def _held() -> Iterator[None]:
    with clock.held_at(NOW):
        yield


@pytest.fixture
def officer(tenant_ids) -> Actor:
    return Actor("c", "รับเรื่อง", tenant_ids["rimnam"], frozenset({Role.COMPLAINT_OFFICER}))


@pytest.fixture
def works(tenant_ids, departments) -> Actor:
    return Actor(
        "w",
        "กองช่าง",
        tenant_ids["rimnam"],
        frozenset({Role.DEPARTMENT_OFFICER}),
        departments["rimnam/works"],
    )


def row(number: int, **changes: Any) -> Complaint:
    received = changes.pop("received_on", TODAY - timedelta(days=1))
    return Complaint(
        **{
            "id": uuid4(),
            "number": f"2569-{number:04}",
            "code_digest": uuid4().bytes,
            "channel": Channel.WEB,
            "received_at": datetime(received.year, received.month, received.day, 3, tzinfo=UTC),
            "received_on": received,
            "topic": "SERVICE",
            "subject": f"เรื่องที่ {number} (ตัวอย่าง)",
            "detail": "รายละเอียด (ตัวอย่าง)",
            "state": State.RECEIVED,
            "clock_from": received,
            "due_on": received + timedelta(days=15),
        }
        | changes
    )


@pytest.fixture
def keep(open_session, departments):
    """Write rows into a municipality: `keep(row(1), row(2, …))` gives their ids."""

    def _keep(*rows: Any, space: str = "rimnam") -> list[UUID]:
        with open_session(space) as session:
            for each in rows:
                session.add(each)
                session.flush()
            ids = [each.id for each in rows]
            session.commit()
        return ids

    return _keep


@contextmanager
def counted(session) -> Iterator[list[str]]:
    """The statements that a session sends, without the one that tells the tenant."""
    seen: list[str] = []

    def _note(_connection, _cursor, statement, *_rest) -> None:
        if "set_config" not in statement:
            seen.append(statement)

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", _note)
    try:
        yield seen
    finally:
        sa.event.remove(engine, "before_cursor_execute", _note)


def numbers(page) -> list[str]:
    return [line.number for line in page.lines]


def test_a_department_sees_its_own_alone_and_nobody_sees_another_municipality(
    open_session, keep, officer, works, departments
) -> None:
    mine, money, nobodys = keep(
        row(1, department_id=departments["rimnam/works"], state=State.FORWARDED),
        row(2, department_id=departments["rimnam/money"], state=State.FORWARDED),
        row(3),
    )
    (foreign,) = keep(row(4), space="saithong")
    lost = Actor("l", "ไม่มีกอง", works.tenant_id, works.roles)
    with open_session() as session:
        seen = numbers(complaint_list(session, officer))
        assert sorted(seen) == ["2569-0001", "2569-0002", "2569-0003"]
        assert numbers(complaint_list(session, works)) == ["2569-0001"]
        money_id = departments["rimnam/money"]
        assert complaint_list(session, works, department_id=money_id).total == 0
        assert complaint_list(session, works, words="2569-0002").total == 0
        assert complaint_list(session, lost).total == 0 and duty(session, lost) == Duty(0, 0, 0, 0)
        assert complaint_numbered(session, works, "2569-0002") is None
        assert complaint_numbered(session, officer, " ๒๕๖๙-๐๐๐๒ ") == money
        assert complaint_detail(session, works, mine).department == "กองช่าง"
        for each in (money, nobodys, foreign, uuid4()):
            with pytest.raises(UnknownComplaint):
                complaint_detail(session, works, each)
        with pytest.raises(UnknownComplaint):
            complaint_detail(session, officer, foreign)


def test_a_duplicate_in_another_department_is_not_named_to_this_one(
    open_session, keep, officer, works, departments
) -> None:
    main, _ = keep(
        main := row(1, department_id=departments["rimnam/works"], state=State.FORWARDED),
        row(2, merged_into_id=main.id, state=State.SCREENING),
    )
    with open_session() as session:
        assert complaint_detail(session, works, main).duplicates == ()
        seen = complaint_detail(session, officer, main).duplicates
        assert [each.number for each in seen] == ["2569-0002"]


def test_words_are_found_wherever_they_stand_and_wildcards_are_words(
    open_session, keep, officer
) -> None:
    keep(
        row(1, subject="ไฟทาง Street"),
        row(2, place="ตลาดตัวอย่าง"),
        row(3, detail="ลดราคา 100% จริง_หรือ (ตัวอย่าง)"),
        row(12, subject="อ้างถึง 2569-0001"),
    )
    with open_session() as session:

        def found(words: str) -> list[str]:
            return sorted(
                each[-2:] for each in numbers(complaint_list(session, officer, words=words))
            )

        assert found("street ไฟ") == ["01"] and found("street ตลาด") == []
        assert found("ตลาด") == ["02"]
        assert found("100%") == found("จริง_หรือ") == found("%") == found("_") == ["03"]
        assert found("2569-0001") == found("๒๕๖๙-๐๐๐๑") == ["01"]
        assert found("0012") == ["12"]
        assert found("/") == found("\\") == found("'; --") == []
        assert len(found("  \x00 ")) == 4


def test_what_has_to_be_done_comes_by_due_day_without_answers_and_duplicates(
    open_session, keep, officer
) -> None:
    keep(
        row(1, received_on=TODAY - timedelta(days=2)),
        main := row(2, received_on=TODAY - timedelta(days=9)),
        row(3, merged_into_id=main.id),
        row(4, state=State.DONE, answered_on=TODAY),
        row(5, received_on=TODAY - timedelta(days=40)),
    )
    with open_session() as session:
        page = complaint_list(session, officer, open_only=True)
        assert numbers(page) == ["2569-0005", "2569-0002", "2569-0001"]
        assert [line.days_left for line in page.lines] == [-25, 6, 13]
        assert complaint_list(session, officer).total == 5


def test_each_filter_keeps_what_it_names(open_session, keep, officer, departments) -> None:
    works = departments["rimnam/works"]
    keep(
        row(1, received_on=date(2025, 9, 30), state=State.SCREENING),
        row(2, received_on=date(2025, 10, 1), topic="OTHER"),
        row(3, department_id=works, officer_id="w", state=State.FORWARDED),
    )
    with open_session() as session:

        def found(**asked: Any) -> list[int]:
            return sorted(
                int(each[-1]) for each in numbers(complaint_list(session, officer, **asked))
            )

        assert found(state=State.SCREENING) == [1]
        assert found(topic="OTHER") == [2]
        assert found(department_id=works) == found(officer_id="w") == [3]
        assert found(fiscal_year=2568) == [1] and found(fiscal_year=2569) == [2, 3]
        assert found(due=Due.OVERDUE) == [1, 2] and found(due=Due.IN_TIME) == [3]


@pytest.mark.parametrize(
    ("age", "explained", "answered", "due"),
    [
        (9, None, None, Due.IN_TIME),
        (10, None, None, Due.SOON),
        (15, None, None, Due.SOON),
        (16, None, None, Due.OVERDUE),
        (16, 15, None, Due.EXPLAINED),
        (17, 16, None, Due.OVERDUE),
        (12, 11, None, Due.EXPLAINED),
        (30, None, 15, Due.ANSWERED),
        (30, 15, 16, Due.ANSWERED_EXPLAINED),
        (30, 16, 17, Due.ANSWERED_LATE),
    ],
)
def test_a_complaint_stands_to_its_clock_on_each_day_as_the_rule_says(
    age: int, explained: int | None, answered: int | None, due: Due
) -> None:
    start = date(2026, 2, 1)

    def day(number: int | None) -> date | None:
        return None if number is None else start + timedelta(days=number)

    today = start + timedelta(days=age)
    assert standing(start + timedelta(days=15), day(answered), day(explained), today) is due


def test_the_filters_of_the_due_day_say_what_the_lines_say(open_session, keep, officer) -> None:
    rows = []
    for age in (0, 9, 10, 14, 15, 16, 30):
        start = TODAY - timedelta(days=age)
        for explained in (None, 5, 15, 16):
            told = None if explained is None or explained > age else start + timedelta(explained)
            rows.append(row(len(rows) + 1, received_on=start, explained_on=told))
    keep(*rows)
    with open_session() as session:
        lines = complaint_list(session, officer, open_only=True).lines
        assert len(lines) == len(rows)
        for due in (Due.OVERDUE, Due.SOON, Due.IN_TIME):
            told = {due} if due is not Due.IN_TIME else {Due.IN_TIME, Due.EXPLAINED}
            found = complaint_list(session, officer, due=due).lines
            assert {line.id for line in found} == {line.id for line in lines if line.due in told}
        counts = duty(session, officer)
        assert counts.overdue == sum(line.due is Due.OVERDUE for line in lines) > 0
        assert counts.soon == sum(line.due is Due.SOON for line in lines) > 0


def test_duty_counts_what_waits_for_whom(open_session, keep, officer, works, departments) -> None:
    unit = departments["rimnam/works"]
    keep(
        main := row(1),
        row(2, state=State.SCREENING, merged_into_id=main.id),
        row(3, state=State.SCREENING),
        row(4, state=State.FORWARDED, department_id=unit),
        row(5, state=State.IN_PROGRESS, department_id=unit, officer_id="w"),
        row(6, state=State.IN_PROGRESS, department_id=unit, officer_id="somebody"),
        row(7, state=State.DONE, department_id=unit, answered_on=TODAY),
    )
    with open_session() as session:
        assert duty(session, officer) == Duty(new=1, soon=0, overdue=0, waiting=2)
        assert duty(session, works) == Duty(new=1, soon=0, overdue=0, waiting=2)


def test_a_line_tells_that_the_complainant_wrote_last(open_session, keep, officer) -> None:
    (one,) = keep(row(1))

    def say(kind: MessageKind, minutes: int) -> None:
        at = NOW + timedelta(minutes=minutes)
        keep(ComplaintMessage(complaint_id=one, kind=kind, text="(ตัวอย่าง)", at=at))

    def asks() -> bool:
        with open_session() as session:
            return complaint_list(session, officer).lines[0].asks

    assert not asks()
    say(MessageKind.CITIZEN, 1)
    assert asks()
    say(MessageKind.NOTE, 2)
    assert asks()
    say(MessageKind.OFFICER, 3)
    assert not asks()


def test_pages_hold_every_complaint_once_and_stay_within_bounds(
    open_session, keep, officer
) -> None:
    keep(*(row(number) for number in range(1, 8)))
    with open_session() as session:
        pages = [complaint_list(session, officer, page=page, size=3) for page in (1, 2, 3)]
        assert sorted(each for page in pages for each in numbers(page)) == sorted(
            f"2569-{number:04}" for number in range(1, 8)
        )
        assert {(page.total, page.pages) for page in pages} == {(7, 3)}
        assert complaint_list(session, officer, page=99, size=3).page == 3
        assert complaint_list(session, officer, page=-5, size=3).page == 1


def test_a_page_costs_the_same_whatever_it_holds_and_reads_no_file_and_no_contact(
    open_session, keep, officer, departments
) -> None:
    unit = departments["rimnam/works"]
    ids = keep(*(row(number, department_id=unit) for number in range(1, 40)))
    for each in ids[:3]:
        message = ComplaintMessage(complaint_id=each, kind=MessageKind.CITIZEN, text="ก", at=NOW)
        contact = ComplaintContact(complaint_id=each, name="ผู้ร้อง (ตัวอย่าง)")
        file = ComplaintFile(
            complaint_id=each,
            filename="a.png",
            media_type="image/png",
            size=1,
            sha256="0",
            content=b"x",
            from_complainant=True,
            for_complainant=True,
            added_at=NOW,
        )
        keep(message, contact, file)
    with open_session() as session:
        with counted(session) as seen:
            complaint_list(session, officer, words="เรื่อง")
        assert len(seen) == 3 and not any("contact" in each for each in seen)
        assert not any("detail" in each.partition("FROM")[0] for each in seen)
        with counted(session) as seen:
            duty(session, officer)
        assert len(seen) == 1
        with counted(session) as seen:
            detail = complaint_detail(session, officer, ids[0])
        assert len(seen) == 5 and detail.has_contact and len(detail.files) == 1
        assert not any("content" in each or "phone" in each for each in seen)
        with pytest.raises(sa.exc.InvalidRequestError):
            detail.files[0].content  # noqa: B018


TEN_THOUSAND = sa.text("""
    insert into portal_plugin.complaint (id, tenant_id, number, code_digest, channel, received_at,
        received_on, topic, subject, detail, state, clock_from, due_on, answered_on, department_id)
    select gen_random_uuid(), :tenant, '2569-' || lpad(n::text, 5, '0'), sha256(n::text::bytea),
        'WEB', moment, moment::date, 'SERVICE', 'เรื่อง ' || n, repeat('รายละเอียด ', 40),
        case when n % 20 = 0 then 'RECEIVED' else 'DONE' end, moment::date, moment::date + 15,
        case when n % 20 = 0 then null else moment::date + 9 end, :department
    from (select n, timestamptz '2026-02-20' - n * interval '50 minutes' as moment
        from generate_series(1, :number) n) as made
""")


def test_ten_thousand_complaints_are_read_through_their_tenants_index(
    open_session, database, tenant_ids, departments, officer, works
) -> None:
    with database.owner.begin() as connection:
        others = [{"id": uuid4(), "code": f"other-{number}"} for number in range(40)]
        common = {"type": TenantType.SAO, "name": "อบต.ตัวอย่าง", "province": "ตัวอย่างธานี"}
        connection.execute(sa.insert(Tenant), [each | common for each in others])
    tenant_ids |= {each["code"]: each["id"] for each in others}
    for space, tenant_id in tenant_ids.items():
        with open_session(space) as session:
            number = 10_000 if space == "rimnam" else 200
            department = departments.get(f"{space}/works")
            given = {"tenant": tenant_id, "number": number, "department": department}
            session.execute(TEN_THOUSAND, given)
            session.commit()
    with database.owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("analyze portal_plugin.complaint")
    faults = []
    with open_session() as session, counted_plans(session) as plans:
        for who in (officer, works):
            complaint_list(session, who, open_only=True)
            complaint_list(session, who, open_only=True, due=Due.SOON)
            complaint_list(session, who, page=150)
            complaint_list(session, who, words="เรื่อง 77", fiscal_year=2569)
            complaint_list(session, who, words="2569-00077")
            duty(session, who)
    for statement, plan in plans:
        faults += [
            (each, statement) for each in without_tenant_condition(plan) if "complaint" in each
        ]
    assert len(plans) >= 22 and faults == []


@contextmanager
def counted_plans(session) -> Iterator[list[tuple[str, Any]]]:
    """Each SELECT that the session sends, with the plan that PostgreSQL makes for it."""
    plans: list[tuple[str, Any]] = []

    def _explain(connection, cursor, statement, parameters, context, _many) -> None:
        if statement.startswith("SELECT"):
            cursor.execute("EXPLAIN (FORMAT JSON) " + statement, parameters)
            plans.append((statement, cursor.fetchone()[0][0]["Plan"]))

    engine = session.get_bind()
    sa.event.listen(engine, "before_cursor_execute", _explain)
    try:
        yield plans
    finally:
        sa.event.remove(engine, "before_cursor_execute", _explain)
