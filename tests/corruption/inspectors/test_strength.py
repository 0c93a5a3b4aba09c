"""A weak passphrase is refused, whatever language it is in and however long it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_plugin.corruption.inspection.strength import (
    ENOUGH,
    LONGEST,
    Weakness,
    new_passphrase,
    strength_of,
)

NAMES = ("สมใจ ใจดี (ตัวอย่าง)", "somjai.jaidee", "เทศบาลเมืองตัวอย่างริมน้ำ", "ตัวอย่างธานี")


@pytest.mark.parametrize(
    "weak",
    [
        "",
        "password",
        "correct horse",
        "P@ssw0rd1234!",
        "1234567890123456789012345678901234567890",
        "qwertyuiopasdfghjklzxcvbnm",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "กกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกกก",
        "สวัสดีประเทศไทย",
        "ฉันรักประเทศไทย",
        "somjai.jaidee somjai.jaidee",
        "สมใจใจดีเทศบาลเมืองตัวอย่างริมน้ำตัวอย่างธานี",
        "เทศบาลเมืองตัวอย่างริมน้ำ1234",
    ],
)
def test_what_is_guessed_early_is_refused(weak: str) -> None:
    found = strength_of(weak, NAMES)
    assert found.weakness is Weakness.TOO_WEAK
    assert found.power < ENOUGH


@pytest.mark.parametrize(
    "strong",
    [
        "ช้างสีฟ้าขี่จักรยานไปตลาดนัดเช้าวันจันทร์",
        "มะละกอ cactus รถไฟ 84 harbour ผีเสื้อ",
        "kX9$vQ2!mZ7pL4wR",
        "five unlikely gardens hum yellow thunder",
    ],
)
def test_what_holds_is_taken(strong: str) -> None:
    assert strength_of(strong, NAMES).weakness is None


def test_what_we_offer_is_always_taken_and_never_twice_the_same() -> None:
    offered = {new_passphrase() for _ in range(100)}
    assert len(offered) == 100
    assert all(strength_of(each, NAMES).weakness is None for each in offered)
    assert {len(each.split()) for each in offered} == {8}


def test_a_name_that_the_guesser_knows_is_worth_nothing() -> None:
    long_name = "เทศบาลเมืองทะเลหมอกภูเขาเขียวชอุ่มแม่น้ำใส"
    assert strength_of(long_name).weakness is None
    assert strength_of(long_name, (long_name,)).weakness is Weakness.TOO_WEAK


@pytest.mark.parametrize(
    ("typed", "weakness"),
    [("ก" * (LONGEST + 1), Weakness.TOO_LONG), ("a\x00b", Weakness.UNREADABLE)],
)
def test_what_cannot_be_typed_again_is_refused(typed: str, weakness: Weakness) -> None:
    assert strength_of(typed).weakness is weakness


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=LONGEST + 5), st.lists(st.text(max_size=20), max_size=3))
def test_every_text_is_judged_and_quickly(typed: str, known: list[str]) -> None:
    begun = time.perf_counter()
    found = strength_of(typed, known)
    assert time.perf_counter() - begun < 2
    assert 0 <= found.share <= 1
    assert (found.weakness is None) == (found.power >= ENOUGH)


@pytest.mark.parametrize("text", ["a1" * 100, "password" * 25, "กข1a" * 50, "qwerty!" * 28])
def test_a_long_text_takes_no_long_time(text: str) -> None:
    begun = time.perf_counter()
    strength_of(text, NAMES)
    assert time.perf_counter() - begun < 1
