"""A municipality whose channel has seen one of everything, with a ledger that is true."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.codes import (
    Category,
    Decision,
    Direction,
    LedgerAct,
    Referral,
    Standing,
    State,
)
from portal_plugin.corruption.contents import (
    Facts,
    Identity,
    Label,
    OpenReport,
    seal_content,
    seal_facts,
    seal_identity,
    seal_label,
    seal_message,
)
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.sealing import KeyPair, new_key_pair
from portal_plugin.corruption.custody.readers import Reader, key_for, lock_for_informant
from portal_plugin.corruption.models import (
    ChannelOffice,
    Inspector,
    Message,
    Post,
    ReaderKey,
    Report,
    ReportFile,
)
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.policy import INSPECTION_ROLE

FIRST_DAY = datetime(2025, 10, 6, 3, tzinfo=UTC)


@dataclass
class Writer:
    """Writes rows and entries as the services do, without them: the ledger's rules alone."""

    session: InspectionSession
    reports: int = 0

    def receive(
        self,
        readers: list[tuple[Inspector, KeyPair]],
        *,
        files: int = 0,
        identity: bool = False,
        act: LedgerAct = LedgerAct.REPORT_RECEIVED,
    ) -> OpenReport:
        session, pair = self.session, new_key_pair()
        self.reports += 1
        receipt = session.key.new_receipt(session.tenant_id)
        report = Report(
            id=new_id(),
            tenant_id=session.tenant_id,
            number=f"ท-2569-{self.reports:04d}",
            received_on=clock.today(),
            category=Category.PROCUREMENT,
            state=State.RECEIVED,
            public_key=pair.public,
            lookup=session.key.lookup(session.tenant_id, receipt),
            seed=session.key.seed_digest(session.tenant_id, self.reports.to_bytes(32)),
        )
        opened = OpenReport(report, pair)
        report.facts = seal_facts(report, Facts("จ้างงานซ้ำซ้อน (ตัวอย่าง)"))
        report.identity = seal_identity(report, Identity("สมศรี (ตัวอย่าง)")) if identity else None
        report.informant_key = lock_for_informant(session, opened, receipt)
        session.add(report)
        session.flush()
        kept = [self.file(opened) for _ in range(files)]
        keys = [self.key(opened, inspector) for inspector, _ in readers]
        self.note(
            opened,
            act,
            ledger.INFORMANT,
            number=report.number,
            category=report.category,
            files=ledger.digests_of_files(kept),
            readers=ledger.digests_of_keys(keys),
            **ledger.digests_of_report(report),
        )
        return opened

    def file(self, opened: OpenReport, message: Message | None = None) -> ReportFile:
        report = opened.report
        file = ReportFile(
            id=new_id(),
            tenant_id=report.tenant_id,
            report_id=report.id,
            message_id=message.id if message else None,
        )
        file.label = seal_label(report, file, Label("ภาพ (ตัวอย่าง).jpg", "image/jpeg", 9))
        file.content = seal_content(report, file, b"a picture")
        self.session.add(file)
        self.session.flush()
        return file

    def key(self, opened: OpenReport, inspector: Inspector) -> ReaderKey:
        reader = Reader(inspector.id, inspector.public_key, frozenset(), inspector.outside)
        key = key_for(reader, opened)
        self.session.add(key)
        self.session.flush()
        return key

    def say(
        self, opened: OpenReport, direction: Direction, position: int, *, files: int = 0
    ) -> Message:
        report = opened.report
        message = Message(
            id=new_id(),
            tenant_id=report.tenant_id,
            report_id=report.id,
            position=position,
            direction=direction,
            sent_on=clock.today(),
        )
        message.sealed = seal_message(report, message, f"ข้อความที่ {position} (ตัวอย่าง)")
        self.session.add(message)
        self.session.flush()
        kept = [self.file(opened, message) for _ in range(files)]
        self.note(
            opened,
            LedgerAct.MESSAGE_SENT,
            ledger.INFORMANT,
            message=str(message.id),
            position=position,
            direction=direction,
            digest=ledger.ciphertext_digest(message.sealed),
            files=ledger.digests_of_files(kept),
        )
        return message

    def note(self, opened: OpenReport | None, act: LedgerAct, actor: str, **detail: Any) -> None:
        ledger.append(self.session, act, actor, opened.report.id if opened else None, **detail)


@pytest.fixture
def lived(
    open_channel: Callable[..., AbstractContextManager[InspectionSession]],
    make_inspector: Callable[..., tuple[Inspector, KeyPair]],
    make_post: Callable[..., Post],
) -> UUID:
    """Rimnam after one of everything: its tenant's id. Another municipality has a report too."""
    with open_channel("saithong") as session:
        Writer(session).receive([make_inspector(session)])
        session.commit()
    with open_channel() as session:
        for day, step in enumerate(_steps(Writer(session), make_inspector, make_post)):
            with clock.held_at(FIRST_DAY + timedelta(days=day)):
                step()
        session.commit()
        return session.tenant_id


