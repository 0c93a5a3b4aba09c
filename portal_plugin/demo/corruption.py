"""A sample corruption channel: two inspectors, a recipient outside, and reports to read.

The passphrases and telephone secrets of the sample people come of a secret in the home folder, so
that whoever tries the demo can be every one of them. A real inspector's passphrase is kept nowhere.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

import pyotp
import sqlalchemy as sa
from shamir_mnemonic.wordlist import WORDLIST

from portal_plugin import clock
from portal_plugin.config.catalogue import lao_words
from portal_plugin.corruption import posts
from portal_plugin.corruption.codes import Category, Decision
from portal_plugin.corruption.contents import Facts, Identity, OpenReport
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.sealing import KeyPair
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.informants import mailbox
from portal_plugin.corruption.informants.given import Given
from portal_plugin.corruption.informants.intake import Taken, take_report
from portal_plugin.corruption.inspection import handling, inspectors
from portal_plugin.corruption.inspection.unlocking import proved
from portal_plugin.corruption.models import Inspector, Report
from portal_plugin.corruption.session import InspectionSession, inspection_session
from portal_plugin.corruption.usual_posts import usual_titles
from portal_plugin.crockford import in_groups
from portal_plugin.demo import province
from portal_plugin.embedded.place import keep_secret
from portal_plugin.hosts.standalone.accounts import account_named
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.resolve import TenantRecord
from portal_plugin.tenants.session import tenant_session
from portal_plugin.workplace import Workplace

_WORDS: Final = 8
"""Words of a passphrase: 80 bits."""


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody with a key. `post` is the place of the post he holds in the usual list."""

    username: str
    outside: bool
    post: int | None


PEOPLE: Final = (
    SamplePerson("inspector", outside=False, post=-1),
    SamplePerson("inspector2", outside=False, post=3),
    SamplePerson("outside", outside=True, post=None),
)


@dataclass(frozen=True, slots=True)
class Keys:
    """What a sample person types, and the secret of his telephone (base32)."""

    passphrase: str
    totp_secret: str


@dataclass(frozen=True, slots=True)
class Sample:
    """What was told how many days ago, and what became of it."""

    days_ago: int
    category: Category
    facts: Facts
    identity: Identity | None
    history: Callable[[Case], None]


@dataclass(frozen=True, slots=True)
class Case:
    """A sample report that is in, its receipt, and the inspector who has opened it."""

    session: InspectionSession
    opened: OpenReport
    inspector: Inspector
    receipt: str


def keys_of(place: Workplace, tenant: TenantRecord, person: SamplePerson) -> Keys:
    """The keys of a sample person of this home folder, the same at every start."""
    secret = keep_secret(place.settings.home, "demo-inspectors")
    drawn = hashlib.blake2b(f"{tenant.code} {person.username}".encode(), key=secret.encode())
    bits = int.from_bytes(drawn.digest())
    words = [WORDLIST[bits >> 10 * nth & 1023] for nth in range(_WORDS)]
    return Keys(" ".join(words), base64.b32encode(drawn.digest()[-20:]).decode())


def protect(place: Workplace, tenant: TenantRecord) -> str:
    """Set the sample channel up where it is not yet; the receipt of a report to look at.

    People first, each in a transaction of its own, then each report with its whole history: a stop
    leaves nothing half done, and the next start goes on.
    """
    key = ChannelKey(place.settings.channel_key or "")
    engine = place.inspection_engine
    province.people(place, tenant)
    with inspection_session(engine, tenant.id, key) as session:
        posts.fill(session, usual_titles(lao_words(tenant.type), _departments(place, tenant)))
        session.commit()
    for person in PEOPLE:
        with inspection_session(engine, tenant.id, key) as session:
            _enrolled(place, tenant, session, person)
            session.commit()
    receipts = []
    for sample in SAMPLES:
        with inspection_session(engine, tenant.id, key) as session:
            receipts.append(_told(place, tenant, session, sample))
            session.commit()
    return receipts[-1]


def greeting_of(place: Workplace, address: str) -> list[str]:
    """What somebody needs who tries the channel of the first sample municipality."""
    sample = province.MUNICIPALITIES[0]
    tenant = province.settle(place, sample)
    lines = [
        f"  Corruption channel of {sample.code}: a mailbox to open at "
        f"{address}/{sample.code}/corruption/mailbox",
        f"      receipt {in_groups(protect(place, tenant))}",
        f"      inspectors read at {address}/{sample.code}/inspection, each with a passphrase",
        "      and a telephone secret for an app that shows six figures:",
    ]
    for person in PEOPLE:
        keys = keys_of(place, tenant, person)
        lines.append(f"      {person.username}: {keys.passphrase}  ({keys.totp_secret})")
    return lines


