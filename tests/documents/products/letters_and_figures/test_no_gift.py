"""The announcement that nobody takes gifts: three statements, the head's signature (25)."""

from __future__ import annotations

import re
from typing import Any

from portal_plugin.documents.model import Items, Signature, Title


def test_it_has_three_numbered_statements(composed: Any) -> None:
    (items,) = [block for block in composed("no-gift").blocks if isinstance(block, Items)]
    assert [item.number for item in items.items] == ["๑.", "๒.", "๓."]
    assert all(item.text for item in items.items)


def test_its_title_names_the_municipality_and_the_year(composed: Any) -> None:
    (title,) = [block for block in composed("no-gift").blocks if isinstance(block, Title)]
    assert title.lines[0] == "ประกาศเทศบาลเมืองตัวอย่างริมน้ำ"
    assert title.lines[-1] == "ประจำปีงบประมาณ พ.ศ. ๒๕๖๖"


def test_it_is_in_thai_alone(composed: Any, said: Any) -> None:
    written = said(composed("no-gift")).replace("start", "").replace("center", "")
    assert not re.search("[A-Za-z0-9]", written)


def test_the_officers_statement_takes_the_place_of_the_usual_one(composed: Any, said: Any) -> None:
    told = said(composed("no-gift", statement_2="ข้อความของเรา (ตัวอย่าง)"))
    assert "ข้อความของเรา (ตัวอย่าง)" in told
    assert "ด้วยการอวยพร" not in told


def test_before_it_is_signed_the_day_is_left_to_the_pen(composed: Any) -> None:
    signature = composed("no-gift").blocks[-1]
    assert isinstance(signature, Signature)
    assert re.fullmatch(r"ประกาศ ณ วันที่ \.+", signature.lead)
    assert signature.name == "นายก (ตัวอย่าง)"


def test_signed_it_bears_the_head_and_his_day(composed: Any) -> None:
    chain = [
        {
            "station": station,
            "name": f"{station} (ตัวอย่าง)",
            "post": "ตำแหน่ง",
            "acting_for": "",
            "decision": "ENDORSED",
            "comment": "เห็นชอบ",
            "dated": day,
        }
        for station, day in (("CLERK", "2022-10-01"), ("HEAD", "2022-10-03"))
    ]
    signature = composed("no-gift", add={"endorsements": chain}).blocks[-1]
    assert (signature.name, signature.lead) == ("HEAD (ตัวอย่าง)", "ประกาศ ณ วันที่ ๓ ตุลาคม ๒๕๖๕")
    assert (signature.dated, signature.comment) == ("", "")
