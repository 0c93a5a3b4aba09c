"""Where the channel is served: with the portal, by itself, elsewhere, or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from portal_plugin.actor import Actor, Role
from portal_plugin.config.settings import Settings
from portal_plugin.hosts.standalone.app import create_app

_WAY = re.compile(r'href="((?:https://[^/"]+)?/[^/"]+/(?:corruption|inspection)(?:/report)?)"')
CHANNEL = ("/corruption", "/corruption/report", "/corruption/mailbox", "/corruption/key")
PORTAL = ("/", "/complain", "/follow", "/plan", "/reports", "/statistics", "/statistics/corruption")


@pytest.fixture
def statuses(make_app, readers) -> Callable[..., dict[str, int]]:
    def _statuses(*paths: str, **settings: Any) -> dict[str, int]:
        with make_app(**settings) as app:
            client = app.test_client()
            return {path: client.get(f"/rimnam{path}").status_code for path in paths}

    return _statuses


@pytest.fixture
def ways(make_app, readers) -> Callable[..., list[str]]:
    """The addresses of the channel on the front page and on the complaint form."""

    def _ways(**settings: Any) -> list[str]:
        with make_app(**settings) as app:
            client = app.test_client()
            pages = [client.get(f"/rimnam{path}").text for path in ("/", "/complain")]
        return sorted(set(_WAY.findall("".join(pages))))

    return _ways


def test_everything_is_served_together_by_default(statuses) -> None:
    assert set(statuses(*CHANNEL, *PORTAL).values()) == {200}


def test_the_portal_alone_has_no_channel(statuses) -> None:
    found = statuses(*CHANNEL, "/inspection", "/inspection/enrol", *PORTAL, serve="portal")
    assert {path for path, status in found.items() if status == 404} == {
        *CHANNEL,
        "/inspection",
        "/inspection/enrol",
    }


def test_the_channel_alone_has_nothing_else(statuses) -> None:
    found = statuses(*CHANNEL, *PORTAL, "/work/plan", "/work/complaints", serve="channel")
    assert {path for path, status in found.items() if status == 200} == set(CHANNEL)


def test_the_channel_alone_is_healthy_and_has_no_interfaces(make_app, readers) -> None:
    with make_app(serve="channel") as app:
        client = app.test_client()
        assert client.get("/health/ready").status_code == 200
        with client.get("/portal-plugin/static/portal_plugin/corruption.css") as style:
            assert style.status_code == 200
        for path in (
            "/api/v1/openapi.json",
            "/api/v1/rimnam/plans",
            "/open311/v2/rimnam/services.json",
        ):
            assert client.get(path).status_code == 404


def test_without_its_own_database_role_there_is_no_channel_and_no_page_leads_there(
    statuses, ways
) -> None:
    assert set(statuses(*CHANNEL, inspection_database_url=None).values()) == {404}
    assert ways(inspection_database_url=None) == []


def test_the_front_page_and_the_complaint_form_lead_to_it(ways) -> None:
    assert ways() == ["/rimnam/corruption", "/rimnam/corruption/report"]


def test_they_lead_to_its_own_host_name_where_it_has_one(ways) -> None:
    assert ways(serve="portal", channel_url="https://told.example") == [
        "https://told.example/rimnam/corruption",
        "https://told.example/rimnam/corruption/report",
    ]


def test_the_way_there_carries_the_language(app, informant) -> None:
    informant.query = "?lang=en"
    assert "/rimnam/corruption/report?lang=en" in informant.get("/").source


def test_the_receipt_tells_the_channels_own_address(make_app, informant) -> None:
    with make_app(serve="channel", channel_url="https://told.example") as app:
        informant.client = app.test_client()
        assert "https://told.example/rimnam/corruption/mailbox" in informant.tells().text


def test_an_inspector_has_it_in_his_menu_where_it_is_served(make_app, readers, tenant_ids) -> None:
    person = Actor("x", "ก (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({Role.INSPECTOR}))
    clerk = Actor("y", "ข (ตัวอย่าง)", tenant_ids["rimnam"], frozenset({Role.PLAN_OFFICER}))
    menus = {}
    for name, sitting, settings in (
        ("served", person, {}),
        ("not served", person, {"inspection_database_url": None}),
        ("clerk", clerk, {}),
    ):
        with make_app(**settings) as app:
            app.config["SITTING"] = sitting
            menus[name] = "/rimnam/inspection" in app.test_client().get("/rimnam/").text
    assert menus == {"served": True, "not served": False, "clerk": False}


@pytest.fixture
def standalone(make_app, readers):
    """`standalone(serve="channel")`: a client of the stand-alone host on this database."""

    def _standalone(**settings: Any) -> Any:
        with make_app(**settings) as app:
            chosen: Settings = app.extensions["portal_plugin"].settings
        made = create_app(chosen, SECRET_KEY="a key of the tests", TESTING=True)
        engines.append(made)
        return made.test_client()

    engines: list[Any] = []
    yield _standalone
    for made in engines:
        with made.app_context():
            for engine in made.extensions["sqlalchemy"].engines.values():
                engine.dispose()


@pytest.mark.parametrize("serve", ["all", "portal", "channel"])
def test_the_stand_alone_host_has_its_front_page_and_log_in_whatever_it_serves(
    standalone, serve
) -> None:
    client = standalone(serve=serve)
    front = client.get("/")
    assert front.status_code == 200
    begins = "/rimnam/corruption" if serve == "channel" else "/rimnam/"
    assert f'href="{begins}"' in front.text
    assert client.get("/rimnam/login").status_code == 200
    assert client.get("/rimnam/nothing").status_code == 404


def test_the_stand_alone_host_sets_no_cookie_on_a_report(standalone) -> None:
    client = standalone()
    page = client.get("/rimnam/corruption/report?lang=en")
    sent = client.post("/rimnam/corruption/report", data={"facts": "x"})
    assert [page.status_code, sent.status_code] == [200, 422]
    for answer in (page, sent):
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "no-referrer"
