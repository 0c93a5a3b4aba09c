"""How a municipality runs its channel: its clock, its address, its privacy notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.models import ComplaintOffice, ConsentText
from portal_plugin.config.catalogue import CatalogueGap, catalogue
from portal_plugin.errors import Breach, Conflict, RuleBroken
from portal_plugin.mail.address import AddressRefused, email_address
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long
from portal_plugin.working_days import due_day, holidays_of

ANSWER_DAYS = 15
"""Days in which a complaint is answered or explained (C1)."""

WARNING_DAYS = 5
"""Days before the due day from which on the office is reminded."""

KEPT_DAYS = range(30, 3651)
"""Days for which contact and content may be kept after the answer (C15)."""

LONGEST_PHONE = 100
LONGEST_NOTICE = 10_000
MOST_HOLIDAYS = 200


@dataclass(frozen=True, slots=True)
class Office:
    """A municipality's choices.

    `working_days`: whether the 15 days are working days; `extra_holidays` are days on which this
    office alone is closed. `contact_days` and `content_days`: how long after the answer who
    complained, and what was written, are kept.
    """

    working_days: bool = False
    extra_holidays: frozenset[date] = frozenset()
    email: str = ""
    phone: str = ""
    contact_days: int = 365
    content_days: int = 1825


@dataclass(frozen=True, slots=True)
class Consent:
    """A privacy notice; version 0 is the text that every municipality begins with."""

    version: int
    text: str


def office_of(session: TenantSession) -> Office:
    """The choices of the session's municipality."""
    row = session.scalars(
        sa.select(ComplaintOffice).execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return Office()
    return Office(
        working_days=row.working_days,
        extra_holidays=frozenset(row.extra_holidays),
        email=row.email,
        phone=row.phone,
        contact_days=row.contact_days,
        content_days=row.content_days,
    )


def set_office(session: TenantSession, actor: Actor, office: Office) -> None:
    """Choose anew. Days already promised to complainants stay. Raises `RuleBroken`."""
    email, breaches = _email(office.email)
    phone = " ".join(tidy(office.phone).split())
    breaches += [
        *too_long("phone", phone, LONGEST_PHONE),
        *_retention_breaches(office),
        *_calendar_breaches(session, office),
    ]
    if breaches:
        raise RuleBroken(breaches)
    chosen = {
        "working_days": office.working_days,
        "extra_holidays": sorted(office.extra_holidays),
        "email": email,
        "phone": phone,
        "contact_days": office.contact_days,
        "content_days": office.content_days,
    }
    session.execute(
        insert(ComplaintOffice)
        .values(**chosen)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=chosen)
    )
    audit.record(
        session,
        actor,
        "complaint.office.write",
        "office",
        working_days=office.working_days,
        contact_days=office.contact_days,
        content_days=office.content_days,
    )
    session.flush()


def due_on(session: TenantSession, start: date) -> date:
    """The last day to answer a complaint whose clock began on `start` (C1)."""
    return due_by(session, office_of(session), start)


def near_until(session: TenantSession, today: date) -> date:
    """The last due day that is near: that of a complaint which is at day 10 of its 15 (C1)."""
    return due_by(session, office_of(session), today, WARNING_DAYS)


def due_by(session: TenantSession, office: Office, start: date, days: int = ANSWER_DAYS) -> date:
    """The same by choices that were read already.

    Where working days cannot be counted for want of holidays, calendar days are: the earlier and
    so the safer day.
    """
    try:
        return _due(session, office, start, days)
    except CatalogueGap:
        return due_day(start, days, working=False, holidays=holidays_of(session))


def consent(session: TenantSession) -> Consent:
    """The privacy notice in force."""
    row = session.execute(
        sa.select(ConsentText.version, ConsentText.text)
        .order_by(ConsentText.version.desc())
        .limit(1)
    ).one_or_none()
    if row is None:
        return Consent(0, catalogue("complaint_topics")["consent"])
    return Consent(row.version, row.text)


def write_consent(session: TenantSession, actor: Actor, text: str) -> Consent:
    """Put a new wording in force; the old ones stay readable by their version (C15).

    The same wording again makes no version. Raises `RuleBroken`; `Conflict` when somebody else
    was faster.
    """
    text = tidy(text)
    if not any(character.isalnum() for character in text):
        raise RuleBroken.single("C15", "text", "กรุณาเขียนข้อความแจ้งการใช้ข้อมูลส่วนบุคคล")
    breaches = too_long("text", text, LONGEST_NOTICE)
    if breaches:
        raise RuleBroken(breaches)
    before = consent(session)
    if text == before.text:
        return before
    version = session.scalar(
        insert(ConsentText)
        .values(version=before.version + 1, text=text, since=clock.now(), written_by=actor.name)
        .on_conflict_do_nothing()
        .returning(ConsentText.version)
    )
    if version is None:
        raise Conflict("มีผู้แก้ไขข้อความนี้เมื่อครู่ กรุณาโหลดหน้าใหม่ แล้วแก้ไขอีกครั้ง")
    audit.record(session, actor, "complaint.consent.write", "consent", version=version)
    session.flush()
    return Consent(version, text)


def _due(session: TenantSession, office: Office, start: date, days: int) -> date:
    return due_day(
        start,
        days,
        working=office.working_days,
        holidays=holidays_of(session),
        extra=office.extra_holidays,
    )


def _email(typed: str) -> tuple[str, list[Breach]]:
    typed = tidy(typed)
    try:
        return (email_address(typed) if typed else ""), []
    except AddressRefused as refusal:
        return "", [Breach("EMAIL", "email", refusal.sentence)]


def _retention_breaches(office: Office) -> list[Breach]:
    least, most = KEPT_DAYS[0], KEPT_DAYS[-1]
    sentence = f"กรุณากำหนดเวลาเก็บรักษาเป็นจำนวนวัน ตั้งแต่ {least} ถึง {most} วัน"
    breaches = [
        Breach("C15", name, sentence)
        for name in ("contact_days", "content_days")
        if getattr(office, name) not in KEPT_DAYS
    ]
    if not breaches and office.contact_days > office.content_days:
        sentence = "กรุณาเก็บช่องทางติดต่อไม่นานกว่าเนื้อหาของเรื่อง"
        breaches.append(Breach("C15", "contact_days", sentence))
    return breaches


def _calendar_breaches(session: TenantSession, office: Office) -> list[Breach]:
    if len(office.extra_holidays) > MOST_HOLIDAYS:
        number = len(office.extra_holidays)
        sentence = f"มีวันหยุด {number} วัน กรุณาเหลือไว้ไม่เกิน {MOST_HOLIDAYS} วัน"
        return [Breach("LENGTH", "extra_holidays", sentence)]
    try:
        _due(session, office, clock.today(), ANSWER_DAYS)
    except CatalogueGap:
        sentence = "ยังไม่มีรายการวันหยุดราชการครบทั้งปี กรุณานับเป็นวันปฏิทินไปก่อน และแจ้งผู้ดูแลระบบ"
        return [Breach("C1", "working_days", sentence)]
    return []
