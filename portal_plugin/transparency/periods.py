"""The period in the address of a document: a round, or the year."""

from __future__ import annotations

from portal_plugin.errors import NotFound
from portal_plugin.measures.codes import RoundCode

YEAR = "year"


def period_of(code: RoundCode | None) -> str:
    """As it stands in an address: "6M", "12M" or "year"."""
    return code.value if code else YEAR


def round_of(period: str) -> RoundCode | None:
    """The round that an address names, None for the year. Raises `NotFound`."""
    if period == YEAR:
        return None
    try:
        return RoundCode(period)
    except ValueError:
        raise NotFound() from None
