"""What stands in the OIT index of a year, and what it calls missing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import Actor
from portal_plugin.documents.codes import PaperState
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.reports.freeze import freeze_report
from portal_plugin.tenants.models import Department, Tenant
from portal_plugin.transparency.answers import Served
from portal_plugin.transparency.index import IndexLine, OitIndex, index_years, oit_index
from portal_plugin.transparency.index_entries import EntryText, keep_entry

YEAR = 2566
ALL_SERVED = Served("/rimnam/corruption", "/rimnam/corruption/report", complaints=True)


def line_of(index: OitIndex, topic: str) -> IndexLine:
    return next(line for line in index.lines if line.topic == topic)


@pytest.fixture
def index_of(open_session: Any) -> Callable[..., OitIndex]:
    def _index(year: int = YEAR, served: Served | None = None) -> OitIndex:
        with open_session() as session:
            return oit_index(session, year, served or Served())

    return _index


def test_an_empty_municipality_has_every_item_of_the_year_and_all_are_missing(
    index_of: Callable[..., OitIndex],
) -> None:
    index = index_of()
    assert len(index.lines) == len(index.missing) == 13
    assert line_of(index, "PLAN_6M").number == "O37"
    assert [line.number for line in index.lines][:3] == ["O27", "O28", "O29"]


def test_an_item_that_the_year_dropped_is_not_asked_for(index_of: Callable[..., OitIndex]) -> None:
    assert "PLAN_6M" not in {line.topic for line in index_of(2567).lines}


def test_a_municipality_can_bring_a_dropped_item_back(
    index_of: Callable[..., OitIndex], open_session: Any, plan_officer: Actor
) -> None:
    with open_session() as session:
        keep_entry(session, plan_officer, 2567, "PLAN_6M", EntryText("O99"))
        session.commit()
    assert line_of(index_of(2567), "PLAN_6M").number == "O99"


def test_a_published_report_answers_its_item_and_no_other(
    index_of: Callable[..., OitIndex], small_plan: Any, publish_round: Callable[[], UUID]
) -> None:
    assert not line_of(index_of(), "PLAN_6M").complete
    publish_round()
    index = index_of()
    [answer] = line_of(index, "PLAN_6M").answers
    assert (answer.endpoint, answer.arguments) == (
        "public_report",
        {"fiscal_year": YEAR, "round_code": "6M"},
    )
    assert {line.topic for line in index.lines if line.complete} == {"PLAN_6M"}


def test_a_report_that_is_not_published_answers_nothing(
    index_of: Callable[..., OitIndex], open_session: Any, plan_officer: Actor, small_plan: Any
) -> None:
    with open_session() as session:
        freeze_report(session, plan_officer, YEAR, RoundCode.SIX_MONTHS, Instrument.PLAN_5Y)
        session.commit()
    assert not line_of(index_of(), "PLAN_6M").complete


def test_a_complete_list_takes_in_no_topic_that_it_does_not_name(
    index_of: Callable[..., OitIndex],
) -> None:
    assert "OPINION_CHANNEL" not in {line.topic for line in index_of(2566, ALL_SERVED).lines}


def test_pages_that_are_served_answer_their_items(index_of: Callable[..., OitIndex]) -> None:
    index = index_of(2565, ALL_SERVED)
    complete = {line.topic for line in index.lines if line.complete}
    assert complete == {"COMPLAINT_GUIDE", "COMPLAINT_CHANNEL", "OPINION_CHANNEL"}
    assert line_of(index, "COMPLAINT_CHANNEL").answers[0].href == "/rimnam/corruption/report"


def _here_since(database: Any, moment: datetime) -> None:
    with database.owner.begin() as connection:
        connection.execute(sa.update(Tenant).values(created_at=moment))


@pytest.mark.parametrize(
    ("today", "complete"),
    [(datetime(2023, 3, 31, 5, tzinfo=UTC), False), (datetime(2023, 4, 1, 5, tzinfo=UTC), True)],
)
def test_statistics_of_corruption_answer_once_the_first_half_is_over(
    index_of: Callable[..., OitIndex], database: Any, today: datetime, complete: bool
) -> None:
    _here_since(database, datetime(2022, 10, 1, tzinfo=UTC))
    with clock.held_at(today):
        line = line_of(index_of(), "COMPLAINT_STATS")
    assert line.complete is complete
    assert line.dated == (date(2023, 3, 31) if complete else None)


def test_of_years_before_it_came_the_portal_does_not_say_that_there_was_no_report(
    index_of: Callable[..., OitIndex], database: Any
) -> None:
    _here_since(database, datetime(2023, 10, 1, tzinfo=UTC))
    with clock.held_at(datetime(2024, 5, 1, tzinfo=UTC)):
        assert not line_of(index_of(2566), "COMPLAINT_STATS").complete
        assert line_of(index_of(2567), "COMPLAINT_STATS").complete


def test_the_officers_word_goes_before_the_catalogues(
    index_of: Callable[..., OitIndex], open_session: Any, plan_officer: Actor
) -> None:
    with open_session() as session:
        given = EntryText("O77", "ชื่อของหน่วยงาน", "https://example.test/x", date(2023, 2, 1))
        keep_entry(session, plan_officer, YEAR, "ETHICS", given)
        session.commit()
    line = line_of(index_of(), "ETHICS")
    assert (line.number, line.title, line.dated) == ("O77", "ชื่อของหน่วยงาน", date(2023, 2, 1))
    assert line.complete
    assert line.item is not None and line.item.numbers == ("O39", "O40", "O41")


def test_who_is_responsible_is_the_departments_head(
    index_of: Callable[..., OitIndex],
    open_session: Any,
    plan_officer: Actor,
    departments: dict[str, UUID],
) -> None:
    office = departments["rimnam/office"]
    with open_session() as session:
        session.execute(
            sa.update(Department)
            .where(Department.id == office)
            .values(head_name="หัวหน้าสำนัก (ตัวอย่าง)")
        )
        keep_entry(session, plan_officer, YEAR, "PLAN", EntryText(department_id=office))
        session.commit()
    line = line_of(index_of(), "PLAN")
    assert (line.department, line.head_name) == ("สำนักปลัด", "หัวหน้าสำนัก (ตัวอย่าง)")


def test_a_year_beyond_the_catalogue_has_the_officers_items_and_what_is_published(
    index_of: Callable[..., OitIndex], open_session: Any, plan_officer: Actor
) -> None:
    with open_session() as session:
        keep_entry(session, plan_officer, 2571, "PLAN", EntryText("O3"))
        keep_entry(session, plan_officer, 2571, "เรื่องใหม่", EntryText("O2", href="/"))
        session.commit()
    index = index_of(2571, Served(complaints=True))
    assert index.known is None
    assert [(line.number, line.topic, line.complete) for line in index.lines] == [
        ("O2", "เรื่องใหม่", True),
        ("O3", "PLAN", False),
        ("", "OPINION_CHANNEL", True),
    ]


def test_a_partial_list_does_not_call_missing_what_it_does_not_know(
    index_of: Callable[..., OitIndex],
) -> None:
    topics = {line.topic for line in index_of(2569).lines}
    assert topics == {
        "RISK_ASSESSMENT",
        "RISK_RESULT",
        "PLAN",
        "PLAN_ANNUAL",
        "ITA_MEASURES",
        "ITA_MEASURES_RESULT",
    }


def test_years_are_those_of_the_catalogue_up_to_now_and_those_entered(
    open_session: Any, plan_officer: Actor
) -> None:
    with open_session() as session:
        assert index_years(session, 2566) == [2566, 2565, 2564, 2563]
        keep_entry(session, plan_officer, 2571, "PLAN", EntryText("O3"))
        assert index_years(session, 2566)[0] == 2571


def test_the_index_takes_as_many_statements_full_as_empty(
    index_of: Callable[..., OitIndex],
    statements: Any,
    small_plan: Any,
    publish_round: Callable[[], UUID],
    publish_paper: Callable[..., UUID],
) -> None:
    with statements() as before:
        index_of()
    publish_round()
    for year in range(2566, 2570):
        publish_paper("targets", year)
    with statements() as after:
        index_of()
    assert len(after) == len(before) <= 7


def test_a_paper_that_was_never_published_answers_nothing(
    index_of: Callable[..., OitIndex], publish_paper: Callable[..., UUID], with_topics: None
) -> None:
    publish_paper("targets", state=PaperState.APPROVED)
    assert not line_of(index_of(), "PLAN").complete
    publish_paper("targets", version=2)
    [answer] = line_of(index_of(), "PLAN").answers
    assert answer.arguments == {"product": "targets", "fiscal_year": YEAR, "period": "year"}


def test_a_paper_of_the_plan_answers_in_every_later_year_of_the_plan(
    index_of: Callable[..., OitIndex],
    publish_paper: Callable[..., UUID],
    with_topics: None,
    small_plan: Any,
) -> None:
    publish_paper("targets", 2567)
    complete = [year for year in range(2565, 2570) if line_of(index_of(year), "PLAN").complete]
    assert complete == [2567, 2568, 2569]


@pytest.fixture
def with_topics(monkeypatch: pytest.MonkeyPatch) -> None:
    """The table of targets answers the plan's item, as other papers of the plan do."""
    from dataclasses import replace

    from portal_plugin.transparency import answers

    product = replace(answers.PRODUCTS["targets"], topics=("PLAN", "PLAN_6M", "PLAN_ANNUAL"))
    monkeypatch.setattr(answers, "PRODUCTS", {"targets": product})


def test_the_plans_report_answers_the_item_of_its_own_round(
    index_of: Callable[..., OitIndex], publish_paper: Callable[..., UUID], with_topics: None
) -> None:
    publish_paper("targets", YEAR, RoundCode.TWELVE_MONTHS)
    index = index_of()
    assert line_of(index, "PLAN_ANNUAL").complete
    assert not line_of(index, "PLAN_6M").complete
