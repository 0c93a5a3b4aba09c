"""Sarabun as documents need it: what is copied out of a page reads as it was written."""

from __future__ import annotations

import atexit
import shutil
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final

from fontTools.ttLib import TTFont

from portal_plugin.fonts import WEIGHTS, font_path

_MARK_TO_MARK: Final = 6


@cache
def font_folder() -> Path:
    """The folder with the fonts of documents, made once a process and removed at its end."""
    folder = Path(mkdtemp(prefix="portal-plugin-fonts-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    for weight in WEIGHTS:
        font = TTFont(font_path(weight))
        _keep_marks_in_line(font)
        font.save(folder / f"sarabun-{weight}.ttf")
    return folder


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
