"""Sarabun as documents need it: what is copied out of a page reads as it was written."""

from __future__ import annotations

import atexit
import shutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

import typst
from fontTools.ttLib import TTFont

from portal_plugin.fonts import WEIGHTS, font_path
from portal_plugin.typesetting.last_resort import FAMILY, save_last_resort

FAMILIES: Final = ("Sarabun", FAMILY)
"""The fonts of documents whose text may hold any letter, first wins."""
_MARK_TO_MARK: Final = 6
_SMALLER: Final = 1.4
"""Official sizes are counted in TH Sarabun, which draws its letters so much smaller than Sarabun
at the same size: 16 pt of a paper is as large to the eye as 11.4 pt of the package's font."""


@cache
def font_folder() -> Path:
    """The folder with the fonts of documents, made once a process and removed at its end."""
    folder = Path(mkdtemp(prefix="portal-plugin-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for weight in WEIGHTS:
        # Without the moment of writing: it would stand in every document.
        font = TTFont(font_path(weight), recalcTimestamp=False)
        _keep_marks_in_line(font)
        font["head"].unitsPerEm = _em(font)
        font.save(folder / f"sarabun-{weight}.ttf")
    save_last_resort(folder / "last-resort.ttf")
    return folder


@cache
def loaded_fonts() -> typst.Fonts:
    """The fonts of documents, read once a process: to read them takes longer than a short page."""
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[font_folder()]
    )


@cache
def advances() -> Mapping[int, float]:
    """How wide each letter stands in bold Sarabun, in em, by its code; marks over and under
    letters stand on no width of their own."""
    font = TTFont(font_path(max(WEIGHTS)))
    em, widths = _em(font), font["hmtx"]
    return {code: widths[name][0] / em for code, name in font.getBestCmap().items()}


def _em(font: Any) -> int:
    return int(font["head"].unitsPerEm * _SMALLER)


def _keep_marks_in_line(font: Any) -> None:
    """Zero the heights of marks over marks (mkmk). The font swaps in raised glyphs of its own, so
    that the page looks the same; but a shifted mark is read as one of another line, and copied
    text then doubles or loses it."""
    for lookup in font["GPOS"].table.LookupList.Lookup:
        if lookup.LookupType == _MARK_TO_MARK:
            for table in lookup.SubTable:
                for anchor in _anchors(table):
                    anchor.YCoordinate = 0


def _anchors(table: Any) -> list[Any]:
    upper = [record.MarkAnchor for record in table.Mark1Array.MarkRecord]
    lower = [anchor for record in table.Mark2Array.Mark2Record for anchor in record.Mark2Anchor]
    return [anchor for anchor in upper + lower if anchor is not None]
