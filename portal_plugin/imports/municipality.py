"""Whose document it is: the type, name and province printed in it (domain 2.2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.wording import one_line

LAO_TYPES = {
    "องค์การบริหารส่วนจังหวัด": "PAO",
    "องค์การบริหารส่วนตำบล": "SAO",
    "เทศบาลนคร": "CITY_MUNICIPALITY",
    "เทศบาลเมือง": "TOWN_MUNICIPALITY",
    "เทศบาลตำบล": "SUBDISTRICT_MUNICIPALITY",
    "เมืองพัทยา": "PATTAYA",
}
_SHORT = {
    "อบจ.": "องค์การบริหารส่วนจังหวัด",
    "อบต.": "องค์การบริหารส่วนตำบล",
    "ทน.": "เทศบาลนคร",
    "ทม.": "เทศบาลเมือง",
    "ทต.": "เทศบาลตำบล",
}
_WORDS = "|".join(re.escape(word) for word in [*LAO_TYPES, *_SHORT] if word != "เมืองพัทยา")
_NAME = re.compile(rf"({_WORDS})\s?([ก-ฮเ-ไ][ก-ฺเ-๎]{{1,30}})(?![ก-ฺเ-๎])")
_ALONE = re.compile(
    rf"(?:ของ|ประกาศ|โดย)?\s?({_WORDS})\s?([ก-ฮเ-ไ][ก-ฺเ-๎]{{1,30}})"
    r"(?:\s(?:อำเภอ|อ\.|จังหวัด|จ\.|ประจำปี|\(?พ\.ศ|ปีงบประมาณ).{0,120})?"
)
_PROVINCE = re.compile(r"(?:จังหวัด|(?<![ก-๛])จ\.)\s?([ก-ฮเ-ไ][ก-ฺเ-๎]{2,20})(?![ก-ฺเ-๎])")
_ADDRESS = re.compile(r"(?:อำเภอ|อ\.)\s?\S{2,30}\s{1,2}(?:จังหวัด|จ\.)\s?([ก-ฮเ-ไ][ก-ฺเ-๎]{2,20})")
# What a sentence puts right behind a name, Thai having no blank there.
_VERBS = re.compile(
    r"(?:ได้|จึง|มี|เห็น|เล็ง|ให้|จะ|โดย|เป็น|พิจารณา|ตระหนัก|ขอ|ประจำ|ในปี|หวัง|กำหนด|ด้วย|เพื่อ|ต่อ|ที่|และ|ใน).*"
)


@dataclass(frozen=True, slots=True)
class Municipality:
    """The issuer; ``others`` are different names printed where the issuer's name belongs."""

    name: str
    type: str | None
    province: str | None
    others: tuple[tuple[str, int], ...] = ()


def read_municipality(texts: Sequence[Line]) -> Municipality:
    """The name that stands most often; a name alone on a line is a cover or a heading."""
    counted: Counter[str] = Counter()
    alone: dict[str, int] = {}
    for text in texts:
        content = one_line(text.text)
        counted.update(_full(*found) for found in _NAME.findall(content))
        heading = _ALONE.fullmatch(content)
        if heading:
            name = _full(*heading.groups())
            counted[name] += 1
            alone.setdefault(name, text.line)
    if not counted:
        return Municipality("", _pattaya(texts), _province(texts, ""))
    name = _most_likely(counted)
    others = [(other, line) for other, line in alone.items() if _differs(other, name)]
    kind = next(word for word in LAO_TYPES if name.startswith(word))
    return Municipality(name, LAO_TYPES[kind], _province(texts, name), tuple(others))


def _full(word: str, name: str) -> str:
    return f"{_SHORT.get(word, word)}{name}"


def _most_likely(counted: Counter[str]) -> str:
    def weight(name: str) -> tuple[int, int]:
        extended = sum(
            number
            for other, number in counted.items()
            if other != name and other.startswith(name) and _VERBS.fullmatch(other[len(name) :])
        )
        return counted[name] + extended, len(name)

    return max(counted, key=weight)


def _differs(other: str, name: str) -> bool:
    return not other.startswith(name) and not name.startswith(other)


def _pattaya(texts: Iterable[Line]) -> str | None:
    return "PATTAYA" if any("เมืองพัทยา" in text.text for text in texts) else None


def _province(texts: Sequence[Line], name: str) -> str | None:
    if name.startswith("องค์การบริหารส่วนจังหวัด"):
        return name.removeprefix("องค์การบริหารส่วนจังหวัด")
    for text in texts:
        address = _ADDRESS.search(text.text)
        if address:
            return address[1]
    found = {name for text in texts for name in _PROVINCE.findall(text.text)}
    whole = {one for one in found if not any(two != one and two.startswith(one) for two in found)}
    return whole.pop() if len(whole) == 1 else None
