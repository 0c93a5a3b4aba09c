"""Responsible units as written in a document."""

from __future__ import annotations

import re
from dataclasses import dataclass

from portal_plugin.imports.listing import split_text
from portal_plugin.imports.wording import bare, one_line

_KIND = r"(?:สำนักงาน|สำนัก|กอง|หน่วยงาน|หน่วย|ฝ่าย|ศูนย์|โรงเรียน|ส่วน)"
_NEXT_UNIT = re.compile(
    rf"\s*(?:,|;|\sและ)\s?(?={_KIND})|\s+(?={_KIND}[ก-๛])|\s?/\s?(?={_KIND}[ก-๛])"
)
_CUT_KIND = re.compile(rf"(?<![ก-๛])({_KIND})\s+(?=[ก-๛])")
_ALL = re.compile(r"(?:ทุก|แต่ละ)(?:ส่วนราชการ|สำนัก|กอง|หน่วย|ฝ่าย|งาน)")
_UNFILLED = re.compile(r"ระบุ(?:ชื่อ)?(?:หน่วย|ส่วน|ผู้|สำนัก|กอง)|[.…_]{4,}|[xX]{3,}|\(ระบุ")


@dataclass(frozen=True, slots=True)
class ImportedDepartment:
    """A unit; ``is_all`` for phrases meaning every unit, ``unfilled`` for template text (R7)."""

    name: str
    is_all: bool = False
    unfilled: bool = False


def read_departments(text: str, lao_name: str = "") -> tuple[ImportedDepartment, ...]:
    """The units in a cell or section, without the municipality's own name behind them."""
    found: dict[str, ImportedDepartment] = {}
    listing = split_text(one_line(text))
    parts = [listing.lead, *(item.text for item in listing.items)]
    for part in parts:
        for name in _names(one_line(part), lao_name):
            unit = ImportedDepartment(
                name, bool(_ALL.match(bare(name))), bool(_UNFILLED.search(name))
            )
            found.setdefault(bare(name), unit)
    return tuple(found.values())


def _names(text: str, lao_name: str) -> list[str]:
    if not text:
        return []
    if _ALL.match(bare(text)):
        return [_CUT_KIND.sub(r"\1", text).replace("/ ", "/").replace(" /", "/")]
    text = _CUT_KIND.sub(r"\1", text)
    if lao_name:
        text = re.sub(rf"\s*(?:ของ|ใน)?{re.escape(lao_name)}$", "", text)
    return [name.strip(" ,;-") for name in _NEXT_UNIT.split(text) if name.strip(" ,;-")]
