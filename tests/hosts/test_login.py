"""Signing in to a municipality's space and out of it, through the pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin import clock
from portal_plugin.actor import SYSTEM, Role
from portal_plugin.hosts.standalone.accounts import account_named, create_account, deactivate
from portal_plugin.hosts.standalone.models import Account, LoginFailure

PASSWORD = "แม่น้ำไหลผ่านเมือง 12"
NOON = datetime(2023, 4, 3, 5, 0, tzinfo=UTC)


def without_tokens(page: str, username: str) -> str:
    page = re.sub(r'name="csrf_token" value="[^"]+"', "", page)
    return page.replace(username, "")


def test_the_right_password_opens_the_space(visitor, add_account):
    add_account()
    answer = visitor.log_in()
    assert (answer.status_code, answer.location) == (303, "/rimnam/work")
    assert visitor.is_signed_in()


def test_a_province_operator_begins_with_the_province(visitor, province):
    with province() as session:
        create_account(
            session,
            username="operator",
            password=PASSWORD,
            display_name="ผู้ดูแล (ตัวอย่าง)",
            roles=[Role.PROVINCE_OPERATOR],
        )
        session.commit()
    assert visitor.log_in("province", "operator").location == "/province/work/province"


def test_a_username_is_taken_with_capitals_spaces_and_full_width_letters(visitor, add_account):
    add_account()
    visitor.log_in(username="  Ｓomjai ")
    assert visitor.is_signed_in()


def test_unknown_closed_and_mistyped_accounts_get_the_same_answer(
    new_visitor, add_account, open_session
):
    add_account()
    add_account(username="closed")
    with open_session() as session:
        deactivate(session, SYSTEM, account_named(session, "closed"))
        session.commit()
    answers = {
        (answer.status_code, without_tokens(answer.get_data(as_text=True), name))
        for name in ("somjai", "closed", "nobody")
        for answer in [
            new_visitor().log_in(username=name, password="wrong" if name == "somjai" else PASSWORD)
        ]
    }
    assert len(answers) == 1
    assert next(iter(answers))[0] == 401


def test_a_wrong_password_signs_nobody_in_and_keeps_the_username(visitor, add_account):
    add_account()
    answer = visitor.log_in(password="wrong")
    assert 'value="somjai"' in answer.get_data(as_text=True)
    assert "wrong" not in answer.get_data(as_text=True)
    assert not visitor.is_signed_in()


def test_wrong_tries_stay_counted_after_the_refusal(visitor, add_account, open_session):
    add_account()
    visitor.log_in(password="wrong")
    with open_session() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginFailure)) == 3


def test_neither_address_nor_name_is_kept_with_a_wrong_try(visitor, add_account, open_session):
    add_account()
    visitor.log_in(password="wrong")
    with open_session() as session:
        handles = session.scalars(sa.select(LoginFailure.handle)).all()
    assert all(re.fullmatch("[0-9a-f]{32}", handle) for handle in handles)


def test_after_five_wrong_tries_even_the_right_password_waits(visitor, add_account):
    add_account()
    with clock.held_at(NOON):
        for _ in range(5):
            assert visitor.log_in(password="wrong").status_code == 401
        answer = visitor.log_in()
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 301
        assert not visitor.is_signed_in()
    with clock.held_at(NOON + timedelta(seconds=301)):
        visitor.log_in()
        assert visitor.is_signed_in()


def test_a_flood_from_one_address_leaves_the_owner_at_another_free(new_visitor, add_account):
    add_account()
    flood = new_visitor("198.51.100.7")
    for _ in range(12):
        flood.log_in(password="wrong")
    owner = new_visitor("192.0.2.1")
    owner.log_in()
    assert owner.is_signed_in()


def test_a_browser_that_signed_in_before_gets_in_through_a_flood_of_addresses(
    new_visitor, add_account
):
    add_account()
    owner = new_visitor()
    owner.log_in()
    owner.send("/rimnam/logout", form_at="/rimnam/password")
    with clock.held_at(NOON):
        for number in range(20):
            flood = new_visitor(f"198.51.100.{number}")
            for _ in range(5):
                flood.log_in(password="wrong")
        assert new_visitor("203.0.113.9").log_in().status_code == 429
        assert owner.log_in().status_code == 303


def test_a_browser_known_to_ones_own_account_counts_as_a_stranger_at_anothers(
    new_visitor, add_account
):
    add_account()
    add_account(username="other")
    guesser = new_visitor()
    guesser.log_in(username="other")
    guesser.send("/rimnam/logout", form_at="/rimnam/password")
    for _ in range(5):
        guesser.log_in(password="wrong")
    assert new_visitor().log_in().status_code == 429


def test_signing_out_kills_a_copy_of_the_cookie(visitor, new_visitor, add_account):
    add_account()
    visitor.log_in()
    thief = new_visitor()
    thief.put_cookie(visitor.cookie())
    assert thief.is_signed_in()
    visitor.send("/rimnam/logout", form_at="/rimnam/password")
    assert not visitor.is_signed_in()
    assert not thief.is_signed_in()


def test_signing_out_by_a_link_is_not_possible(visitor, add_account):
    add_account()
    visitor.log_in()
    assert visitor.get("/rimnam/logout").status_code == 405
    assert visitor.is_signed_in()


def test_a_page_that_wants_a_role_the_account_lacks_says_403(visitor, add_account):
    add_account(roles=[Role.AUDITOR])
    visitor.log_in()
    assert visitor.get("/rimnam/trial").status_code == 200
    assert visitor.get("/rimnam/trial/edit").status_code == 403


def test_sign_in_is_written_to_the_trail(visitor, add_account, open_session):
    account_id = add_account()
    visitor.log_in()
    with open_session() as session:
        trail = session.execute(
            sa.text("select act, actor_id from portal_plugin.audit_event order by at")
        ).all()
    assert trail == [("account.create", "system"), ("account.sign_in", str(account_id))]


def test_a_hash_with_old_parameters_is_renewed_at_log_in(
    visitor, add_account, open_session, monkeypatch
):
    from argon2 import PasswordHasher

    from portal_plugin.hosts.standalone import passwords

    account_id = add_account()
    monkeypatch.setattr(
        passwords, "_HASHER", PasswordHasher(time_cost=2, memory_cost=2048, parallelism=1)
    )
    visitor.log_in()
    assert visitor.is_signed_in()
    with open_session() as session:
        assert (
            "m=2048,t=2" in session.get_one(Account, (session.tenant_id, account_id)).password_hash
        )


def test_a_hostile_password_is_merely_wrong(new_visitor, add_account):
    add_account()
    hostile = ["", "\0", "ก" * 300_000, "a\0b", PASSWORD + "\0", PASSWORD[:-1]]
    for number, password in enumerate(hostile):
        visitor = new_visitor(f"192.0.2.{number}")
        assert visitor.log_in(password=password).status_code in {401, 413}
        assert not visitor.is_signed_in()


def test_bytes_that_are_no_text_are_merely_wrong(visitor, add_account):
    add_account()
    token = re.search(
        r'name="csrf_token" value="([^"]+)"', visitor.get("/rimnam/login").get_data(as_text=True)
    ).group(1)
    answer = visitor.client.post(
        "/rimnam/login",
        data=f"csrf_token={token}&username=%ff%fe&password=%ed%a0%80",
        content_type="application/x-www-form-urlencoded",
    )
    assert answer.status_code == 401


@given(st.text(max_size=400) | st.sampled_from(["'; drop table account; --", "a" * 50_000, "\0"]))
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_no_username_however_strange_signs_in_or_breaks_the_page(new_visitor, username):
    with clock.held_at(datetime.now(UTC)):
        answer = new_visitor(f"192.0.2.{len(username) % 250}").log_in(username=username)
    assert answer.status_code in {401, 429}
