"""Sample complaints of a municipality, one in each state that is worth a look.

They are taken in and handled by the services with the clock held, so that every event, due day and
figure is what it would have become. A start that finds them leaves them alone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from portal_plugin import clock
from portal_plugin.actor import Actor, Role
from portal_plugin.complaints import answering, following, handling
from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.intake import Given, check, take_in
from portal_plugin.complaints.office import consent
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.demo import province
from portal_plugin.tenants.resolve import TenantRecord
from portal_plugin.tenants.session import TenantSession, tenant_session
from portal_plugin.workplace import Workplace

History = Callable[["Case"], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A sample complaint that is in, and who handles it."""

    session: TenantSession
    officer: Actor
    complaint_id: UUID
    department_id: UUID

    def assigned(self, days_ago: int) -> None:
        """To the department of the sample department officer."""
        with _at(days_ago, 10):
            handling.assign(self.session, self.officer, self.complaint_id, self.department_id)


@dataclass(frozen=True, slots=True)
class Sample:
    """What was complained of how many days ago, and what became of it."""

    days_ago: int
    topic: str
    subject: str
    detail: str
    place: str
    history: History


def complain(place: Workplace, tenant: TenantRecord) -> int:
    """Take the sample complaints in that are not there yet; how many were."""
    key = TrackingKey(place.settings.tracking_key or "")
    username, name = next(
        (username, name)
        for username, name, role in province.PEOPLE
        if role is Role.COMPLAINT_OFFICER
    )
    officer = Actor(username, name, tenant.id, frozenset({Role.COMPLAINT_OFFICER}))
    taken = 0
    for sample in SAMPLES:
        with tenant_session(place.engine, tenant.id) as session:
            taken += _told(session, key, officer, sample)
            session.commit()
    return taken


def _told(session: TenantSession, key: TrackingKey, officer: Actor, sample: Sample) -> bool:
    with _at(sample.days_ago, 9):
        given = check(
            session,
            Given(
                sample.topic,
                sample.subject,
                sample.detail,
                place=sample.place,
                name="ผู้ร้อง (ตัวอย่าง)",
                phone="02 000 0000",
                consent=True,
                consent_version=consent(session).version,
            ),
            Channel.WEB,
        )
        taken = take_in(session, None, given, Channel.WEB, key, seed=sample.subject.encode())
    if taken.again:
        return False
    department_id = province.clerks_office(session).id
    sample.history(Case(session, officer, taken.complaint_id, department_id))
    return True


def _at(days_ago: int, hour: int) -> AbstractContextManager[None]:
    """The clock held at that hour of a Bangkok day."""
    day = datetime.now(clock.BANGKOK).date() - timedelta(days=days_ago)
    return clock.held_at(datetime.combine(day, time(hour), tzinfo=clock.BANGKOK))


def _answered_and_rated(case: Case) -> None:
    session, officer, own = case.session, case.officer, case.complaint_id
    case.assigned(29)
    with _at(28, 13):
        handling.start(session, officer, own)
    with _at(20, 15):
        answering.finish(
            session,
            officer,
            own,
            result="เปลี่ยนหลอดไฟและสายไฟที่ชำรุดแล้วทั้ง 4 จุด (ตัวอย่าง)",
            cause="สายไฟเก่าเกินอายุการใช้งาน (ตัวอย่าง)",
            prevention="ตรวจไฟส่องสว่างทุกต้นไตรมาส (ตัวอย่าง)",
            problems="ของในคลังไม่พอ ต้องรอสั่งซื้อ (ตัวอย่าง)",
        )
        handling.set_public_summary(session, officer, own, "ซ่อมไฟส่องสว่าง 4 จุดแล้ว (ตัวอย่าง)")
    with _at(19, 18):
        following.rate(session, own, 5, "ซ่อมเร็ว ขอบคุณ (ตัวอย่าง)")


def _overdue(case: Case) -> None:
    case.assigned(20)


def _explained(case: Case) -> None:
    case.assigned(12)
    with _at(4, 14):
        answering.explain(
            case.session,
            case.officer,
            case.complaint_id,
            "ต้องรอผู้รับจ้างนำเครื่องดูดโคลนเข้าพื้นที่ (ตัวอย่าง)",
            clock.today() + timedelta(days=16),
        )


def _in_conversation(case: Case) -> None:
    session, own = case.session, case.complaint_id
    case.assigned(5)
    with _at(4, 11):
        answering.message(session, case.officer, own, "ขอทราบเวลาที่มีเสียงดัง (ตัวอย่าง)")
    with _at(3, 20):
        following.write(session, own, "ทุกคืนหลังสี่ทุ่ม (ตัวอย่าง)")


def _just_received(_case: Case) -> None:
    """Nobody has looked at it yet."""


SAMPLES = (
    Sample(
        30,
        "SERVICE",
        "ไฟถนนดับ 4 จุด (ตัวอย่าง)",
        "ไฟส่องสว่างดับมาหนึ่งสัปดาห์ กลางคืนมืดและอันตราย (ตัวอย่าง)",
        "ถนนตัวอย่าง 1 หน้าตลาด",
        _answered_and_rated,
    ),
    Sample(
        21,
        "PERFORMANCE",
        "รอเอกสารนานเกินประกาศ (ตัวอย่าง)",
        "ยื่นขอหนังสือรับรองไว้สามสัปดาห์แล้ว ยังไม่ได้รับ (ตัวอย่าง)",
        "",
        _overdue,
    ),
    Sample(
        13,
        "SERVICE",
        "ท่อระบายน้ำอุดตัน (ตัวอย่าง)",
        "ฝนตกแล้วน้ำท่วมขังหน้าบ้านทุกครั้ง (ตัวอย่าง)",
        "ซอยตัวอย่าง 5",
        _explained,
    ),
    Sample(
        6,
        "OTHER",
        "เสียงดังจากร้านอาหาร (ตัวอย่าง)",
        "ร้านเปิดเพลงเสียงดังจนนอนไม่ได้ (ตัวอย่าง)",
        "ถนนตัวอย่าง 2",
        _in_conversation,
    ),
    Sample(
        1,
        "SERVICE",
        "ขยะไม่ถูกเก็บสองสัปดาห์ (ตัวอย่าง)",
        "รถเก็บขยะไม่เข้าซอยสองสัปดาห์แล้ว ส่งกลิ่นเหม็น (ตัวอย่าง)",
        "ซอยตัวอย่าง 9",
        _just_received,
    ),
)
"""The oldest first, so that numbers rise with the days."""
