"""Each kind of block as the template of papers takes it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatchmethod
from typing import Any, Final

from portal_plugin.documents import model
from portal_plugin.documents.formats.pdf_keeping import Kept
from portal_plugin.documents.formats.pdf_tables import laid_out
from portal_plugin.typesetting.fitting import Line, fitted, width_of
from portal_plugin.typesetting.letters import written

Drawn = dict[str, Any]

_BODY: Final = 16.0
_SMALL: Final = 14.0
_TITLE: Final = 18.0
_COVER: Final = 24.0
"""Letters in points, as in the template."""
_CENTIMETRE: Final = 28.3465
_DEEPEST: Final = 4
_LONGEST_HEADING: Final = 5_000
"""Letters; a longer one stands in no outline, for which a PDF has no string."""
_NUMBER: Final = 3.0
"""Room for an item's number (em); a longer one stands in the text."""
_LONG: Final = 900
"""Letters of a signature with its comment that may be too many for one page."""


@dataclass(slots=True)
class Drawer:
    """Draws the blocks of one document, in order. `emblem`: one stands above the first title."""

    emblem: bool = False
    level: int = 0

    def drawn(self, kept: Kept, width: float) -> Drawn:
        """The block, `width` points of it on a line; `kind` names its function in the template."""
        return {"keep": kept.keep, "joined": kept.joined} | self._of(kept.block, width, kept)

    @singledispatchmethod
    def _of(self, block: model.Block, width: float, kept: Kept) -> Drawn:
        raise TypeError(type(block))

    @_of.register
    def _(self, block: model.Title, width: float, _kept: Kept) -> Drawn:
        size = _COVER if block.cover else _TITLE
        words = [line for each in block.lines for line in lines(each, width / size)]
        crowned, self.emblem = self.emblem, False
        return {"kind": "title", "lines": words, "cover": block.cover, "emblem": crowned}

    @_of.register
    def _(self, block: model.Heading, width: float, _kept: Kept) -> Drawn:
        """Screen readers are promised that no level is left out on the way down."""
        words = lines(block.text, width / _TITLE)
        if not any(words):
            return {"kind": "nothing"}
        if len(block.text) > _LONGEST_HEADING:
            return self._of(model.Paragraph(block.text, bold=True), width, _kept)
        self.level = max(1, min(block.level, 3, self.level + 1))
        return {"kind": "heading", "lines": words, "level": self.level}

    @_of.register
    def _(self, block: model.Paragraph, width: float, _kept: Kept) -> Drawn:
        return {
            "kind": "paragraph",
            "lines": lines(block.text, width / (_SMALL if block.small else _BODY)),
            "align": block.align,
            "indent": block.indent,
            "bold": block.bold,
            "small": block.small,
        }

    @_of.register
    def _(self, block: model.Items, width: float, _kept: Kept) -> Drawn:
        return {"kind": "items", "items": _items(block.items, width - _CENTIMETRE)}

    @_of.register
    def _(self, block: model.Table, width: float, kept: Kept) -> Drawn:
        return laid_out(block, width, joined=kept.joined)

    @_of.register
    def _(self, block: model.Fields, width: float, _kept: Kept) -> Drawn:
        names, values = 5 * _CENTIMETRE / _BODY, (width - 5.5 * _CENTIMETRE) / _BODY
        rows = [[lines(name, names), lines(value, values)] for name, value in block.rows]
        return {"kind": "fields", "rows": rows}

    @_of.register
    def _(self, block: model.MemoHead, width: float, _kept: Kept) -> Drawn:
        room = (width - 3.5 * _CENTIMETRE) / _BODY
        return {
            "kind": "memo",
            "unit": lines(block.unit, room),
            "number": lines(block.number, room / 2 - 2),
            "dated": lines(block.dated, room / 2 - 2),
            "subject": lines(block.subject, room),
            "to": lines(block.to, room),
        }

    @_of.register
    def _(self, block: model.Signature, width: float, _kept: Kept) -> Drawn:
        room = 0.6 * width / _BODY - 3
        said = {
            name: lines(getattr(block, name), room)
            for name in ("lead", "name", "post", "acting_for", "dated")
        }
        return {
            "kind": "signature",
            **said,
            "comment": lines(block.comment, width / _BODY),
            "long": _too_long(block),
        }

    @_of.register
    def _(self, _block: model.Contents, _width: float, _kept: Kept) -> Drawn:
        return {"kind": "contents"}

    @_of.register
    def _(self, _block: model.PageBreak, _width: float, _kept: Kept) -> Drawn:
        return {"kind": "turn"}


def lines(text: str, room: float) -> list[Line]:
    """The lines of a text, none wider than the room (em) for want of a place to break."""
    return [fitted(line, room) for line in written(text).split("\n")]


def _items(items: tuple[model.Item, ...], width: float, depth: int = 1) -> list[Drawn]:
    """A list. Below the fourth depth nothing is set in further: the page would end."""
    drawn: list[Drawn] = []
    for item in items:
        deeper = depth < _DEEPEST
        inner = width - _NUMBER * _BODY
        number = " ".join(written(item.number).split())
        beside = width_of(number) <= _NUMBER - 0.6
        text = item.text if beside else f"{number} {item.text}"
        drawn.append(
            {
                "number": (number or "-") if beside else "",
                "lines": lines(text, inner / _BODY),
                "nested": _items(item.nested, inner, depth + 1) if deeper else [],
            }
        )
        drawn += [] if deeper else _items(item.nested, width, depth)
    return drawn


def _too_long(block: model.Signature) -> bool:
    said = (block.lead, block.name, block.post, block.acting_for, block.comment, block.dated)
    return sum(len(each) + 40 * each.count("\n") for each in said) > _LONG
