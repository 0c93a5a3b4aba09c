"""The bench of documents: its bars can be missed, and lengths are really cut."""

from __future__ import annotations

from portal_plugin.bench.rendering import LENGTHS, Length, Night, _first, verdict

NIGHT = Night(municipalities=330, files=2_640, seconds=600)
ALIKE = {length: Length(pages=length, seconds=length * 0.01) for length in LENGTHS}


def test_a_night_in_minutes_and_pages_that_cost_alike_meet_the_bar() -> None:
    found = verdict(NIGHT, ALIKE, 10)
    assert found.met and (found.name, found.value) == ("render", 4.4)


def test_a_long_night_misses_it() -> None:
    assert not verdict(Night(330, 2_640, 901), ALIKE, 10).met


def test_pages_that_cost_more_the_more_there_are_miss_it() -> None:
    assert not verdict(NIGHT, ALIKE | {160: Length(160, 160 * 0.013)}, 10).met


def test_a_plan_is_cut_to_its_first_measures() -> None:
    plan = [
        {"missions": [{"measures": [1, 2]}, {"measures": [3]}]},
        {"missions": [{"measures": [4, 5]}]},
    ]
    cut = _first(plan, 4)
    assert [one["measures"] for each in cut for one in each["missions"]] == [[1, 2], [3], [4]]
