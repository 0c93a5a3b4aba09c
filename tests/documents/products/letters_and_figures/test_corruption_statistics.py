"""The corruption channel on paper: what the page tells, and no more (22, C6, C7)."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal_plugin.corruption.codes import Category
from portal_plugin.statistics.corruption_body import HIDDEN

PERIODS = "แต่ละช่วงเวลา"
CATEGORIES = "แยกตามประเภทเรื่อง (เรื่อง)"
MONTHS = "แยกตามเดือนที่รับเรื่อง"
CODE = "corruption-statistics"
AFTER = datetime(2023, 10, 5, 5, tzinfo=UTC)


@pytest.fixture
def year_over(later: Any) -> Any:
    with later(AFTER):
        yield


def test_with_no_report_it_is_published_that_there_was_none(
    year_over: Any, composed: Any, said: Any, numbers: Any
) -> None:
    document = composed(CODE)
    assert "ปีงบประมาณ พ.ศ. ๒๕๖๖ เทศบาลเมืองตัวอย่างริมน้ำ ไม่มีเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ" in said(
        document
    ).split("\n")
    assert [row[1:] for row in numbers(document, PERIODS)] == [[0, 0, 0]] * 3


def test_an_empty_half_before_a_full_one_is_said_to_be_empty(
    year_over: Any, tell: Any, composed: Any, said: Any
) -> None:
    tell(date(2023, 5, 2), times=6)
    lines = [line for line in said(composed(CODE)).split("\n") if "ไม่มีเรื่องร้องเรียน" in line]
    assert [line.startswith("ครึ่งปีแรก ปีงบประมาณ") for line in lines] == [True]


def test_a_half_that_is_not_over_says_when_it_is_told(composed: Any, table: Any) -> None:
    first, second, year = table(composed(CODE), PERIODS)
    assert first[1:] == ["๐", "๐", "๐"]
    assert second[1:] == year[1:] == ["เผยแพร่หลังวันที่ ๓๐ กันยายน ๒๕๖๖"]


def test_what_was_received_in_a_half_that_is_not_over_is_nowhere(tell: Any, gathered: Any) -> None:
    before = gathered(CODE)
    tell(date(2023, 4, 5), times=9)
    assert gathered(CODE) == before


def test_small_cells_say_that_they_are_not_shown_and_carry_no_number(
    year_over: Any, tell: Any, composed: Any, table: Any, numbers: Any, said: Any
) -> None:
    tell(date(2022, 11, 3), times=7, category=Category.BRIBERY)
    tell(date(2022, 12, 3), times=2, category=Category.PROCUREMENT)
    document = composed(CODE)
    shown = {row[0]: row[1] for row in table(document, CATEGORIES)}
    assert shown["เรียกหรือรับสินบน"] == "๗"
    assert shown["จัดซื้อจัดจ้างไม่โปร่งใส"] == shown["เรื่องอื่น"] == HIDDEN
    assert {row[1] for row in numbers(document, CATEGORIES)} == {7, None}
    assert "จำนวนที่น้อยกว่า ๕ เรื่อง" in said(document)


def test_where_nothing_is_hidden_nothing_is_said_of_hiding(
    year_over: Any, composed: Any, said: Any
) -> None:
    assert HIDDEN not in said(composed(CODE))


def test_the_months_are_those_of_the_widest_period(
    year_over: Any, tell: Any, composed: Any, table: Any
) -> None:
    tell(date(2022, 11, 3), times=30)
    months = table(composed(CODE), MONTHS)
    assert len(months) == 12
    assert (months[0][0], months[1]) == ("ต.ค.๖๕", ["พ.ย.๖๕", "๓๐"])


def test_the_item_of_the_year_stands_in_a_small_line(composed: Any, said: Any) -> None:
    assert "แบบวัดการเปิดเผยข้อมูลสาธารณะ (OIT) ข้อ O29" in said(composed(CODE))


def test_a_year_without_a_known_item_names_none(composed: Any, said: Any) -> None:
    assert "OIT" not in said(composed(CODE, year=2580))
