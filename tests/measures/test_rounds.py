"""R1, R2, R10: windows of rounds and their due days."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.config.catalogue import round_dates
from portal_plugin.errors import RuleBroken
from portal_plugin.measures.codes import RoundState
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.rounds import (
    close_round,
    list_rounds,
    open_round,
    reschedule_round,
    round_by,
)


@given(st.integers(2500, 2699))
def test_a_fiscal_year_runs_from_october_to_september(year):
    half, whole = round_dates(year, "6M"), round_dates(year, "12M")
    assert half.starts == whole.starts == date(year - 544, 10, 1)
    assert (half.ends, whole.ends) == (date(year - 543, 3, 31), date(year - 543, 9, 30))


@pytest.mark.parametrize(("year", "code"), [(2023, "6M"), (2566, "3M"), (99999, "12M"), (-1, "6M")])
def test_a_round_that_cannot_be_is_refused(open_session, plan_officer, year, code):
    with open_session() as session, pytest.raises(RuleBroken):
        open_round(session, plan_officer, year, code)


def test_dates_of_an_own_choice_must_make_sense(open_session, plan_officer):
    usual = round_dates(2566, "6M")
    for wrong, rule in (
        ({"starts": date(2022, 9, 30)}, "R1"),
        ({"ends": date(2023, 10, 1)}, "R1"),
        ({"internal_due": date(2022, 10, 1)}, "R10"),
        ({"national_due": date(2023, 4, 4)}, "R10"),
    ):
        with open_session() as session, pytest.raises(RuleBroken) as caught:
            open_round(session, plan_officer, 2566, "6M", replace(usual, **wrong))
        assert rule in caught.value.rules


def test_the_collection_day_can_be_moved(open_session, plan_officer):
    with open_session() as session:
        opened = open_round(session, plan_officer, 2566, "6M")
        moved = reschedule_round(
            session,
            plan_officer,
            opened.id,
            internal_due=date(2023, 4, 20),
            national_due=date(2023, 4, 30),
        )
        assert moved.internal_due == date(2023, 4, 20)
        with pytest.raises(RuleBroken):
            reschedule_round(
                session,
                plan_officer,
                opened.id,
                internal_due=date(2023, 5, 20),
                national_due=date(2023, 4, 30),
            )


def test_closing_twice_is_closing_once(open_session, plan_officer):
    with open_session() as session:
        opened = open_round(session, plan_officer, 2566, "12M")
        for _ in range(2):
            assert close_round(session, plan_officer, opened.id).state is RoundState.CLOSED
        assert open_round(session, plan_officer, 2566, "12M").state is RoundState.CLOSED


def test_rounds_are_the_tenants_own(open_session, departments, plan_officer):
    with open_session() as session:
        open_round(session, plan_officer, 2566, "12M")
        open_round(session, plan_officer, 2566, "6M")
        open_round(session, plan_officer, 2567, "6M")
        session.commit()
        order = [(row.fiscal_year, row.code.value) for row in list_rounds(session)]
    assert order == [(2567, "6M"), (2566, "6M"), (2566, "12M")]
    with open_session("saithong") as session:
        assert list_rounds(session) == []
        with pytest.raises(NotFound):
            round_by(session, 2566, "6M")
