"""Hidden cells stay hidden: every small table is tried, and the database does as the rule says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from portal_plugin.corruption.codes import Category
from portal_plugin.corruption.figures import SMALLEST_SHOWN, STATES, corruption_figures

Numbers = tuple[int, ...]
Told = tuple[int, tuple[int | None, ...]]

CODES = tuple(category.value for category in Category)


def told(numbers: Sequence[int]) -> Told:
    """What is told of one split, by the rule as it is written down: its total, and its cells."""
    smallest_two = sorted(set(numbers))[:2]
    has_small = any(0 < number < SMALLEST_SHOWN for number in numbers)
    return sum(numbers), tuple(
        None if has_small and (number < SMALLEST_SHOWN or number in smallest_two) else number
        for number in numbers
    )


def tables(cells: int, most: int) -> Iterator[Numbers]:
    """All tables of so many cells whose total is at most `most`."""
    if cells == 0:
        yield ()
        return
    for first in range(most + 1):
        for others in tables(cells - 1, most - first):
            yield (first, *others)


def certain(published: Iterable[tuple[Any, Numbers]]) -> list[tuple[Any, int]]:
    """Hidden cells that can be one number only, whoever knows the rule and all that was told."""
    possible: dict[tuple[Any, int], set[int]] = defaultdict(set)
    for said, numbers in published:
        for place, number in enumerate(numbers):
            possible[said, place].add(number)
    return [
        (said, place)
        for (said, place), numbers in possible.items()
        if said[1][place] is None and len(numbers) < 2
    ]


# The proof by trying


@pytest.mark.parametrize(("cells", "most"), [(2, 60), (3, 40), (4, 26), (5, 20), (6, 15)])
def test_every_hidden_cell_keeps_two_possible_numbers(cells: int, most: int) -> None:
    assert certain((told(numbers), numbers) for numbers in tables(cells, most)) == []


def test_tables_of_nothing_but_fours_keep_two_possible_numbers() -> None:
    """The narrowest place: a rule that hides only cells below 5 tells them all."""
    for cells in range(2, 9):
        fours = (4,) * cells
        others = (3,) * (cells - 1) + (cells + 3,)
        assert told(fours) == told(others) == (4 * cells, (None,) * cells)


@pytest.mark.parametrize("width", [2, 3])
def test_the_halves_and_the_year_together_tell_no_hidden_cell(width: int) -> None:
    most = {2: 11, 3: 7}[width]
    small = list(tables(width, most))
    said_of = {numbers: told(numbers) for numbers in small}

    def published() -> Iterator[tuple[Any, Numbers]]:
        for first, second in product(small, repeat=2):
            halves = said_of[first], said_of[second]
            year = tuple(
                None if one is None or two is None else one + two
                for one, two in zip(halves[0][1], halves[1][1], strict=True)
            )
            cells = (*halves[0][1], *halves[1][1])
            yield ((*halves, year), cells), (*first, *second)

    assert certain(published()) == []


def test_splits_of_one_total_tell_nothing_of_each_other() -> None:
    """Any two tables of one total are the margins of some reports, so no pair is ruled out."""
    for first in tables(2, 9):
        for second in tables(3, 9):
            if sum(first) == sum(second):
                rows = [place for place, number in enumerate(first) for _ in range(number)]
                columns = [place for place, number in enumerate(second) for _ in range(number)]
                reports = list(zip(rows, columns, strict=True))
                assert tuple(sum(r == p for r, _ in reports) for p in range(2)) == first
                assert tuple(sum(c == p for _, c in reports) for p in range(3)) == second


@given(st.lists(st.integers(0, 40), min_size=2, max_size=8))
def test_no_small_number_is_told_and_what_is_hidden_does_not_depend_on_places(
    numbers: list[int],
) -> None:
    total, cells = told(numbers)
    assert total == sum(numbers)
    assert not [cell for cell in cells if cell is not None and 0 < cell < SMALLEST_SHOWN]
    assert sum(cell is None for cell in cells) != 1
    assert told(numbers[::-1]) == (total, cells[::-1])


# The database keeps the rule


@pytest.fixture
def published(database: Any, tenant_ids: Any, open_session: Any, tell: Any) -> Any:
    """`published(received)`: what the function tells of a half year with reports received as
    (month 0-5, category 0-7, closed), and nothing else."""
    months = [date(2023, 10 + n, 1) if n < 3 else date(2024, n - 2, 1) for n in range(6)]

    def _published(received: Iterable[tuple[int, int, bool]]) -> Any:
        with database.owner.begin() as connection:
            connection.execute(
                sa.text("select set_config('portal_plugin.tenant', :tenant, true)"),
                {"tenant": str(tenant_ids["rimnam"])},
            )
            connection.execute(sa.text("delete from portal_plugin_inspection.report"))
        for month, category, closed in received:
            tell(
                months[month],
                category=Category(CODES[category]),
                closed_on=date(2024, 3, 1) if closed else None,
            )
        with open_session() as session:
            return corruption_figures(session, 2567).halves[0].counts

    return _published


def _split(received: Sequence[Any], place: int, cells: Sequence[Any]) -> tuple[int | None, ...]:
    return told([sum(report[place] == cell for report in received) for cell in cells])[1]


_REPORT = st.tuples(
    st.sampled_from([0, 0, 0, 1, 5]), st.sampled_from([0, 0, 0, 1, 2, 7]), st.booleans()
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_REPORT, max_size=24))
@example([])
@example([(0, 0, True)] * 4)
@example([(0, 0, True)] * 3 + [(0, 0, False)] * 9)
@example([(0, 0, True)] * 4 + [(month, 0, True) for month in range(1, 6)] * 6)
@example([(0, 0, True)] * 7 + [(1, 1, False)] * 5)
@example([(n % 6, n % 8, n % 2 == 0) for n in range(24)])
def test_the_database_tells_what_the_rule_says(published: Any, received: Any) -> None:
    counts = published(received)
    assert counts.received == len(received)
    assert tuple(counts.months.values()) == _split(received, 0, range(6))
    assert tuple(counts.categories.values()) == _split(received, 1, range(8))
    assert tuple(counts.states[state] for state in STATES) == _split(received, 2, (True, False))


def test_the_database_knows_every_category_and_no_other(published: Any) -> None:
    assert set(published([]).categories) == set(CODES)
