"""Why something does not open."""

from __future__ import annotations


class CannotOpen(Exception):
    """The key is another one, or the bytes are not those that were sealed in this place."""


class UnknownFormat(CannotOpen):
    """The version byte is none that this code reads: it was sealed by a newer release."""
