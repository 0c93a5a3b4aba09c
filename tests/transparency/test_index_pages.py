"""The OIT index as everybody sees it, and as an officer keeps it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from lxml import etree

from portal_plugin.actor import Role

HOSTILE = "=cmd()<script>alert(1)</script>\u200b\u202eกข"


def test_missing_is_said_plainly_and_what_is_there_is_linked(visit: Any) -> None:
    page = visit().get("/oit/2565")
    assert page.status == 200
    assert "ยังไม่มีข้อมูล" in page.text and "หน่วยงานยังไม่เผยแพร่" in page.text
    assert "/rimnam/complain" in page.links
    assert "O39" in page.text


def test_each_year_leads_to_the_others(visit: Any) -> None:
    links = visit().get("/oit").links
    assert {f"/rimnam/oit/{year}" for year in range(2563, 2570)} <= set(links)


def test_a_year_nobody_knows_is_not_found(visit: Any) -> None:
    for year in ("2562", "2599", "1", "99999"):
        assert visit().get(f"/oit/{year}").status == 404


def test_the_present_year_beyond_the_catalogue_says_so(visit: Any) -> None:
    from datetime import UTC, datetime

    from portal_plugin import clock

    with clock.held_at(datetime(2026, 11, 1, tzinfo=UTC)):
        page = visit().get("/oit/2570")
    assert page.status == 200
    assert "ยังไม่มีเลขข้อ OIT ของปีงบประมาณ ๒๕๗๐" in page.text


def test_a_partial_list_says_that_it_is_one(visit: Any) -> None:
    assert "ทราบเพียงบางส่วน" in visit().get("/oit/2569").text
    assert "ทราบเพียงบางส่วน" not in visit().get("/oit/2568").text


def test_json_and_csv_say_what_the_page_says(visit: Any) -> None:
    body = visit().get("/oit/2566.json").response.get_json()
    assert body["schema"] == "portal-plugin/oit-index/1"
    assert body["numbering"]["confidence"] == "high"
    response = visit().get("/oit/2566.csv").response
    rows = list(csv.reader(io.StringIO(response.get_data().decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:]] == [item["number"] for item in body["items"]]
    assert [row[3] == "มี" for row in rows[1:]] == [item["complete"] for item in body["items"]]
    assert response.mimetype == "text/csv"


def test_links_of_the_files_are_whole_addresses(make_app: Any) -> None:
    with make_app(public_url="https://portal.example.test") as app:
        body = app.test_client().get("/rimnam/oit/2565.json").get_json()
    links = [link for item in body["items"] for link in item["links"]]
    assert "https://portal.example.test/rimnam/complain" in links
    assert all(link.startswith("https://portal.example.test/") for link in links)


def test_an_officer_corrects_an_item_and_everybody_sees_it(visit: Any) -> None:
    officer = visit(Role.PLAN_OFFICER)
    page = officer.get("/work/oit/2566?topic=PLAN")
    assert page.status == 200 and "ความเชื่อมั่น สูง" in page.text
    sent = officer.post(
        "/work/oit/2566", topic="PLAN", number="O88", href="https://example.test/plan"
    )
    assert sent.status == 303
    public = visit().get("/oit/2566")
    assert "O88" in public.text and "https://example.test/plan" in public.links


def test_a_refused_form_keeps_what_was_typed_and_says_why_at_the_field(visit: Any) -> None:
    officer = visit(Role.PLAN_OFFICER)
    page = officer.post(
        "/work/oit/2566",
        topic="PLAN",
        number="สามสิบ",
        title="ชื่อที่พิมพ์ไว้",
        href="javascript:x",
        dated="2023-13-40",
    )
    assert page.status == 422
    page = officer.post(
        "/work/oit/2566", topic="PLAN", number="สามสิบ", title="ชื่อที่พิมพ์ไว้", href="javascript:x"
    )
    assert page.status == 422
    assert page.tree.get_element_by_id("field-title").get("value") == "ชื่อที่พิมพ์ไว้"
    for name in ("number", "href"):
        error = page.tree.get_element_by_id(f"error-{name}").text_content()
        assert error.strip()
        assert page.tree.get_element_by_id(f"field-{name}").get("aria-invalid") == "true"


def test_an_own_item_is_added_and_taken_away_again(visit: Any) -> None:
    officer = visit(Role.TENANT_ADMINISTRATOR)
    assert officer.post("/work/oit/2566", topic="แผนพัฒนา", number="O5").status == 303
    assert "แผนพัฒนา" in visit().get("/oit/2566").text
    assert officer.post("/work/oit/2566", topic="แผนพัฒนา", drop="1").status == 303
    assert "แผนพัฒนา" not in visit().get("/oit/2566").text


def test_who_may_not_keep_the_index_sees_it_without_a_form(visit: Any) -> None:
    page = visit(Role.DEPARTMENT_OFFICER).get("/work/oit/2566")
    assert page.status == 200
    assert not [form for form in page.tree.forms if "oit" in (form.action or "")]
    assert visit(Role.DEPARTMENT_OFFICER).post("/work/oit/2566", topic="PLAN").status == 403
    assert visit().get("/work/oit/2566").status == 401


@pytest.mark.parametrize("place", ["title", "person", "note", "topic"])
def test_hostile_words_come_out_as_text_everywhere(visit: Any, place: str) -> None:
    officer = visit(Role.PLAN_OFFICER)
    fields = {"topic": "PLAN", "number": "O40"} | {place: HOSTILE}
    assert officer.post("/work/oit/2566", **fields).status == 303
    for page in (visit().get("/oit/2566"), officer.get("/work/oit/2566")):
        assert not [one for one in page.tree.iter("script") if not one.get("src")]
        assert "\u202e" not in page.source
    assert "=cmd()" in visit().get("/oit/2566").text
    rows = visit().get("/oit/2566.csv").response.get_data().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(rows)) for cell in row]
    assert not [cell for cell in cells if cell.startswith("=")]


def test_a_very_long_word_stays_one_text(visit: Any) -> None:
    word = "ก" * 1999
    assert visit(Role.PLAN_OFFICER).post("/work/oit/2566", topic="PLAN", title=word).status == 303
    assert word in visit().get("/oit/2566").text
    refused = visit(Role.PLAN_OFFICER).post("/work/oit/2566", topic="PLAN", title="ก" * 20_000)
    assert refused.status == 422


def test_a_foreign_department_answers_like_an_unknown_one(
    visit: Any, departments: dict[str, UUID]
) -> None:
    officer = visit(Role.PLAN_OFFICER)
    foreign, random = str(departments["saithong/works"]), "01890000-0000-7000-8000-000000000000"
    answers = [
        officer.post("/work/oit/2566", topic="PLAN", department=one).response.get_data()
        for one in (foreign, random, "x")
    ]
    assert answers[0] == answers[1] == answers[2]


def test_the_sitemap_is_xml_of_whole_addresses(visit: Any) -> None:
    response = visit().get("/sitemap.xml").response
    tree = etree.fromstring(response.get_data())
    places = [str(each.text) for each in tree.iter("{*}loc")]
    assert places and all(place.startswith("http://localhost/rimnam/") for place in places)


Publish = Callable[..., UUID]
