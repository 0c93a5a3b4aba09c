"""Reports outlive those who read them, and a new reader gets only what he may read."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.contents import unseal_facts
from portal_plugin.corruption.custody import succession
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.models import ReaderKey
from portal_plugin.errors import NotFound, RuleBroken


def _share(bureau: Any, giver: str, to: str, report_ids: Any = None) -> int:
    return succession.share(
        bureau.session, bureau.people[giver], bureau.pairs[giver], bureau.people[to], report_ids
    )


def test_a_new_inspector_reads_what_came_before_him(bureau: Any) -> None:
    bureau.hire("เดิม")
    report = bureau.report(facts="ถ้อยคำ (ตัวอย่าง)")
    new = bureau.hire("ใหม่")
    assert _share(bureau, "เดิม", "ใหม่") == 1
    opened = open_as_reader(bureau.session, report, new.id, bureau.pairs["ใหม่"])
    assert unseal_facts(opened).facts == "ถ้อยคำ (ตัวอย่าง)"
    act, detail = bureau.acts(report.id)[-1]
    assert act == "reader.added" and list(detail["readers"]) == [str(new.id)]


def test_sharing_again_gives_nothing_twice(bureau: Any) -> None:
    bureau.hire("เดิม")
    bureau.report()
    bureau.hire("ใหม่")
    assert (_share(bureau, "เดิม", "ใหม่"), _share(bureau, "เดิม", "ใหม่")) == (1, 0)


def test_what_concerns_his_post_stays_closed_to_him(bureau: Any) -> None:
    bureau.hire("เดิม")
    about_him, other = bureau.report("ปลัด"), bureau.report()
    bureau.hire("ใหม่", "ปลัด")
    assert _share(bureau, "เดิม", "ใหม่") == 1
    assert bureau.readers(about_him) == {"เดิม"}
    assert bureau.readers(other) == {"เดิม", "ใหม่"}


def test_the_only_inspector_can_give_his_reports_to_the_outside_recipient(bureau: Any) -> None:
    bureau.hire("เดิม"), bureau.hire("ภายนอก", outside=True)
    report = bureau.report()
    assert _share(bureau, "เดิม", "ภายนอก") == 1
    assert bureau.readers(report) == {"เดิม", "ภายนอก"}


def test_nothing_goes_outside_while_a_colleague_could_read_it(bureau: Any) -> None:
    bureau.hire("หนึ่ง"), bureau.hire("สอง"), bureau.hire("ภายนอก", outside=True)
    bureau.report()
    assert _share(bureau, "หนึ่ง", "ภายนอก") == 0


def test_an_outside_recipient_passes_on_to_his_successor_alone(bureau: Any) -> None:
    bureau.hire("ภายใน"), bureau.hire("ภายนอก", outside=True)
    report = bureau.report(outside_only=True)
    bureau.hire("ภายนอกคนใหม่", outside=True)
    assert _share(bureau, "ภายนอก", "ภายใน") == 0
    assert _share(bureau, "ภายนอก", "ภายนอกคนใหม่") == 1
    assert bureau.readers(report) == {"ภายนอก", "ภายนอกคนใหม่"}


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.LEFT])
def test_only_an_active_reader_is_given_anything(bureau: Any, standing: Standing) -> None:
    bureau.hire("เดิม"), bureau.hire("ใหม่", standing=standing)
    bureau.report()
    with pytest.raises(RuleBroken):
        _share(bureau, "เดิม", "ใหม่")


def test_a_report_that_he_does_not_hold_is_an_unknown_one(bureau: Any) -> None:
    bureau.hire("เดิม"), bureau.hire("ปลัดเอง", "ปลัด"), bureau.hire("ใหม่")
    about_him = bureau.report("ปลัด")
    for report_id in (about_him.id, uuid4()):
        with pytest.raises(NotFound):
            _share(bureau, "ปลัดเอง", "ใหม่", [report_id])


def test_one_key_tampered_with_does_not_hold_up_the_others(bureau: Any) -> None:
    bureau.hire("เดิม")
    broken, whole = bureau.report(), bureau.report()
    bureau.session.execute(
        sa.update(ReaderKey).where(ReaderKey.report_id == broken.id).values(sealed=b"\x01rubbish")
    )
    bureau.hire("ใหม่")
    assert _share(bureau, "เดิม", "ใหม่") == 1
    assert bureau.readers(whole) == {"เดิม", "ใหม่"}


def test_reports_that_only_he_reads_are_named_before_he_leaves(bureau: Any) -> None:
    going = bureau.hire("จะลาออก")
    alone = bureau.report()
    bureau.hire("อีกคน")
    bureau.report()
    assert succession.stranded_by(bureau.session, going) == [alone.number]
    _share(bureau, "จะลาออก", "อีกคน")
    assert succession.stranded_by(bureau.session, going) == []


def test_the_page_names_readers_and_warns_of_fewer_than_two(bureau: Any) -> None:
    one = bureau.hire("ก")
    thin = bureau.report()
    bureau.hire("ข")
    full = bureau.report()
    found = {line.number: line for line in succession.readership(bureau.session, one)}
    assert found[thin.number].readers == ("ก",) and found[thin.number].is_thin
    assert found[full.number].readers == ("ก", "ข") and not found[full.number].is_thin


def test_reports_of_others_are_a_count_alone(bureau: Any) -> None:
    concerned, _ = bureau.hire("ปลัดเอง", "ปลัด"), bureau.hire("อีกคน")
    bureau.report("ปลัด")
    assert succession.readership(bureau.session, concerned) == []
    assert succession.thin_elsewhere(bureau.session, concerned) == 1
