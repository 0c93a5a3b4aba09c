"""Where Thai words end, as the typesetter will break them.

Thai writes no spaces between words. To know what cannot be broken, and so may be wider than a
narrow column, the typesetter itself is asked: it sets the text in a column too narrow for two
words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

import orjson
import pypdfium2
import typst

from portal_plugin.typesetting.fonts import loaded_fonts

THAI: Final = re.compile("[\u0e01-\u0e3a\u0e40-\u0e4e]+")
"""A run of Thai letters: digits and ฿ are broken like those of other scripts."""
_KEPT: Final = 20_000
_known: dict[str, list[str]] = {}
"""Runs with their words. Only ever added to, and emptied when full; any value is always right."""
_SOURCE: Final = b"""
#set page(width: 41pt, height: auto, margin: (left: 0pt, right: 40pt, y: 10pt))
#set text(font: "Sarabun", size: 10pt, lang: "th", region: "th")
#for run in json(bytes(sys.inputs.data)) [#run #parbreak()]
"""
_CLUSTER: Final = re.compile(
    "[\u0e40-\u0e44]?[\u0e01-\u0e2f][\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45\u0e46]?"
    "|\\w[\u0300-\u036f]*|.",
    re.DOTALL,
)


def clusters(text: str) -> list[str]:
    """The smallest pieces that may stand apart: a Thai letter keeps its vowels and marks."""
    return _CLUSTER.findall(text)


def words_of(runs: Iterable[str]) -> dict[str, list[str]]:
    """The words of each run of Thai letters, in order; joined they are the run."""
    found = {run: _known.get(run) for run in runs}
    new = _broken([run for run, words in found.items() if words is None])
    if len(_known) + len(new) > _KEPT:
        _known.clear()
    _known.update(new)
    return {run: words or new[run] for run, words in found.items()}


def _broken(runs: list[str]) -> dict[str, list[str]]:
    if not runs:
        return {}
    made = typst.compile(
        _SOURCE,
        font_paths=loaded_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": orjson.dumps(runs).decode()},
    )
    assert isinstance(made, bytes)
    with pypdfium2.PdfDocument(made) as opened:
        lines = opened[0].get_textpage().get_text_range().split()
    return dict(_shared_out(runs, iter(lines)))


def _shared_out(runs: list[str], lines: Iterator[str]) -> Iterator[tuple[str, list[str]]]:
    """Each run with the lines that spell it; what does not add up may break at every letter."""
    for run in runs:
        words: list[str] = []
        while len("".join(words)) < len(run):
            words.append(next(lines, run))
        yield run, words if "".join(words) == run else clusters(run)
