"""Periods, events and fiscal years that do not fit the document's own time (rules R1, R2)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from portal_plugin.imports.buddhist_dates import find_dates, fiscal_year_dates, round_dates
from portal_plugin.imports.checks.subject import Subject, finding
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.document import Finding
from portal_plugin.imports.measure import ImportedMeasure, Text

_FISCAL_YEAR = re.compile(r"ปีงบประมาณ\s?(?:พ\.ศ\.)?\s?(25\d\d)|ประจำปี\s?(?:พ\.ศ\.)?\s?(25\d\d)")
_LAST_YEARS_RESULT = re.compile(r"ผลการประเมิน|คะแนน")
_EARLIER_ORDER = re.compile(r"(?:ลว\.?|ลงวันที่|คำสั่ง[^)]{0,40})\s?$")


def check(subject: Subject) -> Iterator[Finding]:
    """Time findings of every measure."""
    window = _window(subject)
    if window is None:
        return
    for measure in subject.document.measures:
        ends = measure.period.ends
        starts = measure.period.starts
        if (ends and ends > window[1]) or (starts and starts < window[0]):
            yield finding(
                "PERIOD_OUTSIDE_ROUND", line=measure.line, measure=measure.seq,
                period=measure.period.text,
            )  # fmt: skip
        yield from _old_years(subject, measure)
        if subject.yearly:
            for result in measure.results:
                yield from _events(measure, result, window)


def _window(subject: Subject) -> tuple[date, date] | None:
    document = subject.document
    if document.fiscal_year:
        return round_dates(document.fiscal_year, document.round)
    if document.year_from and document.year_to:
        return fiscal_year_dates(document.year_from)[0], fiscal_year_dates(document.year_to)[1]
    return None


def _events(measure: ImportedMeasure, result: Text, window: tuple[date, date]) -> Iterator[Finding]:
    for mention in find_dates(result.text):
        before = result.text[max(0, mention.start - 50) : mention.start]
        early = mention.first < window[0] and not _EARLIER_ORDER.search(before)
        if mention.last > window[1] or early:
            day = mention.last if mention.last > window[1] else mention.first
            printed = f"{day.day}/{day.month}/{day.year + 543}"
            yield finding("EVENT_OUTSIDE_ROUND", line=result.line, measure=measure.seq, day=printed)


def _old_years(subject: Subject, measure: ImportedMeasure) -> Iterator[Finding]:
    first = subject.document.fiscal_year or subject.document.year_from
    assert first is not None
    texts = [Text(step.text, step.line) for step in measure.steps]
    for text in [*texts, *measure.results]:
        for found in _FISCAL_YEAR.finditer(to_arabic(text.text)):
            year = int(found[1] or found[2])
            before = text.text[max(0, found.start() - 60) : found.start()]
            if year < first and not _LAST_YEARS_RESULT.search(before):
                yield finding("OLD_FISCAL_YEAR", line=text.line, measure=measure.seq, year=year)
                return
