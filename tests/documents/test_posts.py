"""The posts of those who sign, in the words of each LAO type."""

from __future__ import annotations

import pytest

from portal_plugin.config.catalogue import lao_words
from portal_plugin.documents.wording.posts import clerk_post, full_name, head_post
from portal_plugin.tenants.models import TenantType


def municipality(kind, name):
    return {"name": name, "words": lao_words(TenantType(kind))}


POSTS = (
    ("TOWN_MUNICIPALITY", "เทศบาลเมืองตัวอย่าง", "นายกเทศมนตรีเมืองตัวอย่าง", "ปลัดเทศบาลเมืองตัวอย่าง"),
    ("CITY_MUNICIPALITY", "เทศบาลนครตัวอย่าง", "นายกเทศมนตรีนครตัวอย่าง", "ปลัดเทศบาลนครตัวอย่าง"),
    (
        "SUBDISTRICT_MUNICIPALITY",
        "เทศบาลตำบลตัวอย่าง",
        "นายกเทศมนตรีตำบลตัวอย่าง",
        "ปลัดเทศบาลตำบลตัวอย่าง",
    ),
    (
        "SAO",
        "องค์การบริหารส่วนตำบลตัวอย่าง",
        "นายกองค์การบริหารส่วนตำบลตัวอย่าง",
        "ปลัดองค์การบริหารส่วนตำบลตัวอย่าง",
    ),
    (
        "PAO",
        "องค์การบริหารส่วนจังหวัดตัวอย่าง",
        "นายกองค์การบริหารส่วนจังหวัดตัวอย่าง",
        "ปลัดองค์การบริหารส่วนจังหวัดตัวอย่าง",
    ),
    ("PATTAYA", "เมืองพัทยา", "นายกเมืองพัทยา", "ปลัดเมืองพัทยา"),
)


@pytest.mark.parametrize(("kind", "name", "head", "clerk"), POSTS)
def test_head_and_clerk_carry_the_name_of_their_municipality(kind, name, head, clerk):
    assert head_post(municipality(kind, name)) == head
    assert clerk_post(municipality(kind, name)) == clerk


@pytest.mark.parametrize("written", ("ตัวอย่าง", "ทม.ตัวอย่าง", "ทม. ตัวอย่าง", "เทศบาลเมืองตัวอย่าง"))
def test_a_name_gets_its_type_word_once_however_it_was_kept(written):
    assert full_name(municipality("TOWN_MUNICIPALITY", written)) == "เทศบาลเมืองตัวอย่าง"


def test_an_office_without_such_posts_has_none():
    words = {"th": "", "abbr": "", "head": "", "clerk": ""}
    assert head_post({"name": "สำนักงานจังหวัด", "words": words}) == ""
