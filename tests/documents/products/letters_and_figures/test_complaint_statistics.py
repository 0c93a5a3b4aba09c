"""The register of complaints on paper: what everybody may see of it (23, C6, C7)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.product import Asked
from portal_plugin.errors import NotFound
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.models import TenantType

CODE = "complaint-statistics"
TOTALS, TOPICS = "ภาพรวม", "แยกตามหัวข้อ"
SPLITS = [TOPICS, "แยกตามเดือนที่รับเรื่อง", "แยกตามช่องทาง", "แยกตามหน่วยงานที่รับผิดชอบ"]


def captions(document: Any) -> list[str]:
    return [block.caption for block in document.blocks if hasattr(block, "caption")]


def test_the_half_year_is_told_by_the_six_months_and_the_year_by_the_twelve(
    composed: Any, numbers: Any, said: Any
) -> None:
    half, year = composed(CODE), composed(CODE, period="12M")
    assert numbers(half, TOTALS)[0][1] == 5
    assert numbers(year, TOTALS)[0][1] == 9
    assert "ครึ่งปีแรก (ต.ค. ๒๕๖๕ – มี.ค. ๒๕๖๖)" in said(half)
    assert "ทั้งปี (ต.ค. ๒๕๖๕ – ก.ย. ๒๕๖๖)" in said(year)


def test_splits_that_tell_nobody_stand_as_tables(composed: Any) -> None:
    assert captions(composed(CODE, period="12M")) == [TOTALS, *SPLITS]


def test_a_split_adds_up_to_what_was_received(composed: Any, numbers: Any, later: Any) -> None:
    with later(datetime(2023, 10, 5, 5, tzinfo=UTC)):
        document = composed(CODE, period="12M")
    assert [sum(row[1] for row in numbers(document, split)) for split in SPLITS] == [9] * 4


def test_where_a_split_might_tell_who_complained_there_is_none_and_it_says_why(
    gathered: Any, composed: Any, said: Any
) -> None:
    document = composed(CODE)
    assert captions(document) == [TOTALS]
    assert "น้อยกว่า ๕ เรื่อง" in said(document)
    figures = gathered(CODE)["statistics"]
    assert figures["topics"] == figures["months"] == figures["departments"] == []


def test_with_no_complaint_it_is_published_that_there_was_none(
    composed: Any, said: Any, numbers: Any
) -> None:
    document = composed(CODE, year=2570)
    assert "ในช่วงเวลานี้ไม่มีเรื่องร้องเรียน (ข้อมูล ณ วันที่ ๒๐ เมษายน ๒๕๖๖)" in said(document)
    assert numbers(document, TOTALS)[0][1] == 0
    assert captions(document) == [TOTALS]


def test_months_are_named_as_officials_write_them(composed: Any, table: Any) -> None:
    months = [row[0] for row in table(composed(CODE, period="12M"), SPLITS[1])]
    assert months[:2] == ["ต.ค.๖๕", "พ.ย.๖๕"]


@pytest.mark.parametrize("code", [CODE, "complaint-summary", "satisfaction"])
def test_the_provinces_own_office_has_no_register(becomes: Any, gathered: Any, code: str) -> None:
    becomes(TenantType.PROVINCE_OFFICE, "สำนักงานจังหวัดตัวอย่างธานี")
    with pytest.raises(NotFound, match="จังหวัดไม่มีทะเบียนเรื่องร้องเรียน"):
        gathered(code)


@pytest.mark.parametrize(
    "code",
    [each.code for each in PRODUCTS.values() if each.has_rounds and each.internal]
    + [CODE, "complaint-summary", "satisfaction"],
)
def test_a_product_with_rounds_asks_for_one(filled: Any, code: str) -> None:
    with filled.open() as session, pytest.raises(NotFound, match="กรุณาเลือกรอบ"):
        PRODUCTS[code].gather(session, Asked(2566))


def test_another_municipalitys_complaints_are_not_in_it(filled: Any) -> None:
    with filled.open_empty() as session:
        body = PRODUCTS[CODE].gather(session, Asked(2566, RoundCode.TWELVE_MONTHS))
    assert body["statistics"]["total"]["received"] == 0
