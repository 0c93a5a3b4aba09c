"""A key opens by passphrase and code, for half an hour, in one browser, and by nothing else."""

from __future__ import annotations

import base64
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.inspection import unlocking
from portal_plugin.corruption.models import Inspector, LedgerEntry, OpenedKey
from portal_plugin.errors import RuleBroken


def opened_cookie(session: Any, inspector: Inspector, one: Any) -> str:
    secret = unlocking.open_key(session, inspector, one.passphrase, one.code())
    return secret.cookie


def test_a_key_is_open_for_half_an_hour_and_not_a_second_longer(
    open_channel: Any, enrolled: Any, row: Any, later: Any
) -> None:
    one = enrolled()
    with open_channel() as session:
        inspector = row(session, one)
        cookie = opened_cookie(session, inspector, one)
        with later(minutes=29, seconds=59):
            found = unlocking.opened(session, inspector, cookie)
            assert found is not None and found.pair.public == inspector.public_key
        for over in ({"minutes": 30}, {"minutes": 30, "seconds": 1}, {"days": 1}):
            with later(**over):
                assert unlocking.opened(session, inspector, cookie) is None


def test_whoever_writes_rows_cannot_put_the_end_off(
    open_channel: Any, enrolled: Any, row: Any, later: Any, superuser: Any
) -> None:
    one = enrolled()
    with open_channel() as session:
        cookie = opened_cookie(session, row(session, one), one)
        session.commit()
    with superuser.begin() as connection:
        changed = connection.execute(
            sa.update(OpenedKey).values(until=sa.func.now() + sa.text("interval '9 years'"))
        )
        assert changed.rowcount == 1
    with open_channel() as session, later(minutes=31):
        assert session.scalar(sa.select(sa.func.count()).select_from(OpenedKey)) == 1
        assert unlocking.opened(session, row(session, one), cookie) is None


def test_what_is_over_is_deleted_when_the_next_key_opens(
    open_channel: Any, enrolled: Any, row: Any, later: Any
) -> None:
    one = enrolled()
    with open_channel() as session:
        inspector = row(session, one)
        opened_cookie(session, inspector, one)
        with later(minutes=31):
            opened_cookie(session, inspector, one)
        assert session.scalar(sa.select(sa.func.count()).select_from(OpenedKey)) == 1


def test_closing_closes_it_in_every_browser(
    open_channel: Any, enrolled: Any, row: Any, later: Any
) -> None:
    one = enrolled()
    with open_channel() as session:
        inspector = row(session, one)
        cookies = [opened_cookie(session, inspector, one)]
        with later(minutes=1):
            cookies.append(opened_cookie(session, inspector, one))
            unlocking.close_keys(session, inspector)
            assert [unlocking.opened(session, inspector, cookie) for cookie in cookies] == [
                None,
                None,
            ]


@pytest.mark.parametrize("wrong", ["passphrase", "code"])
def test_a_wrong_passphrase_and_a_wrong_code_answer_alike(
    open_channel: Any, enrolled: Any, row: Any, wrong: str
) -> None:
    one = enrolled()
    typed = {"passphrase": one.passphrase, "code": one.code()} | {wrong: "000000"}
    with open_channel() as session:
        with pytest.raises(RuleBroken) as refused:
            unlocking.open_key(session, row(session, one), **typed)
        assert str(refused.value) == unlocking.REFUSED
        assert row(session, one).failures == 1


@pytest.mark.parametrize("hostile", ["", "\x00", "\ud800", "๑" * 10_000, "a" * 1_000_000])
def test_whatever_is_typed_is_a_wrong_try(
    open_channel: Any, enrolled: Any, row: Any, hostile: str
) -> None:
    one = enrolled()
    with open_channel() as session:
        for typed in ((hostile, one.code()), (one.passphrase, hostile)):
            with pytest.raises(RuleBroken):
                unlocking.open_key(session, row(session, one), *typed)
        assert row(session, one).failures == 2


def test_a_code_is_taken_once(open_channel: Any, enrolled: Any, row: Any, later: Any) -> None:
    one = enrolled()
    with open_channel() as session:
        code = one.code()
        unlocking.open_key(session, row(session, one), one.passphrase, code)
        with later(seconds=5), pytest.raises(RuleBroken):
            unlocking.open_key(session, row(session, one), one.passphrase, code)


def test_the_code_of_enrolment_does_not_open(
    open_channel: Any, enrolled: Any, row: Any, later: Any
) -> None:
    one = enrolled()
    with open_channel() as session, later(minutes=-1), pytest.raises(RuleBroken):
        unlocking.open_key(session, row(session, one), one.passphrase, one.code())


@pytest.mark.parametrize(("seconds", "taken"), [(-90, False), (-30, True), (30, True), (90, False)])
def test_a_telephone_may_be_half_a_minute_early_or_late(
    open_channel: Any, enrolled: Any, row: Any, later: Any, seconds: int, taken: bool
) -> None:
    one = enrolled()
    with later(seconds=seconds):
        code = one.code()
    with later(minutes=0), open_channel() as session:
        if taken:
            assert unlocking.open_key(session, row(session, one), one.passphrase, code)
        else:
            with pytest.raises(RuleBroken):
                unlocking.open_key(session, row(session, one), one.passphrase, code)


