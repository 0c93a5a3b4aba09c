"""The first inspector begins; everybody after him is admitted by one who is there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pyotp
import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import posts
from portal_plugin.corruption.codes import LedgerAct, Standing
from portal_plugin.corruption.custody.readers import active_readers
from portal_plugin.corruption.inspection import inspectors, totp, unlocking
from portal_plugin.corruption.models import LedgerEntry, OpenedKey
from portal_plugin.corruption.office import office_of
from portal_plugin.errors import NotFound, RuleBroken


def last_entry(session: Any) -> LedgerEntry:
    found: LedgerEntry = session.scalars(
        sa.select(LedgerEntry).order_by(LedgerEntry.position.desc()).limit(1)
    ).one()
    return found


def test_the_first_is_active_and_everybody_after_him_waits(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    first, second, outside = enrolled("one"), enrolled("two"), enrolled("three", outside=True)
    with open_channel() as session:
        standings = [row(session, one).standing for one in (first, second, outside)]
        assert standings == [Standing.ACTIVE, Standing.PENDING, Standing.PENDING]
        assert [reader.inspector_id for reader in active_readers(session)] == [first.id]


def test_of_two_who_come_at_once_one_is_the_first(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    with open_channel() as session:
        for title in ("นิติกร", "ปลัดเทศบาล"):
            posts.add(session, "office:tests", title)
        office_of(session)
        session.commit()
    with ThreadPoolExecutor(2) as together:
        both = list(together.map(enrolled, ("one", "two"), ("นิติกร", "ปลัดเทศบาล")))
    with open_channel() as session:
        standings = sorted(row(session, one).standing for one in both)
        assert standings == [Standing.ACTIVE, Standing.PENDING]


def test_each_municipality_has_its_own_first(open_channel: Any, enrolled: Any, row: Any) -> None:
    enrolled("one")
    other = enrolled("one", space="saithong")
    with open_channel("saithong") as session:
        assert row(session, other).standing == Standing.ACTIVE


def test_the_first_cannot_come_from_outside(enrolled: Any) -> None:
    with pytest.raises(RuleBroken) as refused:
        enrolled("one", outside=True)
    assert set(refused.value.by_field()) == {"outside"}


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("passphrase", {"passphrase": "somjai123"}),
        ("code", {"code": "000000"}),
        ("code", {"totp_secret": "not a secret"}),
        ("posts", {"posts": []}),
        ("posts", {"posts": [uuid4()]}),
    ],
)
def test_nobody_is_enrolled_with_less(
    open_channel: Any, cheap_passphrases: None, now: Any, field: str, wrong: dict[str, Any]
) -> None:
    secret = totp.new_secret()
    with open_channel() as session:
        post = posts.add(session, "office:tests", "นิติกร")
        given: dict[str, Any] = {
            "passphrase": "ocean velvet prospect umbrella finance lizard",
            "code": pyotp.TOTP(secret).at(clock.now()),
            "totp_secret": secret,
            "posts": [post.id],
        }
        with pytest.raises(RuleBroken) as refused:
            inspectors.enrol(session, "somjai", "สมใจ (ตัวอย่าง)", **(given | wrong))
        assert set(refused.value.by_field()) == {field}
        assert inspectors.inspectors(session) == []


def test_who_waits_opens_nothing_and_admits_nobody(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    enrolled("one")
    second, third = enrolled("two"), enrolled("three")
    with open_channel() as session:
        waiting = row(session, second)
        for act in (inspectors.admit, inspectors.leave):
            with pytest.raises(RuleBroken):
                act(session, waiting, row(session, third))
        with pytest.raises(RuleBroken):
            inspectors.set_posts(session, waiting, row(session, third), [])
        with pytest.raises(RuleBroken):
            unlocking.open_key(session, waiting, second.passphrase, second.code())


def test_an_active_inspector_admits_and_the_ledger_says_which_key(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    first, second = enrolled("one"), enrolled("two")
    with open_channel() as session:
        inspectors.admit(session, row(session, first), row(session, second))
        assert {reader.inspector_id for reader in active_readers(session)} == {first.id, second.id}
        entry = last_entry(session)
        assert (entry.act, entry.actor) == (LedgerAct.INSPECTOR_ADMITTED, str(first.id))
        assert entry.detail["inspector"] == str(second.id)
        shown = inspectors.fingerprint(row(session, second).public_key)
        assert entry.detail["public_key"].startswith(shown)
        with pytest.raises(RuleBroken):
            inspectors.admit(session, row(session, first), row(session, second))


def test_who_leaves_has_no_open_key_and_is_no_reader(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    first, second = enrolled("one"), enrolled("two")
    with open_channel() as session:
        leaving, staying = row(session, second), row(session, first)
        inspectors.admit(session, staying, leaving)
        cookie = unlocking.open_key(session, leaving, second.passphrase, second.code()).cookie
        inspectors.leave(session, staying, leaving)
        assert last_entry(session).act == LedgerAct.INSPECTOR_LEFT
        assert unlocking.opened(session, leaving, cookie) is None
        assert session.scalars(sa.select(OpenedKey)).all() == []
        assert inspectors.inspector_of(session, "two") is None
        with pytest.raises(NotFound):
            inspectors.inspector(session, second.id)
        with pytest.raises(RuleBroken):
            unlocking.open_key(session, leaving, second.passphrase, second.code())


def test_nobody_leaves_while_a_report_would_be_read_by_nobody(
    open_channel: Any, enrolled: Any, row: Any, make_report: Any
) -> None:
    first = enrolled("one")
    with open_channel() as session:
        make_report(session)
        with pytest.raises(RuleBroken) as refused:
            inspectors.leave(session, row(session, first), row(session, first))
        assert "1 เรื่อง" in str(refused.value)
        assert row(session, first).standing == Standing.ACTIVE


def test_a_lost_key_is_given_up_only_when_that_is_said(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    enrolled("one")
    lost = enrolled("two")
    with pytest.raises(RuleBroken) as refused:
        enrolled("two")
    assert set(refused.value.by_field()) == {"anew"}
    anew = enrolled("two", anew=True)
    with open_channel() as session:
        assert row(session, lost).standing == Standing.LEFT
        assert row(session, anew).standing == Standing.PENDING
        assert row(session, anew).public_key != row(session, lost).public_key


def test_posts_held_keep_a_report_away(
    open_channel: Any, enrolled: Any, row: Any, make_report: Any
) -> None:
    first, second = enrolled("one", title="นิติกร"), enrolled("two", title="ปลัดเทศบาล")
    with open_channel() as session:
        by = row(session, first)
        inspectors.admit(session, by, row(session, second))
        other = posts.add(session, str(first.id), "ผู้อำนวยการกองช่าง")
        inspectors.set_posts(session, by, row(session, second), [other.id])
        assert last_entry(session).act == LedgerAct.INSPECTOR_POSTS
        held = {reader.inspector_id: reader.posts for reader in active_readers(session)}
        assert held[second.id] == {other.id}


def test_nobody_takes_a_post_from_himself_while_a_colleague_could(
    open_channel: Any, enrolled: Any, row: Any
) -> None:
    first, second = enrolled("one"), enrolled("two")
    with open_channel() as session:
        me = row(session, first)
        more = posts.add(session, str(first.id), "ปลัดเทศบาล")
        inspectors.set_posts(session, me, me, [more.id])
        inspectors.admit(session, me, row(session, second))
        with pytest.raises(RuleBroken) as refused:
            inspectors.set_posts(session, me, me, [])
        assert set(refused.value.by_field()) == {"posts"}
        inspectors.set_posts(session, row(session, second), me, [])
        assert inspectors.posts_held(session).get(me.id) is None
