"""The one answer to a file that cannot be read at all."""

from __future__ import annotations

from typing import Any

from portal_plugin.imports.vocabulary import load

MOST_MEASURES = 500
"""The largest known plan has 41."""


class UnreadableDocument(ValueError):
    """A file that gives no document; ``str()`` is one Thai sentence saying what to do.

    ``code`` is stable for programs and ``english`` carries the same sentence in English.
    """

    def __init__(self, code: str, **values: Any) -> None:
        sentences: dict[str, str] = load("unreadable")[code]
        super().__init__(sentences["th"].format(**values))
        self.code = code
        self.english = sentences["en"].format(**values)


def refuse_too_many(measures: int) -> None:
    """Refuse a file with more measures than any plan has, before time is spent on them.

    Raises:
        UnreadableDocument: TOO_MANY_MEASURES.
    """
    if measures > MOST_MEASURES:
        raise UnreadableDocument("TOO_MANY_MEASURES", limit=MOST_MEASURES)
