"""Statistics and summaries, looked at by those who may see them, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}


@pytest.fixture
def look(visitor: Callable[..., Any], width: int) -> Callable[..., Any]:
    """Somebody whose browser runs axe: light at a desk, dark on a phone."""
    scheme = "light" if width > 1000 else "dark"

    def _look(space: str = "", username: str = "") -> Any:
        return visitor(
            space, username, java_script_enabled=True, bypass_csp=True, color_scheme=scheme
        )

    return _look


def _faults(person: Any, name: str) -> list[str]:
    """What keeps somebody from using the page that is open."""
    assert person.status == 200, name
    person.keep_picture(name)
    faults = []
    if person.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        faults.append(f"{name}: wider than the window")
    found = Axe().run(person.page, options=_RULES).response["violations"]
    return faults + [
        f"{name}: {one['id']} at {node['target']}" for one in found for node in one["nodes"]
    ]


def test_everybody_reads_the_figures_and_leads_them_to_other_periods(
    look: Callable[..., Any],
) -> None:
    stranger = look()
    stranger.go("/rimnam/statistics")
    assert _faults(stranger, "statistics") == []
    stranger.follow("ครึ่งปีแรก")
    assert stranger.path == "/rimnam/statistics"
    assert _faults(stranger, "statistics-half") == []
    stranger.go("/rimnam/statistics?year=2560")
    assert stranger.reads("ในช่วงนี้ไม่มีเรื่องร้องเรียน")
    assert _faults(stranger, "statistics-none") == []
    stranger.go("/rimnam/summaries")
    assert _faults(stranger, "public-summaries") == []
    assert stranger.context.cookies() == []


def test_the_complaint_officer_writes_a_summary_and_the_executive_reads_it(
    look: Callable[..., Any],
) -> None:
    officer = look("rimnam", "complaints")
    officer.go("/rimnam/work/statistics")
    assert _faults(officer, "work-statistics") == []
    officer.follow("รายงานสรุป")
    officer.press("เริ่มรายงาน")
    at = officer.path
    assert _faults(officer, "summary-draft") == []
    officer.page.get_by_label("ปัญหาที่พบ").fill("ถนนทรุดบ่อย (ตัวอย่าง)")
    officer.page.get_by_label("แนวทางแก้ไขและป้องกัน").fill("ตรวจทุกเดือน (ตัวอย่าง)")
    officer.press("ส่งให้ผู้บริหาร")
    mayor = look("rimnam", "mayor")
    mayor.go(at)
    assert _faults(mayor, "summary-submitted") == []
    mayor.press("รับทราบ")
    officer.go(at)
    officer.press("เผยแพร่")
    officer.go("/rimnam/work/summaries")
    assert _faults(officer, "summaries") == []
    stranger = look()
    stranger.go("/rimnam/summaries")
    stranger.send(stranger.page.locator("main .pp-links a").first.click)
    assert stranger.reads("ถนนทรุดบ่อย (ตัวอย่าง)")
    assert _faults(stranger, "public-summary") == []


def test_the_province_compares_its_municipalities(look: Callable[..., Any]) -> None:
    operator = look("province", "operator")
    operator.go("/province/work/province/complaints")
    assert _faults(operator, "province-complaints") == []
