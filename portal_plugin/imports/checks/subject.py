"""What a check may look at, and how it words what it finds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from portal_plugin.imports.blocks import Line, Source
from portal_plugin.imports.document import Finding, ImportedDocument
from portal_plugin.imports.layouts.plan import PlanContent
from portal_plugin.imports.layouts.yearly import YearlyContent
from portal_plugin.imports.municipality import Municipality
from portal_plugin.imports.tables import Recognised
from portal_plugin.imports.vocabulary import load


@dataclass(frozen=True)
class Subject:
    """A document with everything it was read from; exactly one of plan and yearly is set."""

    document: ImportedDocument
    source: Source
    found: Recognised
    municipality: Municipality
    plan: PlanContent | None = None
    yearly: YearlyContent | None = None

    @cached_property
    def _texts(self) -> tuple[Line, ...]:
        return tuple(self.source.texts())

    @cached_property
    def _starts(self) -> Sequence[tuple[int, int]]:
        return sorted((measure.line, measure.seq) for measure in self.document.measures)

    def texts(self) -> Sequence[Line]:
        """Every text with its place."""
        return self._texts

    def measure_at(self, line: int) -> int | None:
        """The measure that a line belongs to, None outside the measures' own text."""
        place = bisect_right(self._starts, line, key=lambda start: start[0])
        return self._starts[place - 1][1] if place else None


def finding(
    code: str, *, line: int | None = None, measure: int | None = None, **values: Any
) -> Finding:
    """A finding worded from the catalogue; ``seq`` may be used in every sentence."""
    entry: dict[str, str] = load("findings")[code]
    message = entry["message"].format(seq=measure, **values)
    return Finding(code, entry["severity"], message, line, measure)


def shortened(text: str, longest: int = 60) -> str:
    """A quotation that leaves the sentence readable."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
