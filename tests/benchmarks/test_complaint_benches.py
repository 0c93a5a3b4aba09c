"""The benches of complaints: every bar can be missed, and each runs from end to end."""

from __future__ import annotations

import pytest

from portal_plugin.bench import statistics_province, statistics_tenant, submission
from portal_plugin.bench.drift import Outcome
from portal_plugin.bench.posting import Posted, form
from portal_plugin.bench.result import BenchFailed
from portal_plugin.bench.size import Size
from portal_plugin.complaints.recount import Drift

pytestmark = pytest.mark.timeout(120)

HELD = Outcome(operations=100, kinds=9, kills=2, drifts=())


def posted(seconds: float, *slow: float) -> Posted:
    return Posted(seconds, (0.01,) * (200 - len(slow)) + slow)


@pytest.mark.parametrize(
    ("ours", "met"),
    [
        (posted(10.0), True),
        (posted(1 / 0.6), True),
        (posted(1.7), False),
        (posted(1.0, *[0.02] * 9), True),
        (posted(1.0, *[0.021] * 9), False),
        (posted(1.0, 9.9), True),
    ],
)
def test_submission_is_judged_by_throughput_and_by_its_slowest_hundredth(
    ours: Posted, met: bool
) -> None:
    bare = posted(10.0 if ours.seconds == 10.0 else 1.0)
    assert submission.verdict([submission.Round(ours, bare, bare)] * 3).met is met


def test_one_slow_round_does_not_decide_the_throughput() -> None:
    one, slow = posted(1.0), posted(50.0)
    rounds = [submission.Round(one, one, one)] * 2 + [submission.Round(slow, one, one)]
    assert submission.verdict(rounds).value == 1.0


def test_a_drift_or_no_kill_at_all_misses_the_bar_however_fast_the_counters() -> None:
    def verdict(ratio: float, outcome: Outcome) -> bool:
        return statistics_tenant.verdict(ratio, 1.0, 10, 1, outcome).met

    assert verdict(15.0, HELD)
    assert not verdict(14.9, HELD)
    drifted = Outcome(100, 9, 2, (Drift("2569-0001", "done", 1, 0),))
    assert not verdict(99.0, drifted)
    assert "2569-0001: done" in str(drifted)
    assert not verdict(99.0, Outcome(100, 9, 0, ()))


def test_the_province_is_judged_by_its_ratio() -> None:
    assert statistics_province.verdict(10.0, 330, 100).met
    assert not statistics_province.verdict(9.9, 330, 100).met


def test_the_form_is_what_a_browser_sends() -> None:
    body = form("/a/complain", {"topic": "OTHER"}).body
    assert b'name="topic"\r\n\r\nOTHER\r\n' in body and b'filename=""' in body


def test_a_complaint_is_sent_through_real_servers() -> None:
    found = submission.run(Size.small())
    assert found.value > 0 and "p99" in found.detail


def test_the_province_is_counted_both_ways() -> None:
    assert statistics_province.run(Size.small()).value > 0


def test_the_municipality_is_counted_both_ways_and_survives_its_kills() -> None:
    found = statistics_tenant.run(Size.small())
    assert "no drift" in found.detail and " 0 kills" not in found.detail


def test_counters_that_say_something_else_are_no_comparison(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(statistics_tenant, "GROUP_BY", _off_by_one())
    with pytest.raises(BenchFailed, match="other figures"):
        statistics_tenant.run(Size.small())


def _off_by_one() -> object:
    text = str(statistics_tenant.GROUP_BY).replace(
        "count(*) AS received", "count(*) + 1 AS received"
    )
    return statistics_tenant.sa.text(text)
