"""The request names the municipality; what is another's answers as what does not exist."""

from __future__ import annotations

from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.complaints.models import Complaint
from portal_plugin.tenants.models import Tenant, TenantType


@pytest.fixture
def province(database, tenant_ids) -> None:
    with database.owner.begin() as connection:
        connection.execute(
            sa.insert(Tenant).values(
                id=uuid4(),
                code="province",
                type=TenantType.PROVINCE_OFFICE,
                name="จังหวัดตัวอย่างธานี",
                province="ตัวอย่างธานี",
            )
        )


def test_it_must_be_named_where_there_are_several(program) -> None:
    for path in ("services", "services/SERVICE", "requests", "requests/2569-0001", "tokens/1"):
        answer = program.get(f"{path}.json", jurisdiction_id=" ")
        assert answer.status_code == 400
        assert "jurisdiction_id" in answer.get_json()[0]["description"]


def test_an_unknown_one_is_not_found(program, province) -> None:
    codes = ("nowhere", "province", "RIMNAM", "ก", "a" * 5000, "\0", "../x")
    answers = [program.get("services.json", jurisdiction_id=code) for code in codes]
    answers += [program.post(jurisdiction_id=code) for code in codes]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_lone_municipality_need_not_be_named(make_app, database, province) -> None:
    with database.owner.begin() as connection:
        connection.execute(sa.delete(Tenant).where(Tenant.code.in_(["saithong", "nongbua"])))
    client = make_app().test_client()
    assert client.get("/open311/v2/services.json").status_code == 200
    assert client.get("/open311/v2/services.json?jurisdiction_id=").status_code == 200


def test_a_foreign_request_answers_like_an_unknown_one_byte_for_byte(program, write) -> None:
    foreign = [write("saithong") for _ in range(3)][-1].number
    write("rimnam")
    for form in ("json", "xml"):
        known_elsewhere = program.get(f"requests/{foreign}.{form}")
        unknown = program.get(f"requests/2569-9999.{form}")
        assert known_elsewhere.status_code == 404
        assert known_elsewhere.data == unknown.data
        assert list(known_elsewhere.headers) == list(unknown.headers)
    assert program.json("requests", service_request_id=foreign) == []


def test_the_list_holds_one_municipalitys_requests_alone(program, write) -> None:
    write("saithong")
    own = write("rimnam").number
    assert [each["service_request_id"] for each in program.json("requests")] == [own]


def test_a_key_of_another_municipality_is_nobodys_here(program, add_key, open_session) -> None:
    fields = {"service_code": "SERVICE", "address_string": "ตลาด", "description": "ไฟถนนดับสามคืน"}
    foreign = program.post(**fields, api_key=add_key("saithong"))
    unknown = program.post(**fields, api_key="x" * 43)
    assert foreign.status_code == 403
    assert foreign.data == unknown.data
    for space in ("rimnam", "saithong"):
        with open_session(space) as session:
            assert session.scalar(sa.select(sa.func.count()).select_from(Complaint)) == 0
