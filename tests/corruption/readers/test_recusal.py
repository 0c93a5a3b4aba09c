"""Who is too near gives up the key, and no report is left alone by it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.custody.recusal import recuse, take_from_concerned
from portal_plugin.corruption.custody.succession import share
from portal_plugin.corruption.models import InspectorPost
from portal_plugin.errors import NotFound, RuleBroken


def _recuse(bureau: Any, name: str, report: Any, hand_to: str | None = None) -> None:
    recuse(
        bureau.session,
        bureau.people[name],
        bureau.pairs[name],
        report.id,
        bureau.people[hand_to].id if hand_to else None,
    )


def test_the_key_is_gone_and_the_ledger_says_so(bureau: Any) -> None:
    near, _ = bureau.hire("ใกล้ชิด"), bureau.hire("อีกคน")
    report = bureau.report()
    report.handler_id = near.id
    _recuse(bureau, "ใกล้ชิด", report)
    assert bureau.readers(report) == {"อีกคน"}
    assert report.handler_id is None
    assert bureau.acts(report.id)[-1] == ("reader.recused", {"inspector": str(near.id)})
    with pytest.raises(CannotOpen):
        open_as_reader(bureau.session, report, near.id, bureau.pairs["ใกล้ชิด"])


def test_the_last_reader_cannot_go_without_handing_on(bureau: Any) -> None:
    bureau.hire("คนเดียว")
    report = bureau.report()
    with pytest.raises(RuleBroken) as refused:
        _recuse(bureau, "คนเดียว", report)
    assert set(refused.value.by_field()) == {"hand_to"}
    assert bureau.readers(report) == {"คนเดียว"}


def test_a_reader_who_has_left_does_not_count_as_one_who_stays(bureau: Any) -> None:
    bureau.hire("คนหนึ่ง"), bureau.hire("ลาออก")
    report = bureau.report()
    bureau.people["ลาออก"].standing = "LEFT"
    with pytest.raises(RuleBroken):
        _recuse(bureau, "คนหนึ่ง", report)


def test_the_last_reader_hands_on_to_the_outside_recipient(bureau: Any) -> None:
    bureau.hire("คนเดียว"), bureau.hire("ภายนอก", outside=True)
    report = bureau.report()
    _recuse(bureau, "คนเดียว", report, "ภายนอก")
    assert bureau.readers(report) == {"ภายนอก"}
    opened = open_as_reader(
        bureau.session, report, bureau.people["ภายนอก"].id, bureau.pairs["ภายนอก"]
    )
    assert opened.pair.public == report.public_key


def test_nobody_concerned_is_handed_the_report(bureau: Any) -> None:
    bureau.hire("คนเดียว"), bureau.hire("ปลัดเอง", "ปลัด"), bureau.hire("ภายนอก", "ปลัด", outside=True)
    report = bureau.report("ปลัด")
    for concerned in ("ปลัดเอง", "ภายนอก"):
        with pytest.raises(RuleBroken):
            _recuse(bureau, "คนเดียว", report, concerned)
    assert bureau.readers(report) == {"คนเดียว"}


def test_what_is_for_outside_only_is_not_handed_inside(bureau: Any) -> None:
    bureau.hire("ภายใน"), bureau.hire("ภายนอก", outside=True)
    report = bureau.report(outside_only=True)
    with pytest.raises(RuleBroken):
        _recuse(bureau, "ภายนอก", report, "ภายใน")


def test_who_recused_himself_is_not_given_the_report_again(bureau: Any) -> None:
    near, _ = bureau.hire("ใกล้ชิด"), bureau.hire("อีกคน")
    report = bureau.report()
    _recuse(bureau, "ใกล้ชิด", report)
    given = share(bureau.session, bureau.people["อีกคน"], bureau.pairs["อีกคน"], near)
    assert given == 0
    assert bureau.readers(report) == {"อีกคน"}


def test_a_report_that_he_does_not_hold_is_an_unknown_one(bureau: Any) -> None:
    bureau.hire("คนหนึ่ง"), bureau.hire("ปลัดเอง", "ปลัด")
    report = bureau.report("ปลัด")
    with pytest.raises(NotFound):
        _recuse(bureau, "ปลัดเอง", report)
    with pytest.raises(NotFound):
        recuse(bureau.session, bureau.people["คนหนึ่ง"], bureau.pairs["คนหนึ่ง"], uuid4())


def test_who_comes_to_a_post_loses_the_reports_about_it(bureau: Any) -> None:
    """Posts change; what a report is about does not, and only a colleague who reads it knows."""
    promoted, colleague = bureau.hire("เลื่อนตำแหน่ง"), bureau.hire("อีกคน")
    about_it, other = bureau.report("ปลัด"), bureau.report()
    post = InspectorPost(id=uuid4(), inspector_id=promoted.id, post_id=bureau.post("ปลัด").id)
    bureau.session.add(post)
    bureau.session.flush()
    taken = take_from_concerned(bureau.session, colleague, bureau.pairs["อีกคน"], promoted)
    assert taken == 1
    assert bureau.readers(about_it) == {"อีกคน"}
    assert bureau.readers(other) == {"เลื่อนตำแหน่ง", "อีกคน"}
    assert bureau.acts(about_it.id)[-1] == ("reader.recused", {"inspector": str(promoted.id)})
