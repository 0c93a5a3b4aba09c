"""The sheets that holders of the split key take home: each his share alone, and how to keep it."""

from __future__ import annotations

from typing import Final

from portal_plugin.corruption.custody.recovery import Ceremony
from portal_plugin.thai import buddhist_date, thai_digits
from portal_plugin.typesetting import pdf

COLUMNS: Final = 3
TEMPLATE: Final = "recovery_share.typ"


def share_forms(municipality: str, made: Ceremony) -> list[bytes]:
    """One PDF a holder, in their order."""
    every = {
        "municipality": municipality,
        "day": buddhist_date(made.made_on),
        "fingerprint": made.fingerprint,
        "threshold": thai_digits(made.threshold),
        "holders": thai_digits(len(made.shares)),
    }
    return [
        pdf(
            TEMPLATE,
            {
                **every,
                "number": thai_digits(number),
                "holder": holder.name,
                "posts": ", ".join(post.title for post in holder.posts),
                "rows": _numbered(share.split()),
            },
        )
        for number, (holder, share) in enumerate(made.shares, start=1)
    ]


def _numbered(words: list[str]) -> list[list[list[str]]]:
    """Rows of (number, word), to be read down the columns."""
    height = -(-len(words) // COLUMNS)
    numbered = [[str(number), word] for number, word in enumerate(words, start=1)]
    return [numbered[row::height] for row in range(height)]
