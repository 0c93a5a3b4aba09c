"""A published report is corrected: the new revision says why, and the old one stays."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SPACE = "santrai"
_WHY = "ผลของมาตรการหนึ่งบันทึกคลาดเคลื่อน (ตัวอย่าง)"
_RESULT = "ตรวจทานแล้ว ยังเหลืองานอีกหนึ่งขั้น (ตัวอย่าง)"


def test_a_correction_becomes_the_second_revision_and_is_received_again(
    visitor: Callable[..., Any],
) -> None:
    officer = visitor(SPACE, "plan")
    _take_a_done_measure_back(officer)

    officer.go(f"/{SPACE}/work/rounds/2569/12M")
    officer.send(officer.page.get_by_role("button", name="รวบรวม:").click)
    assert officer.page.get_by_role("alert").count() == 1, "it was compiled without a reason"
    officer.page.get_by_role("link", name="ออกฉบับแก้ไข").click()
    officer.keep_picture("report-correction-asked")
    officer.page.get_by_label("เหตุที่แก้ไข").fill(_WHY)
    officer.press("ออกฉบับแก้ไข")
    assert officer.reads("ออกรายงานฉบับแก้ไขแล้ว")
    assert officer.reads("ฉบับที่ ๒")

    mayor = visitor(SPACE, "mayor")
    mayor.go(officer.path)
    mayor.press("เห็นชอบ")
    officer.page.reload()
    officer.press("เผยแพร่")
    officer.wait_for("เลขที่ใบรับ", seconds=60)
    # A measure that was done is locked there for the year: the page says so in so many words.
    assert officer.reads("แต่ไม่รับ ๑ มาตรการ")
    officer.keep_picture("report-second-revision")

    stranger = visitor()
    stranger.go(f"/{SPACE}/reports/2569/12M")
    assert stranger.reads("ฉบับที่ ๒")
    assert stranger.reads(_RESULT)
    history = stranger.page.get_by_role("table", name="ฉบับทั้งหมด").get_by_role("row")
    assert [_WHY in row for row in history.all_inner_texts()] == [False, True, False]
    stranger.keep_picture("public-report-second-revision")


def _take_a_done_measure_back(officer: Any) -> None:
    officer.go(f"/{SPACE}/work/plan?year=2569")
    done = officer.page.get_by_role("row").filter(has_text="แล้วเสร็จ").first
    officer.send(done.get_by_role("link").click)
    measure = officer.path

    officer.go(f"{measure}/progress/2569/12M")
    officer.page.get_by_label("อยู่ระหว่างดำเนินการ").check()
    officer.press("ส่งผล")
    assert officer.status == 422, "a measure that is done went back without leave"

    officer.go(f"{measure}?year=2569")
    officer.follow("เปิดให้แก้ไขสถานะ")
    officer.page.get_by_label("เหตุผล").fill(_WHY)
    officer.press("เปิดให้แก้ไขสถานะ")

    officer.go(f"{measure}/progress/2569/12M")
    officer.page.get_by_label("อยู่ระหว่างดำเนินการ").check()
    officer.page.get_by_label("ผลการดำเนินการ").fill(_RESULT)
    officer.press("ส่งผล")
    assert officer.reads("ส่งผลแล้ว")
