"""The doctor on the channel: quiet when all is well, a fault with the remedy when not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin import clock, doctor
from portal_plugin import inspection_soundness as soundness
from portal_plugin.config.settings import Settings
from portal_plugin.corruption.codes import Standing, State
from portal_plugin.corruption.models import Inspector, Report
from portal_plugin.corruption.office import office_of

CHECKS = (
    soundness.role,
    soundness.key,
    soundness.people,
    soundness.readers,
    soundness.disposal,
)


@pytest.fixture
def place(database: Any, tenant_ids: Any, tmp_path: Path) -> Any:
    """A workplace where the channel is served: `place(channel_key=None)` differs."""

    def _place(**settings: Any) -> Any:
        served = {"inspection_database_url": "postgresql://channel", "channel_key": "k" * 32}
        return SimpleNamespace(
            settings=Settings(home=tmp_path, **(served | settings)),
            engine=database.app,
            inspection_engine=database.inspection,
        )

    return _place


@pytest.fixture
def lived(open_channel: Any, make_inspector: Any, make_report: Any) -> None:
    """Rimnam has two inspectors and a report, committed."""
    with open_channel() as session:
        make_inspector(session), make_inspector(session)
        make_report(session)
        session.commit()


def test_where_the_channel_is_not_served_nothing_is_asked(place: Any) -> None:
    elsewhere = place(inspection_database_url=None)
    elsewhere.inspection_engine = elsewhere.engine = None
    for check in CHECKS:
        assert check(elsewhere) == (True, "the corruption channel is not served here")


def test_a_sound_channel_is_quiet(place: Any, lived: None) -> None:
    for check in CHECKS:
        ok, detail = check(place())
        assert ok, detail


def test_the_doctor_asks_every_one_of_these() -> None:
    assert set(CHECKS) <= set(doctor.CHECKS.values())


def test_a_role_that_looks_past_its_schema_is_a_fault(place: Any, database: Any) -> None:
    with database.owner.begin() as connection:
        connection.exec_driver_sql(
            "grant usage on schema portal_plugin to portal_plugin_inspection"
        )
        connection.exec_driver_sql(
            "grant select (id) on portal_plugin.complaint to portal_plugin_inspection"
        )
    ok, detail = soundness.role(place())
    assert not ok and "complaint" in detail


def test_another_role_in_its_place_is_a_fault(place: Any, database: Any) -> None:
    wrong = place()
    wrong.inspection_engine = database.owner
    assert soundness.role(wrong)[0] is False


def test_a_missing_channel_key_is_a_fault_and_a_known_one_is_not_told(
    place: Any, tmp_path: Path
) -> None:
    ok, detail = soundness.key(place(channel_key=None))
    assert not ok and "PORTAL_PLUGIN_CHANNEL_KEY" in detail
    ok, detail = soundness.key(place())
    assert ok and "settings" in detail and "k" * 32 not in detail
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "channel").write_text("k" * 32)
    ok, detail = soundness.key(place())
    assert ok and str(tmp_path) in detail and "k" * 32 not in detail


def test_who_is_lacking_is_a_hint(place: Any, lived: None) -> None:
    ok, detail = soundness.people(place())
    assert ok and detail == (
        "of 3 municipalities 2 have not an inspector yet; 3 have not an outside recipient yet; "
        "3 have not a recovery key yet"
    )


def test_a_report_with_one_reader_is_a_fault_told_by_municipality(
    place: Any, lived: None, open_channel: Any
) -> None:
    with open_channel() as session:
        gone = session.scalars(sa.select(Inspector)).first()
        gone.standing = Standing.LEFT
        session.commit()
    ok, detail = soundness.readers(place())
    assert not ok and "rimnam 1 reports" in detail and "inspection recover" in detail


def test_what_was_destroyed_needs_no_reader(place: Any, lived: None, open_channel: Any) -> None:
    with open_channel() as session:
        session.execute(sa.update(Inspector).values(standing=Standing.LEFT))
        session.execute(sa.update(Report).values(disposed_on=clock.today()))
        session.commit()
    assert soundness.readers(place())[0] is True


@pytest.mark.parametrize(("days", "ok"), [(430, True), (431, False)])
def test_a_report_kept_a_month_too_long_is_a_fault(
    place: Any, lived: None, open_channel: Any, days: int, ok: bool
) -> None:
    with open_channel() as session:
        office_of(session).retention_days = 400
        closed = {"state": State.CLOSED, "closed_on": clock.today() - timedelta(days=days)}
        session.execute(sa.update(Report).values(closed))
        session.commit()
    found, detail = soundness.disposal(place())
    assert found is ok and ("rimnam 1 reports" in detail) is not ok
