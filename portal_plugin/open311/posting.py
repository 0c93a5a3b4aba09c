"""A posted service request as a complaint, judged before anything is stored."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from uuid import UUID

from portal_plugin.complaints.codes import Channel
from portal_plugin.complaints.given import LEAST_DETAIL, Given, check
from portal_plugin.complaints.suspicion import suspicious
from portal_plugin.complaints.topics import Topic, topics
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.open311.errors import Refused, UnknownService
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy

_SUBJECT = 80
_DEGREES = re.compile(r"-?\d{1,3}(\.\d{1,15})?", re.ASCII)


class ForTheProtectedChannel(Refused):
    """It looks like corruption: whoever tells of that is protected elsewhere (C3)."""

    def __init__(self, protected: str, form: str) -> None:
        super().__init__(
            "ยังไม่ได้รับเรื่องนี้ เพราะอาจเกี่ยวกับการทุจริต กรุณาแจ้งที่ช่องทางแจ้งเบาะแสการทุจริต "
            f"ซึ่งปกปิดตัวผู้แจ้ง ที่ {protected} หรือหากเป็นเรื่องทั่วไป กรุณาส่งด้วยแบบฟอร์มบนเว็บที่ {form}"
        )


def read_post(
    session: TenantSession, fields: Mapping[str, str], *, protected: str, form: str
) -> Given:
    """The posted `fields` (the specification's names) as a complaint that can be taken in.

    `protected` and `form` are the addresses to go to with what tells of corruption. The client
    vouches that the complainant agreed (C15). Raises `RuleBroken` with every fault at once,
    `UnknownService`, `ForTheProtectedChannel`.
    """
    topic = _topic(session, fields)
    latitude, longitude, breaches = _position(fields)
    description = tidy(fields.get("description", ""))
    given = Given(
        topic=topic.code,
        subject=_first_words(description) or topic.label,
        detail=_detail(description, topic),
        place=fields.get("address_string", ""),
        latitude=latitude,
        longitude=longitude,
        name=f"{fields.get('first_name', '')} {fields.get('last_name', '')}",
        phone=fields.get("phone", ""),
        email=fields.get("email", ""),
    )
    if suspicious(topic, description, given.place):
        raise ForTheProtectedChannel(protected, form)
    breaches += _unusable(fields)
    try:
        given = check(session, given, Channel.OPEN311)
    except RuleBroken as broken:
        breaches += broken.breaches
    if breaches:
        raise RuleBroken(breaches)
    return given


def seed_of(client_id: UUID, idempotency_key: str, given: Given, files: Iterable[str]) -> bytes:
    """The seed of a post that its client may repeat: the same client, key and content (`files`
    are digests) give the same."""
    said = repr((client_id, idempotency_key, given, sorted(files)))
    return hashlib.blake2b(said.encode(), digest_size=32, person=b"open311-repeat").digest()


def _topic(session: TenantSession, fields: Mapping[str, str]) -> Topic:
    code = fields.get("service_code", "").strip()
    if not code:
        raise Refused("กรุณาระบุ service_code ตามรายการ services")
    for topic in topics(session):
        if topic.code == code:
            return topic
    raise UnknownService()


def _position(fields: Mapping[str, str]) -> tuple[float | None, float | None, list[Breach]]:
    typed = [fields.get(name, "").strip() for name in ("lat", "long")]
    if not any(typed):
        if tidy(fields.get("address_string", "")):
            return None, None, []
        sentence = "กรุณาระบุสถานที่ ด้วย lat และ long หรือด้วย address_string"
        return None, None, [Breach("PLACE", "address_string", sentence)]
    if not all(_DEGREES.fullmatch(each) for each in typed):
        sentence = "กรุณาระบุ lat และ long คู่กัน เป็นองศาทศนิยม เช่น 14.5 และ 100.25"
        return None, None, [Breach("PLACE", "lat", sentence)]
    latitude, longitude = map(float, typed)
    return latitude, longitude, []


def _first_words(description: str) -> str:
    """The description's first line that says something, shortened: there is no subject here."""
    lines = (" ".join(line.split()) for line in description.splitlines())
    line = next((line for line in lines if any(map(str.isalnum, line))), "")
    return line if len(line) <= _SUBJECT else f"{line[: _SUBJECT - 1]}…"


def _detail(description: str, topic: Topic) -> str:
    """The description, which may be left out: then place and photos say what is meant."""
    if len(description) >= LEAST_DETAIL:
        return description
    return f"แจ้งผ่านระบบอื่น หัวข้อ{topic.label} {description}"


def _unusable(fields: Mapping[str, str]) -> list[Breach]:
    """Fields that would be lost without a word."""
    breaches = []
    if fields.get("media_url", "").strip():
        sentence = "ระบบไม่เปิดที่อยู่ใน media_url กรุณาแนบไฟล์ในช่อง media แบบ multipart/form-data"
        breaches.append(Breach("MEDIA", "media_url", sentence))
    if any(name.startswith("attribute[") and value.strip() for name, value in fields.items()):
        sentence = "บริการนี้ไม่มี attribute กรุณาเขียนข้อมูลไว้ใน description"
        breaches.append(Breach("ATTRIBUTE", "attribute", sentence))
    return breaches
