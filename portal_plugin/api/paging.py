"""A list in pieces: at most `limit` rows, and the cursor of what follows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from portal_plugin.api.problems import Refused


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order; `next` is what to ask for `after`, None at the end."""

    items: Sequence[Any]
    next: UUID | None


def page(
    rows: Sequence[Any],
    limit: int,
    after: UUID | None,
    id_of: Callable[[Any], UUID] = attrgetter("id"),
) -> Page:
    """The rows behind the one named `after`. Raises `Refused` when no row has that id.

    A municipality's lists are short (tens of rows, a plan is read whole to fold its standings),
    so what is bounded here is the answer, not the query.
    """
    begin = 0
    if after is not None:
        places = [place for place, row in enumerate(rows) if id_of(row) == after]
        if not places:
            sentence = "ไม่พบแถวนี้ในรายการ เริ่มอ่านใหม่จากหน้าแรก"
            raise Refused(422, sentence, {"after": [sentence]})
        begin = places[0] + 1
    items = rows[begin : begin + limit]
    more = begin + limit < len(rows)
    return Page(items, id_of(items[-1]) if more else None)
