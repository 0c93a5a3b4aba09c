"""A format grows old: what is in it still opens, and is sealed anew when its report is opened."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin.corruption import ledger, messages
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.contents import (
    Identity,
    OpenReport,
    unseal_content,
    unseal_facts,
    unseal_identity,
    unseal_label,
    unseal_message,
)
from portal_plugin.corruption.crypto import sealing, streams
from portal_plugin.corruption.crypto.sealing import KeyPair, new_key_pair
from portal_plugin.corruption.custody import resealing
from portal_plugin.corruption.custody.readers import open_as_informant, open_as_reader
from portal_plugin.corruption.custody.recovery import recover
from portal_plugin.corruption.custody.resealing import reseal_report
from portal_plugin.corruption.informants import mailbox
from portal_plugin.corruption.models import (
    ChannelOffice,
    Inspector,
    LedgerEntry,
    Message,
    ReaderKey,
    Report,
    ReportFile,
)
from portal_plugin.corruption.proof.verification import verify_ledger
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.tenants.base import new_id

OpenChannel = Callable[..., AbstractContextManager[InspectionSession]]

pytestmark = pytest.mark.usefixtures("reports_in_format_1")


class Written:
    """A report in format 1, and who can open it."""

    report_id: UUID
    receipt: str
    people: list[tuple[Inspector, KeyPair]]
    recovery: KeyPair

    def opened(self, session: InspectionSession, reader: int = 0) -> OpenReport:
        inspector, pair = self.people[reader]
        return open_as_reader(session, self.report(session), inspector.id, pair)

    def report(self, session: InspectionSession) -> Report:
        return session.get_one(Report, (session.tenant_id, self.report_id))


@pytest.fixture
def written(
    open_channel: OpenChannel,
    make_inspector: Callable[..., tuple[Inspector, KeyPair]],
    make_report: Callable[..., Any],
    make_file: Callable[..., Any],
) -> Written:
    made = Written()
    with open_channel() as session:
        made.recovery = _with_recovery_key(session)
        made.people = [make_inspector(session, name, recorded=True) for name in ("ก", "ข")]
        taken = make_report(session, files=[make_file()], identity=Identity("สมศรี (ตัวอย่าง)"))
        made.report_id, made.receipt = taken.report_id, taken.receipt
        me = str(made.people[0][0].id)
        messages.say(session, made.report(session), ledger.INFORMANT, "เพิ่มเติม", [make_file()])
        messages.say(session, made.report(session), me, "ขอบคุณ")
        session.commit()
    return made


def _with_recovery_key(session: InspectionSession) -> KeyPair:
    pair = new_key_pair()
    office = {"recovery_key": pair.public, "recovery_threshold": 2, "recovery_holders": []}
    session.add(ChannelOffice(id=new_id(), retention_days=1_825, **office))
    session.flush()
    return pair


@pytest.fixture
def reports_in_format_1(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    """From here on format 2 is written, and both are read."""
    for module in (sealing, streams):
        monkeypatch.setattr(module, "VERSION", 2)
        monkeypatch.setattr(module, "READABLE", (1, 2))


def formats(session: InspectionSession) -> dict[str, set[int]]:
    """The version bytes that stand in the rows, by what they are of."""
    session.expire_all()
    report = session.scalars(sa.select(Report)).one()
    blobs: dict[str, list[bytes | None]] = {
        name: [getattr(report, name)]
        for name in ("facts", "identity", "informant_key", "recovery_key")
    }
    blobs["message"] = [row.sealed for row in session.scalars(sa.select(Message))]
    blobs["reader_key"] = [row.sealed for row in session.scalars(sa.select(ReaderKey))]
    files = session.scalars(sa.select(ReportFile)).all()
    blobs["file"] = [blob for row in files for blob in (row.label, row.content)]
    return {name: {blob[0] for blob in found if blob} for name, found in blobs.items()}


def test_a_report_in_the_older_format_opens(written: Written, open_channel: OpenChannel) -> None:
    with open_channel() as session:
        assert unseal_facts(written.opened(session)).facts == "จ้างงานซ้ำซ้อน (ตัวอย่าง)"
        assert set.union(*formats(session).values()) == {1}


def test_opening_it_seals_everything_anew_but_the_informants_key(
    written: Written, open_channel: OpenChannel
) -> None:
    with open_channel() as session:
        # Facts, identity, recovery; two messages; two files of two; two keys.
        assert reseal_report(session, written.opened(session)) == 3 + 2 + 4 + 2
        session.commit()
        found = formats(session)
    assert found.pop("informant_key") == {1}
    assert set.union(*found.values()) == {2}


def test_the_informants_key_is_locked_anew_when_he_comes(
    written: Written, open_channel: OpenChannel
) -> None:
    with open_channel() as session:
        opened = open_as_informant(session, written.report(session), written.receipt)
        reseal_report(session, opened, written.receipt)
        session.commit()
        assert formats(session)["informant_key"] == {2}
        opened = open_as_informant(session, written.report(session), written.receipt)
        assert unseal_facts(opened).facts


def test_a_second_opening_finds_nothing_to_do(written: Written, open_channel: OpenChannel) -> None:
    with open_channel() as session:
        reseal_report(session, written.opened(session))
        session.commit()
        before = session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry))
        assert reseal_report(session, written.opened(session)) == 0
        assert session.scalar(sa.select(sa.func.count()).select_from(LedgerEntry)) == before


def test_what_was_sealed_anew_says_what_it_said(
    written: Written, open_channel: OpenChannel
) -> None:
    with open_channel() as session:
        before = _contents(session, written.opened(session))
        reseal_report(session, written.opened(session))
        session.commit()
        session.expire_all()
        assert _contents(session, written.opened(session)) == before
        assert _contents(session, written.opened(session, reader=1)) == before


def _contents(session: InspectionSession, opened: OpenReport) -> list[Any]:
    said: list[Any] = [unseal_facts(opened), unseal_identity(opened)]
    for message in session.scalars(sa.select(Message).order_by(Message.position)):
        said.append(unseal_message(opened, message))
    for file in session.scalars(sa.select(ReportFile).order_by(ReportFile.id)):
        said += [unseal_label(opened, file), unseal_content(opened, file)]
    return said


def test_the_split_key_opens_what_was_sealed_anew(
    written: Written,
    open_channel: OpenChannel,
    make_inspector: Callable[..., tuple[Inspector, KeyPair]],
) -> None:
    with open_channel() as session:
        reseal_report(session, written.opened(session))
        newcomer, pair = make_inspector(session, "ค")
        recover(session, written.recovery.private, newcomer)
        session.flush()
        opened = open_as_reader(session, written.report(session), newcomer.id, pair)
        assert unseal_facts(opened).facts


def test_the_ledger_tells_of_it_and_stays_true(written: Written, open_channel: OpenChannel) -> None:
    with open_channel() as session:
        reseal_report(session, written.opened(session))
        session.commit()
        last = sa.select(LedgerEntry).order_by(LedgerEntry.position.desc()).limit(1)
        assert session.scalars(last).one().act == LedgerAct.RESEALED
        faults = verify_ledger(session)
    # The fixture made the split key without its ceremony, which is all that is missing.
    assert [fault.subject for fault in faults] == ["channel_office"]


def test_a_report_in_todays_format_moves_no_ciphertext(
    written: Written, open_channel: OpenChannel, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_channel() as session:
        reseal_report(session, written.opened(session))
        session.commit()
        opened = written.opened(session)
        monkeypatch.setattr(resealing, "unseal_content", _must_not_be_called)
        monkeypatch.setattr(resealing, "unseal_message", _must_not_be_called)
        assert reseal_report(session, opened) == 0


def _must_not_be_called(*_: Any) -> Any:
    raise AssertionError("nothing was to be opened")


def test_the_informants_own_key_is_locked_anew_when_he_writes(
    open_channel: OpenChannel, written: Written
) -> None:
    with open_channel() as session:
        mailbox.write(session, written.receipt, "เพิ่มเติมอีก (ตัวอย่าง)")
        key = written.report(session).informant_key
        assert key is not None and sealing.is_current(key)
        assert mailbox.open_mailbox(session, written.receipt) is not None
