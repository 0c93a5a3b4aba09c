"""How satisfied people are: ratings of complaints, and the plan's indicators (24, C9)."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.product import Asked
from portal_plugin.measures.codes import RoundCode
from portal_plugin.measures.models import Indicator

CODE = "satisfaction"
RATINGS, INDICATORS = "คะแนนที่ผู้ร้องเรียนให้", "ตัวชี้วัด เป้าหมาย และผล"


def compared(table: Any, body: Any, **given: Any) -> list[str]:
    """Target, value and verdict of the first indicator, changed as `given` says."""
    first, *rest = body["indicators"]
    document = PRODUCTS[CODE].compose(body | {"indicators": [first | given, *rest]})
    return table(document, INDICATORS)[0][3:]


def test_the_ratings_are_held_against_the_threshold(composed: Any, table: Any) -> None:
    assert table(composed(CODE), RATINGS) == [["๕", "๔", "๘๐", "๘๐", "ถึงเกณฑ์"]]


def test_below_the_threshold_it_says_so(gathered: Any, table: Any) -> None:
    ratings = {"rated": 3, "satisfied": 2, "satisfied_percent": 200 / 3, "satisfying": False}
    document = PRODUCTS[CODE].compose(gathered(CODE) | {"complaints": ratings})
    assert table(document, RATINGS) == [["๓", "๒", "๖๖.๖๗", "๘๐", "ต่ำกว่าเกณฑ์"]]


def test_without_a_rating_it_says_that_there_is_none(composed: Any, said: Any, table: Any) -> None:
    document = composed(CODE, year=2570)
    assert "ยังไม่มีผู้ร้องให้คะแนน" in said(document)
    assert table(document, RATINGS) == [["๐", "๐", "–", "๘๐", "–"]]


def test_the_indicators_that_ask_for_satisfaction_stand_with_their_targets(
    composed: Any, table: Any
) -> None:
    rows = table(composed(CODE), INDICATORS)
    assert [row[0] for row in rows] == ["๕", "๑๐"]
    assert all("พึงพอใจ" in row[2] for row in rows)
    assert all(row[3:] == ["ไม่น้อยกว่า ๘๐", "รอรายงานผล", "–"] for row in rows)


@pytest.mark.parametrize(
    ("text", "unit", "asks"),
    [
        ("ผู้ใช้บริการพึงพอใจไม่น้อยกว่าร้อยละ 80", None, True),
        ("ความ พึง พอใจ ของผู้ใช้บริการ", "ร้อยละ", True),
        ("ผู้ใช้บริการพึงพอใจ", "ครั้ง", False),
        ("ผู้เข้าอบรมไม่น้อยกว่าร้อยละ 80", "ร้อยละ", False),
    ],
)
def test_an_indicator_counts_where_it_asks_how_many_of_a_hundred_are_satisfied(
    gathered: Any, change: Any, filled: Any, text: str, unit: str | None, asks: bool
) -> None:
    change(Indicator, text=text, unit=unit)
    with filled.open() as session:
        many = session.scalar(sa.select(sa.func.count()).select_from(Indicator))
    found = gathered(CODE, period="12M")["indicators"]
    assert len(found) == (many if asks else 0)


@pytest.mark.parametrize(
    ("comparator", "reported", "verdict"),
    [
        ("GE", "80", "ถึงเกณฑ์"),
        ("GE", "79.99", "ต่ำกว่าเกณฑ์"),
        ("GT", "80", "ต่ำกว่าเกณฑ์"),
        ("LE", "80", "ถึงเกณฑ์"),
        ("LT", "80", "ต่ำกว่าเกณฑ์"),
        (None, "80", "ถึงเกณฑ์"),
        ("GE", "๘๕.๕", "ถึงเกณฑ์"),
        ("GE", "90%", "ถึงเกณฑ์"),
        ("GE", "ดีมาก (ตัวอย่าง)", "–"),
        ("GE", "NaN", "–"),
        ("GE", "Infinity", "–"),
        ("GE", None, "–"),
    ],
)
def test_what_was_reported_is_held_against_the_target(
    gathered: Any, table: Any, comparator: str | None, reported: str | None, verdict: str
) -> None:
    given = compared(table, gathered(CODE), comparator=comparator, reported=reported, target="80")
    assert given[2] == verdict


def test_what_is_no_number_stands_as_somebody_wrote_it(gathered: Any, table: Any) -> None:
    given = compared(table, gathered(CODE), reported="ดีมาก (ตัวอย่าง)")
    assert given[1] == "ดีมาก (ตัวอย่าง)"


def test_an_indicator_without_a_target_is_not_judged(gathered: Any, table: Any) -> None:
    assert compared(table, gathered(CODE), target=None, reported="90") == ["–", "๙๐", "–"]


def test_without_a_plan_the_ratings_stand_alone(filled: Any, said: Any) -> None:
    with filled.open_empty() as session:
        body = PRODUCTS[CODE].gather(session, Asked(2566, RoundCode.SIX_MONTHS))
    assert body["indicators"] == []
    assert "ไม่มีตัวชี้วัดที่วัดด้วยร้อยละความพึงพอใจ" in said(PRODUCTS[CODE].compose(body))
