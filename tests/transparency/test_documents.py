"""Published documents: an address for each version that never shows another."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from portal_plugin.documents.codes import PaperState

PAPER = "/documents/targets/2566/year"
Publish = Callable[..., UUID]


def test_a_published_paper_is_listed_and_shown_whole(visit: Any, publish_paper: Publish) -> None:
    publish_paper()
    listed = visit().get("/documents")
    assert f"/rimnam{PAPER}" in listed.links and "ค่าเป้าหมายของแผน" in listed.text
    page = visit().get(PAPER)
    assert page.status == 200
    assert "ร้อยละของผู้พึงพอใจ" in page.text and "ฉบับที่ ๑" in page.text


def test_without_any_paper_the_page_says_what_will_stand_there(visit: Any) -> None:
    assert "ยังไม่มีเอกสารที่เผยแพร่" in visit().get("/documents").text


def test_the_newest_version_stands_at_the_paper_and_each_at_its_own_address(
    visit: Any, publish_paper: Publish
) -> None:
    plan = {"plan": {"title": "แผนฉบับแรก", "year_from": 2566, "year_to": 2570}}
    publish_paper(more=plan)
    publish_paper(version=2, correction="แก้เลขเป้าหมาย", more={"targets": []})
    newest = visit().get(PAPER)
    assert "ฉบับที่ ๒" in newest.text and "แก้เลขเป้าหมาย" in newest.text
    assert f"/rimnam{PAPER}/v1" in newest.links
    first = visit().get(f"{PAPER}/v1")
    assert "แผนฉบับแรก" in first.text and "มีฉบับใหม่กว่านี้" in first.text
    assert "มีฉบับใหม่กว่านี้" not in visit().get(f"{PAPER}/v2").text


@pytest.mark.parametrize(
    "state",
    [PaperState.CIRCULATING, PaperState.RETURNED, PaperState.WITHDRAWN, PaperState.APPROVED],
)
def test_what_was_never_published_answers_like_what_never_was(
    visit: Any, publish_paper: Publish, make_file: Callable[..., bytes], state: PaperState
) -> None:
    unknown = visit().get(f"{PAPER}/v1").response.get_data()
    version = publish_paper(state=state)
    make_file(version, "pdf")
    for path in (PAPER, f"{PAPER}/v1", f"{PAPER}/v1/file.pdf"):
        answer = visit().get(path)
        assert answer.status == 404
        assert answer.response.get_data() == unknown


def test_a_version_that_waits_does_not_hide_the_published_one(
    visit: Any, publish_paper: Publish
) -> None:
    publish_paper()
    publish_paper(version=2, state=PaperState.APPROVED)
    assert "ฉบับที่ ๑" in visit().get(PAPER).text
    assert visit().get(f"{PAPER}/v2").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/documents/targets/2566/6M",
        "/documents/targets/2566/9M",
        "/documents/targets/2567/year",
        "/documents/nothing/2566/year",
        "/documents/targets/1/year",
        f"{PAPER}/v0",
        f"{PAPER}/v99999999999999999999",
        f"{PAPER}/v1/file.exe",
        f"{PAPER}/v1/file.docx",
    ],
)
def test_another_address_is_not_found(visit: Any, publish_paper: Publish, path: str) -> None:
    publish_paper()
    assert visit().get(path).status == 404


def test_until_its_files_are_made_a_paper_says_so(visit: Any, publish_paper: Publish) -> None:
    publish_paper()
    assert "กำลังจัดทำไฟล์" in visit().get(PAPER).text
    assert visit().get(f"{PAPER}/v1/file.pdf").status == 404


def test_a_finished_file_is_given_out_with_its_digest_and_for_good(
    visit: Any, publish_paper: Publish, make_file: Callable[..., bytes]
) -> None:
    data = make_file(publish_paper(), "pdf")
    page = visit().get(PAPER)
    assert "กำลังจัดทำไฟล์" not in page.text
    assert f"/rimnam{PAPER}/v1/file.pdf" in page.links
    response = visit().get(f"{PAPER}/v1/file.pdf").response
    assert response.get_data() == data
    assert response.content_type == "application/pdf"
    assert response.get_etag()[0] == hashlib.sha256(data).hexdigest()
    assert "immutable" in response.headers["Cache-Control"]
    tag = {"If-None-Match": response.headers["ETag"]}
    assert visit().get(f"{PAPER}/v1/file.pdf", headers=tag).status == 304


def test_an_html_file_is_taken_home_and_not_shown_among_our_pages(
    visit: Any, publish_paper: Publish, make_file: Callable[..., bytes]
) -> None:
    make_file(publish_paper(), "html")
    response = visit().get(f"{PAPER}/v1/file.html").response
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_another_municipality_has_none_of_it(
    visit: Any, publish_paper: Publish, make_file: Callable[..., bytes]
) -> None:
    make_file(publish_paper(), "pdf")
    stranger = visit(space="saithong")
    for path in (PAPER, f"{PAPER}/v1", f"{PAPER}/v1/file.pdf"):
        assert stranger.get(path).status == 404
    assert "targets" not in stranger.get("/documents").source


def test_hostile_data_of_a_paper_come_out_as_text(visit: Any, publish_paper: Publish) -> None:
    text = "<script>alert(1)</script><b onclick=x>"
    publish_paper(more={"plan": {"title": text, "year_from": 2566, "year_to": 2570}})
    page = visit().get(PAPER)
    assert text in page.text
    assert not [each for each in page.tree.iter() if "onclick" in each.attrib]


def test_a_version_names_its_permanent_address_to_search_engines(
    visit: Any, publish_paper: Publish
) -> None:
    publish_paper()
    for path in (PAPER, f"{PAPER}/v1"):
        [canonical] = visit().get(path).tree.xpath('//link[@rel="canonical"]/@href')
        assert canonical == f"http://localhost/rimnam{PAPER}/v1"
