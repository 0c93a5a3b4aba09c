"""Reading how requests stand: what is shown, what never is, and which are found."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import orjson
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin import clock
from portal_plugin.complaints.codes import State
from portal_plugin.complaints.models import Complaint
from portal_plugin.open311.formats import written

MOMENT = datetime(2026, 3, 2, 3, 4, 5, 678, tzinfo=UTC)
SECRETS = ("ลับ", "081", "secret@", "รายละเอียด", "สมชาย")


def numbers(found):
    return [each["service_request_id"] for each in found]


def test_nothing_that_the_complainant_wrote_is_shown(program, write, departments) -> None:
    with clock.held_at(MOMENT):
        taken = write(department_id=departments["rimnam/works"], updated_at=MOMENT)
        (found,) = program.json("requests")
    assert found == {
        "service_request_id": taken.number,
        "status": "open",
        "status_notes": "รับเรื่องแล้ว",
        "service_name": "การให้บริการประชาชน",
        "service_code": "SERVICE",
        "description": None,
        "agency_responsible": "กองช่าง",
        "service_notice": None,
        "requested_datetime": "2026-03-02T10:04:05+07:00",
        "updated_datetime": "2026-03-02T10:04:05+07:00",
        "expected_datetime": "2026-03-17T23:59:59+07:00",
        "address": None,
        "address_id": None,
        "zipcode": None,
        "lat": None,
        "long": None,
        "media_url": None,
    }


def test_with_a_public_summary_it_is_shown_with_the_place_and_nothing_else(program, write) -> None:
    taken = write(public_summary="ไฟถนนดับ (ตัวอย่าง)")
    for form in ("json", "xml"):
        for path in (f"requests.{form}", f"requests/{taken.number}.{form}"):
            text = program.get(path).text
            assert not [secret for secret in SECRETS if secret in text]
    (found,) = program.json(f"requests/{taken.number}")
    assert (found["description"], found["address"]) == ("ไฟถนนดับ (ตัวอย่าง)", "หน้าตลาด (ตัวอย่าง)")
    assert (found["lat"], found["long"]) == (14.5, 100.25)


def test_complaints_of_corruption_are_not_shown_at_all(program, write) -> None:
    hidden = write(topic="BRIBERY", public_summary="ไม่ควรเห็น").number
    assert program.json("requests") == []
    assert program.json("requests", service_request_id=hidden) == []
    assert program.json("requests", service_code="BRIBERY") == []
    assert program.get(f"requests/{hidden}.json").status_code == 404


def test_what_is_answered_is_closed_since_its_day_of_answer(program, write) -> None:
    with clock.held_at(MOMENT):
        open_one = write().number
        done = write(state=State.DONE, answered_on=(MOMENT + timedelta(2)).date()).number
        refused = write(state=State.NOT_ACCEPTED, answered_on=MOMENT.date()).number
        assert numbers(program.json("requests", status="open")) == [open_one]
        assert set(numbers(program.json("requests", status="closed"))) == {done, refused}
        assert len(program.json("requests", status="open,closed")) == 3
        (found,) = program.json(f"requests/{done}")
        assert found["updated_datetime"] == "2026-03-04T00:00:00+07:00"
        (found,) = program.json(f"requests/{refused}")
    assert found["updated_datetime"] == found["requested_datetime"]
    assert found["status_notes"] == "ไม่รับเรื่อง"


def test_numbers_go_before_all_else(program, write) -> None:
    first, second, _ = (write().number for _ in range(3))
    found = program.json(
        "requests",
        service_request_id=f"{first}, {second},nonsense,2569-9999",
        status="closed",
        start_date="1999-01-01T00:00:00Z",
    )
    assert set(numbers(found)) == {first, second}
    assert program.json("requests", service_request_id="nonsense") == []


def test_services_can_be_named_more_than_one(program, write) -> None:
    one, other = write(topic="SERVICE").number, write(topic="OTHER").number
    write(topic="PROCUREMENT")
    assert numbers(program.json("requests", service_code="SERVICE")) == [one]
    assert numbers(program.json("requests", service_code="OTHER,SERVICE")) == [other, one]
    assert numbers(program.json("requests", service_code=["OTHER", "SERVICE"])) == [other, one]
    assert program.json("requests", service_code="NONSENSE") == []


def test_the_last_ninety_days_are_shown_unless_asked_otherwise(program, write) -> None:
    with clock.held_at(MOMENT - timedelta(days=91)):
        old = write().number
    with clock.held_at(MOMENT - timedelta(days=89)):
        recent = write().number
    with clock.held_at(MOMENT):
        assert numbers(program.json("requests")) == [recent]
        assert numbers(program.json("requests", start_date="2025-12-01")) == [recent, old]
        assert numbers(program.json("requests", end_date="2025-12-02T00:00:00Z")) == [old]
        span = {"start_date": "2025-12-01T00:00:00+07:00", "end_date": "2025-12-02T00:00:00Z"}
        assert numbers(program.json("requests", **span)) == [old]


def test_a_plus_that_was_not_quoted_is_understood(program, write) -> None:
    with clock.held_at(MOMENT):
        write()
        address = "/open311/v2/requests.json?jurisdiction_id=rimnam&start_date="
        assert len(program.client.get(f"{address}2026-03-02T10:04:05+07:00").get_json()) == 1
        assert program.client.get(f"{address}2026-03-02T10:04:06+07:00").get_json() == []


WRONG = [
    {"status": "done"},
    {"start_date": "yesterday"},
    {"end_date": "0001-01-01T00:00:00Z"},
    {"start_date": "9999-12-31T23:59:59Z"},
    {"start_date": "2026-03-02", "end_date": "2026-03-01"},
    {"start_date": "2026-01-01", "end_date": "2026-04-02"},
    {"page": "0"},
    {"page": "-1"},
    {"page": "๑"},
    {"page_size": "1001"},
    {"page_size": "x"},
]


def test_what_cannot_be_asked_is_refused_with_a_sentence(program) -> None:
    for query in WRONG:
        answer = program.get("requests.json", **query)
        assert answer.status_code == 400, query
        (error,) = answer.get_json()
        assert error["code"] == 400 and error["description"]


def test_every_fault_is_told_at_once(program) -> None:
    answer = program.get("requests.json", status="x", page="x", start_date="x")
    assert len(answer.get_json()) == 3


def test_pages_follow_each_other_newest_first(program, write) -> None:
    made = [write().number for _ in range(5)]
    pages = [numbers(program.json("requests", page=page, page_size=2)) for page in (1, 2, 3, 4)]
    assert [number for page in pages for number in page] == made[::-1]
    assert pages[3] == []


def test_no_more_than_a_thousand_come_at_once(program, write, open_session, database) -> None:
    write()
    columns = ", ".join(
        column.name
        for column in Complaint.__table__.columns
        if column.name not in {"id", "number", "code_digest", "submission_digest"}
    )
    with database.owner.begin() as connection, open_session() as session:
        connection.execute(
            sa.text("select set_config('portal_plugin.tenant', :id, true)"),
            {"id": str(session.tenant_id)},
        )
        connection.execute(
            sa.text(
                f"insert into portal_plugin.complaint (id, number, code_digest, {columns})"
                f" select gen_random_uuid(), '2569-' || 1000 + n, sha256(n::text::bytea), {columns}"
                " from portal_plugin.complaint, generate_series(1, 1005) n"
            )
        )
    assert len(program.json("requests")) == 1000
    assert len(program.json("requests", page=2)) == 6


def test_there_are_no_tokens(program) -> None:
    answer = program.get("tokens/123.json")
    assert answer.status_code == 404
    assert "service_request_id" in answer.get_json()[0]["description"]


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    name=st.sampled_from(
        ["service_request_id", "service_code", "start_date", "end_date", "status", "page"]
    ),
    value=st.text(max_size=40),
    form=st.sampled_from(["json", "xml"]),
)
def test_no_query_breaks_it(program, as_data, name, value, form) -> None:
    answer = program.get(f"requests.{form}", **{name: value})
    assert answer.status_code in {200, 400}
    assert answer.get_json() is not None if form == "json" else as_data(answer.data) is not None


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(summary=st.text(max_size=30) | st.text(st.characters(max_codepoint=160), max_size=9))
def test_no_text_of_ours_breaks_either_format(as_data, summary) -> None:
    content = [{"description": summary}]
    in_json, in_xml = (written("service_requests", content, form) for form in ("json", "xml"))
    assert as_data(in_xml) == orjson.loads(in_json)
