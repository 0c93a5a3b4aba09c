"""Measures under the headings of their groups: which stand together, and how they are numbered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from portal_plugin.documents.model import Row, cell
from portal_plugin.documents.product import Body
from portal_plugin.thai import thai_digits


@dataclass(frozen=True, slots=True)
class MeasureGroup:
    """Measures of one ITA indicator (`number` is the indicator's) or of one named group. Those
    that belong to none have an empty title and no number."""

    number: int | None
    title: str
    measures: tuple[Body, ...]

    @property
    def label(self) -> str:
        """ "๑. การปฏิบัติหน้าที่", or the title alone."""
        return f"{thai_digits(self.number)}. {self.title}" if self.number else self.title


def groups_of(measures: Sequence[Body]) -> list[MeasureGroup]:
    """The groups in the order in which they first appear; what belongs to none stands first,
    so that no heading stands above it."""
    found: dict[tuple[int | None, str], list[Body]] = {}
    for measure in measures:
        found.setdefault((measure["indicator_number"], measure["group_title"]), []).append(measure)
    groups = [MeasureGroup(number, title, tuple(rows)) for (number, title), rows in found.items()]
    return sorted(groups, key=lambda group: bool(group.title or group.number))


def numbered(groups: Sequence[MeasureGroup]) -> list[MeasureGroup]:
    """The groups with a printed number each: the indicator's own, else the next that is free."""
    last = max((group.number or 0 for group in groups), default=0)
    given = []
    for group in groups:
        if group.title and group.number is None:
            last += 1
            given.append(MeasureGroup(last, group.title, group.measures))
        else:
            given.append(group)
    return given


def headed_rows(
    measures: Sequence[Body], width: int, rows_of: Callable[[Body, str], Sequence[Row]]
) -> tuple[Row, ...]:
    """Rows of all measures. `rows_of` gets a measure with its number: "๑.๒" under a heading that
    takes the whole `width`, the measure's own where nothing is grouped."""
    rows: list[Row] = []
    for group in numbered(groups_of(measures)):
        if group.label:
            rows.append(Row((cell(group.label, across=width, bold=True),), group=True))
        for place, measure in enumerate(group.measures, start=1):
            under = f"{group.number}.{place}" if group.label else str(measure["seq"])
            rows += rows_of(measure, under)
    return tuple(rows)
