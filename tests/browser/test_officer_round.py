"""A municipality's whole round, walked by the people who walk it, without JavaScript."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

SPACE = "nongbua"
PLAN = "แผนปฏิบัติการป้องกันการทุจริต"
_SAMPLE = "plan-sao-2566-2570.txt"
_ROUND = f"/{SPACE}/work/rounds/2569/12M"
_RECEIPT_SECONDS = 60
_MEASURES = 'main table a[href*="/work/measures/"]'


def test_a_plan_document_goes_in_and_its_receipt_comes_back(
    visitor: Callable[..., Any], tmp_path: Path
) -> None:
    officer = visitor(SPACE, "plan")
    _import_the_sample(officer)
    _open_the_round(officer)

    office = visitor(SPACE, "office")
    own = _report_as_the_department(office)

    order = tmp_path / "คำสั่ง.txt"
    order.write_text("คำสั่งแต่งตั้งคณะทำงาน (ตัวอย่าง)", encoding="utf-8")
    first, *others = _awaited(officer, _ROUND)
    assert own not in {first, *others}
    _report_after_a_refusal(officer, first, order)
    _add_a_link(officer)
    for measure in others:
        _report(officer, measure, "จัดประชุมและสรุปผลแล้ว (ตัวอย่าง)")
    assert _awaited(officer, _ROUND) == []

    _compile(officer)
    officer.go(f"/{SPACE}/work")
    assert officer.reads("รอผู้บริหารเห็นชอบ"), "the work page does not say what is waited for"
    receipt = _approve_and_publish(visitor(SPACE, "mayor"), officer)

    officer.go(f"/{SPACE}/work")
    assert officer.reads("ส่งระบบกลางและได้ใบรับแล้ว")
    officer.keep_picture("work-acknowledged")

    _read_in_public(visitor(), receipt)


def _import_the_sample(officer: Any) -> None:
    sample = str(files("portal_plugin.imports") / "samples" / _SAMPLE)
    officer.keep_picture("work-empty")
    officer.follow("นำเข้าเอกสาร")
    officer.page.get_by_label("ไฟล์เอกสาร").set_input_files(sample)
    officer.press("ตรวจเอกสาร")
    assert officer.reads("ผลการตรวจเอกสาร")
    assert officer.reads(PLAN)
    officer.keep_picture("import-checked")
    officer.page.get_by_label("เลือกไฟล์เดิมอีกครั้ง").set_input_files(sample)
    officer.send(officer.page.get_by_role("button", name=re.compile("^นำเข้า .* มาตรการ$")).click)
    assert officer.reads("นำเข้าแล้ว")
    assert officer.page.locator(_MEASURES).count() > 0


def _open_the_round(officer: Any) -> None:
    officer.follow("รอบรายงาน")
    officer.page.get_by_label("ปีงบประมาณ").fill("2569")
    officer.page.get_by_label("รอบ ๑๒ เดือน").check()
    officer.press("เปิดรอบ")
    assert officer.path == _ROUND
    officer.keep_picture("round-opened")


def _report_as_the_department(office: Any) -> str:
    """The measure that the department's officer reported on."""
    office.go(f"/{SPACE}/work")
    office.keep_picture("work-office-due")
    due = _awaited(office)
    units = office.page.locator('main td[data-label="ผู้รับผิดชอบ"]').all_inner_texts()
    assert due
    assert len(units) == len(due)
    for unit in units:
        assert "สำนักปลัด" in unit or "ทุก" in unit, f"somebody else's measure is shown: {unit}"
    _report(office, due[0], "จัดทำและเผยแพร่แล้ว (ตัวอย่าง)")
    assert due[0] not in _awaited(office, f"/{SPACE}/work")
    return due[0]


def _awaited(person: Any, path: str | None = None) -> list[str]:
    """The measures that a page lists, each by its address."""
    if path:
        person.go(path)
    links = person.page.locator(_MEASURES).all()
    return sorted({link.get_attribute("href").partition("?")[0] for link in links})


def _report(person: Any, measure: str, result: str) -> None:
    person.go(f"{measure}/progress/2569/12M")
    person.page.get_by_label("แล้วเสร็จ").check()
    person.page.get_by_label("ผลการดำเนินการ").fill(result)
    person.press("ส่งผล")
    assert person.reads("ส่งผลแล้ว")
    assert person.reads(result)


