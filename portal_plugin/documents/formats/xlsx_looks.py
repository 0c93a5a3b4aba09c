"""How cells of a spreadsheet look: font, edges, shades, and numbers in the digits of the paper."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final

from portal_plugin.documents.formats.legal_text import legal
from portal_plugin.documents.model import Align
from portal_plugin.thai import arabic_digits

FONT: Final = {"font_name": "TH Sarabun New", "font_size": 16}
_SIDES: Final = {Align.START: "left", Align.CENTER: "center", Align.END: "right"}
_SHADE: Final = {"head": "#E7E9EC", "group": "#F3F4F6", "total": "#F3F4F6"}
_PRINTED: Final = re.compile(r"-?[0-9๐-๙][0-9๐-๙,]*(?:\.[0-9๐-๙]+)?")
_THAI_DIGIT: Final = re.compile("[๐-๙]")
_IN_THAI: Final = "[$-D00041E]"
"""Thai digits (0D) in the language Thai (041E)."""
_QUOTABLE: Final = re.compile('[^"\\\\\n]{0,60}')


@dataclass(slots=True)
class Looks:
    """The formats of a workbook, each made once."""

    workbook: Any
    _made: dict[tuple[tuple[str, object], ...], Any] = field(default_factory=dict)

    def line(self, *, bold: bool = False, align: Align = Align.START, size: int = 16) -> Any:
        """Text above and below tables."""
        return self._look(
            bold=bold, align=_SIDES[align], valign="top", text_wrap=True, font_size=size
        )

    def cell(
        self, kind: str = "", *, bold: bool = False, align: Align = Align.START, number: str = ""
    ) -> Any:
        """A cell of a table; `kind` is "head", "group", "total" or "" for any other."""
        look: dict[str, object] = {
            "border": 1,
            "text_wrap": True,
            "valign": "vcenter" if kind == "head" else "top",
            "align": "center" if kind == "head" else _SIDES[align],
            "bold": bold or bool(kind),
        }
        if kind:
            look["bg_color"] = _SHADE[kind]
        if number:
            look["num_format"] = number
        return self._look(**look)

    def _look(self, **look: object) -> Any:
        asked = FONT | look
        key = tuple(sorted(asked.items()))
        if key not in self._made:
            self._made[key] = self.workbook.add_format(asked)
        return self._made[key]


def number_format(printed: str, number: float) -> str:
    """The number format that shows `number` as it is `printed`: its digits, decimals, separators
    and the words around it ("๑,๒๕๐.๕๐ บาท", "ร้อยละ ๘๐")."""
    text = legal(printed)
    found = _PRINTED.search(text)
    if found is None or not _says(found[0], number):
        return _quoted(text) if text and _QUOTABLE.fullmatch(text) else "General"
    before, after = text[: found.start()], text[found.end() :]
    if not (_QUOTABLE.fullmatch(before) and _QUOTABLE.fullmatch(after)):
        before = after = ""
    script = _IN_THAI if _THAI_DIGIT.search(found[0]) else ""
    return f"{script}{_quoted(before)}{_digits(found[0])}{_quoted(after)}"


def _says(printed: str, number: float) -> bool:
    said = float(arabic_digits(printed).replace(",", ""))
    decimals = len(printed.partition(".")[2])
    return abs(said - number) <= 0.5000001 / float(10**decimals)


def _digits(printed: str) -> str:
    whole, _, decimals = printed.partition(".")
    return ("#,##0" if "," in whole or len(whole.lstrip("-")) <= 3 else "0") + (
        "." + "0" * len(decimals) if decimals else ""
    )


def _quoted(text: str) -> str:
    return f'"{text}"' if text else ""
