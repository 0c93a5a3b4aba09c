"""What is sealed opens for its owner in its place, and otherwise not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.exceptions import CryptoError

from portal_plugin.corruption.crypto import passphrase, sealing, streams
from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.errors import CannotOpen, UnknownFormat
from portal_plugin.corruption.crypto.padding import SMALLEST, STEP, padded, unpadded
from portal_plugin.corruption.crypto.passphrase import (
    Cost,
    lock_with_passphrase,
    unlock_with_passphrase,
)
from portal_plugin.corruption.crypto.sealing import lock, new_key_pair, seal, unlock, unseal
from portal_plugin.corruption.crypto.streams import PIECE_BYTES, seal_file, unseal_file

PAIR, OTHER_PAIR = new_key_pair(), new_key_pair()
KEY, OTHER_KEY = bytes(range(32)), bytes(32)
PLACE = Context(UUID(int=1), Field.MESSAGE, UUID(int=2), UUID(int=3))
CHEAP = Cost(1, 8)
WORDS = "ปลาทูแม่กลอง สามสิบเก้า"

Seal = Callable[[bytes, Context], bytes]
Forms = dict[str, tuple[Seal, Seal]]
FORMS: Forms = {
    "sealed": (
        lambda content, place: seal(PAIR.public, content, place),
        lambda blob, place: unseal(PAIR, blob, place),
    ),
    "locked": (
        lambda content, place: lock(KEY, content, place),
        lambda blob, place: unlock(KEY, blob, place),
    ),
    "file": (
        lambda content, place: seal_file(PAIR.public, content, place),
        lambda blob, place: unseal_file(PAIR, blob, place),
    ),
    "passphrase": (
        lambda content, place: lock_with_passphrase(WORDS, content, place, CHEAP),
        lambda blob, place: unlock_with_passphrase(WORDS, blob, place),
    ),
}
forms = st.sampled_from(sorted(FORMS))
contents = st.one_of(st.binary(max_size=300), st.integers(4_000, 5_000).map(lambda n: b"\x80" * n))
places = st.builds(Context, st.uuids(), st.sampled_from(Field), st.uuids(), st.uuids())
quick = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


# It opens in its place


@quick
@given(forms, contents, places)
def test_what_was_sealed_is_what_opens(form: str, content: bytes, place: Context) -> None:
    seal_it, open_it = FORMS[form]
    assert open_it(seal_it(content, place), place) == content


@pytest.mark.parametrize("size", [0, 65_535, 65_536, 131_071, 131_072, STEP, STEP + 1, 3 * STEP])
def test_a_file_of_any_number_of_pieces_opens(size: int) -> None:
    content = b"\x80" * size
    assert unseal_file(PAIR, seal_file(PAIR.public, content, PLACE), PLACE) == content


@quick
@given(forms, contents)
def test_the_same_content_is_never_the_same_ciphertext(form: str, content: bytes) -> None:
    seal_it, _ = FORMS[form]
    assert seal_it(content, PLACE)[25:] != seal_it(content, PLACE)[25:]


def test_a_passphrase_may_be_typed_on_another_keyboard() -> None:
    blob = lock_with_passphrase("cafe\u0301 น้ำ", b"secret", PLACE, CHEAP)
    assert unlock_with_passphrase(" caf\u00e9 น้ํา\n", blob, PLACE) == b"secret"


# And nowhere else


@quick
@given(forms, places, places)
def test_it_opens_for_no_other_tenant_field_report_or_part(
    form: str, place: Context, other: Context
) -> None:
    seal_it, open_it = FORMS[form]
    blob = seal_it(b"secret", place)
    for name in ("tenant_id", "field", "owner", "part"):
        elsewhere = replace(place, **{name: getattr(other, name)})
        if elsewhere != place:
            with pytest.raises(CannotOpen):
                open_it(blob, elsewhere)


@quick
@given(places, places)
def test_two_places_never_prove_the_same(place: Context, other: Context) -> None:
    assert (place == other) == (place.bound_to(b"S\x01") == other.bound_to(b"S\x01"))
    assert place.bound_to(b"S\x01") != place.bound_to(b"L\x01")


def test_it_opens_with_no_other_key() -> None:
    for open_wrongly in (
        lambda: unseal(OTHER_PAIR, FORMS["sealed"][0](b"secret", PLACE), PLACE),
        lambda: unlock(OTHER_KEY, FORMS["locked"][0](b"secret", PLACE), PLACE),
        lambda: unseal_file(OTHER_PAIR, FORMS["file"][0](b"secret", PLACE), PLACE),
        lambda: unlock_with_passphrase("อื่น", FORMS["passphrase"][0](b"secret", PLACE), PLACE),
    ):
        with pytest.raises(CannotOpen):
            open_wrongly()


def test_one_form_does_not_open_as_another() -> None:
    for form, (seal_it, _) in FORMS.items():
        for other, (_, open_it) in FORMS.items():
            if other != form:
                with pytest.raises(CannotOpen):
                    open_it(seal_it(b"secret", PLACE), PLACE)


# Bytes that were changed


@quick
@given(forms, contents, st.data())
def test_a_byte_changed_does_not_open(form: str, content: bytes, data: st.DataObject) -> None:
    seal_it, open_it = FORMS[form]
    blob = bytearray(seal_it(content, PLACE))
    # The cost of a passphrase stands in bytes 17 to 24: a test of its own changes those.
    known = [at for at in range(len(blob)) if form != "passphrase" or not 17 <= at < 25]
    blob[data.draw(st.sampled_from(known))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotOpen):
        open_it(bytes(blob), PLACE)


@quick
@given(forms, contents, st.data())
def test_bytes_cut_off_or_added_do_not_open(form: str, content: bytes, data: st.DataObject) -> None:
    seal_it, open_it = FORMS[form]
    blob = seal_it(content, PLACE)
    at = data.draw(st.integers(0, len(blob) - 1))
    more = data.draw(st.binary(min_size=1, max_size=50))
    for changed in (blob[:at], blob + more):
        with pytest.raises(CannotOpen):
            open_it(changed, PLACE)


@quick
@given(st.sampled_from(["sealed", "locked", "file"]), st.binary(max_size=400))
def test_bytes_of_a_stranger_do_not_open(form: str, blob: bytes) -> None:
    for hostile in (blob, b"\x01" + blob):
        with pytest.raises(CannotOpen):
            FORMS[form][1](hostile, PLACE)


@quick
@given(st.data())
def test_pieces_of_a_file_in_any_other_order_do_not_open(data: st.DataObject) -> None:
    # Every piece ends as padding does, so that a cut is not noticed by its padding.
    whole = _pieces(seal_file(PAIR.public, (b"\x80" + bytes(255)) * 1_000, PLACE))
    head, pieces = whole[0], whole[1:]
    assert len(pieces) == 4
    order = data.draw(st.lists(st.integers(0, 3), max_size=6).filter(lambda o: o != [0, 1, 2, 3]))
    with pytest.raises(CannotOpen):
        unseal_file(PAIR, b"".join([head, *(pieces[at] for at in order)]), PLACE)


def test_a_piece_of_another_file_does_not_open() -> None:
    one, other = (_pieces(seal_file(PAIR.public, bytes(200_000), PLACE)) for _ in range(2))
    with pytest.raises(CannotOpen):
        unseal_file(PAIR, b"".join([*one[:2], other[2], *one[3:]]), PLACE)


def test_the_head_of_another_file_does_not_open() -> None:
    one, other = (_pieces(seal_file(PAIR.public, bytes(200_000), PLACE)) for _ in range(2))
    with pytest.raises(CannotOpen):
        unseal_file(PAIR, b"".join([other[0], *one[1:]]), PLACE)


def _pieces(blob: bytes) -> list[bytes]:
    head, size = 1 + 80 + 24, PIECE_BYTES + 17
    return [blob[:head], *(blob[at : at + size] for at in range(head, len(blob), size))]


# What sizes tell


@quick
@given(forms, st.lists(st.integers(0, SMALLEST - 1), min_size=2, max_size=2))
def test_short_texts_have_one_size(form: str, sizes: list[int]) -> None:
    seal_it, _ = FORMS[form]
    assert len({len(seal_it(b"x" * size, PLACE)) for size in sizes}) == 1


@quick
@given(st.integers(0, 5 * STEP))
def test_a_size_tells_the_step_alone(size: int) -> None:
    filled = padded(b"\x80" * size)
    assert unpadded(filled) == b"\x80" * size
    assert len(filled) > size
    steps = [SMALLEST * 2**n for n in range(9)] + [STEP * n for n in range(2, 7)]
    assert len(filled) == min(step for step in steps if step > size)


@given(st.binary(max_size=100))
def test_padding_that_is_none_is_refused(data: bytes) -> None:
    if b"\x80" not in data:
        with pytest.raises(CannotOpen):
            unpadded(data)


# Formats to come, and rows of whoever can write rows


@pytest.mark.parametrize("form", FORMS)
def test_a_newer_format_says_what_to_do(form: str) -> None:
    seal_it, open_it = FORMS[form]
    with pytest.raises(UnknownFormat, match="install a newer release"):
        open_it(b"\x02" + seal_it(b"secret", PLACE)[1:], PLACE)


@pytest.mark.parametrize("form", ["sealed", "locked", "file"])
def test_a_newer_format_leaves_the_older_one_readable(
    form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_it, open_it = FORMS[form]
    module = streams if form == "file" else sealing
    old = seal_it(b"secret", PLACE)
    monkeypatch.setattr(module, "VERSION", 2)
    monkeypatch.setattr(module, "READABLE", (1, 2))
    new = seal_it(b"secret", PLACE)
    assert (old[0], new[0]) == (1, 2)
    assert open_it(old, PLACE) == open_it(new, PLACE) == b"secret"
    assert (module.is_current(old), module.is_current(new)) == (False, True)
    with pytest.raises(CannotOpen):
        open_it(b"\x01" + new[1:], PLACE)


def test_a_passphrase_that_costs_too_little_today_wants_locking_anew(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blob = lock_with_passphrase(WORDS, b"secret", PLACE, CHEAP)
    assert not passphrase.is_current(blob)
    monkeypatch.setattr(passphrase, "MODERATE", CHEAP)
    assert passphrase.is_current(blob)
    monkeypatch.setattr(sealing, "VERSION", 2)
    assert not passphrase.is_current(blob)


@pytest.mark.parametrize(("operations", "kibibytes"), [(0, 64), (1, 0), (17, 64), (1, 2**20 + 1)])
def test_a_cost_that_was_never_written_is_not_paid(operations: int, kibibytes: int) -> None:
    blob = lock_with_passphrase(WORDS, b"secret", PLACE, CHEAP)
    hostile = blob[:17] + operations.to_bytes(4) + kibibytes.to_bytes(4) + blob[25:]
    with pytest.raises(CannotOpen, match="ever written"):
        unlock_with_passphrase(WORDS, hostile, PLACE)


def test_nothing_is_sealed_for_a_public_key_that_everybody_could_open() -> None:
    """Points of low order make a shared secret that is known beforehand."""
    for low in (bytes(32), b"\x01" + bytes(31)):
        with pytest.raises(CryptoError):
            seal(low, b"secret", PLACE)


def test_a_key_is_not_told_by_its_pair() -> None:
    assert PAIR.private.hex() not in repr(PAIR)
    assert repr(PAIR.private) not in repr(PAIR)
