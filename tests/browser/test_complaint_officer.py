"""A complaint's whole way through the office, by the people who walk it."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from PIL import Image

from portal_plugin import clock

SPACE = "santrai"
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}
_LIST = f"/{SPACE}/work/complaints"
_SUBJECT = "ฝาท่อหาย (ตัวอย่าง)"
_REASON = "รอฝาท่อขนาดพิเศษจากผู้ขาย (ตัวอย่าง)"
_FOCUSED = """() => {
  const here = document.activeElement;
  const label = here.labels && here.labels.length ? here.labels[0] : here;
  const style = getComputedStyle(here);
  return {name: label.innerText.trim(), seen: style.outlineStyle !== "none"};
}"""


def test_a_call_goes_from_screening_to_closing(visitor: Callable[..., Any]) -> None:
    desk, office = visitor(SPACE, "complaints"), visitor(SPACE, "office")
    address = _enter(desk)
    desk.press("รับไว้กลั่นกรอง")
    desk.follow("มอบหมายหน่วยงาน")
    desk.keep_picture("complaint-assign")
    person = desk.page.locator("option", has_text="เจ้าหน้าที่สำนักปลัด")
    desk.page.get_by_label("มอบหมายให้").select_option(person.get_attribute("value"))
    desk.press("มอบหมายหน่วยงาน")
    assert desk.reads("มอบหมายแล้ว")

    office.go(_LIST)
    office.keep_picture("complaints-office")
    office.follow(_SUBJECT)
    assert office.page.get_by_role("button", name="ดูข้อมูลติดต่อ").count() == 0
    office.press("เริ่มดำเนินการ")
    _write(office)
    _explain(office)
    _finish(office)

    desk.go(address)
    desk.press("ดูข้อมูลติดต่อ")
    assert desk.reads("บันทึกไว้แล้ว") and desk.reads("02 000 0001")
    desk.keep_picture("complaint-done")
    desk.follow("หนังสือแจ้งผล")
    assert desk.reads("ขอแสดงความนับถือ") and not desk.reads("ผู้ร้อง สาม")
    desk.press("ใส่ชื่อผู้ร้อง")
    assert desk.reads("ผู้ร้อง สาม")
    desk.keep_picture("complaint-letter")
    desk.go(address)
    desk.press("ปิดเรื่อง")
    assert desk.reads("ปิดเรื่องแล้ว")
    desk.go(f"{_LIST}?q=ฝาท่อหาย")
    assert not desk.reads(_SUBJECT)
    desk.follow("ทุกเรื่อง")
    assert desk.reads(_SUBJECT)


def _enter(desk: Any) -> str:
    """The address of a complaint told over the telephone."""
    desk.go(_LIST)
    desk.keep_picture("complaints")
    desk.go(f"{_LIST}/new")
    desk.page.get_by_label("ช่องทาง").select_option(label="โทรศัพท์")
    desk.page.get_by_label("หัวข้อ").select_option(index=1)
    desk.page.get_by_label("เรื่อง (จำเป็น)", exact=True).fill(_SUBJECT)
    desk.page.get_by_label("รายละเอียด").fill("สั้น")
    desk.page.get_by_label("ชื่อ", exact=True).fill("ผู้ร้อง สาม (ตัวอย่าง)")
    desk.page.get_by_label("โทรศัพท์", exact=True).fill("02 000 0001")
    desk.page.locator("form").evaluate_all("forms => forms.forEach(form => form.noValidate = true)")
    desk.press("บันทึกเรื่อง")
    assert desk.status == 422
    assert desk.page.get_by_label("เรื่อง (จำเป็น)", exact=True).input_value() == _SUBJECT
    desk.keep_picture("complaint-entry-refused")
    desk.page.get_by_label("รายละเอียด").fill("ฝาท่อหน้าตลาดหาย คนเดินตกได้ (ตัวอย่าง)")
    desk.press("บันทึกเรื่อง")
    assert desk.status == 201
    assert len(desk.page.locator("main code").inner_text().replace(" ", "")) == 17
    desk.keep_picture("complaint-entered")
    desk.follow("เปิดเรื่องนี้")
    desk.keep_picture("complaint-new")
    address: str = desk.path
    return address


def _write(office: Any) -> None:
    office.follow("ส่งข้อความถึงผู้ร้อง")
    office.page.get_by_label("ข้อความ").fill("เจ้าหน้าที่จะไปดูวันนี้ (ตัวอย่าง)")
    photo = io.BytesIO()
    Image.new("RGB", (640, 480), "#5a7d6a").save(photo, "JPEG")
    file = {"name": "ฝาท่อ.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    office.page.get_by_label("รูปถ่ายหรือเอกสาร").set_input_files(file)
    office.press("ส่งข้อความถึงผู้ร้อง")
    assert office.page.get_by_role("img", name="ฝาท่อ.jpg").count() == 1
    office.follow("เพิ่มบันทึกภายใน")
    office.page.get_by_label("บันทึก").fill("โทรถามผู้ขายแล้ว (ตัวอย่าง)")
    office.press("เพิ่มบันทึกภายใน")
    assert office.reads("โทรถามผู้ขายแล้ว")


def _explain(office: Any) -> None:
    """By the keyboard alone."""
    _tab_to(office, "ชี้แจงเหตุที่ล่าช้า")
    office.send(lambda: office.page.keyboard.press("Enter"))
    _tab_to(office, "เหตุที่ล่าช้า")
    office.page.keyboard.type(_REASON)
    office.page.get_by_label("คาดว่าจะเสร็จภายใน").fill(
        (clock.today() + timedelta(days=30)).isoformat()
    )
    _tab_to(office, "ชี้แจงเหตุที่ล่าช้า")
    office.send(lambda: office.page.keyboard.press("Enter"))
    assert office.reads("ชี้แจงผู้ร้องไว้แล้ว")
    office.keep_picture("complaint-explained")


def _finish(office: Any) -> None:
    office.follow("แจ้งผล")
    office.page.get_by_label("ผลการดำเนินการ").fill("ใส่ฝาท่อใหม่แล้ว (ตัวอย่าง)")
    office.page.get_by_label("สาเหตุของเรื่อง").fill("ฝาท่อถูกขโมย (ตัวอย่าง)")
    office.page.get_by_label("แนวทางป้องกัน").fill("เชื่อมฝาท่อทุกจุด (ตัวอย่าง)")
    office.keep_picture("complaint-finish")
    office.press("แจ้งผล")
    assert office.reads("แจ้งผลแล้ว")


def _tab_to(person: Any, name: str) -> None:
    """Press Tab until what reads `name` has the focus; each stop on the way must show itself."""
    for _ in range(60):
        person.page.keyboard.press("Tab")
        here = person.page.evaluate(_FOCUSED)
        assert here["seen"], f"the focus on “{here['name']}” cannot be seen"
        if here["name"].startswith(name):
            return
    raise AssertionError(f"Tab never reaches “{name}”")


def test_pages_of_the_complaint_officer_fit_and_everybody_can_use_them(
    visitor: Callable[..., Any], width: int
) -> None:
    scheme = "light" if width > 1000 else "dark"
    desk = visitor(
        "rimnam", "complaints", java_script_enabled=True, bypass_csp=True, color_scheme=scheme
    )
    here = "/rimnam/work/complaints"
    pages = {
        "complaints-todo": here,
        "complaints-all": f"{here}?view=all",
        "complaints-overdue": f"{here}?due=overdue",
        "complaints-none": f"{here}?q=zzzz",
        "complaint-entry": f"{here}/new",
        "complaint-office": f"{here}/office",
        "complaint-topic": f"{here}/office/topics/SERVICE",
        "complaint-topic-new": f"{here}/office/topics/new",
    }
    desk.go(f"{here}?view=all")
    links = desk.page.locator("main table a").all()
    samples = [str(link.get_attribute("href")) for link in links]
    assert len(samples) >= 4
    pages |= {f"complaint-sample-{number}": each for number, each in enumerate(samples)}
    desk.go(f"{here}?due=overdue")
    overdue = str(desk.page.locator("main table a").first.get_attribute("href"))
    for deed in ("assign", "finish", "explain", "message", "forward", "refuse", "merge", "publish"):
        pages[f"complaint-{deed}"] = f"{overdue}/{deed}"
    pages["complaint-letter-receipt"] = f"{overdue}/letters/receipt"
    assert _faults(desk, pages) == []


def _faults(person: Any, pages: dict[str, str]) -> list[str]:
    """What keeps somebody from using these pages, each fault with its page and place."""
    faults = []
    for name, address in pages.items():
        person.go(address)
        assert person.status == 200, address
        person.keep_picture(name)
        if person.page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            faults.append(f"{name}: wider than the window")
        found = Axe().run(person.page, options=_RULES).response["violations"]
        faults += [
            f"{name}: {one['id']} at {node['target']}" for one in found for node in one["nodes"]
        ]
    return faults
