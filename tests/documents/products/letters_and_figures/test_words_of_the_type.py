"""Each type of municipality is spoken of in its own words (domain 2.4)."""

from __future__ import annotations

from typing import Any

import pytest

from portal_plugin.config.catalogue import lao_words
from portal_plugin.documents.model import Signature
from portal_plugin.documents.models import Letterhead
from portal_plugin.tenants.models import TenantType

NAMES = {
    TenantType.PAO: "องค์การบริหารส่วนจังหวัดตัวอย่างธานี",
    TenantType.CITY_MUNICIPALITY: "เทศบาลนครตัวอย่างธานี",
    TenantType.TOWN_MUNICIPALITY: "เทศบาลเมืองตัวอย่างริมน้ำ",
    TenantType.SUBDISTRICT_MUNICIPALITY: "เทศบาลตำบลตัวอย่างทรายทอง",
    TenantType.SAO: "องค์การบริหารส่วนตำบลตัวอย่างหนองบัว",
    TenantType.PATTAYA: "เมืองพัทยา",
}
HEADS = {
    TenantType.PAO: "นายกองค์การบริหารส่วนจังหวัดตัวอย่างธานี",
    TenantType.CITY_MUNICIPALITY: "นายกเทศมนตรีนครตัวอย่างธานี",
    TenantType.TOWN_MUNICIPALITY: "นายกเทศมนตรีเมืองตัวอย่างริมน้ำ",
    TenantType.SUBDISTRICT_MUNICIPALITY: "นายกเทศมนตรีตำบลตัวอย่างทรายทอง",
    TenantType.SAO: "นายกองค์การบริหารส่วนตำบลตัวอย่างหนองบัว",
    TenantType.PATTAYA: "นายกเมืองพัทยา",
}
OWN = ("เทศบัญญัติ", "เทศบาล", "เทศมนตรี", "องค์การบริหารส่วนตำบล", "องค์การบริหารส่วนจังหวัด", "เมืองพัทยา")


@pytest.fixture(params=NAMES, ids=lambda kind: kind.value)
def kind(request: Any, becomes: Any, change: Any) -> TenantType:
    becomes(request.param, NAMES[request.param])
    change(Letterhead, head_acting="", clerk_acting="", memo_unit="สำนักปลัด")
    return request.param


def foreign(kind: TenantType) -> list[str]:
    """Words that belong to other types alone."""
    words = lao_words(kind)
    own = " ".join([NAMES[kind], HEADS[kind], *words.values()])
    return [word for word in OWN if word not in own]


def test_a_memo_speaks_of_the_ordinance_as_its_type_does(kind: TenantType, gathered: Any) -> None:
    assert f"ตาม{lao_words(kind)['ordinance']} " in gathered("memo")["texts"]["facts"]


def test_the_announcement_speaks_of_staff_and_council_as_its_type_does(
    kind: TenantType, composed: Any, said: Any
) -> None:
    told, words = said(composed("no-gift")), lao_words(kind)
    assert f"สมาชิก{words['council']} {words['staff']} " in told


def test_the_head_signs_under_his_own_post(kind: TenantType, composed: Any) -> None:
    for code in ("memo", "circular", "reminder", "no-gift"):
        signatures = [block for block in composed(code).blocks if isinstance(block, Signature)]
        assert signatures[-1].post == HEADS[kind]
    assert composed("memo").blocks[0].to == HEADS[kind]


def test_no_word_of_another_type_comes_in(
    kind: TenantType, gathered: Any, composed: Any, said: Any
) -> None:
    told = [said(composed("no-gift")), *gathered("memo")["texts"].values()]
    told += [*gathered("circular")["texts"].values(), *gathered("reminder")["texts"].values()]
    told += [said(composed("corruption-statistics")), said(composed("complaint-statistics"))]
    assert [word for word in foreign(kind) if any(word in text for text in told)] == []
