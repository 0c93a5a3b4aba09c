"""The pages of documents: found by year and round, looked at, taken away."""

from __future__ import annotations

import json
from typing import Any

import pytest

from portal_plugin.actor import Role
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.views.shelves import SHELVES

LIST = "/work/documents"
STAFF = [role for role in Role if role is not Role.PROVINCE_OPERATOR]


@pytest.fixture
def filled(filled_to_read: Any) -> Any:
    """Nothing here writes."""
    return filled_to_read


def test_the_page_opens_on_the_present_round_and_shows_every_document(visit: Any) -> None:
    page = visit(Role.PLAN_OFFICER).get(LIST)
    assert page.status == 200
    assert "ปีงบประมาณ ๒๕๖๖" in page.text
    assert "รอบ ๑๒ เดือน" in page.text
    for product in PRODUCTS.values():
        assert product.title in page.text
    for title in SHELVES:
        assert title in page.text


def test_each_document_leads_to_its_preview_and_each_of_its_files(visit: Any) -> None:
    page = visit(Role.PLAN_OFFICER).get(LIST)
    for code, product in PRODUCTS.items():
        at = f"/rimnam/work/documents/{code}/2566/{'12M' if product.has_rounds else 'year'}"
        expected = [at, *(f"{at}/file.{one}" for one in product.formats)]
        assert [href for href in page.links(f"/{code}/") if "/papers/" not in href] == expected


def test_another_round_leads_to_that_rounds_reports(visit: Any) -> None:
    page = visit(Role.PLAN_OFFICER).get(f"{LIST}?year=2566&round=6M")
    assert page.links("/plan-report/2566/6M")
    assert not page.links("/plan-report/2566/12M")
    assert page.links("/plan-book/2566/year")


def test_before_a_round_is_opened_its_reports_say_so_instead_of_failing(visit: Any) -> None:
    page = visit(Role.PLAN_OFFICER).get(f"{LIST}?year=2567")
    assert page.status == 200
    assert not page.links("/plan-report/")
    assert "มีเมื่อเปิดรอบรายงานของปีนี้แล้ว" in page.text
    assert page.links("/plan-book/2567/year")


def test_a_municipality_without_anything_has_the_page_too(visit: Any) -> None:
    assert visit(Role.PLAN_OFFICER, "saithong").get(LIST).status == 200


@pytest.mark.parametrize("query", ["year=0", "year=9999", "year=x", "round=13M", "round=%00"])
def test_a_year_or_round_that_is_none_falls_to_the_present(visit: Any, query: str) -> None:
    page = visit(Role.PLAN_OFFICER).get(f"{LIST}?{query}")
    assert page.status == 200
    assert "ปีงบประมาณ ๒๕๖๖" in page.text


@pytest.mark.parametrize("role", STAFF, ids=str)
def test_all_staff_may_read(visit: Any, role: Role) -> None:
    assert visit(role).get(LIST).status == 200
    assert visit(role).get(f"{LIST}/targets/2566/year").status == 200


@pytest.mark.parametrize(
    "path", [LIST, f"{LIST}/targets/2566/year", f"{LIST}/targets/2566/year/file.json"]
)
def test_nobody_reads_without_signing_in(visit: Any, path: str) -> None:
    assert visit(None).get(path).status in {302, 401}
    assert visit(Role.PROVINCE_OPERATOR).get(path).status == 403


@pytest.mark.parametrize("code", list(PRODUCTS))
def test_every_document_can_be_looked_at(visit: Any, code: str) -> None:
    period = "6M" if PRODUCTS[code].has_rounds else "year"
    page = visit(Role.PLAN_OFFICER).get(f"{LIST}/{code}/2566/{period}")
    assert page.status == 200
    sheet = page.tree.xpath("//*[@class='pp-doc-sheet']")[0]
    assert "ร่าง" in sheet.text_content()
    assert len(page.tree.findall(".//h1")) == 1
    assert not sheet.xpath(".//h1 | .//@style | .//script")
    ids = page.tree.xpath("//@id")
    assert len(ids) == len(set(ids))


def test_a_preview_follows_the_layout_that_is_asked_for(visit: Any) -> None:
    officer = visit(Role.PLAN_OFFICER)
    at = f"{LIST}/measures-report/2566/6M"
    first, ticks = officer.get(at), officer.get(f"{at}?layout=ticks")
    assert first.text != ticks.text
    assert all("layout=ticks" in href for href in ticks.links("/file."))
    assert officer.get(f"{at}?layout=none-such").text == first.text


@pytest.mark.parametrize(
    "path",
    [
        "none-such/2566/year",
        "targets/2566/6M",
        "plan-report/2566/year",
        "plan-report/2566/9M",
        "targets/1/year",
        "targets/99999/year",
        "targets/2566/year/file.xls",
        "targets/2566/year/file.PDF",
        "memo/2566/6M/file.csv",
    ],
)
def test_an_address_that_fits_no_document_is_not_found(visit: Any, path: str) -> None:
    assert visit(Role.PLAN_OFFICER).get(f"{LIST}/{path}").status == 404


@pytest.mark.parametrize("path", ["plan-book/2566/year", "plan-book/2566/year/file.html"])
def test_what_has_nothing_to_write_says_what_to_do(visit: Any, path: str) -> None:
    page = visit(Role.PLAN_OFFICER, "saithong").get(f"{LIST}/{path}")
    assert page.status == 404
    assert "ให้นำเข้าหรือสร้างแผนก่อน" in page.source


def test_another_municipalitys_documents_are_not_given(visit: Any) -> None:
    stranger = visit(Role.PLAN_OFFICER, "saithong")
    stranger.space = "rimnam"
    assert stranger.get(f"{LIST}/targets/2566/year").status in {302, 401, 403}


@pytest.mark.parametrize(
    ("format", "media_type"),
    [
        ("html", "text/html; charset=utf-8"),
        ("csv", "text/csv; charset=utf-8"),
        ("json", "application/json"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("pdf", "application/pdf"),
    ],
)
def test_a_file_is_saved_under_its_name_and_kept_by_nobody_on_the_way(
    visit: Any,
    format: str,  # noqa: A002
    media_type: str,
) -> None:
    answer = visit(Role.PLAN_OFFICER).get(f"{LIST}/targets/2566/year/file.{format}").response
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == media_type
    assert answer.headers["Content-Disposition"] == (
        f"attachment; filename=rimnam-targets-2566.{format}"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.data


def test_a_file_holds_the_round_and_layout_of_its_address(visit: Any) -> None:
    officer = visit(Role.PLAN_OFFICER)
    page = officer.get(f"{LIST}/measures-report/2566/12M/file.json?layout=ticks")
    body = json.loads(page.source)
    assert (body["fiscal_year"], body["round"], body["layout"]) == (2566, "12M", "ticks")


def test_whoever_may_write_papers_is_led_to_the_chain(visit: Any) -> None:
    assert visit(Role.PLAN_OFFICER).get(LIST).links("/papers/begin/targets/2566/year")
    assert not visit(Role.AUDITOR).get(LIST).links("/papers/begin/")


def test_one_button_asks_for_the_whole_set_of_the_year_and_round(visit: Any) -> None:
    page = visit(Role.PLAN_OFFICER).get(f"{LIST}?year=2566&round=6M")
    (form,) = [form for form in page.tree.forms if "/documents/sets" in (form.action or "")]
    fields = dict(form.form_values())
    assert fields.pop("csrf_token")
    assert fields == {"year": "2566", "round": "6M"}