def test_the_pause_grows_and_holds_the_right_passphrase_off_too(
    open_channel: Any, enrolled: Any, row: Any, later: Any
) -> None:
    one = enrolled()
    with open_channel() as session:
        inspector = row(session, one)
        pauses = []
        for minutes in range(0, 600, 61):
            with later(minutes=minutes) as _, pytest.raises(RuleBroken):
                unlocking.open_key(session, inspector, "wrong", one.code())
            with later(minutes=minutes):
                paused = inspector.paused_until
                pauses.append(paused and (paused - unlocking.clock.now()).total_seconds())
                if paused:
                    with pytest.raises(RuleBroken) as refused:
                        unlocking.open_key(session, inspector, one.passphrase, one.code())
                    assert refused.value.rules == {"PAUSE"}
        assert pauses == [None, None, None, 30, 60, 120, 240, 480, 960, 1920]
        with later(minutes=700):
            assert unlocking.open_key(session, inspector, one.passphrase, one.code())
        assert (inspector.failures, inspector.paused_until) == (0, None)


def test_opening_and_every_wrong_try_stand_in_the_ledger(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    one = enrolled()
    with open_channel() as session:
        with pytest.raises(RuleBroken):
            unlocking.open_key(session, row(session, one), "wrong", one.code())
        unlocking.open_key(session, row(session, one), one.passphrase, one.code())
        last = session.scalars(
            sa.select(LedgerEntry).order_by(LedgerEntry.position.desc()).limit(2)
        ).all()
        assert [entry.act for entry in last] == [LedgerAct.UNLOCKED, LedgerAct.UNLOCK_REFUSED]
        assert {entry.actor for entry in last} == {str(one.id)}


@pytest.mark.parametrize("cookie", ["", "x", "=", "ก" * 64, "A" * 64, "A" * 10_000, "\x00"])
def test_a_cookie_that_is_none_of_ours_opens_nothing(
    open_channel: Any, enrolled: Any, row: Any, cookie: str
) -> None:
    one = enrolled()
    with open_channel() as session:
        opened_cookie(session, row(session, one), one)
        assert unlocking.opened(session, row(session, one), cookie) is None


def test_a_colleagues_cookie_opens_neither_key(open_channel: Any, enrolled: Any, row: Any) -> None:
    one, other = enrolled("one"), enrolled("other")
    with open_channel() as session:
        inspector, colleague = row(session, one), row(session, other)
        colleague.standing = inspector.standing
        cookie = opened_cookie(session, inspector, one)
        assert unlocking.opened(session, colleague, cookie) is None


def test_another_municipalitys_cookie_opens_nothing(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    here, there = enrolled("same"), enrolled("same", space="saithong")
    with open_channel("saithong") as session:
        cookie = opened_cookie(session, row(session, there), there)
        session.commit()
    with open_channel("rimnam") as session:
        assert unlocking.opened(session, row(session, here), cookie) is None


def test_a_row_moved_to_a_colleague_opens_nothing(
    open_channel: Any, enrolled: Any, row: Any, superuser: Any
) -> None:
    one, other = enrolled("one"), enrolled("other")
    with open_channel() as session:
        row(session, other).standing = row(session, one).standing
        cookie = opened_cookie(session, row(session, one), one)
        session.commit()
    with superuser.begin() as connection:
        changed = connection.execute(sa.update(OpenedKey).values(inspector_id=other.id))
        assert changed.rowcount == 1
    with open_channel() as session:
        assert unlocking.opened(session, row(session, other), cookie) is None


def test_the_keys_bytes_are_in_no_row(open_channel: Any, enrolled: Any, row: Any) -> None:
    one = enrolled()
    with open_channel() as session:
        cookie = opened_cookie(session, row(session, one), one)
        found = unlocking.opened(session, row(session, one), cookie)
        assert found is not None
        secret = base64.urlsafe_b64decode(cookie + "==")[16:]
        stored = session.scalars(sa.select(OpenedKey.locked)).one() + row(session, one).locked_key
        for hidden in (found.pair.private, secret, one.secret.encode(), one.passphrase.encode()):
            assert hidden not in stored


def test_another_passphrase_closes_the_key_and_the_old_one_opens_nothing(
    open_channel: Any, enrolled: Any, row: Any, later: Any
) -> None:
    one, new = enrolled(), "another phrase of quite different words"
    with open_channel() as session:
        inspector = row(session, one)
        cookie = opened_cookie(session, inspector, one)
        public = inspector.public_key
        with later(minutes=1):
            unlocking.change_passphrase(session, inspector, one.passphrase, one.code(), new)
            assert unlocking.opened(session, inspector, cookie) is None
        with later(minutes=2), pytest.raises(RuleBroken):
            unlocking.open_key(session, inspector, one.passphrase, one.code())
        with later(minutes=3):
            cookie = unlocking.open_key(session, inspector, new, one.code()).cookie
            found = unlocking.opened(session, inspector, cookie)
            assert found is not None and found.pair.public == public


def test_the_passphrase_is_in_no_message(open_channel: Any, enrolled: Any, row: Any) -> None:
    one = enrolled()
    with open_channel() as session:
        with pytest.raises(RuleBroken) as refused:
            unlocking.open_key(session, row(session, one), "a planted phrase", "123456")
        shown = repr(refused.value) + str(refused.value.breaches)
        assert "planted" not in shown and "123456" not in shown
        secret = unlocking.open_key(session, row(session, one), one.passphrase, one.code())
        assert secret.cookie not in repr(secret)
