"""A villager complains with a photo, follows, answers back and rates; and everybody can."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from axe_playwright_python.sync_playwright import Axe

from portal_plugin.complaints import answering, handling
from portal_plugin.complaints.models import Complaint

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}
_DETAIL = "ไฟถนนหน้าตลาดดับมาสามคืนแล้ว มืดและอันตราย ขอให้มาซ่อม (ตัวอย่าง)"
_FOCUSED = """() => {
  const here = document.activeElement;
  const label = here.labels && here.labels.length ? here.labels[0] : here;
  const style = getComputedStyle(here);
  return {name: label.innerText.trim(), seen: style.outlineStyle !== "none"};
}"""


def _tab_to(person: Any, name: str) -> None:
    """Press Tab until what reads `name` has the focus; each stop on the way must show itself."""
    for _ in range(60):
        person.page.keyboard.press("Tab")
        here = person.page.evaluate(_FOCUSED)
        assert here["seen"], f"the focus on “{here['name']}” cannot be seen"
        if here["name"].startswith(name):
            return
    raise AssertionError(f"Tab never reaches “{name}”")


def _type(person: Any, name: str, text: str) -> None:
    _tab_to(person, name)
    person.page.keyboard.type(text)


def _press(person: Any, name: str) -> None:
    _tab_to(person, name)
    person.send(lambda: person.page.keyboard.press("Enter"))


def _fits(person: Any, name: str) -> None:
    person.keep_picture(f"citizen-{name}")
    wide = person.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{name} is wider than the window"


def _only(session: Any) -> Any:
    return session.scalars(sa.select(Complaint.id)).one()


def test_from_the_complaint_to_the_rating_with_the_keyboard_alone(
    visitor: Callable[..., Any], photo: Path, answer: Callable[..., None]
) -> None:
    citizen = visitor()
    citizen.go("/rimnam/complain")
    _fits(citizen, "form")
    _tab_to(citizen, "การให้บริการ")
    citizen.page.keyboard.press("Space")
    _type(citizen, "เรื่อง", "ไฟถนนดับหน้าตลาด (ตัวอย่าง)")
    _type(citizen, "รายละเอียด", _DETAIL)
    _type(citizen, "สถานที่", "หน้าตลาด (ตัวอย่าง)")
    _tab_to(citizen, "รับทราบและยินยอม")
    citizen.page.keyboard.press("Space")
    _press(citizen, "ตรวจก่อนส่ง")
    assert citizen.reads(_DETAIL)
    _fits(citizen, "review")
    _tab_to(citizen, "รูปถ่ายหรือเอกสาร")
    citizen.page.locator("#field-files").set_input_files(photo)
    _press(citizen, "ส่งเรื่อง")
    assert citizen.status == 201 and citizen.reads("ไฟดับ.jpg")
    _fits(citizen, "receipt")
    code = citizen.page.locator(".pp-receipt-code").inner_text()

    citizen.go("/rimnam/follow")
    _fits(citizen, "code")
    _type(citizen, "รหัสติดตาม", code.lower())
    _press(citizen, "ดูเรื่องของฉัน")
    assert citizen.status == 200 and code.replace(" ", "") not in citizen.page.url
    _fits(citizen, "follow")

    def ask(session: Any, officer: Any) -> None:
        handling.screen(session, officer, _only(session))
        answering.message(session, officer, _only(session), "เสาไฟต้นที่เท่าไร (ตัวอย่าง)")

    answer(ask)
    citizen.go("/rimnam/follow")
    _type(citizen, "รหัสติดตาม", code)
    _press(citizen, "ดูเรื่องของฉัน")
    assert citizen.reads("เสาไฟต้นที่เท่าไร (ตัวอย่าง)")
    assert not citizen.reads("สมหญิง")
    _type(citizen, "ข้อความ", "ต้นที่สามจากหัวมุม (ตัวอย่าง)")
    _press(citizen, "ส่งข้อความ")
    assert citizen.reads("ต้นที่สามจากหัวมุม (ตัวอย่าง)")
    citizen.page.reload()
    assert citizen.page.get_by_text("ต้นที่สามจากหัวมุม (ตัวอย่าง)").count() == 1
    _fits(citizen, "written")

    answer(
        lambda session, officer: answering.finish(
            session,
            officer,
            _only(session),
            result="เปลี่ยนหลอดไฟแล้ว (ตัวอย่าง)",
            cause="หลอดขาดตามอายุ (ตัวอย่าง)",
            prevention="ตรวจทุกเดือน (ตัวอย่าง)",
        )
    )
    citizen.go("/rimnam/follow")
    _type(citizen, "รหัสติดตาม", code)
    _press(citizen, "ดูเรื่องของฉัน")
    assert citizen.reads("เปลี่ยนหลอดไฟแล้ว (ตัวอย่าง)")
    _fits(citizen, "answered")
    _tab_to(citizen, "พอใจมาก")
    citizen.page.keyboard.press("Space")
    _press(citizen, "ส่งคะแนน")
    assert citizen.reads("ขอบคุณสำหรับคะแนน")
    _fits(citizen, "rated")


def test_everybody_can_use_each_page(visitor: Callable[..., Any], width: int) -> None:
    citizen = visitor(
        java_script_enabled=True,
        bypass_csp=True,
        color_scheme="light" if width > 1000 else "dark",
    )
    found: list[str] = []

    def judge(name: str) -> None:
        citizen.keep_picture(f"citizen-axe-{name}")
        violations = Axe().run(citizen.page, options=_RULES).response["violations"]
        found.extend(
            f"{name}: {one['id']} at {node['target']}"
            for one in violations
            for node in one["nodes"]
        )

    def fill(topic: str) -> None:
        citizen.page.get_by_label(topic).first.check()
        citizen.page.locator("#field-subject").fill("ไฟถนนดับ (ตัวอย่าง)")
        citizen.page.locator("#field-detail").fill(_DETAIL)
        citizen.page.locator("#field-consent").check()

    citizen.go("/rimnam/complain")
    judge("form")
    citizen.page.locator("form.pp-form").evaluate("form => form.noValidate = true")
    citizen.press("ตรวจก่อนส่ง")
    assert citizen.status == 422
    judge("faults")
    fill("สินบน")
    citizen.press("ตรวจก่อนส่ง")
    judge("offer")
    citizen.press("ส่งเป็นเรื่องร้องเรียนทั่วไป")
    judge("review")
    citizen.press("ส่งเรื่อง")
    judge("receipt")
    citizen.press("ดูหน้าติดตามตอนนี้")
    judge("follow")
    citizen.go("/rimnam/follow")
    judge("code")
    citizen.page.locator("#field-code").fill("ผิด")
    citizen.press("ดูเรื่องของฉัน")
    assert citizen.status == 422
    judge("wrong-code")
    assert found == []
