"""Sentences that services said, in the language of the page that shows them.

Services know no Flask and speak Thai, with their values already in place. `translations/extraction`
lists what they say; here a finished sentence is found again and its values carried over.
"""

from __future__ import annotations

import re
from functools import cache

from babel.messages.pofile import read_po

from portal_plugin.language import DIRECTORY, DOMAIN, SOURCE, page_language
from portal_plugin.translations.extraction import CONTEXT

_GAP = re.compile(r"%\((\w+)\)s")
_LONGEST = 1000
"""A longer text is shown as it stands: it is content, and matching costs time."""


def said(sentence: str) -> str:
    """A service's sentence, label or several sentences joined by blanks, for the page.

    What is in no catalogue, content above all, comes back as it is.
    """
    language = page_language()
    if language == SOURCE or len(sentence) > _LONGEST:
        return sentence
    return _one_by_one(sentence, language)


def _one_by_one(text: str, language: str) -> str:
    """Sentences in a row: each that is known, as long as they are."""
    told: list[str] = []
    words = text.split(" ")
    while words:
        whole = _whole(" ".join(words), language)
        if whole is not None:
            return " ".join([*told, whole])
        for cut in range(len(words) - 1, 0, -1):
            first = _plain(language).get(" ".join(words[:cut]))
            if first is not None:
                told.append(first)
                words = words[cut:]
                break
        else:
            break
    return " ".join([*told, *words])


def _whole(text: str, language: str, *, deep: bool = True) -> str | None:
    """One sentence; `deep` looks for our words in its values, which may be a list of them."""
    if text in _plain(language):
        return _plain(language)[text]
    for own, names, translation in _gapped(language):
        values = _values(text, own)
        if values is not None:
            if deep:
                values = [_parts(value, language) for value in values]
            return translation % dict(zip(names, values, strict=True))
    return None


def _parts(value: str, language: str) -> str:
    parts = value.split("; ")
    return "; ".join(_whole(part, language, deep=False) or part for part in parts)


def _values(text: str, own: list[str]) -> list[str] | None:
    """What fills the gaps between a sentence's own words; None when it is another sentence."""
    first, *between, last = own
    if not (text.startswith(first) and text.endswith(last)):
        return None
    start, end = len(first), len(text) - len(last)
    values = []
    for words in between:
        found = text.find(words, start + 1, end)
        if found < 0:
            return None
        values.append(text[start:found])
        start = found + len(words)
    return [*values, text[start:end]] if start < end else None


@cache
def _sentences(language: str) -> dict[str, str]:
    # The written catalogue, not the compiled one: babel's reader of that confuses contexts.
    with (DIRECTORY / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as written:
        catalogue = read_po(written, locale=language)
    return {
        str(message.id): str(message.string) for message in catalogue if message.context == CONTEXT
    }


@cache
def _plain(language: str) -> dict[str, str]:
    return {text: told for text, told in _sentences(language).items() if not _GAP.search(text)}


@cache
def _gapped(language: str) -> list[tuple[list[str], list[str], str]]:
    """(own words, names of the gaps between them, translation), the wordiest sentence first."""
    found = []
    for text, told in _sentences(language).items():
        parts = _GAP.split(text)
        if parts[1:]:
            found.append(([part.replace("%%", "%") for part in parts[::2]], parts[1::2], told))
    return sorted(found, key=lambda entry: len("".join(entry[0])), reverse=True)
