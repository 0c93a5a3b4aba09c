"""What a session is worth: in its own tenant, until its epoch ends, and nowhere else."""

from __future__ import annotations

import re

import pytest

from portal_plugin.actor import SYSTEM, Role
from portal_plugin.hosts.standalone.accounts import account_named, change_password, deactivate
from portal_plugin.hosts.standalone.app import create_app


def test_an_account_is_nobody_in_another_space(visitor, new_visitor, add_account):
    add_account()
    visitor.log_in()
    stranger = new_visitor()
    for path in ("/saithong/", "/saithong/trial", "/saithong/trial/edit", "/saithong/nothing"):
        mine, theirs = visitor.get(path), stranger.get(path)
        assert (mine.status_code, mine.data) == (theirs.status_code, theirs.data)
        assert set(mine.headers.keys()) == set(theirs.headers.keys())


def test_the_same_username_in_two_spaces_is_two_accounts(visitor, add_account):
    add_account("rimnam")
    add_account("saithong", password="another river of another town")
    assert visitor.log_in("saithong").status_code == 401
    visitor.log_in("rimnam")
    assert visitor.is_signed_in("rimnam")
    assert not visitor.is_signed_in("saithong")


def test_signing_in_elsewhere_ends_the_session_here(visitor, add_account):
    add_account("rimnam")
    add_account("saithong")
    visitor.log_in("rimnam")
    visitor.log_in("saithong")
    assert visitor.is_signed_in("saithong")
    assert not visitor.is_signed_in("rimnam")


def test_logging_out_in_another_space_ends_nothing_here(visitor, add_account):
    add_account()
    visitor.log_in()
    visitor.send("/saithong/logout", form_at="/saithong/login")
    assert visitor.is_signed_in()


@pytest.mark.parametrize(
    "end", [deactivate, lambda *a: change_password(*a, "a new river of words")]
)
def test_a_closed_account_and_a_changed_password_end_open_sessions(
    visitor, add_account, open_session, end
):
    add_account()
    visitor.log_in()
    with open_session() as session:
        end(session, SYSTEM, account_named(session, "somjai"))
        session.commit()
    assert not visitor.is_signed_in()


def test_an_account_closed_by_hand_in_the_database_is_nobody_at_once(
    visitor, add_account, open_session
):
    add_account()
    visitor.log_in()
    with open_session() as session:
        account_named(session, "somjai").active = False
        session.commit()
    assert not visitor.is_signed_in()


def test_a_role_taken_away_is_gone_at_the_next_request(visitor, add_account, open_session):
    from portal_plugin.hosts.standalone.accounts import set_roles

    add_account()
    visitor.log_in()
    assert visitor.get("/rimnam/trial/edit").status_code == 200
    with open_session() as session:
        set_roles(session, SYSTEM, account_named(session, "somjai"), [Role.AUDITOR])
        session.commit()
    assert visitor.get("/rimnam/trial/edit").status_code == 403


def test_a_session_planted_before_log_in_is_not_the_one_after_it(visitor, new_visitor, add_account):
    add_account()
    attacker = new_visitor()
    attacker.get("/rimnam/login")
    planted = attacker.cookie()
    visitor.put_cookie(planted)
    visitor.log_in()
    assert visitor.cookie() != planted
    attacker.put_cookie(planted)
    assert not attacker.is_signed_in()


def test_a_form_token_from_before_log_in_is_worthless_after_it(visitor, add_account):
    add_account()
    page = visitor.get("/rimnam/login").get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    visitor.log_in()
    answer = visitor.client.post("/rimnam/trial/edit", data={"csrf_token": token})
    assert answer.status_code == 400


def test_cookies_are_kept_from_scripts_and_from_other_sites(visitor, add_account):
    add_account()
    cookies = visitor.log_in().headers.getlist("Set-Cookie")
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names == {"portal_plugin_session", "portal_plugin_browser"}
    assert all("HttpOnly" in cookie and "SameSite=Lax" in cookie for cookie in cookies)


def test_cookies_are_secure_where_the_setting_says_so(app, add_account):
    add_account()
    app.config["SESSION_COOKIE_SECURE"] = True
    client = app.test_client()
    https = {"base_url": "https://localhost", "headers": {"Referer": "https://localhost/"}}
    page = client.get("/rimnam/login", **https).get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
    answer = client.post(
        "/rimnam/login",
        data={"csrf_token": token, "username": "somjai", "password": "แม่น้ำไหลผ่านเมือง 12"},
        **https,
    )
    cookies = answer.headers.getlist("Set-Cookie")
    assert len(cookies) == 2
    assert all("Secure" in cookie for cookie in cookies)
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=")


def test_a_forged_cookie_is_nobody(visitor):
    for forged in ("", "x", "a.b.c", "::", "0" * 3000):
        visitor.put_cookie(forged)
        visitor.put_cookie(forged, "portal_plugin_browser")
        assert not visitor.is_signed_in()
        assert visitor.get("/rimnam/login").status_code == 200


def test_a_cookie_of_another_application_is_nobody(visitor, add_account, app):
    add_account()
    visitor.log_in()
    assert visitor.is_signed_in()
    app.secret_key = "quite another secret of 32 characters"
    assert not visitor.is_signed_in()


def test_a_signed_cookie_with_a_strange_id_is_nobody(visitor, tenant_ids):
    for rest in ("", ":", "x:1", "'; --:1", "None:None", "1:1:1", "\0:1"):
        with visitor.client.session_transaction() as session:
            session["_user_id"] = f"{tenant_ids['rimnam']}:{rest}"
        assert visitor.get("/rimnam/trial").status_code == 302


def test_two_hosts_live_in_one_process(app, tmp_path, database, add_account, visitor):
    from portal_plugin.config.settings import Settings

    add_account()
    other = create_app(
        Settings(
            home=tmp_path,
            database_url=database.app.url.render_as_string(hide_password=False),
            secure_cookies=False,
        )
    )
    visitor.log_in()
    stranger = other.test_client()
    stranger.set_cookie("portal_plugin_session", visitor.cookie())
    assert stranger.get("/").status_code == 200
    assert (tmp_path / "secrets" / "session").stat().st_mode & 0o077 == 0
    with other.app_context():
        for engine in other.extensions["sqlalchemy"].engines.values():
            engine.dispose()
