"""The pages on which a paper is written, signed and published."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.documents.models import Paper
from portal_plugin.reports.models import Report

BEGIN = "/work/papers/begin/targets/2566/year"
MEMO = "/work/papers/begin/memo/2566/6M"


@pytest.fixture
def begun(sit: Any) -> str:
    """The address of a paper just begun."""
    return str(sit("author").send(BEGIN, BEGIN).location)


@pytest.fixture
def given(sit: Any, begun: str) -> str:
    """The same on its way: author, section head, head."""
    page = sit("author").send(
        begun,
        "/circulate",
        author_post="นักวิเคราะห์",
        section_head_person="section",
        section_head_post="หัวหน้าฝ่าย (ตัวอย่าง)",
        head_person="head",
        head_post="นายก (ตัวอย่าง)",
    )
    assert page.status == 303, page.text
    return begun


@pytest.fixture
def approved(sit: Any, given: str) -> str:
    """The same, signed by all."""
    for name in ("section", "head"):
        page = sit(name).send(given, "/endorse", decision="ENDORSED", comment="เห็นควร")
        assert page.status == 303, page.text
    return given


def test_a_paper_goes_from_its_author_to_the_public(sit: Any, approved: str) -> None:
    author = sit("author")
    assert "ยังไม่แสดงบนหน้าเว็บสาธารณะ" in author.get(approved).text
    author.send(approved, "/publish")
    text = author.get(approved).text
    assert "เผยแพร่แล้ว" in text
    assert "ค่าเป้าหมายของแผน" in text
    assert "section (ตัวอย่าง)" in text


def test_the_page_offers_to_sign_to_the_one_whose_turn_it_is(sit: Any, given: str) -> None:
    assert sit("section").get(given).form("/endorse") is not None
    assert sit("head").get(given).form("/endorse") is None
    assert sit("author").get(given).form("/withdraw") is not None
    assert sit("section").get(given).form("/withdraw") is None


def test_the_list_begins_with_what_waits_for_me(sit: Any, given: str) -> None:
    assert "รอท่านลงนาม" in sit("section").get("/work/papers").text
    assert "รอท่านลงนาม" not in sit("head").get("/work/papers").text
    assert "section (ตัวอย่าง)" in sit("head").get("/work/papers").text


def test_an_empty_list_says_how_to_begin(sit: Any) -> None:
    assert "ยังไม่มีหนังสือ" in sit("author").get("/work/papers").text


def test_sending_back_without_a_word_is_said_at_the_field(sit: Any, given: str) -> None:
    page = sit("section").send(given, "/endorse", decision="RETURNED", comment=" ")
    assert page.status == 422
    assert "เขียนว่าให้แก้ไขอะไร" in page.tree.get_element_by_id("error-comment").text_content()


def test_what_was_sent_back_shows_why_beside_the_form(sit: Any, given: str) -> None:
    sit("section").send(given, "/endorse", decision="RETURNED", comment="ขอให้ตรวจปี ๒๕๖๘")
    page = sit("author").get(given)
    assert "ขอให้ตรวจปี ๒๕๖๘" in page.text
    assert page.form("/circulate").fields["section_head_person"] == "section"


def test_what_a_chain_lacks_stands_at_its_field_and_what_was_typed_is_kept(
    sit: Any, begun: str
) -> None:
    page = sit("author").send(
        begun, "/circulate", author_post="", clerk_post="ปลัด <b>&", head_person="section"
    )
    assert page.status == 422
    form = page.form("/circulate")
    assert form.fields["clerk_post"] == "ปลัด <b>&"
    assert page.tree.get_element_by_id("error-author_post") is not None
    assert page.tree.get_element_by_id("error-head_person") is not None


def test_a_host_without_people_says_whom_to_ask(sit: Any, begun: str, known: list[Any]) -> None:
    known.clear()
    page = sit("author").send(begun, "/circulate", author_post="ก", head_post="ข")
    assert "เชื่อมรายชื่อบุคลากร" in page.tree.get_element_by_id("error-head_person").text_content()


def test_the_second_of_two_reads_one_sentence(sit: Any, given: str) -> None:
    section = sit("section")
    form = section.get(given).form("/endorse")
    fields = {**dict(form.form_values()), "decision": "ENDORSED"}
    assert section.post(form.action, **fields).status == 303
    late = section.post(form.action, **fields)
    assert late.status == 409
    assert "ขณะนี้รอ head (ตัวอย่าง) ลงนาม" in late.text


def test_a_correction_says_why(sit: Any, approved: str) -> None:
    author = sit("author")
    page = author.send(approved, "/circulate", head_post="รองนายก (ตัวอย่าง)")
    assert page.status == 422
    assert page.tree.get_element_by_id("error-correction") is not None
    page = author.send(
        approved, "/circulate", head_post="รองนายก (ตัวอย่าง)", correction="ผู้ลงนามเปลี่ยน"
    )
    assert page.status == 303
    text = author.get(approved).text
    assert "ฉบับที่ ๒" in text
    assert "ผู้ลงนามเปลี่ยน" in text
    assert "มีฉบับที่ ๒ ซึ่งใหม่กว่าแล้ว" in author.get(f"{approved}?version=1").text
    assert author.get(f"{approved}?version=9").status == 404


def test_calling_back_leaves_a_draft(sit: Any, given: str) -> None:
    sit("author").send(given, "/withdraw")
    page = sit("author").get(given)
    assert "ร่างจากข้อมูลขณะนี้" in page.text
    assert page.form("/circulate") is not None


def test_each_version_is_had_as_every_file_of_its_product(sit: Any, given: str) -> None:
    for kind in ("json", "html", "csv"):
        answer = sit("section").get(f"{given}/v1.{kind}").response
        assert answer.status_code == 200
        assert answer.headers["Content-Disposition"].startswith("attachment")
    for wrong in ("v2.json", "v1.exe", "v1.JSON"):
        assert sit("section").get(f"{given}/{wrong}").status == 404


def test_a_paper_already_begun_is_opened_instead(sit: Any) -> None:
    slow, quick = sit("author"), sit("author")
    form = slow.get(BEGIN).form(BEGIN)
    begun = quick.send(BEGIN, BEGIN).location
    assert quick.get(BEGIN).location == begun
    late = slow.post(form.action, **dict(form.form_values()))
    assert (late.status, "มีหนังสือนี้อยู่แล้ว" in late.text) == (409, True)


@pytest.mark.parametrize(
    "path",
    [
        "/work/papers/begin/targets/2566/6M",
        "/work/papers/begin/targets/1999/year",
        "/work/papers/begin/memo/2566/year",
        "/work/papers/begin/nothing/2566/year",
        "/work/papers/0198f9f0-0000-7000-8000-000000000000",
        "/work/papers/report/0198f9f0-0000-7000-8000-000000000000",
    ],
)
def test_what_there_is_not_is_not_found(sit: Any, path: str) -> None:
    assert sit("author").get(path).status == 404


def test_another_municipalitys_paper_answers_like_none(sit: Any, given: str) -> None:
    foreign = given.replace("/rimnam/", "/saithong/")
    nothing = "/saithong/work/papers/0198f9f0-0000-7000-8000-000000000000"
    for visitor in (sit("author", "saithong"), sit("section", "saithong")):
        answers = [visitor.get(path).response for path in (foreign, nothing)]
        assert [one.status_code for one in answers] == [404, 404]


@pytest.mark.parametrize("name", [None, "section", "head"])
def test_only_who_writes_papers_begins_one(sit: Any, name: str | None) -> None:
    assert sit(name).get(BEGIN).status in (401, 403)


def test_words_are_kept_as_a_draft_with_the_chain_as_typed(sit: Any) -> None:
    author = sit("author")
    where = author.send(MEMO, MEMO, background="เรื่องเดิม <script>alert(1)</script>").location
    assert "เรื่องเดิม <script>alert(1)</script>" in author.get(where).text
    page = author.send(
        where, "/circulate", f"{where}/texts", background="แก้แล้ว", clerk_post="ปลัดที่พิมพ์"
    )
    assert (page.status, "เก็บร่างแล้ว" in page.text) == (200, True)
    assert page.form("/circulate").fields["clerk_post"] == "ปลัดที่พิมพ์"
    kept = author.get(where).form("/circulate").fields["background"]
    assert kept.strip() == "แก้แล้ว"


def test_a_text_too_long_comes_back_with_its_sentence(sit: Any) -> None:
    author = sit("author")
    page = author.send(MEMO, MEMO, background="ก" * 20_001)
    assert page.status == 422
    assert page.tree.get_element_by_id("error-background") is not None
    assert page.form(MEMO).fields["background"].strip() == "ก" * 20_001


def test_a_report_leads_to_its_memo(sit: Any, filled: Any) -> None:
    with filled.open() as session:
        report = session.scalars(sa.select(Report.id)).one()
    author, door = sit("author"), f"/work/papers/report/{report}"
    assert author.get(door).location.endswith(MEMO)
    where = author.send(MEMO, MEMO).location
    page = author.send(
        where, "/circulate", author_post="ก", head_person="head", head_post="นายก (ตัวอย่าง)"
    )
    assert page.status == 303, page.text
    assert author.get(door).location == where
    sit("head").send(where, "/endorse", decision="ENDORSED")
    with filled.open() as session:
        assert session.get(Report, (filled.tenant_id, report)).approved_by == "head (ตัวอย่าง)"
        assert session.scalars(sa.select(Paper.product)).all() == ["memo"]


def test_the_letterhead_keeps_what_was_typed_when_refused(sit: Any) -> None:
    author = sit("author")
    page = author.send("/work/letterhead", "/letterhead", head_name="ใหม่", email="ผิด")
    assert page.status == 422
    assert page.form("/letterhead").fields["head_name"] == "ใหม่"
    assert page.tree.get_element_by_id("error-email") is not None
    page = author.send("/work/letterhead", "/letterhead", head_name="ใหม่", email="")
    assert page.status == 303
    assert author.get("/work/letterhead").form("/letterhead").fields["head_name"] == "ใหม่"


def test_every_page_has_one_filled_button_at_most(sit: Any, given: str) -> None:
    for name, path in (
        ("author", given),
        ("section", given),
        ("section", "/work/papers"),
        ("author", "/work/letterhead"),
        ("author", MEMO),
    ):
        filled = sit(name).get(path).tree.xpath("//*[contains(@class, 'pp-button-filled')]")
        assert len(filled) <= 1, (name, path)
