"""Words that a scanner misread, that belong to another kind of LAO, or to a central agency."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.document import Finding
from portal_plugin.imports.vocabulary import load

_BLANKS = re.compile(r"\s+")


def check(subject: Subject) -> Iterator[Finding]:
    """Each misreading once, with its count; the others once for each measure."""
    words: dict[str, Any] = load("suspicious_words")
    texts = [Line(_BLANKS.sub(" ", text.text), text.line) for text in subject.texts()]
    yield from _misreadings(texts, words)
    yield from _foreign(subject, texts, words["central_agencies"])
    yield from _lao_words(subject, texts, words)


def _misreadings(texts: list[Line], words: dict[str, Any]) -> Iterator[Finding]:
    for wrong, right in words["misreadings"].items():
        pattern = re.compile(_spaced(wrong, alone=wrong in words["only_alone"]))
        places = [text.line for text in texts for _ in pattern.finditer(text.text)]
        covered = any(
            wrong != other and wrong in other and other in "".join(t.text for t in texts)
            for other in words["misreadings"]
        )
        if places and not covered:
            yield finding(
                "OCR_MISREADING", line=places[0], wrong=wrong, right=right, times=len(places)
            )


def _spaced(word: str, *, alone: bool) -> str:
    """The word as it stands; ``alone`` asks for the beginning or end of a heading."""
    return rf"^{re.escape(word)}|^ภารกิจ{re.escape(word)}$" if alone else re.escape(word)


def _foreign(subject: Subject, texts: list[Line], agencies: list[str]) -> Iterator[Finding]:
    for text in texts:
        found = next((agency for agency in agencies if agency in text.text), None)
        if found:
            seq = subject.measure_at(text.line)
            yield finding("FOREIGN_AGENCY_TEXT", line=text.line, measure=seq, text=found)


def _lao_words(subject: Subject, texts: list[Line], words: dict[str, Any]) -> Iterator[Finding]:
    kind = subject.document.lao_type or ""
    family = "MUNICIPALITY" if kind.endswith("MUNICIPALITY") else kind
    seen: set[tuple[str, int | None]] = set()
    for text in texts:
        content = text.text
        for general in words["lao_general"]:
            content = content.replace(general, "")
        for word, right in words["lao_words"].get(family, {}).items():
            seq = subject.measure_at(text.line)
            if re.search(rf"(?<!เทศ){re.escape(word)}", content) and (word, seq) not in seen:
                seen.add((word, seq))
                yield finding("WRONG_LAO_WORD", line=text.line, measure=seq, word=word, right=right)
