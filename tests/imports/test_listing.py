"""Lists are split where a reader sees items, and nowhere else."""

from __future__ import annotations

import pytest

from portal_plugin.imports.listing import Fragment, split_list, split_text


def _texts(text: str) -> list[str]:
    return [item.text for item in split_text(text).points()]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("๑. ก ๒. ข ๓. ค", ["ก", "ข", "ค"]),
        ("1) ก 2) ข", ["ก", "ข"]),
        ("(1) ก\n(2) ข", ["ก", "ข"]),
        ("๑.ก ๒.ข", ["ก", "ข"]),
        ("- 1) ก\n- 2) ข", ["ก", "ข"]),
        ("- ก - ข - ค", ["ก", "ข", "ค"]),
        ("-ก -ข", ["ก", "ข"]),
        ("• ก\n• ข", ["ก", "ข"]),
        ("๑) ก ๒) ข และ๓) ค", ["ก", "ข และ", "ค"]),
        ("5.1 ก\n5.2 ข", ["ก", "ข"]),
        ("ข้อความเดียว", ["ข้อความเดียว"]),
        ("", []),
    ],
)
def test_printed_items_are_items(text, items):
    assert _texts(text) == items


@pytest.mark.parametrize(
    "text",
    [
        "เผยแพร่ในปี พ.ศ. ๒๕๖๓ ตามข้อ O๒๙ ประมาณ ๑ ครั้ง",
        "ต.ค.๖๓ - เม.ย.๖๔",
        "ปีงบประมาณ พ.ศ. 2566 - 2570",
        "ระหว่างวันที่ ๑๕-๑๖ มีนาคม ๒๕๖๔",
        "มีข้อมูลสถิติเรื่องร้องเรียน(๓๐)",
        "ชั้นอนุบาล – ประถมศึกษา",
        "เวลา ๐๙.๓๐ น. ถึง ๑๒.๐๐ น.",
        "ร้อยละ 80.5 ของผู้ตอบ",
        "เดือนตุลาคม ๖๓ - เดือนมีนาคม ๖๔",
    ],
)
def test_a_number_or_dash_inside_a_sentence_is_no_item(text):
    assert _texts(text) == [text]


def test_dashes_under_a_number_stay_with_it():
    assert _texts("๑. ก ได้แก่ -ข -ค ๒. ง") == ["ก ได้แก่ -ข -ค", "ง"]


def test_dashes_after_a_sentence_belong_to_the_sentence():
    assert len(_texts("เผยแพร่ข้อมูล เช่น -ก -ข ผ่านเว็บไซต์")) == 1


def test_a_lead_before_numbers_is_not_lost():
    assert _texts("ดำเนินการโดย ๑. ก ๒. ข") == ["ดำเนินการโดย ก", "ข"]


def test_nested_numbers_hang_under_their_parent():
    first, second = split_text("1) ก\n1.1) ข\n1.2) ค\n2) ง").items
    assert [item.number for item in first.nested] == ["1.1", "1.2"]
    assert second.text == "ง"


def test_text_cut_by_a_page_joins_without_a_blank():
    listing = split_list([Fragment("๑. ก ๒. คะแนนการ", 3), Fragment("ประเมิน ๓. ค", 9)])
    assert [(item.text, item.line) for item in listing.items] == [
        ("ก", 3),
        ("คะแนนการประเมิน", 3),
        ("ค", 9),
    ]


def test_repeated_and_restarted_numbers_are_still_items():
    assert [i.number for i in split_text("1) ก\n2) ข\n2) ค\n1) ง").items] == ["1", "2", "2", "1"]