def _steps(
    writer: Writer,
    make_inspector: Callable[..., tuple[Inspector, KeyPair]],
    make_post: Callable[..., Post],
) -> Iterator[Callable[[], Any]]:
    """One day after the other, as nobody can do more than one thing a day here."""
    session, note = writer.session, writer.note
    posts = [make_post(session, title).id for title in ("ปลัด (ตัวอย่าง)", "ช่าง (ตัวอย่าง)")]
    people: list[tuple[Inspector, KeyPair]] = []
    for index, standing in enumerate((Standing.ACTIVE, Standing.ACTIVE, Standing.PENDING)):
        yield lambda index=index, standing=standing: people.append(
            make_inspector(
                session, f"ผู้ตรวจ {index}", posts[:index], standing=standing, recorded=True
            )
        )
    one, other, third = people
    me = str(one[0].id)
    yield lambda: _admit(note, third[0], me)
    yield lambda: _make_recovery_key(session)
    reports: list[OpenReport] = []
    yield lambda: reports.append(writer.receive([one, other], files=2, identity=True))
    yield lambda: reports.append(writer.receive([one]))
    yield lambda: reports.append(writer.receive([one], files=1, act=LedgerAct.REPORT_MOVED_IN))
    first, second, last = reports
    yield lambda: note(first, LedgerAct.REPORT_READ, me)
    yield lambda: _take(note, first, one[0])
    yield lambda: writer.say(first, Direction.INFORMANT, 1, files=1)
    yield lambda: writer.say(first, Direction.INSPECTOR, 2)
    yield lambda: note(
        first,
        LedgerAct.READER_ADDED,
        me,
        readers=ledger.digests_of_keys([writer.key(first, third[0])]),
    )
    yield lambda: _recuse(session, note, first, other[0])
    yield lambda: _refer(note, second, me)
    yield lambda: writer.say(last, Direction.INFORMANT, 1, files=1)
    yield lambda: _close(note, last, me)
    yield lambda: _dispose(session, note, last)
    yield lambda: _leave(note, other[0], me)
    yield lambda: note(None, LedgerAct.INBOX_READ, me)


def _make_recovery_key(session: InspectionSession) -> None:
    pair = new_key_pair()
    session.add(
        ChannelOffice(
            id=new_id(),
            recovery_key=pair.public,
            recovery_threshold=2,
            recovery_made_on=clock.today(),
        )
    )
    digest = ledger.ciphertext_digest(pair.public)
    ledger.append(session, LedgerAct.RECOVERY_MADE, ledger.SYSTEM, key=digest, threshold=2)


def _admit(note: Any, inspector: Inspector, me: str) -> None:
    inspector.standing = Standing.ACTIVE
    note(None, LedgerAct.INSPECTOR_ADMITTED, me, inspector=str(inspector.id))


def _leave(note: Any, inspector: Inspector, me: str) -> None:
    inspector.standing, inspector.left_on = Standing.LEFT, clock.today()
    note(None, LedgerAct.INSPECTOR_LEFT, me, inspector=str(inspector.id))


def _take(note: Any, opened: OpenReport, inspector: Inspector) -> None:
    opened.report.handler_id = inspector.id
    note(opened, LedgerAct.CASE_TAKEN, str(inspector.id), inspector=str(inspector.id))
    was, opened.report.state = opened.report.state, State.CHECKING
    note(opened, LedgerAct.STATE_CHANGED, str(inspector.id), was=was, now=State.CHECKING)


def _recuse(session: Any, note: Any, opened: OpenReport, inspector: Inspector) -> None:
    session.execute(
        sa.delete(ReaderKey).where(
            ReaderKey.report_id == opened.report.id, ReaderKey.inspector_id == inspector.id
        )
    )
    note(opened, LedgerAct.RECUSED, str(inspector.id), inspector=str(inspector.id))


def _refer(note: Any, opened: OpenReport, me: str) -> None:
    report = opened.report
    report.state, report.referral = State.REFERRED, Referral.NACC
    report.referred_on = clock.today()
    note(opened, LedgerAct.REFERRED, me, to=Referral.NACC, now=State.REFERRED)


def _close(note: Any, opened: OpenReport, me: str) -> None:
    report = opened.report
    report.state, report.decision = State.CLOSED, Decision.UNFOUNDED
    report.closed_on = report.first_closed_on = clock.today()
    note(opened, LedgerAct.CLOSED, me, decision=Decision.UNFOUNDED, now=State.CLOSED)


def _dispose(session: Any, note: Any, opened: OpenReport) -> None:
    report = opened.report
    for part in (ReportFile, Message, ReaderKey):
        session.execute(sa.delete(part).where(part.report_id == report.id))
    for column in ("public_key", "lookup", "seed", "informant_key", "facts"):
        setattr(report, column, None)
    report.disposed_on = clock.today()
    note(opened, LedgerAct.DISPOSED, ledger.SYSTEM, ground="retention")


@pytest.fixture
def tampered(
    database: Any, lived: UUID, channel_key: ChannelKey
) -> Iterator[Callable[..., AbstractContextManager[InspectionSession]]]:
    """`with tampered("delete …", value=…) as session:` what an administrator of the server did,
    read by the channel's own role in the same transaction, which is rolled back."""
    engine = sa.create_engine(database.server.admin_url.set(database=database.name))

    @contextmanager
    def _tampered(*statements: str | sa.Executable, **values: Any) -> Iterator[InspectionSession]:
        with engine.connect() as connection:
            # No foreign key stands in the way of who owns the server.
            connection.exec_driver_sql("set local session_replication_role = replica")
            for statement in statements:
                raw = isinstance(statement, str)
                connection.execute(sa.text(statement) if raw else statement, values)
            connection.exec_driver_sql(f"set local role {INSPECTION_ROLE}")
            session: Any = InspectionSession(connection, lived, channel_key)  # type: ignore[arg-type]
            yield session
            session.close()
            connection.rollback()

    yield _tampered
    engine.dispose()
