"""Accounts and their rules, without a web server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin import clock
from portal_plugin.actor import SYSTEM, Act, Role, role_allows
from portal_plugin.hosts.standalone import passwords
from portal_plugin.hosts.standalone.account_rules import InvalidAccount
from portal_plugin.hosts.standalone.accounts import (
    account_named,
    actor_of,
    create_account,
    set_roles,
)
from portal_plugin.hosts.standalone.models import Account, LoginFailure
from portal_plugin.hosts.standalone.passwords import PasswordFault, WeakPassword
from portal_plugin.hosts.standalone.throttle import Client, Throttle, TooManyTries
from portal_plugin.hosts.standalone.verify import SecondFactorNeeded, WrongLogin, verify
from portal_plugin.tenants.models import TenantType

PASSWORD = "แม่น้ำไหลผ่านเมือง 12"
HERE = Client("192.0.2.1")
NOON = datetime(2023, 4, 3, 5, 0, tzinfo=UTC)


def made(session, **changes):
    given = {
        "username": "somjai",
        "password": PASSWORD,
        "display_name": "สมใจ (ตัวอย่าง)",
        "roles": [Role.PLAN_OFFICER],
    }
    return create_account(session, **(given | changes))


def test_a_username_is_plain_letters_and_digits(open_session):
    with open_session() as session:
        for username in ("", "ab", "a" * 65, "สมใจ", "so mjai", "som\0jai", "-somjai", "som/jai"):
            with pytest.raises(InvalidAccount):
                made(session, username=username)


def test_a_username_that_only_looks_like_another_is_refused(open_session):
    cyrillic = "s\u043emjai"
    with open_session() as session, pytest.raises(InvalidAccount):
        made(session, username=cyrillic)


def test_a_taken_username_is_refused_in_any_spelling(open_session):
    with open_session() as session:
        made(session)
        with pytest.raises(InvalidAccount, match="is taken"):
            made(session, username="SOMJAI ")


def test_a_persons_name_is_ordinary_text(open_session):
    with open_session() as session:
        for name in ("", "  ", "ก" * 121, "a\0b", "\ud800"):
            with pytest.raises(InvalidAccount):
                made(session, display_name=name)


def test_an_account_without_a_role_is_refused(open_session):
    with open_session() as session, pytest.raises(InvalidAccount):
        made(session, roles=[])


def test_a_municipality_has_no_province_operator(open_session):
    with open_session() as session, pytest.raises(InvalidAccount, match="province_operator"):
        made(session, roles=[Role.PROVINCE_OPERATOR])


def test_the_province_has_operators_and_no_plan_officers(province):
    with province() as session:
        operator = made(session, roles=[Role.PROVINCE_OPERATOR])
        assert role_allows(actor_of(operator, TenantType.PROVINCE_OFFICE), Act.WATCH_PROVINCE)
        with pytest.raises(InvalidAccount, match="plan_officer"):
            made(session, username="other", roles=[Role.PLAN_OFFICER])


def test_a_province_role_smuggled_into_a_municipality_is_worth_nothing(open_session):
    with open_session() as session:
        account = made(session)
        account.roles = [Role.PROVINCE_OPERATOR, "superuser"]
        assert actor_of(account, TenantType.TOWN_MUNICIPALITY).roles == frozenset()


def test_a_department_officer_belongs_to_a_department_of_the_space(open_session, departments):
    with open_session() as session:
        with pytest.raises(InvalidAccount, match="belongs to a department"):
            made(session, roles=[Role.DEPARTMENT_OFFICER])
        with pytest.raises(InvalidAccount, match="no such department"):
            made(session, roles=[Role.DEPARTMENT_OFFICER], department="กองนอก\0")
        officer = made(session, roles=[Role.DEPARTMENT_OFFICER], department="กองช่าง")
        assert officer.department_id == departments["rimnam/works"]
        set_roles(session, SYSTEM, officer, [Role.AUDITOR])
        assert officer.department_id is None


def test_an_account_of_another_space_is_unknown_here(open_session):
    with open_session("saithong") as session:
        made(session)
        session.commit()
    with open_session("rimnam") as session, pytest.raises(InvalidAccount):
        account_named(session, "somjai")


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elevenchars", PasswordFault.TOO_SHORT),
        ("a" * 1025, PasswordFault.TOO_LONG),
        ("somjai_somjai", PasswordFault.NAMES_THE_ACCOUNT),
        ("Password1234", PasswordFault.COMMON),
        ("ffffffffffff", PasswordFault.COMMON),
        ("nul in the middle\0", PasswordFault.UNREADABLE),
        ("half a surrogate \ud800", PasswordFault.UNREADABLE),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password, fault):
    with pytest.raises(WeakPassword) as weak:
        passwords.hash_password(password, "somjai")
    assert weak.value.fault is fault


def test_no_rule_of_composition_is_asked():
    passwords.hash_password("only small letters here", "somjai")


def test_one_password_typed_on_two_keyboards_is_one_password():
    one = "น้ำใสไหลเย็นเห็นตัวปลา"
    two = one.replace("\u0e33", "\u0e4d\u0e32")
    assert one != two
    assert passwords.matches(passwords.hash_password(one, "somjai"), two)


def test_hashes_are_argon2id():
    assert passwords.hash_password(PASSWORD, "somjai").startswith("$argon2id$")


def test_nobody_costs_as_much_as_somebody(monkeypatch):
    asked = []

    class Counting:
        def __init__(self, hasher):
            self.hasher = hasher

        def __getattr__(self, name):
            return getattr(self.hasher, name)

        def verify(self, hashed, password):
            asked.append(hashed.rsplit("$", 2)[0])
            return self.hasher.verify(hashed, password)

    stored = passwords.hash_password(PASSWORD, "somjai")
    monkeypatch.setattr(passwords, "_HASHER", Counting(passwords._HASHER))
    for hashed, password in [(stored, "wrong"), (None, PASSWORD), (stored, "x" * 10**6)]:
        assert not passwords.matches(hashed, password)
    assert len(asked) == 3
    assert len(set(asked)) == 1


@given(st.text(alphabet=st.characters(), max_size=40))
def test_no_text_matches_nobody(password):
    assert not passwords.matches(None, password)


def test_the_pause_doubles_with_each_further_wrong_try(open_session, throttle):
    with open_session() as session:
        limits = throttle.limits_for("somjai", HERE, None)
        pauses = []
        moment = NOON
        for _ in range(4):
            with clock.held_at(moment):
                throttle.note_failure(session, limits)
        for _ in range(4):
            with clock.held_at(moment):
                throttle.note_failure(session, limits)
                with pytest.raises(TooManyTries) as pause:
                    throttle.admit(session, limits)
            pauses.append(pause.value.seconds)
        assert pauses == [301, 601, 1201, 2401]


def test_a_quiet_hour_forgets_everything(open_session, throttle):
    with open_session() as session:
        limits = throttle.limits_for("somjai", HERE, None)
        with clock.held_at(NOON):
            for _ in range(30):
                throttle.note_failure(session, limits)
        with clock.held_at(NOON + timedelta(seconds=3601)):
            throttle.admit(session, limits)
            throttle.note_failure(session, limits)
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginFailure)) == 3


def test_one_address_may_not_try_many_names(open_session, throttle):
    with open_session() as session, clock.held_at(NOON):
        for number in range(50):
            with pytest.raises(WrongLogin):
                verify(session, f"name{number}", "wrong", HERE, throttle=throttle)
        with pytest.raises(TooManyTries):
            verify(session, "name99", "wrong", HERE, throttle=throttle)


def test_many_addresses_of_one_subscriber_are_one(open_session, throttle):
    with open_session() as session, clock.held_at(NOON):
        for number in range(5):
            with pytest.raises(WrongLogin):
                verify(session, "somjai", "x", Client(f"2001:db8::{number:x}"), throttle=throttle)
        with pytest.raises(TooManyTries):
            verify(session, "somjai", "x", Client("2001:db8::ffff"), throttle=throttle)


def test_a_right_password_forgives_the_pair_and_not_the_address(open_session, throttle):
    with open_session() as session, clock.held_at(NOON):
        made(session)
        for _ in range(4):
            with pytest.raises(WrongLogin):
                verify(session, "somjai", "wrong", HERE, throttle=throttle)
        verify(session, "somjai", PASSWORD, HERE, throttle=throttle)
        left = session.scalars(sa.select(LoginFailure.handle)).all()
        assert len(left) == 8
        assert len(set(left)) == 2


def test_a_hundred_tries_at_once_are_not_a_hundred_guesses(
    database, tenant_ids, open_session, throttle
):
    from portal_plugin.tenants.session import tenant_session

    with open_session() as session:
        made(session)
        session.commit()

    def guess(_):
        with tenant_session(database.app, tenant_ids["rimnam"]) as session:
            try:
                verify(session, "somjai", "wrong", HERE, throttle=throttle)
            except (WrongLogin, TooManyTries) as answer:
                session.commit()
                return type(answer)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(guess, range(24)))
    assert answers.count(WrongLogin) == 5


def test_the_secret_shows_nowhere():
    assert "secret" not in repr(Throttle("a secret", 5, 300.0)).replace("secret=", "")


class OneCode:
    def is_needed(self, account: Account) -> bool:
        return True

    def accepts(self, account: Account, code: str) -> bool:
        return code == "123456"


def test_a_second_factor_is_asked_after_the_password_and_counted(open_session, throttle):
    with open_session() as session:
        made(session)

        def attempt(password, code=None):
            return verify(
                session,
                "somjai",
                password,
                HERE,
                throttle=throttle,
                second_factor=OneCode(),
                totp_code=code,
            )

        with pytest.raises(WrongLogin):
            attempt("wrong", "123456")
        with pytest.raises(SecondFactorNeeded):
            attempt(PASSWORD)
        with pytest.raises(WrongLogin):
            attempt(PASSWORD, "000000")
        assert session.scalar(sa.select(sa.func.count()).select_from(LoginFailure)) == 6
        assert attempt(PASSWORD, "123456").username == "somjai"


def test_an_account_with_a_secret_stays_shut_while_no_factor_is_plugged_in(open_session, throttle):
    with open_session() as session:
        made(session).totp_secret = "set elsewhere"
        with pytest.raises(SecondFactorNeeded):
            verify(session, "somjai", PASSWORD, HERE, throttle=throttle)
        with pytest.raises(WrongLogin):
            verify(session, "somjai", PASSWORD, HERE, throttle=throttle, totp_code="000000")
