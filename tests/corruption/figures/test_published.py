"""What the counting function tells, whom, and when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption.codes import Category, LedgerAct
from portal_plugin.corruption.figures import (
    Counts,
    Figures,
    corruption_figures,
    figures_column,
    figures_from,
    ledger_head,
)
from portal_plugin.corruption.ledger import SYSTEM, append
from portal_plugin.thai import fiscal_year_of, fiscal_year_window

YEAR = 2567
"""October 2023 to September 2024: over, wherever the tests run."""


def _figures(open_session: Any, year: int = YEAR, code: str = "rimnam") -> Figures:
    with open_session(code) as session:
        return corruption_figures(session, year)


def _known(open_session: Any, through: date) -> Figures:
    with open_session() as session:
        value = session.execute(sa.select(figures_column(YEAR, through))).scalar_one()
    return figures_from(value, YEAR)


# What is counted


def test_a_year_without_a_report_is_told_as_such_and_hides_nothing(open_session: Any) -> None:
    year = _figures(open_session).year
    assert year is not None
    assert (year.received, year.hides) == (0, False)
    assert set(year.states.values()) | set(year.categories.values()) == {0}


def test_enough_reports_are_split_by_state_category_and_month(open_session: Any, tell: Any) -> None:
    tell(date(2023, 10, 1), times=6, category=Category.BRIBERY, closed_on=date(2024, 3, 31))
    tell(date(2024, 3, 31), times=5, category=Category.OTHER)
    first, second = _figures(open_session).halves
    assert first.counts is not None
    assert second.counts is not None
    assert first.counts.received == 11
    assert first.counts.states == {"done": 6, "in_progress": 5}
    assert first.counts.categories == dict.fromkeys(Category, 0) | {"BRIBERY": 6, "OTHER": 5}
    assert first.counts.months["2023-10"] == 6
    assert first.counts.months["2024-03"] == 5
    assert list(first.counts.months) == [
        "2023-10", "2023-11", "2023-12", "2024-01", "2024-02", "2024-03",
    ]  # fmt: skip
    assert second.counts.received == 0


def test_the_year_is_the_sum_of_its_halves_and_shows_what_both_show(
    open_session: Any, tell: Any
) -> None:
    tell(date(2023, 11, 1), times=7, category=Category.BRIBERY)
    tell(date(2024, 5, 1), times=6, category=Category.BRIBERY)
    tell(date(2024, 6, 1), times=2, category=Category.OTHER)
    year = _figures(open_session).year
    assert year is not None
    assert year.received == 15
    assert year.categories["BRIBERY"] == 13
    assert year.categories["OTHER"] is None
    assert year.categories["PERSONNEL"] is None, "hidden in the second half, though nobody told"
    assert len(year.months) == 12


def test_what_is_closed_after_the_half_moves_no_figure(open_session: Any, tell: Any) -> None:
    tell(date(2024, 3, 30), times=5, closed_on=date(2024, 3, 31))
    tell(date(2024, 3, 30), times=5, closed_on=date(2024, 4, 1))
    first, _ = _figures(open_session).halves
    assert first.counts is not None
    assert first.counts.states == {"done": 5, "in_progress": 5}


# To whom


def test_another_municipality_counts_its_own(open_session: Any, tell: Any) -> None:
    tell(date(2024, 1, 1), times=9)
    assert _received(_figures(open_session)) == 9
    assert _received(_figures(open_session, code="saithong")) == 0


def test_without_a_municipality_there_are_no_figures(database: Any, tell: Any) -> None:
    tell(date(2024, 1, 1), times=9)
    ask = sa.text("select portal_plugin_inspection.published_figures(2567, current_date)")
    for engine in (database.app, database.inspection, database.owner):
        with engine.connect() as connection:
            assert connection.execute(ask).scalar_one() is None


def test_the_province_and_strangers_may_not_ask(database: Any) -> None:
    ask = sa.text("select portal_plugin_inspection.published_figures(2567, current_date)")
    with database.province.connect() as connection, pytest.raises(sa.exc.ProgrammingError):
        connection.execute(ask)
    with database.owner.connect() as connection:
        granted = connection.execute(
            sa.text(
                "select distinct grantee from information_schema.role_routine_grants"
                " where routine_name = 'published_figures'"
            )
        ).scalars()
        assert set(granted) == {
            "portal_plugin_app",
            "portal_plugin_inspection",
            "portal_plugin_owner",
        }


# When


def test_a_half_is_told_on_the_day_after_its_last(open_session: Any, tell: Any) -> None:
    tell(date(2023, 11, 1), times=8)
    for through, over in ((date(2024, 3, 30), 0), (date(2024, 3, 31), 1), (date(2024, 9, 30), 2)):
        halves = _known(open_session, through).halves
        assert sum(half.counts is not None for half in halves) == over
    with clock.held_at(datetime(2024, 3, 31, 12, tzinfo=UTC)):
        assert _figures(open_session).halves[0].counts is None
    with clock.held_at(datetime(2024, 3, 31, 17, tzinfo=UTC)):
        assert _received(_figures(open_session)) is None
        assert _figures(open_session).halves[0].counts is not None


def test_the_running_half_is_told_to_nobody_who_asks_for_a_later_day(
    open_session: Any, tell: Any
) -> None:
    today = clock.today()
    year = fiscal_year_of(today)
    tell(today, times=9)
    with open_session() as session:
        value = session.execute(
            sa.text("select portal_plugin_inspection.published_figures(:year, :day)"),
            {"year": year, "day": today + timedelta(days=800)},
        ).scalar_one()
    running = [half for half in value["halves"] if half["from"] <= str(today) <= half["to"]]
    assert [set(half) for half in running] == [{"half", "from", "to"}]


def test_no_day_between_two_ends_of_halves_changes_what_is_told(
    open_session: Any, open_channel: Any, tell: Any
) -> None:
    for month in range(1, 13):
        tell(date(2024, month, 3), times=month)
    _ledger(open_channel, date(2023, 10, 5), date(2024, 3, 31), date(2024, 4, 1), date(2024, 9, 30))
    told = {
        repr(_known(open_session, date(2023, 9, 30) + timedelta(days=7 * week)))
        for week in range(60)
    }
    assert len(told) == 3


def test_a_number_that_is_no_buddhist_year_is_refused(open_session: Any) -> None:
    with open_session() as session, pytest.raises(ValueError, match="Buddhist fiscal year"):
        corruption_figures(session, 2024)


# The head of the ledger


def test_the_head_is_the_last_entry_of_the_half(open_session: Any, open_channel: Any) -> None:
    digests = _ledger(open_channel, date(2024, 3, 1), date(2024, 3, 31), date(2024, 4, 1))
    with open_session() as session:
        assert ledger_head(session, date(2024, 3, 30)) is None
        for on in (date(2024, 3, 31), date(2024, 4, 30)):
            assert ledger_head(session, on) == digests[1]
        assert ledger_head(session, date(2024, 9, 30)) == digests[2]
    with open_session("saithong") as session:
        assert ledger_head(session, date(2024, 9, 30)) is None


def _received(figures: Figures) -> int | None:
    year: Counts | None = figures.year
    return year.received if year else None


def _ledger(open_channel: Any, *days: date) -> list[str]:
    def _entries() -> Iterator[str]:
        with open_channel() as session:
            for day in days:
                with clock.held_at(datetime(day.year, day.month, day.day, 3, tzinfo=UTC)):
                    entry = append(session, LedgerAct.INBOX_READ, SYSTEM, uuid4())
                yield entry.digest.hex()
            session.commit()

    return list(_entries())


def test_the_window_of_every_half_is_the_fiscal_years(open_session: Any) -> None:
    for year in (2566, YEAR, 2568):
        halves = _figures(open_session, year).halves
        assert (halves[0].first, halves[1].last) == fiscal_year_window(year)
        assert halves[0].last + timedelta(days=1) == halves[1].first
