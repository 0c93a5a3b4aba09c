"""Search engines are welcome everywhere but in the corruption channel and the staff's pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit
from urllib.robotparser import RobotFileParser
from uuid import UUID

import pytest
from flask import Flask
from lxml import etree

from portal_plugin.config.settings import Settings
from portal_plugin.hosts.standalone.app import create_app
from portal_plugin.nameless import MARK

STATISTICS = "/rimnam/statistics/corruption"


def channel_addresses(app: Flask) -> list[str]:
    """Every address of the channel that takes no values beyond the space."""
    return [
        rule.rule.replace("<space>", "rimnam")
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], MARK, False)
        and rule.arguments <= {"space"}
        and "GET" in (rule.methods or set())
    ]


def told(visit: Any) -> list[str]:
    """The paths of the sitemap and of the data catalogue."""
    tree = etree.fromstring(visit().get("/sitemap.xml").response.get_data())
    places = [str(each.text) for each in tree.iter("{*}loc")]
    body = visit().get("/data/catalog.jsonld").response.get_json()

    def addresses(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for each in value.values():
                yield from addresses(each)
        elif isinstance(value, list):
            for each in value:
                yield from addresses(each)
        elif isinstance(value, str) and value.startswith("http"):
            yield value

    return [urlsplit(each).path for each in (*places, *addresses(body["dcat:dataset"]))]


def test_no_address_of_the_channel_is_told_but_its_statistics(
    visit: Any, app: Flask, small_plan: Any, publish_round: Callable[[], UUID]
) -> None:
    publish_round()
    channel = channel_addresses(app)
    assert "/rimnam/corruption" in channel and "/rimnam/corruption/report" in channel
    paths = told(visit)
    assert not [path for path in paths if path.startswith("/rimnam/corruption")]
    assert {path for path in paths if "corruption" in path} == {
        STATISTICS,
        f"{STATISTICS}.csv",
        f"{STATISTICS}.json",
    }


def test_every_page_of_the_channel_says_that_it_is_not_to_be_listed(visit: Any, app: Flask) -> None:
    for path in channel_addresses(app):
        assert visit().get(path).response.headers["X-Robots-Tag"] == "noindex", path


def test_the_channels_statistics_may_be_listed(visit: Any) -> None:
    assert "X-Robots-Tag" not in visit().get("/statistics/corruption").response.headers


def test_everything_in_the_sitemap_answers(
    visit: Any,
    small_plan: Any,
    publish_round: Callable[[], UUID],
    publish_paper: Callable[..., UUID],
) -> None:
    publish_round()
    publish_paper()
    tree = etree.fromstring(visit().get("/sitemap.xml").response.get_data())
    paths = [urlsplit(str(each.text)).path for each in tree.iter("{*}loc")]
    assert "/rimnam/documents/targets/2566/year" in paths
    assert "/rimnam/reports/2566/6M" in paths
    assert [path for path in paths if visit().get(path).status != 200] == []
    assert not [path for path in paths if "/work" in path]


@pytest.mark.parametrize("path", ["/", "/plan", "/reports", "/documents", "/oit", "/data"])
def test_each_public_page_describes_itself_and_names_its_address(visit: Any, path: str) -> None:
    tree = visit().get(f"{path}?x=1").tree
    [canonical] = tree.xpath('//head/link[@rel="canonical"]/@href')
    assert canonical.startswith("http://localhost/rimnam/") and "?" not in canonical
    [description] = tree.xpath('//head/meta[@name="description"]/@content')
    assert "เทศบาลเมืองตัวอย่างริมน้ำ" in description


def test_whole_addresses_bear_the_name_that_citizens_know(make_app: Any) -> None:
    with make_app(public_url="https://portal.example.test") as app:
        text = app.test_client().get("/rimnam/sitemap.xml").get_data(as_text=True)
    assert "<loc>https://portal.example.test/rimnam/plan</loc>" in text
    assert "localhost" not in text


@pytest.fixture
def host(database: Any, tenant_ids: dict[str, UUID], tmp_path: Any) -> Iterator[Flask]:
    """The stand-alone host."""
    settings = Settings(
        home=tmp_path,
        secret_key="a secret of the tests, 32 characters or more",
        database_url=database.app.url.render_as_string(hide_password=False),
    )
    made = create_app(settings, TESTING=True)
    yield made
    with made.app_context():
        for engine in made.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def test_robots_are_let_in_everywhere_but_to_staff_and_channel(host: Flask) -> None:
    response = host.test_client().get("/robots.txt")
    assert response.mimetype == "text/plain"
    robots = RobotFileParser()
    robots.parse(response.get_data(as_text=True).splitlines())
    open_to_all = ("/", "/rimnam/", "/rimnam/plan", STATISTICS, "/saithong/documents")
    closed = (
        "/rimnam/corruption",
        "/rimnam/corruption/report",
        "/rimnam/work/plan",
        "/nongbua/work",
    )
    assert [path for path in open_to_all if not robots.can_fetch("*", path)] == []
    assert [path for path in closed if robots.can_fetch("*", path)] == []
    assert sorted(robots.site_maps() or []) == [
        f"http://localhost/{space}/sitemap.xml" for space in ("nongbua", "rimnam", "saithong")
    ]
