"""The guide's four contents (C4): the municipality's own words, or these until it writes some."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.models import ChannelOffice, Inspector, InspectorPost, Post
from portal_plugin.corruption.office import office_of
from portal_plugin.corruption.session import InspectionSession

HOW: Final = (
    "ใครก็แจ้งได้ ไม่ต้องสมัครสมาชิก และไม่ต้องบอกชื่อ",
    "เปิดแบบแจ้ง แล้วเล่าว่าใครทำอะไร ที่ไหน เมื่อใด และท่านทราบเรื่องได้อย่างไร แนบไฟล์ได้ถ้ามี",
    "หากไม่บอกชื่อ ขอให้เล่าข้อเท็จจริงที่ตรวจสอบต่อได้ และชี้ว่าจะหาหลักฐานได้จากที่ใด เพราะเรื่องที่เลื่อนลอยตรวจสอบไม่ได้",
    "ส่งแล้วจะได้รหัสรับแจ้ง ๒๑ ตัว เก็บไว้ให้ดี เพราะใช้อ่านคำตอบและส่งข้อมูลเพิ่มในกล่องข้อความ",
)
STEPS: Final = (
    "ระบบเข้ารหัสเรื่องทันทีที่ได้รับ ให้อ่านได้เฉพาะผู้ตรวจสอบที่ไม่เกี่ยวข้องกับเรื่องนั้น",
    "ผู้ตรวจสอบพิจารณาเบื้องต้น และถามข้อมูลเพิ่มทางกล่องข้อความ",
    "ผู้ตรวจสอบตรวจข้อเท็จจริง หรือส่งต่อหน่วยงานที่มีอำนาจ เช่น สำนักงาน ป.ป.ช. หรือสำนักงาน ป.ป.ท.",
    "ผู้ตรวจสอบแจ้งผลทางกล่องข้อความ แล้วยุติเรื่อง สถิติที่เผยแพร่มีแต่จำนวน ไม่มีชื่อและเนื้อเรื่อง",
)
LIMITS: Final = (
    "ผู้ตรวจสอบตอบรับและแจ้งผลพิจารณาเบื้องต้น หรือชี้แจงเหตุที่ยังไม่เสร็จ ภายใน ๑๕ วันนับจากวันที่ได้รับเรื่อง",
    "หากต้องใช้เวลามากกว่านั้น ผู้ตรวจสอบจะบอกกำหนดครั้งต่อไปทางกล่องข้อความทุกครั้ง",
)


@dataclass(frozen=True, slots=True)
class NamedReader:
    """Somebody who reads reports, as the guide names him."""

    name: str
    posts: tuple[str, ...]
    outside: bool


@dataclass(frozen=True, slots=True)
class Guide:
    """The four contents as sentences, each a paragraph, and the office they speak of."""

    how: tuple[str, ...]
    steps: tuple[str, ...]
    responsible: tuple[str, ...]
    limits: tuple[str, ...]
    office: ChannelOffice


def guide(session: InspectionSession, words: Mapping[str, str]) -> Guide:
    """The guide of the session's municipality; `words` are those of its type (`lao_words`)."""
    office = office_of(session)
    return Guide(
        how=_own(office.guide_how) or HOW,
        steps=_own(office.guide_steps) or STEPS,
        responsible=_own(office.guide_responsible) or _responsible(words),
        limits=_own(office.guide_limits) or LIMITS,
        office=office,
    )


def named_readers(session: InspectionSession) -> list[NamedReader]:
    """Every active inspector by name, the recipients outside the municipality last."""
    posts: dict[object, list[str]] = {}
    for inspector_id, title in session.execute(
        sa.select(InspectorPost.inspector_id, Post.title)
        .join(Post, Post.id == InspectorPost.post_id)
        .order_by(Post.position)
    ):
        posts.setdefault(inspector_id, []).append(title)
    active = session.scalars(
        sa.select(Inspector)
        .where(Inspector.standing == Standing.ACTIVE)
        .order_by(Inspector.outside, Inspector.name)
    )
    return [NamedReader(row.name, tuple(posts.get(row.id, ())), row.outside) for row in active]


def _own(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _responsible(words: Mapping[str, str]) -> tuple[str, ...]:
    head, clerk = words["head"], words["clerk"]
    return (
        "ผู้ที่มีชื่อในหน้านี้เท่านั้นที่เปิดอ่านเรื่องได้ ผู้ดูแลระบบและจังหวัดเปิดอ่านไม่ได้",
        f"เรื่องที่เกี่ยวกับ{head} {clerk} หรือตำแหน่งใด ผู้ดำรงตำแหน่งนั้นเปิดอ่านไม่ได้",
        "หากไม่เหลือผู้ตรวจสอบในหน่วยงานที่อ่านได้ เรื่องจะถึงผู้รับเรื่องภายนอกเท่านั้น",
        "หากไม่มีผู้รับเรื่องภายนอก ระบบจะไม่รับเรื่องไว้ และบอกหน่วยงานที่ท่านแจ้งได้",
    )
