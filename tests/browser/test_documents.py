"""Papers, their chain, and what the public sees of them, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_the_mayor_finds_the_memo_that_waits_and_signs_it(look: Callable[..., Any]) -> None:
    mayor = look("rimnam", "mayor")
    mayor.go("/rimnam/work")
    mayor.follow("อ่านและลงนาม")
    at = mayor.path
    assert mayor.unusable("paper-waits") == []
    mayor.page.get_by_label("ความเห็น").fill("อนุมัติ (ตัวอย่าง)")
    mayor.press("เห็นชอบ")
    assert mayor.reads("เห็นชอบแล้ว เนื้อหาฉบับนี้จะไม่เปลี่ยนอีก")
    assert mayor.unusable("paper-approved") == []
    officer = look("rimnam", "plan")
    officer.go(at)
    assert officer.reads("อนุมัติ (ตัวอย่าง)")


def test_an_officer_takes_a_paper_from_the_data_to_the_public(look: Callable[..., Any]) -> None:
    officer = look("rimnam", "plan")
    officer.go("/rimnam/work/documents")
    assert officer.unusable("documents") == []
    officer.follow("การประเมินความเสี่ยงการทุจริตในองค์กร")
    assert officer.unusable("document") == []
    officer.follow("เสนอตามลำดับชั้น")
    officer.page.locator("main form button.pp-button-filled").first.wait_for()
    assert officer.unusable("paper-begin") == []
    officer.send(officer.page.locator("main form button.pp-button-filled").first.click)
    assert officer.unusable("paper-draft") == []
    officer.page.locator("#field-author_post").fill("นักวิเคราะห์ (ตัวอย่าง)")
    officer.page.locator("#field-clerk_person").select_option(value="")
    officer.page.locator("#field-head_person").select_option(label="นายก (ตัวอย่าง)")
    officer.press("เสนอลงนาม")
    at = officer.path
    assert officer.reads("รอลงนาม")
    mayor = look("rimnam", "mayor")
    mayor.go(at)
    mayor.press("ส่งคืนให้แก้ไข")
    assert mayor.reads("กรุณาเขียนว่าให้แก้ไขอะไร")
    mayor.page.get_by_label("ความเห็น").fill("เพิ่มระดับความเสี่ยง (ตัวอย่าง)")
    mayor.press("ส่งคืนให้แก้ไข")
    officer.go(at)
    assert officer.reads("เพิ่มระดับความเสี่ยง (ตัวอย่าง)")
    officer.press("เสนอลงนาม")
    mayor.go(at)
    mayor.press("เห็นชอบ")
    officer.go(at)
    officer.press("เผยแพร่")
    officer.go("/rimnam/work/papers")
    assert officer.unusable("papers") == []
    stranger = look()
    stranger.go("/rimnam/documents")
    assert stranger.unusable("public-documents") == []
    stranger.follow("การประเมินความเสี่ยงการทุจริตในองค์กร")
    assert stranger.reads("ฉบับที่ ๒")
    assert stranger.unusable("public-paper") == []
    stranger.wait_for("PDF", 60)
    assert stranger.context.cookies() == []


def test_a_whole_set_is_made_while_one_watches(look: Callable[..., Any]) -> None:
    officer = look("santrai", "plan")
    officer.go("/santrai/work/documents")
    officer.press("จัดทำทั้งชุด")
    assert officer.unusable("set-in-work") == []
    officer.page.get_by_text("ดาวน์โหลดทั้งชุด").wait_for(timeout=90_000)
    officer.go(officer.path)
    assert officer.unusable("set-finished") == []


def test_the_year_before_the_assessment_is_seen_on_one_page(look: Callable[..., Any]) -> None:
    officer = look("rimnam", "plan")
    officer.go("/rimnam/work/readiness?year=2568")
    assert officer.unusable("readiness") == []
    officer.go("/rimnam/work/oit/2568")
    assert officer.unusable("oit-entries") == []
    officer.go("/rimnam/work/letterhead")
    assert officer.unusable("letterhead") == []
    officer.go("/rimnam/work/ita/2568")
    assert officer.unusable("ita") == []


def test_everybody_reads_index_data_and_plan_without_a_cookie(look: Callable[..., Any]) -> None:
    stranger = look()
    for path, name in (
        ("/rimnam/", "front"),
        ("/rimnam/oit/2568", "oit-index"),
        ("/rimnam/data", "open-data"),
        ("/rimnam/plan", "public-plan"),
    ):
        stranger.go(path)
        assert stranger.unusable(name) == []
    assert stranger.context.cookies() == []
