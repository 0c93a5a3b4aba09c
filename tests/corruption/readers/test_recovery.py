"""The split key: enough holders together, never those concerned, and only for who may read."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest

from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.sealing import new_key_pair
from portal_plugin.corruption.crypto.shares import BadShares, one_share, together
from portal_plugin.corruption.custody import recovery
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.custody.recovery import CannotRecover, Ceremony, Holder
from portal_plugin.corruption.custody.recusal import recuse
from portal_plugin.corruption.office import office_of


def _ceremony(bureau: Any, *posts: Sequence[str], threshold: int = 2, **more: Any) -> Ceremony:
    """A holder for each group of posts."""
    holders = [
        Holder(f"ผู้ถือ {number} (ตัวอย่าง)", tuple(bureau.post(title) for title in titles))
        for number, titles in enumerate(posts or ([], [], []), 1)
    ]
    return recovery.hold_ceremony(bureau.session, threshold, holders, **more)


def _key(made: Ceremony, *chosen: int) -> bytes:
    shares = [made.shares[place][1] for place in chosen or range(made.threshold)]
    return together(one_share(share) for share in shares)


def test_enough_holders_open_what_nobody_could_read_any_more(bureau: Any) -> None:
    gone = bureau.hire("ลาออก")
    made = _ceremony(bureau)
    report = bureau.report()
    gone.standing = Standing.LEFT
    new = bureau.hire("ใหม่")
    found = recovery.recover(bureau.session, _key(made, 0, 2), new)
    assert (found.given, found.not_his, found.other_key) == (1, 0, 0)
    opened = open_as_reader(bureau.session, report, new.id, bureau.pairs["ใหม่"])
    assert opened.pair.public == report.public_key
    act, detail = bureau.acts(report.id)[-1]
    assert act == "recovery.used" and list(detail["readers"]) == [str(new.id)]


def test_recovering_again_gives_nothing_twice(bureau: Any) -> None:
    bureau.hire("เดิม")
    made = _ceremony(bureau)
    bureau.report()
    new = bureau.hire("ใหม่")
    assert recovery.recover(bureau.session, _key(made), new).given == 1
    assert recovery.recover(bureau.session, _key(made), new).given == 0


def test_one_share_alone_opens_nothing(bureau: Any) -> None:
    made = _ceremony(bureau)
    with pytest.raises(BadShares):
        _key(made, 1)


def test_nothing_of_the_private_key_is_kept(bureau: Any) -> None:
    made = _ceremony(bureau)
    key, office = _key(made), office_of(bureau.session)
    kept = [office.recovery_key, office.recovery_holders, bureau.acts()]
    assert key not in (office.recovery_key or b"") and key.hex() not in repr(kept)
    words = made.shares[0][1].split()  # two together: one word alone may be one of ours ("holder")
    assert not any(f"{one} {other}" in repr(kept) for one, other in itertools.pairwise(words[4:]))
    assert made.shares[0][1] not in repr(made)


@pytest.mark.parametrize(
    ("concerned", "carries"),
    [((), True), (("ปลัด",), True), (("ปลัด", "นายก"), False), (("ปลัด", "คลัง", "ช่าง"), True)],
)
def test_those_concerned_who_hold_enough_shares_cannot_open_it(
    bureau: Any, concerned: tuple[str, ...], carries: bool
) -> None:
    bureau.hire("ผู้ตรวจ")
    _ceremony(bureau, ["ปลัด", "คลัง"], ["นายก"], ["สภา"])
    report = bureau.report(*concerned)
    assert (report.recovery_key is not None) is carries


def test_one_holder_of_two_posts_counts_once(bureau: Any) -> None:
    bureau.hire("ผู้ตรวจ")
    _ceremony(bureau, ["ปลัด", "คลัง"], ["นายก"], [])
    assert bureau.report("ปลัด", "คลัง").recovery_key is not None


def test_what_nobody_inside_may_read_carries_no_key(bureau: Any) -> None:
    bureau.hire("ภายนอก", outside=True)
    _ceremony(bureau)
    assert bureau.report(outside_only=True).recovery_key is None


def test_without_a_ceremony_there_is_no_key(bureau: Any) -> None:
    bureau.hire("ผู้ตรวจ")
    assert bureau.report().recovery_key is None


def test_recovery_keeps_the_concerned_and_the_recused_away(bureau: Any) -> None:
    near, _ = bureau.hire("ใกล้ชิด"), bureau.hire("เดิม")
    made = _ceremony(bureau)
    report = bureau.report("ปลัด")
    recuse(bureau.session, near, bureau.pairs["ใกล้ชิด"], report.id)
    for to in (near, bureau.hire("ปลัดเอง", "ปลัด")):
        found = recovery.recover(bureau.session, _key(made), to)
        assert (found.given, found.not_his) == (0, 1)
    assert bureau.readers(report) == {"เดิม"}


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.LEFT])
def test_only_an_active_inspector_is_given_anything(bureau: Any, standing: Standing) -> None:
    bureau.hire("เดิม")
    made = _ceremony(bureau)
    bureau.report()
    with pytest.raises(CannotRecover, match="admit him first"):
        recovery.recover(bureau.session, _key(made), bureau.hire("ใหม่", standing=standing))


def test_a_second_ceremony_needs_to_be_wanted_and_old_reports_keep_the_old_key(bureau: Any) -> None:
    bureau.hire("เดิม")
    first = _ceremony(bureau)
    old = bureau.report()
    with pytest.raises(CannotRecover, match="--replace"):
        _ceremony(bureau)
    second = _ceremony(bureau, replace=True)
    bureau.report()
    assert first.fingerprint != second.fingerprint
    found = recovery.recover(bureau.session, _key(first), bureau.hire("ใหม่"))
    assert (found.given, found.other_key) == (1, 1)
    assert bureau.readers(old) == {"เดิม", "ใหม่"}


def test_a_key_of_nothing_is_refused(bureau: Any) -> None:
    bureau.hire("เดิม")
    _ceremony(bureau)
    bureau.report()
    with pytest.raises(CannotRecover, match="fingerprint"):
        recovery.recover(bureau.session, new_key_pair().private, bureau.hire("ใหม่"))


def test_a_name_that_stands_twice_is_refused(bureau: Any) -> None:
    with pytest.raises(CannotRecover, match="twice"):
        recovery.hold_ceremony(bureau.session, 2, [Holder("ก", ()), Holder("ก", ())])


def test_the_key_of_one_report_opens_no_other(bureau: Any) -> None:
    """The context binds it: a row's key moved to another row gives nothing."""
    bureau.hire("เดิม")
    made = _ceremony(bureau)
    one, other = bureau.report(), bureau.report()
    one.recovery_key, other.recovery_key = other.recovery_key, one.recovery_key
    with pytest.raises(CannotRecover):
        recovery.recover(bureau.session, _key(made), bureau.hire("ใหม่"))
    with pytest.raises(CannotOpen):
        open_as_reader(bureau.session, one, bureau.people["ใหม่"].id, bureau.pairs["ใหม่"])
