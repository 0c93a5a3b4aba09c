"""What a municipality says itself about the OIT items of a year: its corrections of the catalogue,
and items that the catalogue does not know."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.errors import Breach, NotFound, RuleBroken
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import LONGEST_LINE, tidy, too_long
from portal_plugin.thai import arabic_digits
from portal_plugin.transparency.models import OitEntry

YEARS = range(2500, 2700)
LONGEST_TOPIC = 200
LONGEST_NAME = 200
MOST_NUMBERS = 6

_NUMBER = re.compile(r"[Oo]\d{1,3}", re.ASCII)


@dataclass(frozen=True, slots=True)
class EntryText:
    """What an officer says of a topic; "" leaves what the catalogue says.

    `number` is "O31" or several ("O34, O35"). `href` is an https address or a path of this site
    ("/rimnam/plan"). `department_id` or `person` answers for the item.
    """

    number: str = ""
    title: str = ""
    href: str = ""
    dated: date | None = None
    department_id: UUID | None = None
    person: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a municipality says of a topic, with who said it last. Fields as in `EntryText`."""

    topic: str
    number: str
    title: str
    href: str
    dated: date | None
    department_id: UUID | None
    person: str
    note: str
    updated_by: str
    updated_at: datetime


def entries_of(session: TenantSession, fiscal_year: int) -> list[Entry]:
    """The entries of a Buddhist fiscal year, by topic."""
    columns = (getattr(OitEntry, each.name) for each in fields(Entry))
    query = sa.select(*columns).where(OitEntry.fiscal_year == fiscal_year)
    return [Entry(*row) for row in session.execute(query.order_by(OitEntry.topic))]


def keep_entry(
    session: TenantSession, actor: Actor, fiscal_year: int, topic: str, given: EntryText
) -> None:
    """Set what is said of a topic in a Buddhist fiscal year; where nothing is said any more of a
    topic of the catalogue, the catalogue alone speaks again.

    `topic` is a code of the catalogue, or the name of a further item. Raises `RuleBroken`, and
    `NotFound` for a year that cannot be and for a department of somebody else.
    """
    if fiscal_year not in YEARS:
        raise NotFound()
    topic, text = tidy(topic), _tidied(given)
    breaches = _breaches(topic, text)
    if breaches:
        raise RuleBroken(breaches)
    _check_department(session, text.department_id)
    values = {
        "number": text.number,
        "title": text.title,
        "href": text.href,
        "dated": text.dated,
        "department_id": text.department_id,
        "person": text.person,
        "note": text.note,
        "updated_by": actor.name,
        "updated_at": clock.now(),
    }
    session.execute(
        insert(OitEntry)
        .values(id=new_id(), fiscal_year=fiscal_year, topic=topic, **values)
        .on_conflict_do_update(index_elements=["tenant_id", "fiscal_year", "topic"], set_=values)
    )
    audit.record(
        session,
        actor,
        "oit.entry",
        "oit_entry",
        fiscal_year=fiscal_year,
        topic=topic,
        number=text.number,
        href=text.href,
    )
    session.flush()


def drop_entry(session: TenantSession, actor: Actor, fiscal_year: int, topic: str) -> None:
    """Let the catalogue alone speak of a topic again; a further item is gone. Raises `NotFound`."""
    gone = session.scalar(
        sa.delete(OitEntry)
        .where(OitEntry.fiscal_year == fiscal_year, OitEntry.topic == tidy(topic))
        .returning(OitEntry.id)
    )
    if gone is None:
        raise NotFound()
    audit.record(
        session, actor, "oit.drop", "oit_entry", fiscal_year=fiscal_year, topic=tidy(topic)
    )
    session.flush()


def _tidied(given: EntryText) -> EntryText:
    typed = [part.strip() for part in arabic_digits(tidy(given.number)).split(",")]
    return EntryText(
        number=", ".join(part.upper() for part in typed if part),
        title=_line(given.title),
        href=given.href.strip(),
        dated=given.dated,
        department_id=given.department_id,
        person=_line(given.person),
        note=tidy(given.note),
    )


def _line(text: str) -> str:
    return " ".join(tidy(text).split())


def _breaches(topic: str, text: EntryText) -> list[Breach]:
    found = too_long("topic", topic, LONGEST_TOPIC)
    found += too_long("title", text.title, LONGEST_LINE)
    found += too_long("person", text.person, LONGEST_NAME)
    found += too_long("note", text.note, LONGEST_LINE)
    if not topic or "\n" in topic:
        found.append(Breach("OIT", "topic", "กรุณาใส่ชื่อหัวข้อในบรรทัดเดียว"))
    numbers = text.number.split(", ") if text.number else []
    if len(numbers) > MOST_NUMBERS or not all(map(_NUMBER.fullmatch, numbers)):
        sentence = "เลขข้อเขียนเป็น O ตามด้วยตัวเลข เช่น O31 หลายข้อคั่นด้วยจุลภาค เช่น O34, O35"
        found.append(Breach("OIT", "number", sentence))
    if text.href and not _leads_somewhere(text.href):
        sentence = "ที่อยู่ต้องขึ้นต้นด้วย https:// หรือเป็นที่อยู่ในเว็บนี้ เช่น /rimnam/plan กรุณาแก้ที่อยู่"
        found.append(Breach("OIT", "href", sentence))
    return found


def _leads_somewhere(href: str) -> bool:
    """Whether a browser reads the address as what it says: an https page, or a path of this site.

    Browsers take a backslash for a slash and drop control characters, so neither may stand in it;
    a name before the host could pass for the host itself.
    """
    if len(href) > LONGEST_LINE or "\\" in href:
        return False
    if any(unicodedata.category(each)[0] in "CZ" for each in href):
        return False
    try:
        parts = urlsplit(href)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme == "" and parts.netloc == "":
        return href.startswith("/") and not href.startswith("//")
    return parts.scheme == "https" and bool(host) and "@" not in parts.netloc


def _check_department(session: TenantSession, department_id: UUID | None) -> None:
    if department_id is None:
        return
    if session.scalar(sa.select(Department.id).where(Department.id == department_id)) is None:
        raise NotFound()
