"""Nobody needs a mouse: log-in and a progress report by the keyboard alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

_FOCUSED = """() => {
  const here = document.activeElement;
  const label = here.labels && here.labels.length ? here.labels[0] : here;
  const style = getComputedStyle(here);
  return {name: label.innerText.trim(), seen: style.outlineStyle !== "none"};
}"""
_RESULT = "พิมพ์ด้วยแป้นพิมพ์ทั้งหมด (ตัวอย่าง)"


def test_log_in_and_a_progress_report_need_only_the_keyboard(visitor: Callable[..., Any]) -> None:
    officer = visitor()
    officer.go("/rimnam/login")
    _tab_to(officer, "ชื่อผู้ใช้")
    officer.page.keyboard.type("plan")
    _tab_to(officer, "รหัสผ่าน")
    officer.page.keyboard.type(officer.province.password)
    officer.send(lambda: officer.page.keyboard.press("Enter"))
    assert officer.path == "/rimnam/work"

    officer.go("/rimnam/work/plan?year=2569")
    first = officer.page.locator('main a[href*="/work/measures/"]').first.inner_text()
    _tab_to(officer, first)
    officer.send(lambda: officer.page.keyboard.press("Enter"))
    _tab_to(officer, "รายงานผล")
    officer.send(lambda: officer.page.keyboard.press("Enter"))
    _tab_to(officer, "แล้วเสร็จ")
    officer.page.keyboard.press("Space")
    _tab_to(officer, "ผลการดำเนินการ")
    officer.page.keyboard.press("ControlOrMeta+a")
    officer.page.keyboard.type(_RESULT)
    _tab_to(officer, "ส่งผล")
    officer.send(lambda: officer.page.keyboard.press("Enter"))
    assert officer.reads("ส่งผลแล้ว")
    assert officer.reads(_RESULT)


def _tab_to(person: Any, name: str) -> None:
    """Press Tab until what reads `name` has the focus; each stop on the way must show itself."""
    for _ in range(60):
        person.page.keyboard.press("Tab")
        here = person.page.evaluate(_FOCUSED)
        assert here["seen"], f"the focus on “{here['name']}” cannot be seen"
        if here["name"].startswith(name):
            return
    raise AssertionError(f"Tab never reaches “{name}”")
