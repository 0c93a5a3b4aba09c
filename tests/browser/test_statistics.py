"""Statistics and summaries, looked at by those who may see them, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_everybody_reads_the_figures_and_leads_them_to_other_periods(
    look: Callable[..., Any],
) -> None:
    stranger = look()
    stranger.go("/rimnam/statistics")
    assert stranger.unusable("statistics") == []
    stranger.follow("ครึ่งปีแรก")
    assert stranger.path == "/rimnam/statistics"
    assert stranger.unusable("statistics-half") == []
    stranger.go("/rimnam/statistics?year=2560")
    assert stranger.reads("ในช่วงนี้ไม่มีเรื่องร้องเรียน")
    assert stranger.unusable("statistics-none") == []
    stranger.go("/rimnam/summaries")
    assert stranger.unusable("public-summaries") == []
    assert stranger.context.cookies() == []


def test_the_complaint_officer_writes_a_summary_and_the_executive_reads_it(
    look: Callable[..., Any],
) -> None:
    officer = look("rimnam", "complaints")
    officer.go("/rimnam/work/statistics")
    assert officer.unusable("work-statistics") == []
    officer.follow("รายงานสรุป")
    officer.press("เริ่มรายงาน")
    at = officer.path
    assert officer.unusable("summary-draft") == []
    officer.page.get_by_label("ปัญหาที่พบ").fill("ถนนทรุดบ่อย (ตัวอย่าง)")
    officer.page.get_by_label("แนวทางแก้ไขและป้องกัน").fill("ตรวจทุกเดือน (ตัวอย่าง)")
    officer.press("ส่งให้ผู้บริหาร")
    mayor = look("rimnam", "mayor")
    mayor.go(at)
    assert mayor.unusable("summary-submitted") == []
    mayor.press("รับทราบ")
    officer.go(at)
    officer.press("เผยแพร่")
    officer.go("/rimnam/work/summaries")
    assert officer.unusable("summaries") == []
    stranger = look()
    stranger.go("/rimnam/summaries")
    stranger.send(stranger.page.locator("main .pp-links a").first.click)
    assert stranger.reads("ถนนทรุดบ่อย (ตัวอย่าง)")
    assert stranger.unusable("public-summary") == []


def test_the_province_compares_its_municipalities(look: Callable[..., Any]) -> None:
    operator = look("province", "operator")
    operator.go("/province/work/province/complaints")
    assert operator.unusable("province-complaints") == []
