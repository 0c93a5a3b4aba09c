"""What can be posted: active topics, but those of corruption, which have a door of their own."""

from __future__ import annotations

from portal_plugin.actor import SYSTEM
from portal_plugin.complaints.topics import set_topic


def test_services_are_the_topics_that_are_not_of_corruption(program) -> None:
    services = program.json("services")
    codes = {service["service_code"] for service in services}
    assert {"SERVICE", "PROCUREMENT", "OTHER"} <= codes
    assert not codes & {"BRIBERY", "CORRUPTION_BUDGET", "CORRUPTION_DUTY"}
    assert services[0] == {
        "service_code": "SERVICE",
        "service_name": "การให้บริการประชาชน",
        "description": "ถนน ไฟฟ้า น้ำ ขยะ ตลาด การติดต่อราชการ",
        "metadata": False,
        "type": "realtime",
        "keywords": None,
        "group": None,
    }


def test_a_hidden_topic_is_no_service_and_an_own_one_is(program, open_session) -> None:
    with open_session() as session:
        set_topic(session, SYSTEM, "SERVICE", "", "", None, False)
        own = set_topic(session, SYSTEM, None, "สุนัขจรจัด (ตัวอย่าง)", "", None, True)
        session.commit()
    codes = {service["service_code"] for service in program.json("services")}
    assert "SERVICE" not in codes and own.code in codes
    assert program.get("services/SERVICE.json").status_code == 404


def test_a_definition_says_that_there_are_no_attributes(program) -> None:
    found = program.json("services/SERVICE")
    assert found == {"service_code": "SERVICE", "attributes": []}


def test_there_is_no_definition_of_what_is_no_service(program) -> None:
    for code in ("NONSENSE", "BRIBERY", "ก", "a.b"):
        answer = program.get(f"services/{code}.json")
        assert answer.status_code == 404
        (error,) = answer.get_json()
        assert error["code"] == 404 and "service_code" in error["description"]


def test_xml_and_json_say_the_same_in_their_own_types(program, as_data, as_texts, write) -> None:
    write(public_summary="ซ่อมแล้ว (ตัวอย่าง) <b>&amp;</b>")
    for path in ("services", "services/SERVICE", "requests", "requests/2099-0001", "discovery"):
        in_json, in_xml = program.get(f"{path}.json"), program.get(f"{path}.xml")
        assert in_json.status_code == in_xml.status_code
        assert in_json.content_type == "application/json; charset=utf-8"
        assert in_xml.content_type == "text/xml; charset=utf-8"
        assert in_xml.data.lower().startswith(b"<?xml version='1.0' encoding='utf-8'?>")
        assert as_texts(in_json.get_json()) == as_data(in_xml.data)
    assert b"<metadata>false</metadata>" in program.get("services.xml").data
    assert b"<attributes/>" in program.get("services/SERVICE.xml").data


def test_discovery_leads_to_the_services(program) -> None:
    (endpoint,) = program.json("discovery")["endpoints"]
    assert endpoint["formats"] == ["application/json", "text/xml"]
    assert endpoint["url"] == "http://localhost/open311/v2"


def test_below_a_prefix_and_at_a_public_address_discovery_leads_there(make_app) -> None:
    app = make_app(url_prefix="/portal", public_url="https://example.org")
    found = app.test_client().get("/portal/open311/v2/discovery.json").get_json()
    assert found["endpoints"][0]["url"] == "https://example.org/portal/open311/v2"


def test_pages_of_other_sites_may_read_what_anybody_may(program) -> None:
    assert program.get("services.json").headers["Access-Control-Allow-Origin"] == "*"