def _report_after_a_refusal(officer: Any, measure: str, order: Path) -> None:
    """Done without a result is refused, and nothing that was typed is lost."""
    officer.go(f"{measure}/progress/2569/12M")
    officer.page.get_by_label("แล้วเสร็จ").check()
    officer.page.get_by_label("ผลลัพธ์").fill("ผู้รับบริการเข้าใจขั้นตอน (ตัวอย่าง)")
    officer.page.get_by_label("ปัญหา อุปสรรค").fill("งานล่าช้าหนึ่งเดือน (ตัวอย่าง)")
    officer.press("ส่งผล")

    assert officer.status == 422
    results = officer.page.get_by_label("ผลการดำเนินการ")
    sentence = officer.page.locator(f"#{results.get_attribute('aria-describedby').split()[-1]}")
    assert "อย่างน้อยหนึ่งข้อ" in sentence.inner_text()
    assert results.get_attribute("aria-invalid") == "true"
    assert officer.page.get_by_label("แล้วเสร็จ").is_checked()
    assert officer.page.get_by_label("ผลลัพธ์").input_value().startswith("ผู้รับบริการ")
    assert officer.page.get_by_label("ปัญหา อุปสรรค").input_value().startswith("งานล่าช้า")
    officer.keep_picture("progress-refused")

    results.fill("อบรมแล้วสองรุ่น (ตัวอย่าง)")
    officer.page.get_by_text("แนบหลักฐาน").click()
    officer.page.get_by_label("ไฟล์", exact=True).set_input_files(str(order))
    officer.page.get_by_label("เผยแพร่หลักฐานนี้").check()
    officer.press("ส่งผล")
    assert officer.reads("ส่งผลแล้ว")
    assert officer.reads("คำสั่ง.txt")


def _add_a_link(officer: Any) -> None:
    """A link for the office alone: it is not ticked as public."""
    officer.follow("แนบหลักฐานเพิ่ม")
    officer.page.get_by_label("ชนิด").select_option("URL")
    officer.page.get_by_label("ชื่อหลักฐาน").fill("ข่าวบนเว็บไซต์ (ตัวอย่าง)")
    officer.page.get_by_label("ที่อยู่เว็บ").fill("https://example.org/news")
    officer.press("แนบหลักฐาน")
    link = officer.page.get_by_role("link", name="ข่าวบนเว็บไซต์ (ตัวอย่าง)")
    assert link.get_attribute("href") == "https://example.org/news"
    assert "noopener" in link.get_attribute("rel")
    officer.keep_picture("measure-with-evidence")


def _compile(officer: Any) -> None:
    officer.go(_ROUND)
    officer.press(f"รวบรวม: {PLAN}")
    assert officer.reads("รวบรวมรายงานแล้ว")
    assert officer.page.get_by_role("button", name="เห็นชอบ", exact=True).count() == 0


def _approve_and_publish(mayor: Any, officer: Any) -> str:
    """The reference of the receipt."""
    mayor.go(f"/{SPACE}/work")
    mayor.keep_picture("work-to-approve")
    mayor.follow("พิจารณารายงาน")
    mayor.keep_picture("report-to-approve")
    mayor.press("เห็นชอบ")
    assert mayor.reads("เห็นชอบรายงานแล้ว")
    officer.go(mayor.path)
    officer.press("เผยแพร่")
    officer.wait_for("เลขที่ใบรับ", _RECEIPT_SECONDS)
    officer.keep_picture("report-acknowledged")
    said: str = officer.page.get_by_text("เลขที่ใบรับ").first.inner_text()
    return said.rsplit(maxsplit=1)[-1]


def _read_in_public(stranger: Any, receipt: str) -> None:
    stranger.go(f"/{SPACE}/plan")
    measures = stranger.page.get_by_role("row").filter(has=stranger.page.get_by_role("link"))
    assert measures.count() == measures.filter(has_text="แล้วเสร็จ").count() == 8
    stranger.go(f"/{SPACE}/reports")
    stranger.follow(PLAN)
    stranger.keep_picture("public-report-with-evidence")
    assert stranger.reads("อบรมแล้วสองรุ่น")
    assert stranger.reads(receipt)
    assert stranger.reads("คำสั่ง.txt")
    assert not stranger.reads("ข่าวบนเว็บไซต์"), "internal evidence is shown to the public"
    with stranger.page.expect_download() as arriving:
        stranger.page.get_by_role("link", name="ดาวน์โหลดไฟล์").click()
    content = Path(arriving.value.path()).read_bytes()
    printed = "".join(stranger.page.locator("main code").first.locator("span").all_inner_texts())
    assert printed == hashlib.sha256(content).hexdigest()
