"""Thai and Arabic digits, amounts of money and scores."""

from __future__ import annotations

import re

_TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_AMOUNT = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,2})?")
_DECIMAL = re.compile(r"\d{1,3}(?:\.\d{1,4})?")


def to_arabic(text: str) -> str:
    """The same text, digit for digit, so that positions stay valid."""
    return text.translate(_TO_ARABIC)


def read_baht(text: str) -> int | None:
    """The one amount in ``text`` as integer baht; "-" and nothing are no amount.

    Returns None when there is no number or more than one, and for part-baht amounts: an
    importer must not choose.
    """
    found = _AMOUNT.findall(to_arabic(text))
    if len(found) != 1:
        return None
    whole, _, satang = found[0].replace(",", "").partition(".")
    return None if satang.strip("0") else int(whole)


def read_score(text: str) -> float | None:
    """The first number of ``text`` when it can be a score of 0 to 100."""
    found = _DECIMAL.search(to_arabic(text))
    if found is None:
        return None
    score = float(found.group())
    return score if 0 <= score <= 100 else None
