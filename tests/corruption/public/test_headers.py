"""An informant's pages ask nobody who he is, load nothing foreign and are kept nowhere."""

from __future__ import annotations

import re

import pytest
from flask import session

from portal_plugin.actor import Actor, Role
from portal_plugin.blueprint import ROUTES

POLICY = (
    "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store, no-transform",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
PAGES = ("/corruption", "/corruption/report", "/corruption/mailbox", "/corruption/key")
FORMS = ("/corruption/report", "/corruption/mailbox", "/corruption/mailbox/file")


@pytest.fixture
def answers(informant):
    """Every public page, every refusal and a receipt, in one language."""

    def _answers(query=""):
        informant.query = query
        return [
            *(informant.get(page) for page in PAGES),
            *(informant.post(form, {"receipt": "x", "nonce": "x"}) for form in FORMS),
            informant.tells(),
        ]

    return _answers


@pytest.mark.parametrize("query", ["", "?lang=en", "?lang=th"])
def test_every_answer_has_these_headers_and_no_cookie(answers, query) -> None:
    for page in answers(query):
        headers = page.response.headers
        assert {name: headers[name] for name in HEADERS} == HEADERS
        assert "Set-Cookie" not in headers and "Vary" not in headers


def test_a_space_that_nobody_has_answers_with_the_same_care(informant) -> None:
    informant.space, informant.query = "nowhere", "?lang=en"
    page = informant.get("/corruption")
    assert page.status == 404 and page.response.headers["Content-Security-Policy"] == POLICY
    assert "Set-Cookie" not in page.response.headers


def test_whoever_is_signed_in_is_not_asked_and_no_notice_of_his_is_shown(
    app, informant, tenant_ids
) -> None:
    @app.get("/sign-in")
    def _sign_in() -> str:
        session.permanent = False
        session["_flashes"] = [("done", "แผนถูกบันทึกแล้ว")]
        return ""

    informant.client.get("/sign-in")
    person = Actor("x", "ปลัด (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({Role.INSPECTOR}))
    app.config.update(SITTING=person, ASKED=False)
    for page in (informant.get("/corruption"), informant.tells()):
        assert "ปลัด (ตัวอย่าง)" not in page.source and "แผนถูกบันทึก" not in page.source
        assert "Set-Cookie" not in page.response.headers
    assert app.config["ASKED"] is False


def test_a_page_loads_only_its_own_style_and_leads_only_to_the_way_out(answers) -> None:
    for page in answers():
        if page.response.mimetype != "text/html":
            continue
        tree = page.tree
        assert tree.xpath("//script | //iframe | //img | //object | //@style | //style") == []
        loaded = [*tree.xpath("//link/@href"), *tree.xpath("//@src")]
        assert all(href.startswith("/portal-plugin/static/") for href in loaded)
        away = {href for href in tree.xpath("//a/@href") if href.startswith("http")}
        assert away == {"https://www.tmd.go.th/"}
        [way_out] = tree.xpath('//a[contains(@class, "pp-channel-leave")]')
        assert set(way_out.get("rel").split()) == {"noreferrer", "noopener"}


def test_no_page_of_a_host_stands_around_it_and_no_brand(make_app, informant, readers) -> None:
    with make_app() as app:
        app.config["PORTAL_PLUGIN_BASE_TEMPLATE"] = "a template that is nowhere.html"
        informant.client = app.test_client()
        for page in (informant.get("/corruption"), informant.get("/corruption/report")):
            assert page.status == 200 and "pp-navigation" not in page.source
            assert "pp-mark" not in page.source


def test_a_refusal_stands_in_the_channels_own_frame(informant) -> None:
    page = informant.post("/corruption/mailbox/file", {"receipt": "x", "file_id": "x"})
    assert page.status == 404 and "ออกจากหน้านี้ทันที" in page.source
    assert "pp-navigation" not in page.source


def test_the_language_is_carried_in_addresses(informant) -> None:
    informant.query = "?lang=en"
    page = informant.get("/corruption")
    own = [href for href in page.tree.xpath("//a/@href") if href.startswith("/rimnam/")]
    assert own and all(href.endswith("?lang=en") for href in own)
    form = informant.get("/corruption/report").tree.forms[0]
    assert form.action.endswith("?lang=en")
    assert page.tree.get("lang") == "en"


def test_a_cookie_of_the_portal_chooses_nothing_here(informant) -> None:
    informant.client.set_cookie("portal_plugin_lang", "en")
    assert informant.get("/corruption").tree.get("lang") == "th"


def test_nothing_typed_is_repeated_in_an_address(informant) -> None:
    page = informant.tells(name="สมชาย (ตัวอย่าง)")
    hrefs = " ".join(page.tree.xpath("//@href | //@action"))
    assert page.receipt not in hrefs and not re.search("%E0%B8", hrefs)


def test_every_page_for_informants_is_registered_as_one(app) -> None:
    ways = [route for route in ROUTES if route.rule.startswith("/corruption")]
    assert len(ways) == 8 and all(route.nameless and route.act is None for route in ways)
    assert not any(route.nameless for route in ROUTES if route not in ways)
