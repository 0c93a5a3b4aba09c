"""Forms: no token no change; and nobody is sent to a foreign place afterwards."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.hosts.standalone.models import Account, LoginFailure
from portal_plugin.hosts.standalone.own_paths import own_path

PASSWORD = "แม่น้ำไหลผ่านเมือง 12"
FORMS = ("/rimnam/login", "/rimnam/logout", "/rimnam/password")


@pytest.mark.parametrize("path", FORMS)
def test_a_form_without_its_token_changes_nothing_and_says_so(
    visitor, add_account, open_session, path
):
    account_id = add_account()
    visitor.log_in()
    fields = {
        "username": "somjai",
        "password": PASSWORD if path.endswith("password") else "wrong",
        "new_password": "a new river of words",
        "repeated": "a new river of words",
    }
    for token in ({}, {"csrf_token": ""}, {"csrf_token": "forged"}):
        answer = visitor.client.post(path, data=fields | token)
        assert answer.status_code == 400
        assert "กลับไปโหลดหน้าใหม่ แล้วส่งอีกครั้ง" in answer.get_data(as_text=True)
    assert visitor.is_signed_in()
    with open_session() as session:
        account = session.get_one(Account, (session.tenant_id, account_id))
        assert account.session_epoch == 1
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginFailure)) == 0


def test_the_log_in_leads_back_to_the_page_that_asked_for_it(visitor, add_account):
    add_account()
    asked = visitor.get("/rimnam/trial?year=2566")
    assert asked.status_code == 302
    page = visitor.get(asked.location).get_data(as_text=True)
    assert 'name="next" value="/rimnam/trial?year=2566"' in page
    answer = visitor.log_in(next="/rimnam/trial?year=2566")
    assert answer.location == "/rimnam/trial?year=2566"


FOREIGN = [
    "https://evil.example/",
    "//evil.example/",
    "/\\evil.example/",
    "\\\\evil.example",
    "/rimnam/..//evil.example",
    "/rimnam//evil.example",
    "/rimnam/../saithong/",
    "/rimnam/%2e%2e/saithong/",
    "/rimnam/%2E%2e/saithong/",
    "/rimnam/.%2e/saithong/",
    "/rimnam/%2f%2fevil.example",
    "/rimnam/%5cevil.example",
    "/rimnam/\\evil.example",
    "/rimnam/\t/evil.example",
    "/rimnam/\r\nSet-Cookie: a=b",
    "/saithong/",
    "/rimnamx/",
    "/",
    "rimnam/",
    "javascript:alert(1)",
    "/rimnam/\0",
    "/rimnam/" + "a" * 4000,
    "http:///rimnam/",
    "/rimnam@evil.example/",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_nobody_is_sent_out_of_his_space_after_signing_in(target):
    assert own_path(target, "/rimnam/") == "/rimnam/"


def test_the_redirect_itself_keeps_to_the_space(visitor, add_account):
    add_account()
    assert visitor.log_in(next="//evil.example/").location == "/rimnam/work"


@given(st.text(alphabet="/\\.%2ef5c:@?#a\t\n evil", max_size=30))
def test_whatever_is_accepted_stays_below_the_space(tail):
    accepted = own_path("/rimnam/" + tail, "/rimnam/")
    path = accepted.partition("?")[0].partition("#")[0]
    assert path.startswith("/rimnam/")
    assert "\\" not in path
    assert "//" not in path
    assert ".." not in path.split("/")
