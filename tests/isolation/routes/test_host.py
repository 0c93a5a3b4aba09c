"""What the portal must leave alone in its host, and when it must not start."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, abort
from flask_sqlalchemy import SQLAlchemy

from portal_plugin.config.settings import SettingsError
from portal_plugin.errors import NotFound
from portal_plugin.extension import Portal
from portal_plugin.tenants.errors import UnsafeDatabaseRole
from portal_plugin.tenants.policy import OWNER_ROLE

OURS = {"Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options"}


def _with_pages(app: Flask) -> None:
    app.add_url_rule("/host", "host_page", lambda: "the host's own page")
    app.add_url_rule("/host/missing", "host_missing", lambda: abort(404))
    app.add_url_rule("/host/error", "host_error", _raise_ours)


def _raise_ours() -> str:
    raise NotFound


def test_pages_of_the_host_meet_no_handler_and_no_header_of_the_portal(
    make_host: Callable[..., Any],
) -> None:
    plain = Flask("host")
    plain.secret_key = "anything"
    _with_pages(plain)
    with make_host(_with_pages) as host:
        for path in ("/host", "/host/missing", "/nowhere/to/be/found"):
            with_portal = host.app.test_client().get(path)
            without = plain.test_client().get(path)
            assert with_portal.data == without.data, path
            assert with_portal.status_code == without.status_code
            assert list(with_portal.headers) == list(without.headers)
            assert not OURS & set(with_portal.headers.keys())


def test_an_error_of_the_portal_raised_by_the_host_stays_the_hosts_affair(
    make_host: Callable[..., Any],
) -> None:
    with make_host(_with_pages) as host:
        host.app.testing = True
        with pytest.raises(NotFound):
            host.app.test_client().get("/host/error")


def test_a_page_of_the_host_costs_no_query(make_host: Callable[..., Any]) -> None:
    with make_host(_with_pages) as host, host.app.app_context():
        seen: list[str] = []
        for engine in host.app.extensions["portal_plugin"].db.engines.values():
            sa.event.listen(engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
        host.app.test_client().get("/host")
        assert seen == []
        host.app.test_client().get("/rimnam/")
        assert seen != []


def test_two_applications_in_one_process_keep_apart(
    make_host: Callable[..., Any], settings: Any, world: object, person: Callable[..., Any]
) -> None:
    other = replace(settings, url_prefix="/integrity")
    with make_host() as first, make_host(settings=other) as second:
        assert first.app.extensions["portal_plugin"] is not second.app.extensions["portal_plugin"]
        first.actor = person("plan_officer")
        assert first.app.test_client().get("/rimnam/work/plan").status_code == 200
        assert second.app.test_client().get("/integrity/rimnam/work/plan").status_code == 401
        assert second.app.test_client().get("/rimnam/work/plan").status_code == 404


def test_the_hosts_own_sqlalchemy_is_used(make_host: Callable[..., Any]) -> None:
    own = SQLAlchemy()

    def bring_database(app: Flask) -> None:
        app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
        own.init_app(app)

    with make_host(bring_database, db=own) as host:
        assert host.app.extensions["sqlalchemy"] is own
        assert host.app.extensions["portal_plugin"].db is own
        assert host.app.test_client().get("/health/ready").status_code == 200


def test_a_second_sqlalchemy_is_refused(settings: Any) -> None:
    app = Flask("host")
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    SQLAlchemy().init_app(app)
    with pytest.raises(RuntimeError, match="already has another SQLAlchemy"):
        Portal().init_app(app, settings=settings, db=SQLAlchemy())
    assert "portal_plugin" not in app.extensions


def test_a_second_portal_is_refused(host: Any, settings: Any) -> None:
    with pytest.raises(RuntimeError, match="already has a Portal"):
        Portal().init_app(host.app, settings=settings)


def test_a_host_without_a_database_is_told_what_to_set() -> None:
    with pytest.raises(SettingsError, match="PORTAL_PLUGIN_DATABASE_URL is not set"):
        Portal(Flask("host"))


@pytest.mark.parametrize("who", ["superuser", "owner"])
def test_it_refuses_to_start_as_a_role_that_can_step_over_the_wall(
    settings: Any, database: Any, who: str
) -> None:
    server = database.server
    strong = {
        "superuser": server.admin_url.set(database=database.name),
        "owner": server.url(OWNER_ROLE, database.name),
    }[who]
    unsafe = replace(settings, database_url=strong.render_as_string(hide_password=False))
    app = Flask("host")
    with pytest.raises(UnsafeDatabaseRole, match="connect as portal_plugin_app"):
        Portal().init_app(app, settings=unsafe)
    assert "portal_plugin" not in app.extensions
    assert "portal_plugin" not in app.blueprints
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def test_a_role_that_grows_strong_while_the_database_was_away_is_refused_at_first_use(
    make_host: Callable[..., Any], settings: Any, database: Any
) -> None:
    database.server.run(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
    strong = database.server.admin_url.set(database=database.name)
    late = replace(settings, database_url=strong.render_as_string(hide_password=False))
    with make_host(settings=late) as host:
        assert host.app.test_client().get("/health/ready").get_json()["fault"] == "database"
        database.server.run(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")
        answer = host.app.test_client().get("/health/ready")
        assert (answer.status_code, answer.get_json()["fault"]) == (503, "database-role")
        with pytest.raises(UnsafeDatabaseRole):
            host.app.testing = True
            host.app.test_client().get("/rimnam/")
