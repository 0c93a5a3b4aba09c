"""Changing one's own password."""

from __future__ import annotations

import pytest

PASSWORD = "แม่น้ำไหลผ่านเมือง 12"
NEW = "a new river of words"


def change(visitor, password=PASSWORD, new=NEW, repeated=None):
    return visitor.send(
        "/rimnam/password", password=password, new_password=new, repeated=repeated or new
    )


def test_a_changed_password_opens_and_the_old_one_does_not(visitor, new_visitor, add_account):
    add_account()
    visitor.log_in()
    assert change(visitor).location == "/rimnam/password?changed=1"
    assert "เปลี่ยนรหัสผ่านแล้ว" in visitor.get("/rimnam/password?changed=1").get_data(as_text=True)
    assert new_visitor().log_in().status_code == 401
    assert new_visitor().log_in(password=NEW).status_code == 303


def test_a_change_ends_the_other_sessions_and_keeps_this_one(visitor, new_visitor, add_account):
    add_account()
    other = new_visitor()
    other.log_in()
    visitor.log_in()
    change(visitor)
    assert visitor.is_signed_in()
    assert not other.is_signed_in()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "wrong"}, "รหัสผ่านเดิมไม่ถูกต้อง"),
        ({"new": "short"}, "รหัสผ่านสั้นเกินไป"),
        ({"new": "password1234"}, "รหัสผ่านนี้เดาได้ง่าย"),
        ({"new": "somjaisomjai"}, "รหัสผ่านคล้ายชื่อผู้ใช้เกินไป"),
        ({"new": "ก" * 1025}, "รหัสผ่านยาวเกินไป"),
        ({"repeated": "something else"}, "สองช่องไม่ตรงกัน"),
    ],
)
def test_what_is_refused_is_said_beside_the_field_and_changes_nothing(
    visitor, new_visitor, add_account, fields, sentence
):
    add_account()
    visitor.log_in()
    answer = change(visitor, **fields)
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert new_visitor().log_in().status_code == 303


def test_guessing_the_old_password_in_a_stolen_session_is_slowed_down_too(visitor, add_account):
    add_account()
    visitor.log_in()
    for _ in range(5):
        change(visitor, password="wrong")
    assert change(visitor).status_code == 429


def test_a_stranger_is_sent_to_sign_in(visitor):
    answer = visitor.get("/rimnam/password")
    assert answer.location == "/rimnam/login?next=/rimnam/password"
    assert visitor.send("/rimnam/password", form_at="/rimnam/login").status_code == 303
