"""Somebody tells of bribes and is answered, and nobody learns who it was."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyotp
from axe_playwright_python.sync_playwright import Axe

_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RULES = {"runOnly": {"type": "tag", "values": _TAGS}}
_FACTS = "เจ้าหน้าที่เรียกเงินเพื่อออกใบอนุญาตเร็วขึ้น เห็นที่โต๊ะรับคำขอทุกวันจันทร์ (ตัวอย่าง)"
_QUESTION = "เหตุเกิดช่วงเวลาใดของวัน (ตัวอย่าง)"
_REPLY = "ราวสิบโมงเช้า (ตัวอย่าง)"
_RESULT = "ตรวจสอบแล้วพบมูล ดำเนินการทางวินัยต่อไป (ตัวอย่าง)"
_INSPECTORS_POST = "หัวหน้าหน่วยตรวจสอบภายใน"


def test_a_report_goes_from_the_front_page_to_its_result(
    visitor: Callable[..., Any], tmp_path: Path
) -> None:
    informant, inspector = visitor(), visitor("rimnam", "inspector", java_script_enabled=True)
    receipt, number = _tell(informant)
    _unlock(inspector, "inspector")
    _take_and_ask(inspector, number)
    _answer(informant, receipt)
    paper = _filing_receipt(informant, tmp_path)
    assert paper.read_bytes().startswith(b"%PDF-")
    _decide(inspector, number)
    _open_mailbox(informant, receipt)
    assert informant.reads(_RESULT) and informant.reads("พบมูลความผิด")
    informant.keep_picture("corruption-result")
    assert informant.context.cookies() == []


def test_a_report_about_an_inspector_does_not_reach_him(visitor: Callable[..., Any]) -> None:
    informant = visitor()
    _, number = _tell(informant, about=_INSPECTORS_POST)
    concerned = visitor("rimnam", "inspector", java_script_enabled=True)
    _unlock(concerned, "inspector")
    assert not concerned.reads(number) and concerned.reads("ท่านไม่มีกุญแจ")
    colleague = visitor("rimnam", "inspector2", java_script_enabled=True)
    _unlock(colleague, "inspector2")
    assert colleague.reads(number)


def test_the_first_inspector_sets_up_a_passphrase_that_is_not_weak(
    visitor: Callable[..., Any],
) -> None:
    person = visitor("nongbua", "inspector", java_script_enabled=True)
    person.go("/nongbua/inspection")
    assert person.path == "/nongbua/inspection/enrol"
    person.keep_picture("corruption-enrol")
    own = person.page.get_by_label("วลีที่ตั้งเอง")
    meter = person.page.locator("[data-strength-says]").first
    own.fill("password123")
    meter.wait_for()
    weak = meter.inner_text()
    own.fill("ornate lizard 71 borrowed kettle under glass")
    meter.get_by_text(weak).wait_for(state="hidden")
    own.fill("")
    words = " ".join(person.page.locator(".pp-offered span").all_inner_texts())
    person.page.get_by_label("พิมพ์วลีที่จะใช้อีกครั้งจากที่จดไว้").fill(words)
    secret = person.page.locator("[name=totp_secret]").get_attribute("value")
    person.page.get_by_label("รหัส 6 หลักที่แอปแสดง").fill(pyotp.TOTP(secret).now())
    person.page.get_by_label(_INSPECTORS_POST).check()
    person.press("ลงทะเบียน")
    assert person.status == 200 and person.path.startswith("/nongbua/inspection")


def test_everybody_can_use_the_channel(visitor: Callable[..., Any]) -> None:
    seen = {"java_script_enabled": True, "bypass_csp": True}
    stranger = visitor(**seen)
    for path in ("", "/report", "/mailbox"):
        stranger.go(f"/rimnam/corruption{path}")
        _is_for_everybody(stranger)
    stranger.go("/rimnam/statistics/corruption")
    _is_for_everybody(stranger)
    inspector = visitor("rimnam", "inspector2", **seen)
    inspector.go("/rimnam/inspection/unlock")
    _is_for_everybody(inspector)
    _unlock(inspector, "inspector2")
    _is_for_everybody(inspector)
    for path in ("people", "office", "readers", "disposals"):
        inspector.go(f"/rimnam/inspection/{path}")
        _is_for_everybody(inspector)
    inspector.go("/rimnam/inspection")
    inspector.send(inspector.page.locator("a[href*='/inspection/reports/']").first.click)
    _is_for_everybody(inspector)


def _tell(informant: Any, about: str = "ไม่ทราบ หรือไม่เกี่ยวกับตำแหน่งเหล่านี้") -> tuple[str, str]:
    """The receipt and the number of a new report, by somebody without JavaScript."""
    informant.go("/rimnam/")
    informant.follow("แจ้งเบาะแส")
    informant.keep_picture("corruption-form")
    informant.page.locator("form").evaluate_all("forms => forms.forEach(f => f.noValidate = true)")
    informant.page.get_by_label("เรื่องที่พบ").fill(_FACTS)
    informant.press("ส่งถึงผู้ตรวจสอบ")
    assert informant.status == 422
    assert informant.page.get_by_label("เรื่องที่พบ").input_value() == _FACTS
    informant.page.get_by_label("เรียกหรือรับสินบน").check()
    informant.page.get_by_label(about, exact=True).check()
    informant.press("ส่งถึงผู้ตรวจสอบ")
    assert informant.status == 201
    informant.keep_picture("corruption-receipt")
    assert informant.context.cookies() == []
    receipt = informant.page.locator(".pp-channel-code").inner_text()
    number = informant.page.locator(".pp-channel-receipt dd").nth(1).inner_text()
    return receipt, number


def _unlock(person: Any, username: str) -> None:
    """Open the key; the code of a time step is taken once, so somebody may have to wait."""
    passphrase, secret = person.province.inspectors[username]
    for _ in range(3):
        person.go("/rimnam/inspection/unlock")
        if person.path != "/rimnam/inspection/unlock":
            return
        person.page.get_by_label("วลีรหัสผ่าน").fill(passphrase)
        person.page.get_by_label("รหัส 6 หลักในโทรศัพท์").fill(pyotp.TOTP(secret).now())
        person.press("เปิดกุญแจ")
        if person.path == "/rimnam/inspection":
            person.keep_picture("corruption-inbox")
            return
        time.sleep(31 - time.time() % 30)
    raise AssertionError(f"{username} could not open the key")


def _take_and_ask(inspector: Any, number: str) -> None:
    inspector.follow(number)
    inspector.keep_picture("corruption-report")
    assert inspector.reads(_FACTS)
    inspector.press("รับผิดชอบเรื่องนี้")
    inspector.follow("เขียนถึงผู้แจ้ง")
    inspector.page.get_by_label("ข้อความ (จำเป็น)", exact=True).fill(_QUESTION)
    inspector.press("เขียนถึงผู้แจ้ง")
    assert inspector.reads(_QUESTION)


def _open_mailbox(informant: Any, receipt: str) -> None:
    informant.go("/rimnam/corruption/mailbox")
    informant.page.get_by_label("รหัสรับแจ้ง").fill(receipt.lower())
    informant.press("เปิดกล่องข้อความ")


def _answer(informant: Any, receipt: str) -> None:
    _open_mailbox(informant, receipt)
    assert informant.reads(_QUESTION) and not informant.reads(_FACTS)
    informant.page.get_by_label("ข้อความของท่าน").fill(_REPLY)
    informant.press("ส่งข้อความ")
    assert informant.reads(_REPLY)
    informant.keep_picture("corruption-mailbox")


def _filing_receipt(informant: Any, folder: Path) -> Path:
    informant.page.locator("summary", has_text="ขอใบรับแจ้งเป็น PDF").click()
    with informant.page.expect_download() as coming:
        informant.page.get_by_role("button", name="ดาวน์โหลดใบรับแจ้ง").click()
    path = folder / "document.pdf"
    coming.value.save_as(path)
    return path


def _decide(inspector: Any, number: str) -> None:
    inspector.go("/rimnam/inspection")
    inspector.follow(number)
    assert inspector.reads(_REPLY)
    inspector.press("เริ่มตรวจสอบข้อเท็จจริง")
    inspector.follow("ยุติเรื่อง")
    inspector.page.get_by_label("พบมูลความผิด", exact=True).check()
    inspector.page.get_by_label("ข้อความถึงผู้แจ้ง").fill(_RESULT)
    inspector.press("ยุติเรื่อง")
    assert inspector.reads("ยุติแล้ว")


def _is_for_everybody(person: Any) -> None:
    wide = person.page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, f"{person.path} is wider than the window"
    violations = Axe().run(person.page, options=_RULES).response["violations"]
    found = [f"{person.path}: {each['id']} {each['nodes'][0]['html']}" for each in violations]
    assert found == []
