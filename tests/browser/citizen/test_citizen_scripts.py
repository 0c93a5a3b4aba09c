"""What scripts add where they run: the place of the device, and work instead of waiting."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from portal_plugin.complaints.models import Complaint


def test_the_place_of_the_device_goes_with_the_complaint_when_it_is_wanted(
    visitor: Callable[..., Any], open_session: Callable[..., Any]
) -> None:
    citizen = visitor(
        java_script_enabled=True,
        geolocation={"latitude": 14.123456, "longitude": 100.654321},
        permissions=["geolocation"],
    )
    citizen.go("/rimnam/complain")
    _write(citizen)
    citizen.page.get_by_role("button", name="ใช้ตำแหน่งของฉัน").click()
    citizen.page.get_by_text("แนบตำแหน่งแล้ว").wait_for()
    citizen.page.get_by_role("button", name="ไม่แนบตำแหน่ง").click()
    citizen.page.get_by_role("button", name="ใช้ตำแหน่งของฉัน").click()
    citizen.page.get_by_text("แนบตำแหน่งแล้ว").wait_for()
    citizen.keep_picture("citizen-place")
    citizen.press("ตรวจก่อนส่ง")
    assert citizen.reads("14.123456")
    citizen.press("ส่งเรื่อง")
    with open_session() as session:
        assert session.execute(sa.select(Complaint.latitude, Complaint.longitude)).one() == (
            14.123456,
            100.654321,
        )


def test_in_a_flood_the_browser_works_instead_of_its_reader_waiting(
    visitor: Callable[..., Any], province: Any, open_session: Callable[..., Any]
) -> None:
    citizen = visitor(java_script_enabled=True)
    with province.crowded():
        citizen.go("/rimnam/complain")
        _write(citizen)
        citizen.press("ตรวจก่อนส่ง")
        citizen.keep_picture("citizen-challenge")
        citizen.press("ส่งเรื่อง")
    assert citizen.status == 201
    with open_session() as session:
        assert len(session.scalars(sa.select(Complaint.id)).all()) == 1


def _write(citizen: Any) -> None:
    citizen.page.locator("#field-topic").check()
    citizen.page.locator("#field-subject").fill("ไฟถนนดับ (ตัวอย่าง)")
    citizen.page.locator("#field-detail").fill("ไฟถนนหน้าตลาดดับมาสามคืนแล้ว (ตัวอย่าง)")
    citizen.page.locator("#field-consent").check()
