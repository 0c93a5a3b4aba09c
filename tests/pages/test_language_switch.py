"""The language of a page: asked for, remembered, and written as its readers write."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.http import parse_cookie

from portal_plugin import english, thai
from portal_plugin.actor import Role
from portal_plugin.language import COOKIE, domain, ensure_babel, formatter, page_language

Visit = Callable[..., Any]


def _cookie(page: Any) -> str:
    given = [line for line in page.response.headers.getlist("Set-Cookie") if COOKIE in line]
    assert len(given) == 1, "the choice is kept once"
    return given[0]


def test_a_language_asked_for_inside_any_host_is_kept_in_one_lax_cookie(visit: Visit) -> None:
    cookie = _cookie(visit(None).get("/?lang=en"))
    assert parse_cookie(cookie)[COOKIE] == "en"
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))


def test_the_remembered_language_counts_on_the_next_page(visit: Visit) -> None:
    visitor = visit(None)
    visitor.client.set_cookie(COOKIE, "en")
    page = visitor.get("/reports")
    assert page.tree.get("lang") == "en"
    assert "No reports published yet" in page.text


def test_what_is_asked_for_goes_before_what_is_remembered(visit: Visit) -> None:
    visitor = visit(None)
    visitor.client.set_cookie(COOKIE, "en")
    assert visitor.get("/?lang=th").tree.get("lang") == "th"


@pytest.mark.parametrize("asked", ["", "de", "en<script>", "../en", "EN"])
def test_a_language_that_is_not_ours_changes_nothing(visit: Visit, asked: str) -> None:
    page = visit(None).get("/", query_string={"lang": asked})
    assert page.tree.get("lang") == "th"
    assert COOKIE not in page.response.headers.get("Set-Cookie", "")


def test_the_link_to_the_other_language_keeps_the_rest_of_the_address(
    visit: Visit, small_plan: Any
) -> None:
    page = visit(Role.PLAN_OFFICER).get("/work/plan?year=2567&instrument=PLAN_5Y")
    [link] = page.tree.xpath("//footer//a[@hreflang='en']/@href")
    assert link == "?year=2567&instrument=PLAN_5Y&lang=en"
    back = visit(Role.PLAN_OFFICER).get("/work/plan" + link)
    [link] = back.tree.xpath("//footer//a[@hreflang='th']/@href")
    assert link == "?year=2567&instrument=PLAN_5Y&lang=th"


def test_a_hostile_query_stays_inside_the_links_address(visit: Visit) -> None:
    page = visit(None).get("/", query_string={"x": '"><script>alert(1)</script>'})
    assert "<script" not in page.source


def test_a_shared_cache_does_not_give_one_readers_language_to_another(visit: Visit) -> None:
    assert "Cookie" in visit(None).get("/").response.headers["Vary"]


@pytest.mark.parametrize("path", ["/work", "/work/plan", "/work/rounds", "/work/reports"])
def test_an_english_page_of_the_staff_holds_no_thai_but_content(
    visit: Visit, small_plan: Any, path: str
) -> None:
    text = visit(Role.PLAN_OFFICER).get(f"{path}?lang=en").text
    for content in ("มาตรการตัวอย่าง", "ภารกิจตัวอย่าง", "กองช่าง", "กองคลัง", "สำนักปลัด", "(ตัวอย่าง)"):
        text = text.replace(content, "")
    dimensions = ("การสร้างวัฒนธรรมสุจริต",)
    for title in dimensions:
        text = text.replace(title, "")
    assert not [letter for letter in text if "ก" <= letter <= "๙"], text


def test_a_host_with_a_language_of_its_own_decides_until_the_visitor_does() -> None:
    host = Flask("host")
    Babel(host, default_locale="en")
    ensure_babel(host)
    with host.test_request_context("/"):
        assert page_language() == "en"
        assert domain.gettext("แผนและผล") == "Plan and results"
        assert formatter() is english
    with host.test_request_context("/?lang=th"):
        assert page_language() == "th"
        assert domain.gettext("แผนและผล") == "แผนและผล"
        assert formatter() is thai


def test_a_host_in_a_third_language_gets_thai_pages() -> None:
    host = Flask("host")
    Babel(host, default_locale="fr")
    with host.test_request_context("/"):
        assert page_language() == "th"


def test_outside_of_a_request_the_words_are_thai() -> None:
    assert page_language() == "th"
    assert domain.gettext("แผนและผล") == "แผนและผล"


def test_english_dates_say_both_years() -> None:
    assert english.buddhist_date(date(2021, 4, 26)) == "26 April 2021 (B.E. 2564)"
    assert english.buddhist_date(date(2020, 10, 1), "short") == "Oct 2020"
    assert english.buddhist_months(date(2025, 10, 1), date(2026, 3, 31)) == "Oct 2025 – Mar 2026"


def test_an_english_moment_is_bangkoks_and_needs_its_time_zone() -> None:
    moment = datetime(2021, 4, 25, 18, 30, tzinfo=UTC)
    assert english.buddhist_moment(moment) == "26 April 2021 (B.E. 2564), 01:30"
    assert english.buddhist_date(moment) == "26 April 2021 (B.E. 2564)"
    with pytest.raises(ValueError, match="time zone"):
        english.buddhist_date(datetime(2021, 4, 25, 18, 30))  # noqa: DTZ001


def test_english_figures_are_arabic() -> None:
    assert english.thai_digits("๒๕๖๙") == english.thai_digits(2569) == "2569"
    assert english.baht(200_000) == "200,000"
    assert english.baht(None) == "–"


def test_english_days_are_counted_in_words() -> None:
    told = [english.days_left_phrase(days) for days in (9, 1, 0, -1, -3)]
    assert told == ["9 days left", "1 day left", "Due today", "1 day overdue", "3 days overdue"]
