"""The guide has its four contents, names who reads, and says what cannot be protected (C4)."""

from __future__ import annotations

import pytest

from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.informants.guide import HOW, LIMITS, STEPS
from portal_plugin.corruption.office import office_of, set_office


def test_the_four_contents_stand_there_from_the_first_day(informant) -> None:
    text = informant.get("/corruption").text
    for content in (*HOW, *STEPS, *LIMITS):
        assert content in text
    assert "นายกเทศมนตรี ปลัดเทศบาล หรือตำแหน่งใด" in text


def test_words_fit_the_kind_of_the_municipality(informant) -> None:
    informant.space = "nongbua"
    text = informant.get("/corruption").text
    assert "นายกองค์การบริหารส่วนตำบล" in text and "เทศมนตรี" not in text


@pytest.mark.parametrize("part", ["guide_how", "guide_steps", "guide_responsible", "guide_limits"])
def test_a_municipalitys_own_words_stand_instead(informant, open_channel, part) -> None:
    with open_channel("rimnam") as session:
        set_office(session, "office:x", {part: "ถ้อยคำของเรา <b>หนึ่ง</b>\nถ้อยคำของเรา สอง"})
        session.commit()
    page = informant.get("/corruption")
    assert "ถ้อยคำของเรา <b>หนึ่ง</b>" in page.text and "<b>หนึ่ง" not in page.source
    default = {"guide_how": HOW, "guide_steps": STEPS, "guide_limits": LIMITS}.get(part)
    assert default is None or default[0] not in page.text


def test_the_unit_and_the_officer_are_named(informant, open_channel) -> None:
    with open_channel("rimnam") as session:
        office = {"unit": "หน่วยตรวจสอบภายใน", "officer": "สมใจ (ตัวอย่าง)", "contact": "02 000 0000"}
        set_office(session, "office:x", office)
        session.commit()
    text = informant.get("/corruption").text
    assert all(each in text for each in office.values())


def test_active_readers_are_named_with_their_posts_and_no_other(
    informant, open_channel, make_inspector
) -> None:
    with open_channel("rimnam") as session:
        make_inspector(session, "รอรับเข้า (ตัวอย่าง)", standing=Standing.PENDING)
        make_inspector(session, "ออกแล้ว (ตัวอย่าง)", standing=Standing.LEFT)
        make_inspector(session, "ผู้รับภายนอก (ตัวอย่าง)", outside=True)
        session.commit()
    with open_channel("saithong") as session:
        make_inspector(session, "ของที่อื่น (ตัวอย่าง)")
        session.commit()
    text = informant.get("/corruption").text
    assert "สมหญิง ผู้ตรวจ (ตัวอย่าง) ปลัดเทศบาล" in text
    assert "ผู้รับภายนอก (ตัวอย่าง) ผู้รับเรื่องภายนอกหน่วยงาน" in text
    for name in ("รอรับเข้า", "ออกแล้ว", "ของที่อื่น"):
        assert name not in text


def test_it_leads_to_form_mailbox_and_other_doors(informant) -> None:
    page = informant.get("/corruption")
    hrefs = page.tree.xpath("//a/@href")
    for way in ("/rimnam/corruption/report", "/rimnam/corruption/mailbox"):
        assert way in hrefs
    assert {"tel:1205", "tel:1206", "tel:1567"} <= set(hrefs)


def test_what_cannot_be_protected_is_said(informant) -> None:
    text = informant.get("/corruption").text
    for words in ("คุ้มครองเครื่องและเครือข่ายที่ท่านใช้ไม่ได้", "ไม่ใช้คุกกี้", "มาตรา 131", "ตรวจสอบต่อได้"):
        assert words in text


def test_a_municipality_without_readers_offers_no_form(informant) -> None:
    informant.space = "saithong"
    page = informant.get("/corruption")
    assert "/saithong/corruption/report" not in page.tree.xpath("//a/@href")
    assert "ยังไม่มีผู้ตรวจสอบ" in page.text


def test_keepers_of_the_split_key_are_named_as_readers(informant, open_channel) -> None:
    with open_channel("rimnam") as session:
        office = office_of(session)
        office.recovery_key, office.recovery_threshold = bytes(32), 2
        office.recovery_holders = [{"number": 1, "name": "ผู้ถือหนึ่ง (ตัวอย่าง)", "post_id": None}]
        session.commit()
    for page in ("/corruption", "/corruption/report"):
        assert "ผู้ถือหนึ่ง (ตัวอย่าง)" in informant.get(page).text
