"""Nobody whom a report concerns holds its key: every combination, before and after intake (C16)."""

from __future__ import annotations

import random
from itertools import chain, combinations, combinations_with_replacement, product
from typing import Any
from uuid import UUID

import pytest

from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.custody.readers import Reader, entitled, open_as_reader
from portal_plugin.corruption.informants.intake import NobodyMayRead

POSTS = tuple(UUID(int=number) for number in range(1, 5))
SUBSETS = [
    frozenset(chosen)
    for chosen in chain.from_iterable(combinations(POSTS, size) for size in range(5))
]
OUTSIDE: list[tuple[frozenset[UUID], ...]] = [(), (SUBSETS[0],), (SUBSETS[1],), SUBSETS[:2]]


def _readers(holdings: Any, *, outside: bool) -> list[Reader]:
    return [
        Reader(UUID(int=(100 if outside else 50) + place), b"", posts, outside)
        for place, posts in enumerate(holdings)
    ]


def test_every_combination_of_posts_inspectors_and_recipients_keeps_the_concerned_away() -> None:
    """Inspectors with equal posts are alike, so unordered holdings are all there are."""
    tried = 0
    for size, beyond in product(range(5), OUTSIDE):
        outside = _readers(beyond, outside=True)
        for holdings in combinations_with_replacement(SUBSETS, size):
            inside = _readers(holdings, outside=False)
            for concerned, outside_only in product(SUBSETS, (False, True)):
                found = entitled(inside + outside, concerned, outside_only=outside_only)
                free_inside = [one for one in inside if concerned.isdisjoint(one.posts)]
                free_outside = [one for one in outside if concerned.isdisjoint(one.posts)]
                expected = free_outside if outside_only or not free_inside else free_inside
                assert list(found) == expected
                tried += 1
    assert tried == 4845 * 4 * 16 * 2


@pytest.mark.parametrize("seed", range(24))
def test_the_real_intake_gives_keys_to_exactly_the_unconcerned_or_takes_nothing(
    bureau: Any, seed: int
) -> None:
    chance = random.Random(seed)
    titles = [f"ตำแหน่ง {number} (ตัวอย่าง)" for number in range(4)]
    for title in titles:
        bureau.post(title)
    held: dict[str, set[str]] = {}
    outsiders = {"ผู้รับเรื่องภายนอก"} if chance.random() < 0.5 else set()
    for name in [f"ผู้ตรวจ {number}" for number in range(chance.randint(0, 4))] + list(outsiders):
        held[name] = set(chance.sample(titles, chance.randint(0, 2)))
        bureau.hire(name, *held[name], outside=name in outsiders)
    concerned = chance.sample(titles, chance.randint(0, 4))
    outside_only = chance.random() < 0.3
    free = {name for name, posts in held.items() if posts.isdisjoint(concerned)}
    inside = free - outsiders
    expected = free & outsiders if outside_only or not inside else inside
    if not expected:
        with pytest.raises(NobodyMayRead):
            bureau.report(*concerned, outside_only=outside_only)
        return
    report = bureau.report(*concerned, outside_only=outside_only)
    assert bureau.readers(report) == expected
    for name, inspector in bureau.people.items():
        if name in expected:
            open_as_reader(bureau.session, report, inspector.id, bureau.pairs[name])
        else:
            with pytest.raises(CannotOpen):
                open_as_reader(bureau.session, report, inspector.id, bureau.pairs[name])
