"""A key in shares: enough of one ceremony open it, all else is refused in one sentence."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal_plugin.corruption.crypto.shares import BadShares, one_share, split, together

KEY = bytes(range(32))
KNOWN = (  # written once by this code: papers in drawers must open for ever
    "worthy evil academic acid amount velvet multiple vampire taxi flip leaves that welcome dough "
    "bucket harvest scandal theater remember primary miracle wrap temple human birthday herald "
    "elite criminal trend squeeze august museum favorite",
    "worthy evil academic agency avoid cinema skunk craft shrimp venture wisdom visual training "
    "gesture revenue item industry taught pulse fawn market junction lips enemy burning slush "
    "realize ecology smug sprinkle ultimate learn breathe",
    "worthy evil academic always agency fake check custody pecan machine item permit tackle "
    "machine estate cluster bishop threaten plastic frozen rich depend crucial extra bulb privacy "
    "python western downtown boundary river making dismiss",
)
VECTOR = (
    "theory painting academic academic armed sweater year military elder discuss acne wildlife "
    "boring employer fused large satoshi bundle carbon diagnose anatomy hamster leaves tracks "
    "paces beyond phantom capital marvel lips brave detect"
)
GROUPED = (
    "wildlife deal beard romp alcohol space mild usual clothes union nuclear testify course "
    "research heat listen task location thank hospital slice smell failure fawn helpful priest "
    "ambition average recover lecture process dough stadium"
)


def _joined(shares: list[str] | tuple[str, ...]) -> bytes:
    return together(one_share(share) for share in shares)


def test_shares_on_old_paper_still_open() -> None:
    assert _joined(KNOWN[:2]) == _joined(KNOWN[1:]) == KEY


def test_a_published_vector_is_read_and_its_damaged_twin_refused() -> None:
    """SLIP-0039's vectors 20 and 21: one share of 256 bits, and the same with a last word wrong."""
    assert one_share(f"{VECTOR} luck").member_threshold == 1
    with pytest.raises(BadShares, match="misread"):
        one_share(f"{VECTOR} lunar")


def test_shares_in_groups_which_we_never_make_are_refused() -> None:
    """SLIP-0039's vector 34: groups of shares, and not enough of them."""
    with pytest.raises(BadShares):
        _joined([GROUPED])


@given(
    key=st.binary(min_size=32, max_size=32), size=st.tuples(st.integers(2, 5), st.integers(0, 3))
)
def test_any_enough_shares_give_the_key_back(key: bytes, size: tuple[int, int]) -> None:
    threshold, more = size
    shares = split(key, threshold, threshold + more)
    assert {len(share.split()) for share in shares} == {33}
    assert _joined(shares[:threshold]) == _joined(shares[-threshold:]) == _joined(shares) == key


def test_every_pair_of_three_opens_and_no_single_one() -> None:
    shares = split(KEY, 2, 3)
    assert {_joined(pair) for pair in combinations(shares, 2)} == {KEY}
    for share in shares:
        with pytest.raises(BadShares, match="2 different shares"):
            _joined([share])
        with pytest.raises(BadShares, match="2 different shares"):
            _joined([share, share])


def test_shares_of_two_ceremonies_do_not_mix() -> None:
    with pytest.raises(BadShares, match="one ceremony"):
        _joined([split(KEY, 2, 3)[0], split(KEY, 2, 3)[1]])


def test_case_numbers_and_line_ends_do_not_matter() -> None:
    typed = "\n".join(f"{place}. {word.upper()}" for place, word in enumerate(KNOWN[0].split(), 1))
    assert one_share(typed) == one_share(KNOWN[0])


@pytest.mark.parametrize("place", [0, 16, 32])
def test_one_word_misread_is_noticed_and_not_quoted(place: int) -> None:
    words = KNOWN[0].split()
    words[place] = "zero" if words[place] != "zero" else "academic"
    with pytest.raises(BadShares, match="misread") as refused:
        one_share(" ".join(words))
    assert refused.value.__cause__ is None and "zero" not in str(refused.value)


@given(st.text())
def test_whatever_is_typed_is_refused_in_a_sentence(typed: str) -> None:
    with pytest.raises(BadShares):
        one_share(typed)


@pytest.mark.parametrize(("threshold", "count"), [(1, 3), (4, 3), (2, 17), (0, 0), (2, 1)])
def test_numbers_that_make_no_sense_are_refused(threshold: int, count: int) -> None:
    with pytest.raises(BadShares):
        split(KEY, threshold, count)
