"""Splitting text into its printed items: "1) … 2) …", "๑. … ๒. …", "(1)", "2.1", "- … - …".

A number inside a sentence must not start an item. At the start of a line any marker counts;
inside a line a number counts only when it is the next one in the same style, and a dash only
when the list already runs on dashes or the dash stands tight against its word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.wording import join_broken, one_line

_DASH = "[-–•▪●◦]"
_NUMBER = re.compile(
    rf"(?P<dash>{_DASH}\s?)?(?:\((?P<both>\d{{1,2}})\)"
    r"|(?P<close>\d{1,3}(?:\.\d{1,2}){0,3})\)"
    r"|(?P<dot>\d{1,2}(?:\.\d{1,2}){0,3})\.(?!\d)"
    r"|(?P<path>\d{1,2}(?:\.\d{1,2}){1,3})(?=\s))\s?"
)
_BULLET = re.compile(rf"{_DASH}\s?(?=\S)")
_INLINE_BULLET = re.compile(r"(?<=\s)-(\s?)(?=[^\s\d-])")
_MONTH_AHEAD = re.compile(
    r"\s?(?:เดือน|ม\.ค|ก\.พ|มี\.ค|เม\.ย|พ\.ค|มิ\.ย|ก\.ค|ส\.ค|ก\.ย|ต\.ค|พ\.ย|ธ\.ค)"
)


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a list with its line: one line of a sheet, or one cell of one row.

    `by_line`: a cell of several lines that all open with a dash has its items there alone.
    """

    text: str
    line: int

    @property
    def by_line(self) -> bool:
        """Whether every line, of at least two, opens with a dash."""
        lines = [line.strip() for line in self.text.split("\n") if line.strip()]
        return len(lines) > 1 and all(map(_BULLET.match, lines))


@dataclass(slots=True)
class Item:
    """One item; ``number`` is the printed number in Arabic digits, "" for a dash."""

    number: str
    text: str
    line: int
    nested: list[Item] = field(default_factory=list)


@dataclass(slots=True)
class Listing:
    """The items of a text; ``lead`` is what stands before the first of them."""

    lead: str
    items: list[Item]
    numbered: bool
    line: int

    def points(self) -> list[Item]:
        """The items as one reads them: dashes after a lead sentence belong to that sentence."""
        if not self.items:
            return [Item("", self.lead, self.line)] if self.lead else []
        if not self.lead:
            return self.items
        if self.numbered:
            first = self.items[0]
            opening = Item(first.number, f"{self.lead} {first.text}", self.line, first.nested)
            return [opening, *self.items[1:]]
        whole = " ".join([self.lead, *(f"- {item.text}" for item in self.items)])
        return [Item("", whole, self.line)]


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    style: str
    number: str
    at_start: bool


def split_list(fragments: Iterable[Fragment]) -> Listing:
    """Split text, given in fragments because pages cut it, into its items."""
    pieces = [
        (Fragment(line, fragment.line), fragment.by_line)
        for fragment in fragments
        for line in fragment.text.split("\n")
        if line.strip()
    ]
    marks = _meant([list(_number_marks(piece.text)) for piece, _ in pieces])
    style = _top_style(marks)
    builder = _Builder(style, _depth_of_first(marks, style))
    for (piece, by_line), found in zip(pieces, marks, strict=True):
        builder.add(piece, found, by_line=by_line)
    return builder.listing()


def split_text(text: str, line: int = 0) -> Listing:
    """``split_list`` of one fragment."""
    return split_list([Fragment(text, line)])


def _number_marks(text: str) -> Iterator[_Mark]:
    arabic = to_arabic(text)
    for found in _NUMBER.finditer(arabic):
        at_start = not arabic[: found.start()].strip(" -–•▪●◦")
        before = arabic[found.start() - 1 : found.start()]
        close = found["close"] is not None
        if (
            not at_start
            and not before.isspace()
            and not (close and before and before not in "(.0123456789/")
        ):
            continue
        style = next(name for name in ("both", "close", "dot", "path") if found[name])
        yield _Mark(found.start(), found.end(), style, found[style], at_start)


def _meant(marks: Sequence[Sequence[_Mark]]) -> list[list[_Mark]]:
    """Without the numbers inside a line that open a line of their own further down the same list:
    there they are items, here they belong to a sentence. A number not above the one before it
    begins another list."""
    below: set[tuple[str, tuple[int, ...]]] = set()
    nearest: tuple[int, ...] = ()
    meant: list[list[_Mark]] = []
    for found in reversed(marks):
        first = _place(found[0]) if found and found[0].at_start else None
        if first and nearest <= first[1]:
            below.clear()
        meant.append([mark for mark in found if mark.at_start or _place(mark) not in below])
        if first:
            below.add(first)
            nearest = first[1]
    return meant[::-1]


def _place(mark: _Mark) -> tuple[str, tuple[int, ...]]:
    """Its style and number; a number with a dot is the same in any style."""
    style = "path" if "." in mark.number else mark.style
    return style, tuple(int(part) for part in mark.number.split("."))


