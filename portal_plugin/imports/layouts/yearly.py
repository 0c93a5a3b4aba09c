"""A year's measures from the ITA result, in any of their table layouts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.buddhist_dates import find_fiscal_years
from portal_plugin.imports.digits import to_arabic
from portal_plugin.imports.document import ImportedITA
from portal_plugin.imports.layouts.ita_result import read_ita
from portal_plugin.imports.layouts.measure_rows import Draft, read_measures
from portal_plugin.imports.layouts.yearly_measures import Pair, build_measure, pair
from portal_plugin.imports.measure import ImportedMeasure
from portal_plugin.imports.tables import LogicalTable, Recognised
from portal_plugin.imports.unreadable import refuse_too_many
from portal_plugin.imports.wording import one_line

_TITLE = re.compile(r"(?:รายงาน|มาตรการ|แผนมาตรการ|สรุปผล|การวิเคราะห์)")
_ROUND = re.compile(r"(?:รอบ|ระยะเวลา)\s{0,2}(?:ที่\s?\d\s{0,2})?\(?(6|12)\s{0,2}เดือน")
_LONGEST_TITLE_LINE = 220


@dataclass(frozen=True, slots=True)
class YearlyContent:
    """Everything read from a yearly document, before checks."""

    layout: str
    title: str
    fiscal_year: int | None
    round: str | None
    ita: ImportedITA
    tables: tuple[LogicalTable, ...]
    pairs: tuple[Pair, ...]
    measures: tuple[ImportedMeasure, ...]


def read_yearly(found: Recognised, lao_name: str) -> YearlyContent | None:
    """The measures in these tables, or None when they hold none."""
    reported = [draft for table in found.of_kind("RESULTS") for draft in read_measures(table)]
    planned = [draft for table in found.of_kind("MEASURES") for draft in read_measures(table)]
    refuse_too_many(max(len(planned), len(reported)))
    pairs = pair(planned, reported)
    if not pairs:
        return None
    title = _title(found.lines)
    tables = (*found.of_kind("MEASURES"), *found.of_kind("RESULTS"))
    first_table = min(table.line for table in tables)
    head = [line for line in found.lines if line.line < first_table]
    return YearlyContent(
        layout=_layout(tables, pairs),
        title=title,
        fiscal_year=_fiscal_year(title, head),
        round=_round(title, head),
        ita=read_ita(found.of_kind("SCORES"), found.lines),
        tables=tables,
        pairs=tuple(pairs),
        measures=tuple(
            build_measure(both, seq, lao_name)
            for seq, both in zip(_numbers(pairs), pairs, strict=True)
        ),
    )


def _numbers(pairs: Sequence[Pair]) -> list[int]:
    """Printed numbers where they are plain and distinct, else the order of the document."""
    printed = [_number(both.planned or both.reported) for both in pairs]
    whole = [int(number) for number in printed if number and number.isdecimal()]
    distinct = len(whole) == len(pairs) == len(set(whole))
    return whole if distinct else list(range(1, len(pairs) + 1))


def _number(draft: Draft | None) -> str | None:
    return draft.number if draft else None


def _layout(tables: Sequence[LogicalTable], pairs: Sequence[Pair]) -> str:
    roles = {role for table in tables for role in table.header.roles}
    grouped = any(both.reported and both.reported.group for both in pairs)
    if "TICK" in roles:
        return "STATUS_TICKS"
    if "STATUS" in roles:
        return "STEP_STATUS"
    if "OUTCOMES" in roles:
        return "OUTCOME_TABLE"
    if "RESULTS" in roles and grouped:
        return "NUMBERED_GROUPS"
    return "RESULT_TABLE" if "RESULTS" in roles else "MEASURE_TABLE"


def _title(lines: Sequence[Line]) -> str:
    for place, line in enumerate(lines):
        if _TITLE.match(line.text) and len(line.text) < _LONGEST_TITLE_LINE:
            parts = [line.text]
            for before, after in zip(lines[place:], lines[place + 1 : place + 5], strict=False):
                done = bool(find_fiscal_years(" ".join(parts)))
                far = after.line - before.line > 2 or len(after.text) > _LONGEST_TITLE_LINE
                if far or (done and not after.text.startswith(("รอบ", "(รอบ"))):
                    break
                parts.append(after.text)
            return one_line(" ".join(parts))
    return one_line(lines[0].text) if lines else ""


def _fiscal_year(title: str, head: Sequence[Line]) -> int | None:
    years = find_fiscal_years(title)
    if years:
        return years[0]
    counted = Counter(year for line in head for year in find_fiscal_years(line.text))
    return max(counted, key=lambda year: (counted[year], year)) if counted else None


def _round(title: str, head: Sequence[Line]) -> str | None:
    short = [line.text for line in head if len(line.text) < _LONGEST_TITLE_LINE]
    for text in [title, *short]:
        found = _ROUND.search(to_arabic(text))
        if found:
            return f"{found[1]}M"
    return None
