"""An officer corrects the OIT catalogue of a year without a release."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.actor import Actor
from portal_plugin.audit import AuditEvent
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.transparency.index_entries import EntryText, drop_entry, entries_of, keep_entry

YEAR = 2566


def test_what_an_officer_says_is_kept_and_said_again(
    open_session: Any, plan_officer: Actor, departments: dict[str, UUID]
) -> None:
    given = EntryText("o40", "ชื่อใหม่", "/rimnam/plan", date(2023, 4, 1), note="หมายเหตุ")
    with open_session() as session:
        keep_entry(session, plan_officer, YEAR, "PLAN", given)
        keep_entry(session, plan_officer, YEAR, "PLAN", EntryText("O41", person="สมใจ (ตัวอย่าง)"))
        [entry] = entries_of(session, YEAR)
    assert (entry.number, entry.person, entry.title) == ("O41", "สมใจ (ตัวอย่าง)", "")
    assert entry.updated_by == plan_officer.name


def test_thai_digits_and_several_numbers_are_understood(
    open_session: Any, plan_officer: Actor
) -> None:
    with open_session() as session:
        keep_entry(session, plan_officer, YEAR, "ETHICS", EntryText("o๓๙ , O40,"))
        assert entries_of(session, YEAR)[0].number == "O39, O40"


def test_every_act_stands_in_the_trail(open_session: Any, plan_officer: Actor) -> None:
    with open_session() as session:
        keep_entry(session, plan_officer, YEAR, "PLAN", EntryText("O40"))
        drop_entry(session, plan_officer, YEAR, "PLAN")
        session.flush()
        acts = session.execute(sa.select(AuditEvent.act, AuditEvent.detail)).all()
        assert entries_of(session, YEAR) == []
    assert {act for act, _ in acts} == {"oit.entry", "oit.drop"}
    assert all(detail["topic"] == "PLAN" for _, detail in acts)


@pytest.mark.parametrize("number", ["31", "O", "O1234", "P31", "O31-O33", "O31;O32", "O๑๒๓๔"])
def test_a_number_that_is_none_is_refused_beside_its_field(
    open_session: Any, plan_officer: Actor, number: str
) -> None:
    with open_session() as session, pytest.raises(RuleBroken) as refused:
        keep_entry(session, plan_officer, YEAR, "PLAN", EntryText(number))
    assert list(refused.value.by_field()) == ["number"]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://example.test/",
        "//example.test/",
        "/\\example.test",
        "\\\\example.test",
        "https://example.test\\@evil.test",
        "https://bank.test@evil.test/",
        "https:///x",
        "https://[::1",
        "https://example.test:port/",
        "https://exam\tple.test/",
        "https://example.test/\u202egnp.exe",
        "https://example.test/ x",
        "plan",
        "?x",
        "#x",
        "https://example.test/" + "x" * 2000,
    ],
)
def test_an_address_that_could_lead_astray_is_refused(
    open_session: Any, plan_officer: Actor, href: str
) -> None:
    with open_session() as session, pytest.raises(RuleBroken) as refused:
        keep_entry(session, plan_officer, YEAR, "PLAN", EntryText(href=href))
    assert list(refused.value.by_field()) == ["href"]


@pytest.mark.parametrize("href", ["https://example.test/แผน?ปี=2566#ก", "/rimnam/plan/2566", "/"])
def test_an_https_address_and_a_path_of_this_site_are_taken(
    open_session: Any, plan_officer: Actor, href: str
) -> None:
    with open_session() as session:
        keep_entry(session, plan_officer, YEAR, "PLAN", EntryText(href=f" {href} "))
        assert entries_of(session, YEAR)[0].href == href


def test_a_further_item_needs_a_name_of_one_line(open_session: Any, plan_officer: Actor) -> None:
    with open_session() as session:
        for topic in ("", "  ", "ก\nข", "ก" * 201):
            with pytest.raises(RuleBroken) as refused:
                keep_entry(session, plan_officer, YEAR, topic, EntryText())
            assert "topic" in refused.value.by_field()
        keep_entry(session, plan_officer, YEAR, "แผนพัฒนาท้องถิ่น", EntryText("O5"))
        assert entries_of(session, YEAR)[0].topic == "แผนพัฒนาท้องถิ่น"


def test_a_department_of_another_municipality_is_unknown_like_any_other(
    open_session: Any, plan_officer: Actor, departments: dict[str, UUID]
) -> None:
    with open_session() as session:
        for stranger in (departments["saithong/works"], uuid4()):
            with pytest.raises(NotFound) as refused:
                keep_entry(session, plan_officer, YEAR, "PLAN", EntryText(department_id=stranger))
            assert refused.value.sentence == NotFound().sentence
        assert entries_of(session, YEAR) == []


def test_entries_of_one_municipality_are_not_seen_by_another(
    open_session: Any, plan_officer: Actor
) -> None:
    with open_session() as session:
        keep_entry(session, plan_officer, YEAR, "PLAN", EntryText("O40"))
        session.commit()
    with open_session("saithong") as session:
        assert entries_of(session, YEAR) == []
        with pytest.raises(NotFound):
            drop_entry(session, plan_officer, YEAR, "PLAN")


@pytest.mark.parametrize("year", [2499, 2700, 2023, 0])
def test_a_year_that_cannot_be_is_not_found(
    open_session: Any, plan_officer: Actor, year: int
) -> None:
    with open_session() as session, pytest.raises(NotFound):
        keep_entry(session, plan_officer, year, "PLAN", EntryText())


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=250))
def test_any_text_is_kept_or_refused_and_never_breaks(
    open_session: Any, plan_officer: Actor, number: str, href: str, title: str
) -> None:
    with open_session() as session:
        text = EntryText(number, title, href, person=title[:50], note=title)
        try:
            keep_entry(session, plan_officer, YEAR, "PLAN", text)
        except RuleBroken:
            return
        [entry] = entries_of(session, YEAR)
        assert "\n" not in entry.title and "\u202e" not in entry.title
        assert entry.href == "" or entry.href.startswith(("https://", "/"))
