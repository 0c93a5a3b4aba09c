"""R3: whole baht by measure and year; totals are sums; paid above the ordinance warns."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.errors import RuleBroken
from portal_plugin.measures.budgets import BudgetInput, Sums, budget_totals, set_budget
from portal_plugin.measures.codes import PlanState
from portal_plugin.measures.models import BudgetLine, Plan
from portal_plugin.measures.report_rows import BudgetRow

baht = st.integers(0, 10**12)
lines = st.builds(BudgetRow, st.just(2566), baht, st.none() | baht, st.booleans(), st.none() | baht)


@given(st.lists(st.tuples(st.none() | st.integers(1, 4), st.none() | lines), max_size=45))
def test_the_grand_total_is_the_sum_of_the_dimensions(given_measures):
    measures = [
        SimpleNamespace(dimension=number, budget=lambda _year, line=line: line)
        for number, line in given_measures
    ]
    totals = budget_totals(measures, 2566)
    sums = [one for _, one in totals.by_dimension]
    for part in ("measures", "plan", "ordinance", "paid"):
        assert sum(getattr(one, part) for one in sums) == getattr(totals.grand, part)
    assert totals.grand.plan == sum(line.plan_amount for _, line in given_measures if line)


def test_no_measures_sum_to_nothing():
    assert budget_totals([], 2566).grand == Sums()


def test_amounts_are_kept_by_year_and_rewritten(open_session, small_plan, plan_officer):
    with open_session() as session:
        for paid in (None, 20_000):
            set_budget(
                session,
                plan_officer,
                small_plan.plain,
                2567,
                BudgetInput(60_000, 60_000, in_ordinance=True, paid_amount=paid),
            )
        row = session.scalars(sa.select(BudgetLine).where(BudgetLine.fiscal_year == 2567)).one()
        assert (row.plan_amount, row.paid_amount, row.updated_by) == (
            60_000,
            20_000,
            plan_officer.name,
        )


def test_paid_above_the_ordinance_warns_and_is_kept(open_session, small_plan, plan_officer):
    with open_session() as session:
        warnings = set_budget(
            session,
            plan_officer,
            small_plan.plain,
            2566,
            BudgetInput(50_000, 10_000, in_ordinance=True, paid_amount=10_001),
        )
    assert [warning.rule for warning in warnings] == ["R3"]


@pytest.mark.parametrize(
    ("measure", "year", "amounts"),
    [
        ("plain", 2571, BudgetInput(1)),
        ("plain", 2566, BudgetInput(-1)),
        ("plain", 2566, BudgetInput(10**12 + 1)),
        ("plain", 2566, BudgetInput(50_000, paid_amount=-5)),
        ("stepped", 2566, BudgetInput(1)),
    ],
)
def test_amounts_that_cannot_be_are_refused(
    open_session, small_plan, plan_officer, measure, year, amounts
):
    with open_session() as session, pytest.raises(RuleBroken) as caught:
        set_budget(session, plan_officer, getattr(small_plan, measure), year, amounts)
    assert caught.value.rules == {"R3"}


def test_planned_amounts_stand_still_once_announced_and_payments_go_on(
    open_session, small_plan, plan_officer
):
    with open_session() as session:
        session.execute(sa.update(Plan).values(state=PlanState.ANNOUNCED))
        with pytest.raises(RuleBroken, match="ประกาศใช้แล้ว"):
            set_budget(session, plan_officer, small_plan.plain, 2566, BudgetInput(50_001))
        set_budget(
            session,
            plan_officer,
            small_plan.plain,
            2566,
            BudgetInput(50_000, 50_000, in_ordinance=True, paid_amount=1),
        )


def test_another_departments_money_is_not_touched(open_session, small_plan, money_officer):
    with open_session() as session, pytest.raises(RuleBroken) as caught:
        set_budget(session, money_officer, small_plan.plain, 2566, BudgetInput(50_000))
    assert caught.value.rules == {"R7"}
