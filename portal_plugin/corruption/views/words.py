"""The words and marks for codes of reports, as inspectors' pages show them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from portal_plugin.corruption.codes import (
    CATEGORY_WORDS,
    DECISION_WORDS,
    REFERRAL_WORDS,
    STATE_WORDS,
    State,
)
from portal_plugin.said import said

STATE_KINDS = {
    State.RECEIVED: "none",
    State.CHECKING: "doing",
    State.INVESTIGATING: "doing",
    State.REFERRED: "doing",
    State.CLOSED: "done",
}
"""The mark of each state (components/status.html)."""


def words() -> dict[str, Any]:
    """For templates: words of codes in the language of the page."""
    tables: dict[str, Mapping[Any, str]] = {
        "category_words": CATEGORY_WORDS,
        "decision_words": DECISION_WORDS,
        "referral_words": REFERRAL_WORDS,
        "state_words": STATE_WORDS,
    }
    found: dict[str, Any] = {
        name: {code: said(word) for code, word in table.items()} for name, table in tables.items()
    }
    return {"state_kinds": STATE_KINDS, **found}
