"""What somebody complains of, judged whole before it is taken in (C10, C15)."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.office import consent
from portal_plugin.complaints.topics import topics
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.mail.address import AddressRefused, email_address
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long
from portal_plugin.thai import arabic_digits

LONGEST_SUBJECT = 200
LEAST_DETAIL = 10
LONGEST_DETAIL = 10_000
LONGEST_PLACE = 500
LONGEST_NAME = 200
LONGEST_PHONE = 50
LONGEST_EMAIL = 254
LATITUDES = (5.0, 21.0)
LONGITUDES = (97.0, 106.0)
"""Degrees between which all of Thailand lies."""

BY_THEMSELVES = frozenset({Channel.WEB, Channel.OPEN311})
"""Channels by which people write without an officer."""

_PHONE = re.compile(r"[0-9+\- ]+")
_DIGITS_OF_A_PHONE = range(3, 21)
_AS_PLAIN = str.maketrans({"(": " ", ")": " ", ".": " ", "‑": "-", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody complains of. Coordinates are degrees (WGS 84), both or neither.

    Name, phone and e-mail may all be left out. `consent_version` is the version of the privacy
    notice that stood beside the tick.
    """

    topic: str
    subject: str
    detail: str
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    name: str = ""
    phone: str = ""
    email: str = ""
    consent: bool = False
    consent_version: int | None = None


def check(session: TenantSession, given: Given, channel: Channel) -> Given:
    """The same, tidied and fit to be taken in. Raises `RuleBroken` with every fault at once.

    On the web the privacy notice in force must have been agreed to (C15). What an officer enters
    has its phone number as it was told.
    """
    tidied = replace(
        given,
        topic=given.topic.strip(),
        subject=_line(given.subject),
        detail=tidy(given.detail),
        place=tidy(given.place),
        name=_line(given.name),
        phone=_line(given.phone),
        email=_line(given.email),
    )
    if channel in BY_THEMSELVES:
        tidied = replace(tidied, phone=_plain_phone(tidied.phone))
    breaches = [
        *_topic_breaches(session, tidied.topic),
        *_text_breaches(tidied),
        *_position_breaches(tidied),
        *too_long("name", tidied.name, LONGEST_NAME),
        *_phone_breaches(tidied.phone, channel),
    ]
    try:
        tidied = replace(tidied, email=_address(tidied.email))
    except AddressRefused as refusal:
        breaches.append(Breach("EMAIL", "email", refusal.sentence))
    if channel is Channel.WEB:
        breaches += _consent_breaches(session, tidied)
    else:
        tidied = replace(tidied, consent=False, consent_version=None)
    if breaches:
        raise RuleBroken(breaches)
    return tidied


def _line(text: str) -> str:
    return " ".join(tidy(text).split())


def _says_something(text: str) -> bool:
    return any(character.isalnum() for character in text)


def _topic_breaches(session: TenantSession, topic: str) -> list[Breach]:
    if topic in {each.code for each in topics(session)}:
        return []
    return [Breach("TOPIC", "topic", "กรุณาเลือกหัวข้อของเรื่อง")]


def _text_breaches(given: Given) -> list[Breach]:
    breaches = []
    if not _says_something(given.subject):
        breaches.append(Breach("SUBJECT", "subject", "กรุณาเขียนชื่อเรื่องสั้น ๆ"))
    if not _says_something(given.detail) or len(given.detail) < LEAST_DETAIL:
        sentence = f"กรุณาเล่ารายละเอียดอย่างน้อย {LEAST_DETAIL} ตัวอักษร"
        breaches.append(Breach("DETAIL", "detail", sentence))
    return [
        *breaches,
        *too_long("subject", given.subject, LONGEST_SUBJECT),
        *too_long("detail", given.detail, LONGEST_DETAIL),
        *too_long("place", given.place, LONGEST_PLACE),
    ]


def _position_breaches(given: Given) -> list[Breach]:
    if given.latitude is None and given.longitude is None:
        return []
    if _within(given.latitude, LATITUDES) and _within(given.longitude, LONGITUDES):
        return []
    return [Breach("PLACE", "place", "ตำแหน่งที่แนบไม่อยู่ในประเทศไทย กรุณาเอาตำแหน่งออก แล้วพิมพ์สถานที่แทน")]


def _within(degrees: float | None, bounds: tuple[float, float]) -> bool:
    return degrees is not None and math.isfinite(degrees) and bounds[0] <= degrees <= bounds[1]


def _plain_phone(phone: str) -> str:
    return _line(arabic_digits(phone).translate(_AS_PLAIN))


def _phone_breaches(phone: str, channel: Channel) -> list[Breach]:
    breaches = too_long("phone", phone, LONGEST_PHONE)
    if not phone or breaches or channel not in BY_THEMSELVES:
        return breaches
    digits = sum(character.isdigit() for character in phone)
    if _PHONE.fullmatch(phone) and digits in _DIGITS_OF_A_PHONE:
        return []
    return [Breach("PHONE", "phone", "กรุณาพิมพ์หมายเลขโทรศัพท์เป็นตัวเลข เช่น 081 234 5678 หรือเว้นว่างไว้")]


def _address(email: str) -> str:
    if len(email) > LONGEST_EMAIL:
        raise AddressRefused
    return email_address(email) if email else ""


def _consent_breaches(session: TenantSession, given: Given) -> list[Breach]:
    if not given.consent:
        return [Breach("C15", "consent", "กรุณาอ่านข้อความเรื่องข้อมูลส่วนบุคคล แล้วทำเครื่องหมายรับทราบ")]
    if given.consent_version != consent(session).version:
        return [Breach("C15", "consent", "ข้อความเรื่องข้อมูลส่วนบุคคลเปลี่ยนแล้ว กรุณาอ่านและรับทราบอีกครั้ง")]
    return []
