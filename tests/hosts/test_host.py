"""The reference host around the portal: front page, errors, headers, languages."""

from __future__ import annotations

import pytest

from portal_plugin.config.settings import Settings, SettingsError
from portal_plugin.hosts.standalone.app import create_app


def test_the_front_page_names_every_municipality_and_where_it_is(visitor):
    page = visitor.get("/").get_data(as_text=True)
    for code in ("rimnam", "saithong", "nongbua"):
        assert f'href="/{code}/"' in page


def test_an_error_is_a_page_with_one_sentence(visitor):
    for path, status, sentence in (
        ("/no/such/page/at/all", 404, "ไม่พบหน้านี้"),
        ("/nowhere/login", 404, "ไม่พบ"),
        ("/RIMNAM/login", 404, "ไม่พบ"),
        ("/rim%00nam/login", 404, "ไม่พบ"),
        ("/broken", 500, "ระบบขัดข้อง"),
    ):
        answer = visitor.get(path)
        assert answer.status_code == status
        assert sentence in answer.get_data(as_text=True)
        assert "secret of the inside" not in answer.get_data(as_text=True)


def test_a_body_that_is_too_large_is_refused_before_it_is_read(app, visitor):
    app.config["MAX_CONTENT_LENGTH"] = 1000
    answer = visitor.client.post("/rimnam/login", data={"password": "x" * 2000})
    assert answer.status_code == 413
    assert "ลดขนาดไฟล์" in answer.get_data(as_text=True)


def test_every_answer_carries_the_protecting_headers(visitor):
    for path in ("/", "/rimnam/login", "/no/such/page", "/broken", "/rimnam/trial"):
        headers = visitor.get(path).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "unsafe" not in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "Strict-Transport-Security" not in headers


def test_pages_carry_nothing_inline_and_nothing_from_elsewhere(visitor):
    for path in ("/", "/rimnam/login", "/no/such/page"):
        page = visitor.get(path).get_data(as_text=True)
        for forbidden in ("<script", "style=", "<style", "onclick", "https://", "//fonts"):
            assert forbidden not in page


def test_forms_are_kept_out_of_caches(visitor):
    assert visitor.get("/rimnam/login").headers["Cache-Control"] == "no-store"


def test_a_language_asked_for_is_remembered(visitor):
    assert 'lang="th"' in visitor.get("/").get_data(as_text=True)
    assert '<html lang="en"' in visitor.get("/?lang=en").get_data(as_text=True)
    assert '<html lang="en"' in visitor.get("/").get_data(as_text=True)
    assert '<html lang="th"' in visitor.get("/?lang=th").get_data(as_text=True)


def test_forwarded_addresses_are_believed_only_behind_a_proxy(app, database, tmp_path):
    settings = Settings(
        home=tmp_path, database_url=database.app.url.render_as_string(hide_password=False)
    )
    behind = create_app(settings, trusted_proxies=1)
    for made, believed in ((app, "127.0.0.1"), (behind, "203.0.113.5")):
        made.add_url_rule("/me", "me", lambda: __import__("flask").request.remote_addr)
        answer = made.test_client().get("/me", headers={"X-Forwarded-For": "203.0.113.5"})
        assert answer.get_data(as_text=True) == believed
    with behind.app_context():
        for engine in behind.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def test_a_host_without_a_database_says_what_to_set(tmp_path):
    with pytest.raises(SettingsError, match="PORTAL_PLUGIN_DATABASE_URL"):
        create_app(Settings(home=tmp_path))


def test_the_host_below_a_prefix_keeps_people_below_it(database, tenant_ids, tmp_path):
    app = create_app(
        Settings(
            home=tmp_path,
            database_url=database.app.url.render_as_string(hide_password=False),
            url_prefix="/portal",
        )
    )
    page = app.test_client().get("/portal/rimnam/login").get_data(as_text=True)
    assert 'action="/portal/rimnam/login"' in page
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()
