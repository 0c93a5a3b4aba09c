"""A five-year plan: sheets for content, the table for years and totals, both for comparison."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from portal_plugin.imports.blocks import Line
from portal_plugin.imports.buddhist_dates import find_year_span
from portal_plugin.imports.document import ImportedDimension, ImportedMission
from portal_plugin.imports.layouts.front_matter import FrontMatter, read_front_matter
from portal_plugin.imports.layouts.plan_measures import build_measure
from portal_plugin.imports.layouts.plan_rows import measures_from_table
from portal_plugin.imports.layouts.plan_table import PlanTable, read_plan_table
from portal_plugin.imports.layouts.sheets import Sheet, read_sheets
from portal_plugin.imports.measure import ImportedMeasure
from portal_plugin.imports.tables import Recognised
from portal_plugin.imports.unreadable import refuse_too_many
from portal_plugin.imports.wording import one_line

_TITLE = re.compile(r"แผนปฏิบัติการป้องกันการทุจริต|แผนปฏิบัติการ")


@dataclass(frozen=True, slots=True)
class PlanContent:
    """Everything read from a plan, before checks."""

    layout: str
    title: str
    years: tuple[int, int] | None
    front: FrontMatter
    table: PlanTable | None
    sheets: tuple[Sheet, ...]
    measures: tuple[ImportedMeasure, ...]
    dimensions: tuple[ImportedDimension, ...]


def read_plan(found: Recognised, lao_name: str) -> PlanContent | None:
    """The plan in these tables and lines, or None when they hold none."""
    sheets = read_sheets(found.lines)
    tables = found.of_kind("PLAN")
    if not sheets and not tables:
        return None
    table = read_plan_table(max(tables, key=lambda one: len(one.entries))) if tables else None
    refuse_too_many(max(len(sheets), len(table.titles) if table else 0))
    front_end = sheets[0].line if sheets else 10**9
    front_lines = [line for line in found.lines if line.line < front_end]
    years = _years(front_lines, table)
    each = range(years[0], years[1] + 1) if years else (table.years if table else ())
    if sheets:
        measures = [
            build_measure(sheet, seq, table, lao_name, list(each))
            for seq, sheet in _numbered(sheets)
        ]
    else:
        assert table is not None
        measures = measures_from_table(table, lao_name)
    return PlanContent(
        layout="PLAN_SHEETS" if sheets else "PLAN_TABLE",
        title=_title(front_lines),
        years=years,
        front=read_front_matter(front_lines),
        table=table,
        sheets=tuple(sheets),
        measures=tuple(measures),
        dimensions=_dimensions(sheets, table),
    )


def _numbered(sheets: Sequence[Sheet]) -> list[tuple[int, Sheet]]:
    """Printed numbers where they are complete and distinct, else the order of the sheets."""
    printed = [sheet.seq for sheet in sheets]
    distinct = None not in printed and len(set(printed)) == len(printed)
    return [
        (sheet.seq if distinct and sheet.seq else place, sheet)
        for place, sheet in enumerate(sheets, start=1)
    ]


def _years(lines: Sequence[Line], table: PlanTable | None) -> tuple[int, int] | None:
    if table and len(table.years) > 1:
        return table.years[0], table.years[-1]
    spans = Counter(
        span
        for line in lines
        for span in [find_year_span(line.text)]
        if span and span[1] - span[0] <= 5
    )
    return spans.most_common(1)[0][0] if spans else None


def _title(lines: Sequence[Line]) -> str:
    for place, line in enumerate(lines):
        if _TITLE.match(line.text) and len(line.text) < 150:
            parts = [line.text]
            for before, after in zip(lines[place:], lines[place + 1 : place + 4], strict=False):
                if (
                    find_year_span(parts[-1])
                    or after.line - before.line > 2
                    or len(after.text) > 120
                ):
                    break
                parts.append(after.text)
            return one_line(" ".join(parts))
    return one_line(lines[0].text) if lines else ""


def _dimensions(sheets: Sequence[Sheet], table: PlanTable | None) -> tuple[ImportedDimension, ...]:
    in_table = table.dimensions if table else {}
    headed = {int(s.dimension.number): s.dimension for s in sheets if s.dimension}
    missions = {s.mission.number: s.mission for s in sheets if s.mission}
    mission_table = table.missions if table else {}
    numbers = set(headed) | set(in_table)
    numbers |= {int(number.partition(".")[0]) for number in (*missions, *mission_table)}
    result = []
    for number in sorted(numbers):
        own = [m for m in {**mission_table, **missions} if m.partition(".")[0] == str(number)]
        heading = headed.get(number)
        result.append(
            ImportedDimension(
                number,
                heading.title if heading and heading.title else in_table.get(number, ""),
                tuple(
                    ImportedMission(
                        m,
                        missions[m].title if m in missions else mission_table[m],
                        missions[m].line if m in missions else 0,
                        mission_table.get(m, ""),
                    )
                    for m in sorted(own, key=lambda text: int(text.partition(".")[2]))
                ),
                heading.line if heading else 0,
                in_table.get(number, ""),
            )
        )
    return tuple(result)
