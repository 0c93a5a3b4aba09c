"""A font of one empty box, for every letter that Sarabun has not: copied text keeps the letter.

Archives (PDF/A) refuse a document in which a letter has no picture at all. Ticks and dots, which
people write into tables, are drawn as such.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from fontTools.ttLib.tables.DefaultTable import DefaultTable

FAMILY: Final = "Portal Plugin Last Resort"
ADVANCE: Final = 0.7
"""How wide each picture stands, in em."""
_EM: Final = 1000
_RANGES: Final = ((0x20, 0xD7FF), (0xF900, 0xFFFD), (0x10000, 0xEFFFD))

Outline = Sequence[tuple[int, int]]


def _round(radius: int) -> list[tuple[int, int]]:
    turns = (math.tau * step / 48 for step in range(48))
    return [
        (round(350 - radius * math.cos(turn)), round(350 + radius * math.sin(turn)))
        for turn in turns
    ]


_FRAME: Final = [(60, 0), (60, 700), (640, 700), (640, 0)]
_HOLE: Final = [(110, 50), (590, 50), (590, 650), (110, 650)]
_TICK: Final = [(120, 330), (180, 390), (290, 270), (530, 590), (590, 540), (300, 150)]
_PICTURES: Final[Mapping[str, tuple[Outline, ...]]] = {
    ".notdef": (_FRAME, _HOLE),
    "box": (_FRAME, _HOLE),
    "tick": (_TICK,),
    "ticked": (_FRAME, _HOLE, _TICK),
    "disc": (_round(240),),
    "ring": (_round(240), _round(185)[::-1]),
}
_SIGNS: Final = {0x25CB: "ring", 0x25CF: "disc", 0x2611: "ticked", 0x2713: "tick", 0x2714: "tick"}


def save_last_resort(file: Path) -> None:
    """Write the font."""
    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder(list(_PICTURES))
    builder.setupGlyf({name: _glyph(outlines) for name, outlines in _PICTURES.items()})
    builder.setupHorizontalMetrics({name: (int(ADVANCE * _EM), 60) for name in _PICTURES})
    builder.setupCharacterMap({0x25A1: "box"})
    builder.setupHorizontalHeader(ascent=1000, descent=-300)
    names = {"familyName": FAMILY, "styleName": "Regular", "psName": FAMILY.replace(" ", "")}
    builder.setupNameTable(names)
    builder.setupOS2(sTypoAscender=1000, sTypoDescender=-300, usWinAscent=1000, usWinDescent=300)
    builder.setupPost()
    builder.setupHead(unitsPerEm=_EM, created=0, modified=0)
    builder.font["cmap"] = _everything()
    builder.font.recalcTimestamp = False
    builder.save(file)


def _everything() -> DefaultTable:
    """Every letter there is or will be, many as one: format 13 of OpenType's cmap.

    Written by hand: fontTools would hold a million entries for these few ranges.
    """
    groups = [struct.pack(">III", *group) for group in _groups()]
    packed = b"".join(groups)
    subtable = struct.pack(">HHIII", 13, 0, 16 + len(packed), 0, len(groups)) + packed
    table = DefaultTable("cmap")
    table.data = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + subtable
    return table


def _groups() -> Iterator[tuple[int, int, int]]:
    """First letter, last letter, number of their picture."""
    numbers = {name: number for number, name in enumerate(_PICTURES)}
    for first, last in _RANGES:
        following = first
        for sign in sorted(each for each in _SIGNS if first <= each <= last):
            if following < sign:
                yield following, sign - 1, numbers["box"]
            yield sign, sign, numbers[_SIGNS[sign]]
            following = sign + 1
        yield following, last, numbers["box"]


def _glyph(outlines: Sequence[Outline]) -> Glyph:
    pen = TTGlyphPen(None)
    for corners in outlines:
        pen.moveTo(corners[0])
        for corner in corners[1:]:
            pen.lineTo(corner)
        pen.closePath()
    return pen.glyph()
