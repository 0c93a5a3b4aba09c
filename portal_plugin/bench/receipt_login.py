"""A mailbox opened by its receipt, from the post to the page, on one core.

One caller after the other, through the whole application and the real database behind its wall, so
that never more than one core is at work: what the database takes is counted in. Receipts that open
something and receipts that do not take turns.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from statistics import median

from flask.testing import FlaskClient

from portal_plugin import clock
from portal_plugin.bench.complaint_filling import add_tenants
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.result import BenchFailed, Result
from portal_plugin.bench.size import Size
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import Category, Standing
from portal_plugin.corruption.contents import Facts
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.sealing import new_key_pair
from portal_plugin.corruption.informants.given import Given
from portal_plugin.corruption.informants.intake import take_report
from portal_plugin.corruption.messages import say
from portal_plugin.corruption.models import Inspector, Report
from portal_plugin.corruption.session import InspectionSession, inspection_session
from portal_plugin.hosts.standalone.app import create_app
from portal_plugin.tenants.resolve import TenantRecord, tenant_by_code

BAR = 100
_DOORS = 4
_REPORTS = 25
"""Of each municipality."""
_MESSAGES = 4
"""In each mailbox."""
_WARM = 20


@dataclass(frozen=True, slots=True)
class Login:
    """A receipt at a municipality's door, and whether it opens."""

    space: str
    receipt: str
    known: bool


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds of each log-in of one round."""

    known: tuple[float, ...]
    unknown: tuple[float, ...]


def run(size: Size) -> Result:
    """Fill mailboxes, then open them in turn with receipts that nobody was given."""
    key = ChannelKey(secrets.token_urlsafe(32))
    with own_home() as home, opened(home, CHANNEL_KEY=key.secret) as ground:
        with ground.administrator() as connection:
            add_tenants(connection, _DOORS)
        logins = cycle(_filled(ground, key))
        with _visitor(ground) as client:
            _round(client, list(islice(logins, _WARM)))
            rounds = [_round(client, list(islice(logins, size.posts))) for _ in range(size.rounds)]
    return verdict(rounds)


@contextmanager
def _visitor(ground: Ground) -> Iterator[FlaskClient]:
    """Who posts to the whole application; its connections are let go of afterwards."""
    app = create_app(ground.place.settings)
    try:
        yield app.test_client()
    finally:
        with app.app_context():
            for engine in app.extensions["sqlalchemy"].engines.values():
                engine.dispose()


def verdict(rounds: Sequence[Round]) -> Result:
    """Log-ins a second of the median round, receipts that open nothing counted in."""
    rate = median(_per_second(each.known + each.unknown) for each in rounds)
    known = median(seconds for each in rounds for seconds in each.known)
    unknown = median(seconds for each in rounds for seconds in each.unknown)
    return Result(
        name="receipt-login",
        value=round(rate, 1),
        bar=f">= {BAR} a second on one core",
        met=rate >= BAR,
        detail=(
            f"median {known * 1e3:.2f} ms with a receipt that opens a mailbox of {_MESSAGES} "
            f"messages, {unknown * 1e3:.2f} ms with one that opens nothing; {len(rounds)} rounds "
            f"of {len(rounds[0].known + rounds[0].unknown)} log-ins at {_DOORS} municipalities, "
            f"{_REPORTS} reports each"
        ),
    )


def _per_second(taken: Sequence[float]) -> float:
    return len(taken) / sum(taken)


def _round(client: FlaskClient, logins: Sequence[Login]) -> Round:
    taken: dict[bool, list[float]] = {True: [], False: []}
    for login in logins:
        began = time.perf_counter()
        page = client.post(f"/{login.space}/corruption/mailbox", data={"receipt": login.receipt})
        taken[login.known].append(time.perf_counter() - began)
        if page.status_code != 200:
            raise BenchFailed(f"a mailbox was answered by {page.status_code}")
    return Round(tuple(taken[True]), tuple(taken[False]))


def _filled(ground: Ground, key: ChannelKey) -> list[Login]:
    """Receipts in turns: one that opens, one that nobody was given."""
    tenants = [
        tenant_by_code(ground.place.engine, f"sample-{door}") for door in range(1, _DOORS + 1)
    ]
    logins = []
    for receipts in zip(*(_receipts(ground, key, tenant) for tenant in tenants), strict=True):
        for tenant, receipt in zip(tenants, receipts, strict=True):
            logins.append(Login(tenant.code, receipt, known=True))
            logins.append(Login(tenant.code, key.new_receipt(tenant.id), known=False))
    return logins


def _receipts(ground: Ground, key: ChannelKey, tenant: TenantRecord) -> list[str]:
    with inspection_session(ground.place.inspection_engine, tenant.id, key) as session:
        inspector = _inspector()
        session.add(inspector)
        session.flush()
        receipts = [_report(session, str(inspector.id)) for _ in range(_REPORTS)]
        session.commit()
    return receipts


def _inspector() -> Inspector:
    return Inspector(
        account_id="sample",
        name="ผู้ตรวจสอบ (ตัวอย่าง)",
        outside=False,
        standing=Standing.ACTIVE,
        public_key=new_key_pair().public,
        locked_key=b"",
        enrolled_on=clock.today(),
    )


def _report(session: InspectionSession, inspector: str) -> str:
    facts = Facts("กรรมการตรวจรับรับเงินจากผู้รับจ้างก่อนตรวจงาน (ตัวอย่าง)")
    taken = take_report(session, Given(Category.PROCUREMENT, facts), ())
    report = session.get_one(Report, (session.tenant_id, taken.report_id))
    for number in range(_MESSAGES):
        actor = inspector if number % 2 else ledger.INFORMANT
        say(session, report, actor, f"ข้อความที่ {number} ถามและตอบเรื่องเดิม (ตัวอย่าง)")
    return taken.receipt
