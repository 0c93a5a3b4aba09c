"""The sample channel of the demo."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pyotp
import pytest
import sqlalchemy as sa

from portal_plugin.config.settings import Settings
from portal_plugin.corruption.codes import Standing, State
from portal_plugin.corruption.contents import unseal_facts
from portal_plugin.corruption.custody.readers import open_as_reader
from portal_plugin.corruption.informants import mailbox
from portal_plugin.corruption.inspection import inspectors
from portal_plugin.corruption.inspection.unlocking import proved
from portal_plugin.corruption.models import Inspector, Report
from portal_plugin.demo import corruption
from portal_plugin.tenants.resolve import tenant_by_code


@pytest.fixture
def place(database: Any, tenant_ids: dict[str, UUID], tmp_path: Any, channel_key: Any) -> Any:
    settings = Settings(home=tmp_path, channel_key=channel_key.secret)
    return SimpleNamespace(
        engine=database.app, inspection_engine=database.inspection, settings=settings
    )


@pytest.mark.usefixtures("cheap_passphrases")
def test_the_samples_are_there_once_and_each_person_opens_them_with_his_keys(
    place: Any, database: Any, open_channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = tenant_by_code(database.app, "rimnam")
    receipts = [corruption.protect(place, tenant) for _ in range(2)]
    assert receipts[0] == receipts[1]
    with open_channel() as channel:
        rows = channel.scalars(sa.select(Inspector).order_by(Inspector.outside)).all()
        assert [(row.standing, row.outside) for row in rows] == [
            (Standing.ACTIVE, False), (Standing.ACTIVE, False), (Standing.ACTIVE, True)
        ]  # fmt: skip
        reports = channel.scalars(sa.select(Report).order_by(Report.number)).all()
        assert [report.state for report in reports] == [State.CLOSED, State.CHECKING]
        opened = mailbox.open_mailbox(channel, receipts[0])
        assert opened is not None
        for person in corruption.PEOPLE[:2]:
            keys = corruption.keys_of(place, tenant, person)
            account_id, _ = corruption._account(place, tenant, person)
            inspector = inspectors.inspector_of(channel, account_id)
            assert inspector is not None
            pair, _ = proved(
                channel, inspector, keys.passphrase, pyotp.TOTP(keys.totp_secret).now()
            )
            for report in reports:
                facts = unseal_facts(open_as_reader(channel, report, inspector.id, pair)).facts
                assert "(ตัวอย่าง)" in facts


@pytest.mark.usefixtures("cheap_passphrases")
def test_a_start_that_was_stopped_is_finished_by_the_next(
    place: Any, database: Any, open_channel: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = tenant_by_code(database.app, "rimnam")
    whole = corruption.handling.close_report
    monkeypatch.setattr(corruption.handling, "close_report", _stopped)
    with pytest.raises(InterruptedError):
        corruption.protect(place, tenant)
    with open_channel() as channel:
        assert channel.scalars(sa.select(Report)).all() == []
    monkeypatch.setattr(corruption.handling, "close_report", whole)
    corruption.protect(place, tenant)
    with open_channel() as channel:
        assert len(channel.scalars(sa.select(Report)).all()) == 2


def _stopped(*_given: Any) -> None:
    raise InterruptedError
