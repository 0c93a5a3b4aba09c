"""Whether a complaint looks like one of corruption, which has a channel that protects who tells.

A match only offers that channel before anything is sent (C3). It decides nothing and is not kept.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from portal_plugin.complaints.topics import Topic
from portal_plugin.config.catalogue import catalogue
from portal_plugin.thai import arabic_digits

_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")


def suspicious(topic: Topic, *texts: str) -> bool:
    """Whether the topic or a phrase in one of the texts tells of corruption.

    Thai is matched without its blanks, which many write anywhere; other scripts by whole words.
    """
    return topic.suspicious or any(map(_tells, texts))


def _tells(text: str) -> bool:
    harmless, thai, words = _vocabulary()
    folded = _folded(text)
    squeezed = "".join(folded.split())
    for phrase in harmless:
        squeezed = squeezed.replace(phrase, " ")
    return bool(thai.search(squeezed) or words.search(folded))


def _folded(text: str) -> str:
    """The text as it is compared: one form of each letter and digit, nothing invisible."""
    text = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).casefold()
    return " ".join(arabic_digits(text).replace("ํา", "ำ").split())


@cache
def _vocabulary() -> tuple[list[str], re.Pattern[str], re.Pattern[str]]:
    phrases = [_folded(phrase) for phrase in catalogue("suspicion")["phrases"]]
    thai = [phrase for phrase in phrases if not phrase.isascii()]
    words = [phrase for phrase in phrases if phrase.isascii()]
    return (
        ["".join(_folded(phrase).split()) for phrase in catalogue("suspicion")["harmless"]],
        re.compile("|".join(re.escape("".join(phrase.split())) for phrase in thai)),
        re.compile("|".join(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])" for phrase in words)),
    )
