"""The summary with problems, obstacles and solutions: the published one, never a draft (C8)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from portal_plugin.actor import Actor, Role
from portal_plugin.complaints.codes import Half, SummaryState
from portal_plugin.documents.products.complaint_summary import WAITING
from portal_plugin.errors import NotFound
from portal_plugin.statistics import summary as service

CODE = "complaint-summary"
TEXTS = {
    "problems": "ถนนทรุด (ตัวอย่าง)\nไฟดับ (ตัวอย่าง)",
    "obstacles": "",
    "solutions": "ตรวจทุกเดือน (ตัวอย่าง)",
}


@pytest.fixture
def head(filled: Any) -> Actor:
    return Actor("head", "นายก (ตัวอย่าง)", filled.tenant_id, frozenset({Role.EXECUTIVE}))


@pytest.fixture
def written(filled: Any, head: Actor) -> Callable[..., None]:
    """`written("submit", half=…, reason=…)`: a summary brought as far as that step."""

    def _written(until: str, half: Half = Half.FIRST_HALF, reason: str = "", **texts: str) -> None:
        steps = ("draft", "submit", "acknowledge", "publish")
        with filled.open() as session:
            found = service.draft(session, filled.officer, 2566, half, reason)
            if found.state is SummaryState.SUBMITTED:
                service.take_back(session, filled.officer, found.id)
            service.write(session, filled.officer, found.id, **(TEXTS | texts))
            for step in steps[1 : steps.index(until) + 1]:
                who = head if step == "acknowledge" else filled.officer
                getattr(service, step)(session, who, found.id)
            session.commit()

    return _written


def test_the_published_summary_tells_figures_problems_and_solutions(
    written: Any, composed: Any, said: Any
) -> None:
    written("publish")
    told = said(composed(CODE))
    assert "ถนนทรุด (ตัวอย่าง)\nstart\nไฟดับ (ตัวอย่าง)" in told
    assert "ตรวจทุกเดือน (ตัวอย่าง)" in told
    assert "ภาพรวม" in told
    assert WAITING not in told


def test_a_text_that_was_left_empty_says_that_there_is_none(composed: Any, written: Any) -> None:
    written("publish")
    blocks = composed(CODE).blocks
    place = [getattr(block, "text", "") for block in blocks].index("อุปสรรค")
    assert blocks[place + 1].text == "ไม่มี"


def test_a_period_without_a_summary_says_where_to_write_one(gathered: Any) -> None:
    with pytest.raises(NotFound, match="ปีงบประมาณ 2567"):
        gathered(CODE, year=2567)


def test_a_draft_stays_its_writers(written: Any, gathered: Any) -> None:
    written("draft")
    with pytest.raises(NotFound, match="ให้เขียนและส่งที่หน้ารายงานสรุปก่อน"):
        gathered(CODE)


def test_what_is_before_the_executive_says_that_it_is_not_published(
    written: Any, composed: Any, said: Any
) -> None:
    written("submit")
    assert WAITING in said(composed(CODE))


def test_once_the_head_decides_on_the_paper_it_does_not_say_so_any_more(
    written: Any, composed: Any, said: Any
) -> None:
    written("submit")
    assert WAITING not in said(composed(CODE, add={"endorsements": []}))


def test_a_correction_in_work_leaves_the_published_one_standing(
    written: Any, gathered: Any
) -> None:
    written("publish")
    written("submit", reason="ตัวเลขผิด (ตัวอย่าง)", problems="ข้อความใหม่ (ตัวอย่าง)")
    assert gathered(CODE)["summary"]["revision"] == 1


def test_a_published_correction_takes_its_place_and_says_why(
    written: Any, gathered: Any, composed: Any, said: Any
) -> None:
    written("publish")
    written("publish", reason="ตัวเลขผิด (ตัวอย่าง)", problems="ข้อความใหม่ (ตัวอย่าง)")
    assert gathered(CODE)["summary"]["revision"] == 2
    assert "ตัวเลขผิด (ตัวอย่าง)" in said(composed(CODE))


def test_the_public_is_told_when_and_not_by_whom(written: Any, composed: Any, said: Any) -> None:
    written("publish")
    told = said(composed(CODE))
    assert "ฉบับที่ ๑ · ส่งผู้บริหาร ๒๐ เมษายน ๒๕๖๖ · ผู้บริหารรับทราบ ๒๐ เมษายน ๒๕๖๖" in told
    assert "(ตัวอย่าง)" in told
    assert "สมใจ" not in told and "นายก (ตัวอย่าง)" not in told


def test_splits_that_might_tell_who_complained_are_not_even_in_the_body(
    written: Any, gathered: Any
) -> None:
    written("publish")
    assert gathered(CODE)["summary"]["figures"]["topics"] == []


def test_the_year_has_a_summary_of_its_own(written: Any, gathered: Any) -> None:
    written("publish", half=Half.YEAR)
    assert gathered(CODE, period="12M")["summary"]["period"] == "YEAR"
    assert gathered(CODE)["summary"]["period"] == "H1"
