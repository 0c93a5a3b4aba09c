"""A bench tells the truth about what it measured: every bar can be missed."""

from __future__ import annotations

import time
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.bench import compiling, nation_run, province_run, recovery, rls
from portal_plugin.bench.catalogue import BENCHES, benches
from portal_plugin.bench.index_conditions import without_tenant_condition
from portal_plugin.bench.own_words import Statement
from portal_plugin.bench.result import BenchFailed, interleaved, median_ratio
from portal_plugin.bench.size import Size

TENANT = UUID("0190a000-0000-7000-8000-000000000001")


def test_one_slow_read_is_enough_to_miss_the_bar() -> None:
    assert rls.verdict(10, 2, {"plan": 1.0, "report": 0.96}, [], 0.0).met
    missed = rls.verdict(10, 2, {"plan": 1.0, "report": 0.94}, [], 0.0)
    assert not missed.met
    assert missed.value == 0.94
    assert "worst read: report" in missed.detail


def test_one_scan_that_passes_the_tenant_by_is_enough_to_miss_the_bar() -> None:
    row = rls.verdict(10, 2, {"plan": 1.0}, ["Seq Scan on step (plan)"], 0.0)
    assert not row.met
    assert "Seq Scan on step (plan)" in row.detail


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_compiling_is_judged_by_the_ratio_of_what_was_measured(ours: float, theirs: float) -> None:
    row = compiling.verdict([(ours, theirs)], "")
    assert row.met == (ours / theirs <= compiling.BAR)
    assert row.value == round(ours / theirs, 2)


@pytest.mark.parametrize(
    ("run", "faulty", "met"), [(2.0, 4.0, True), (2.1, 4.0, False), (2.0, 4.1, False)]
)
def test_a_province_must_keep_both_bars(run: float, faulty: float, met: bool) -> None:
    assert province_run.verdict([1.0], [run], [faulty], "").met is met


def test_a_nation_that_takes_longer_for_each_report_misses_the_bar() -> None:
    size = Size.small()
    assert nation_run.verdict([1.0], [1.05], size).met
    assert not nation_run.verdict([1.0], [1.2], size).met


@pytest.mark.parametrize(
    ("acknowledged", "effects", "value"),
    [(2, {"a": 1, "b": 1}, 0), (1, {"a": 1}, 1), (2, {"a": 1, "b": 2}, 1), (2, {"a": 1}, 1)],
)
def test_a_lost_and_a_doubled_report_both_miss_the_bar(
    acknowledged: int, effects: dict[str, int], value: int
) -> None:
    row = recovery.verdict(1, {"leased": 1}, 2, acknowledged, effects, seconds=1.0)
    assert (row.value, row.met) == (value, value == 0)


def test_a_kill_that_met_no_delivery_proves_nothing() -> None:
    assert not recovery.verdict(2, {"leased": 1}, 2, 2, {"a": 1, "b": 1}, seconds=1.0).met


def test_both_sides_run_turn_and_turn_about() -> None:
    order: list[str] = []
    taken = interleaved(2, lambda: order.append("a"), lambda: order.append("b"))
    assert order == ["a", "b", "a", "b"]
    assert [len(side) for side in taken] == [2, 2]


def test_time_is_taken_and_not_made_up() -> None:
    [[slept]] = interleaved(1, lambda: time.sleep(0.02))
    assert slept >= 0.02


def test_one_slow_moment_does_not_decide() -> None:
    assert median_ratio([1.0, 9.0, 1.0], [1.0, 1.0, 1.0]) == 1.0


def test_a_scan_without_the_tenant_is_named_wherever_it_hides() -> None:
    plan = {
        "Node Type": "Nested Loop",
        "Plans": [
            {"Node Type": "Seq Scan", "Relation Name": "step"},
            {"Node Type": "Seq Scan", "Relation Name": "tenant"},
            {
                "Node Type": "Sort",
                "Plans": [
                    {"Node Type": "Index Scan", "Index Name": "a", "Index Cond": "(id = 1)"},
                    {"Node Type": "Index Scan", "Index Name": "b", "Index Cond": "(tenant_id = 1)"},
                ],
            },
        ],
    }
    assert without_tenant_condition(plan) == ["Seq Scan on step", "Index Scan on a"]


@pytest.mark.parametrize(
    ("walled", "own"),
    [
        (
            "SELECT portal_plugin.plan.id FROM portal_plugin.plan",
            "SELECT portal_plugin.plan.id FROM portal_plugin.plan WHERE "
            "portal_plugin.plan.tenant_id = %(own_tenant)s::UUID",
        ),
        (
            "SELECT 1 FROM portal_plugin.plan WHERE a OR b ORDER BY c",
            "SELECT 1 FROM portal_plugin.plan WHERE portal_plugin.plan.tenant_id = "
            "%(own_tenant)s::UUID AND ( a OR b ) ORDER BY c",
        ),
        (
            "SELECT 1 FROM portal_plugin.step AS s WHERE id IN (SELECT id FROM portal_plugin.plan)",
            "SELECT 1 FROM portal_plugin.step AS s WHERE s.tenant_id = %(own_tenant)s::UUID AND "
            "( id IN (SELECT id FROM portal_plugin.plan WHERE portal_plugin.plan.tenant_id = "
            "%(own_tenant)s::UUID ))",
        ),
        ("SELECT 1 FROM portal_plugin.tenant", "SELECT 1 FROM portal_plugin.tenant"),
    ],
)
def test_without_a_wall_every_select_names_the_tenant_itself(walled: str, own: str) -> None:
    said = Statement(walled, {}).in_own_words(TENANT)
    assert said.text.split() == own.split()
    assert said.values == {"own_tenant": TENANT}


def test_what_is_not_built_is_not_offered_and_the_sentence_names_what_is() -> None:
    with pytest.raises(BenchFailed) as refused:
        benches("host-tax")
    assert all(name in str(refused.value) for name in BENCHES)


def test_without_a_name_all_but_the_long_are_run() -> None:
    assert set(benches(None)) == set(BENCHES) - {"nation-run"}
