"""Long lists are read in pieces, each row once."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.api.paging import page
from portal_plugin.api.problems import Refused


class Row:
    def __init__(self) -> None:
        self.id = uuid4()


@given(st.integers(0, 30), st.integers(1, 12))
def test_following_the_cursor_gives_every_row_once_and_in_order(length, limit):
    rows = [Row() for _ in range(length)]
    seen, after = [], None
    for _ in range(length + 1):
        piece = page(rows, limit, after)
        assert len(piece.items) <= limit
        seen += piece.items
        after = piece.next
        if after is None:
            break
    assert after is None
    assert seen == rows


def test_a_cursor_of_no_row_is_refused():
    with pytest.raises(Refused) as caught:
        page([Row()], 1, uuid4())
    assert caught.value.status == 422


def test_measures_can_be_read_two_at_a_time(officer, town):
    seen, after = [], ""
    while after is not None:
        query = f"?fiscal_year=2566&limit=2&after={after}".removesuffix("&after=")
        given = officer.get(f"/plans/{town.plan}/measures{query}").get_json()
        assert len(given["items"]) <= 2
        seen += [line["measure"]["id"] for line in given["items"]]
        after = given["next"]
    assert seen == [str(each) for each in town.measures]


def test_a_query_that_cannot_be_is_told_in_thai_beside_its_parameter(officer, subtests):
    for query, field in (
        ("limit=201", "limit"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        (f"limit={'9' * 5000}", "limit"),
        ("after=1", "after"),
        ("fiscal_year=2023", "fiscal_year"),
        ("colour=red", "colour"),
    ):
        with subtests.test(query[:20]):
            answer = officer.get(f"/rounds?{query}")
            assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
            errors = answer.get_json()["errors"]
            assert list(errors) == [field]
            assert not any("a" <= letter <= "z" for letter in str(errors[field]))
