"""The tracking code: easy to type, hopeless to guess, kept only as a digest."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from portal_plugin.complaints.tracking import (
    BadCode,
    TrackingKey,
    read_code,
)
from portal_plugin.crockford import ALPHABET, in_groups
from portal_plugin.thai import thai_digits

KEY = TrackingKey("ก" * 32)
TENANT = UUID("0190f000-0000-7000-8000-000000000001")

codes = st.binary(min_size=1, max_size=64).map(lambda seed: KEY.new_code(TENANT, seed))


@given(codes)
def test_a_code_is_17_characters_that_read_back(code: str) -> None:
    assert len(code) == 17
    assert set(code) <= set(ALPHABET)
    assert read_code(code) == code
    assert read_code(in_groups(code)) == code


@given(codes, st.integers(0, 16), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_noticed(code: str, place: int, other: str) -> None:
    assume(code[place] != other)
    with pytest.raises(BadCode):
        read_code(code[:place] + other + code[place + 1 :])


@given(codes, st.integers(0, 15))
def test_two_neighbours_swapped_are_noticed_but_for_0_and_z(code: str, place: int) -> None:
    one, two = code[place], code[place + 1]
    assume(one != two and {one, two} != {"0", "Z"})
    with pytest.raises(BadCode):
        read_code(code[:place] + two + one + code[place + 2 :])


@given(codes, st.data())
def test_case_blanks_hyphens_thai_digits_and_lookalikes_do_not_matter(
    code: str, data: st.DataObject
) -> None:
    ways = {"0": "0Oo๐", "1": "1IiLl๑"}
    typed = "".join(
        data.draw(st.sampled_from(ways.get(each, each + each.lower() + thai_digits(each))))
        + data.draw(st.sampled_from(["", " ", "-", "–", "\u200b", "\u00a0", "."]))
        for each in code
    )
    assert read_code(typed) == code


@given(st.one_of(st.text(max_size=60), st.text(ALPHABET, max_size=40)))
def test_whatever_is_typed_is_a_code_or_refused(typed: str) -> None:
    try:
        code = read_code(typed)
    except BadCode:
        return
    assert len(code) == 17
    assert set(code) <= set(ALPHABET)


def test_codes_without_a_seed_differ() -> None:
    assert len({KEY.new_code(TENANT) for _ in range(1_000)}) == 1_000


def test_seed_tenant_and_key_each_decide_the_code() -> None:
    codes = {
        KEY.new_code(TENANT, b"one"),
        KEY.new_code(TENANT, b"two"),
        KEY.new_code(uuid4(), b"one"),
        TrackingKey("ข" * 32).new_code(TENANT, b"one"),
    }
    assert len(codes) == 4
    assert KEY.new_code(TENANT, b"one") in codes


@given(codes)
def test_digests_serve_one_purpose_in_one_tenant(code: str) -> None:
    digests = {
        KEY.digest(TENANT, code),
        KEY.digest(UUID(int=1), code),
        KEY.seed_digest(TENANT, code.encode()),
        TrackingKey("ข" * 32).digest(TENANT, code),
    }
    assert len(digests) == 4
    assert {len(digest) for digest in digests} == {32}


def test_the_key_shows_its_secret_to_nobody() -> None:
    assert "ก" not in repr(KEY)
