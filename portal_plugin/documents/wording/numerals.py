"""Numbers as cells: printed in Thai digits, and as numbers for spreadsheets."""

from __future__ import annotations

from portal_plugin.documents.model import Cell
from portal_plugin.thai import baht, thai_digits

NO_NUMBER = Cell(("–",))
"""Where there is nothing to count."""


def count(number: int) -> Cell:
    """A whole number, with thousands separators."""
    return Cell((baht(number),), number=number)


def decimal(number: float | None) -> Cell:
    """A number with at most two decimals; None is a dash."""
    return NO_NUMBER if number is None else Cell((decimal_text(number),), number=round(number, 2))


def decimal_text(number: float) -> str:
    """The same as text: "๘๕.๕", "๘๐"."""
    return thai_digits(f"{round(number, 2):.2f}".rstrip("0").rstrip("."))