def _enrolled(
    place: Workplace, tenant: TenantRecord, session: InspectionSession, person: SamplePerson
) -> None:
    account_id, name = _account(place, tenant, person)
    if inspectors.inspector_of(session, account_id) is not None:
        return
    keys, offered = keys_of(place, tenant, person), posts.posts(session)
    with _at(60, 9):
        enrolled = inspectors.enrol(
            session,
            account_id,
            name,
            passphrase=keys.passphrase,
            code=_code(keys),
            totp_secret=keys.totp_secret,
            posts=[] if person.post is None else [offered[person.post].id],
            outside=person.outside,
        )
        first = _inspector(place, tenant, session)
        if enrolled.id != first.id:
            inspectors.admit(session, first, enrolled)


def _told(
    place: Workplace, tenant: TenantRecord, session: InspectionSession, sample: Sample
) -> str:
    with _at(sample.days_ago, 12):
        given = Given(sample.category, sample.facts, sample.identity)
        taken: Taken = take_report(session, given, (), sample.facts.facts.encode())
        if taken.again:
            return taken.receipt
        inspector = _inspector(place, tenant, session)
        pair = _pair(place, tenant, session, inspector)
        report = session.get_one(Report, (session.tenant_id, taken.report_id))
    opened = open_as_reader(session, report, inspector.id, pair)
    sample.history(Case(session, opened, inspector, taken.receipt))
    return taken.receipt


def _inspector(place: Workplace, tenant: TenantRecord, session: InspectionSession) -> Inspector:
    account_id, _ = _account(place, tenant, PEOPLE[0])
    found = inspectors.inspector_of(session, account_id)
    assert found is not None
    return found


def _pair(
    place: Workplace, tenant: TenantRecord, session: InspectionSession, inspector: Inspector
) -> KeyPair:
    keys = keys_of(place, tenant, PEOPLE[0])
    return proved(session, inspector, keys.passphrase, _code(keys))[0]


def _account(place: Workplace, tenant: TenantRecord, person: SamplePerson) -> tuple[str, str]:
    with tenant_session(place.engine, tenant.id) as session:
        account = account_named(session, person.username)
        return str(account.id), account.display_name


def _departments(place: Workplace, tenant: TenantRecord) -> list[str]:
    with tenant_session(place.engine, tenant.id) as session:
        names = sa.select(Department.name).where(Department.active).order_by(Department.name)
        return list(session.scalars(names))


def _code(keys: Keys) -> str:
    return pyotp.TOTP(keys.totp_secret).at(clock.now())


def _at(days_ago: int, hour: int) -> AbstractContextManager[None]:
    """The clock held at that hour of a Bangkok day."""
    day = datetime.now(clock.BANGKOK).date() - timedelta(days=days_ago)
    return clock.held_at(datetime.combine(day, time(hour), tzinfo=clock.BANGKOK))


def _closed(case: Case) -> None:
    with _at(33, 10):
        handling.take_case(case.session, case.opened, case.inspector)
    with _at(20, 10):
        handling.close_report(
            case.session,
            case.opened,
            case.inspector,
            Decision.UNFOUNDED.value,
            "ตรวจเอกสารการยืมแล้ว ยืมและคืนตามระเบียบ (ตัวอย่าง)",
        )


def _in_conversation(case: Case) -> None:
    with _at(8, 10):
        handling.take_case(case.session, case.opened, case.inspector)
        question = "ขอทราบว่าเหตุเกิดที่โต๊ะบริการใด (ตัวอย่าง)"
        handling.write(case.session, case.opened, case.inspector, question)
    with _at(7, 20):
        mailbox.write(case.session, case.receipt, "โต๊ะรับคำขอใบอนุญาตชั้นล่าง (ตัวอย่าง)")


SAMPLES: Final = (
    Sample(
        35,
        Category.PROPERTY,
        Facts("นำรถของหน่วยงานไปใช้ขนของส่วนตัวในวันหยุดสองครั้ง (ตัวอย่าง)", when="ต้นเดือนก่อน"),
        None,
        _closed,
    ),
    Sample(
        9,
        Category.BRIBERY,
        Facts(
            "มีผู้ขอเงินเพิ่มเพื่อให้ออกใบอนุญาตเร็วขึ้น และบอกว่าทำอย่างนี้ทุกราย (ตัวอย่าง)",
            where="อาคารสำนักงานตัวอย่าง",
            wants_protection=True,
        ),
        Identity("ผู้แจ้ง (ตัวอย่าง)", "02 000 0000"),
        _in_conversation,
    ),
)
"""The oldest first, so that numbers rise with the days."""