def _top_style(marks: Sequence[Sequence[_Mark]]) -> str | None:
    """The style of the outermost numbers: the first at a line's start, or a run 1, 2 inside."""
    flat = [mark for line in marks for mark in line]
    last_two = {mark.style: place for place, mark in enumerate(flat) if mark.number == "2"}
    for place, mark in enumerate(flat):
        style = "dot" if mark.style == "path" else mark.style
        if mark.at_start or (mark.number == "1" and last_two.get(mark.style, -1) > place):
            return style
    return None


def _depth_of_first(marks: Sequence[Sequence[_Mark]], style: str | None) -> int:
    for line in marks:
        for mark in line:
            if style and (mark.at_start or mark.number == "1"):
                return mark.number.count(".")
    return 0


class _Builder:
    def __init__(self, style: str | None, depth: int) -> None:
        self._style = style
        self._depth = depth
        self._items: list[Item] = []
        self._lead = ""
        self._line = 0
        self._dashed = False
        self._inner_style = ""

    def listing(self) -> Listing:
        for item in self._items:
            item.text = one_line(item.text)
            for inner in item.nested:
                inner.text = one_line(inner.text)
        return Listing(one_line(self._lead), self._items, bool(self._style), self._line)

    def add(self, piece: Fragment, marks: Sequence[_Mark], *, by_line: bool) -> None:
        """Take one physical line; `by_line`: no dash inside it opens an item."""
        self._line = self._line or piece.line
        text = piece.text.strip()
        if self._style is None:
            self._add_dashes(text, piece.line, by_line=by_line)
            return
        offset = len(piece.text) - len(piece.text.lstrip())
        place, fresh = 0, True
        for mark in marks:
            level = self._level(mark)
            if level is None:
                continue
            self._extend(text[place : mark.start - offset], fresh=fresh)
            self._open(mark, level, piece.line)
            place, fresh = max(mark.end - offset, 0), False
        self._extend(text[place:], fresh=fresh)

    def _level(self, mark: _Mark) -> int | None:
        """0 for a new item, 1 for a nested one, None for a number in a sentence."""
        depth = mark.number.count(".") - self._depth
        last = self._items[-1].number if self._items else ""
        if depth > 0:
            inside = last and mark.number.startswith(f"{last}.")
            return 1 if inside and (mark.at_start or self._is_next_inner(mark)) else None
        if depth < 0 or (self._depth and mark.style not in {"path", self._style}):
            return None
        expected = _next(last) if last else mark.number
        same = mark.style in {self._style, "path"}
        if mark.at_start:
            return 0 if same or (mark.style != "both" and mark.number == expected) else None
        starts = not self._items and mark.number.rpartition(".")[2] == "1"
        return 0 if same and (starts or (bool(last) and mark.number == expected)) else None

    def _is_next_inner(self, mark: _Mark) -> bool:
        nested = self._items[-1].nested
        if not nested:
            return mark.number == f"{self._items[-1].number}.1"
        # "1.2" in the sentence of "1.1)" is a number: its list closes each with a bracket.
        alike = (mark.style == "close") == (self._inner_style == "close")
        return alike and mark.number == _next(nested[-1].number)

    def _open(self, mark: _Mark, level: int, line: int) -> None:
        item = Item(mark.number, "", line)
        if level == 0:
            self._items.append(item)
        else:
            self._items[-1].nested.append(item)
            self._inner_style = mark.style

    def _extend(self, text: str, *, fresh: bool) -> None:
        """Text without a marker goes on with what was open."""
        if not text.strip():
            return
        if not self._items:
            self._lead = _joined(self._lead, text, fresh=fresh)
            return
        last = self._items[-1]
        target = last.nested[-1] if last.nested else last
        target.text = _joined(target.text, text, fresh=fresh)

    def _add_dashes(self, text: str, line: int, *, by_line: bool) -> None:
        opening = _BULLET.match(text)
        place = opening.end() if opening else 0
        if opening:
            self._dashed = True
            self._items.append(Item("", "", line))
        for found in _INLINE_BULLET.finditer(text, place):
            if by_line or not self._splits(text, found):
                continue
            self._extend(text[place : found.start()], fresh=place == 0)
            self._items.append(Item("", "", line))
            place = found.end()
        self._extend(text[place:], fresh=place == 0)

    def _splits(self, text: str, found: re.Match[str]) -> bool:
        before = to_arabic(text[max(0, found.start() - 2) : found.start()]).strip()
        if before[-1:].isdigit() and _MONTH_AHEAD.match(text, found.end()):
            return False
        return self._dashed or not found[1]


def _joined(before: str, after: str, *, fresh: bool) -> str:
    if not fresh or _BULLET.match(after.strip()):
        return f"{before} {after.strip()}".strip()
    return join_broken(before, after)


def _next(number: str) -> str:
    head, _, last = number.rpartition(".")
    following = str(int(last) + 1)
    return f"{head}.{following}" if head else following
