"""What stays with a signature, so that nobody signs a page on which nothing is said."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from portal_plugin.documents.model import (
    Block,
    Fields,
    Items,
    Paragraph,
    Row,
    Signature,
    Table,
)

_TAIL: Final = 400
"""Letters of a long paragraph that stay with the signature below it."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A block; `keep` holds it on the page of the next one, `joined` sets it close to the one
    before, as its last lines."""

    block: Block
    keep: bool = False
    joined: bool = False


def kept(blocks: Sequence[Block]) -> Iterator[Kept]:
    """The blocks, those before a signature parted so that their end can go with it. Of several
    signatures the first stays with the text, the last with the one before it."""
    for place, block in enumerate(blocks):
        following = blocks[place + 1 : place + 3]
        if not following or not isinstance(following[0], Signature):
            yield Kept(block)
        elif isinstance(block, Signature):
            yield Kept(block, keep=len(following) == 1 or not isinstance(following[1], Signature))
        else:
            yield from _parted(block)


def _parted(block: Block) -> Iterator[Kept]:
    match block:
        case Paragraph():
            halves: Sequence[Block] = _paragraphs(block)
        case Table() if len(block.rows) > 1 and not _reached(block.rows):
            head = replace(block, rows=block.rows[:-1])
            halves = (head, replace(block, rows=block.rows[-1:], caption=""))
        case Items() if len(block.items) > 1:
            halves = (Items(block.items[:-1]), Items(block.items[-1:]))
        case Fields() if len(block.rows) > 1:
            halves = (Fields(block.rows[:-1]), Fields(block.rows[-1:]))
        case _:
            halves = (block,)
    *before, last = halves
    yield from (Kept(each) for each in before)
    yield Kept(last, keep=True, joined=bool(before))


def _paragraphs(block: Paragraph) -> tuple[Paragraph, ...]:
    """A long paragraph in two, at a space or the end of a line."""
    place = max(block.text.rfind(space, 0, -_TAIL) for space in " \n")
    if len(block.text) <= 2 * _TAIL or place < len(block.text) - 2 * _TAIL:
        return (block,)
    tail = replace(block, text=block.text[place + 1 :], indent=False)
    return (replace(block, text=block.text[:place]), tail)


def _reached(rows: Sequence[Row]) -> bool:
    """Does a cell of an earlier row reach down into the last one?"""
    return any(
        cell.down > len(rows) - 1 - place
        for place, row in enumerate(rows[:-1])
        for cell in row.cells
    )
