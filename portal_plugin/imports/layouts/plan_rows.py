"""Measures of a plan that has only the table, or whose columns hold what sheets hold elsewhere."""

from __future__ import annotations

from portal_plugin.imports.buddhist_dates import read_period
from portal_plugin.imports.departments import read_departments
from portal_plugin.imports.indicators import read_indicator
from portal_plugin.imports.layouts.plan_measures import number_steps
from portal_plugin.imports.layouts.plan_table import PlanTable
from portal_plugin.imports.listing import split_text
from portal_plugin.imports.measure import (
    ImportedMeasure,
    ImportedPeriod,
    Text,
    kind_of,
    without_kind,
)
from portal_plugin.imports.tables import Entry
from portal_plugin.imports.wording import one_line


def measures_from_table(table: PlanTable, lao_name: str) -> list[ImportedMeasure]:
    """One measure a title; a budget only where a row belongs to one measure alone."""
    measures = []
    for place, title in enumerate(table.titles, start=1):
        seq = title.seq or place
        row = table.own_rows.get(seq)
        entry = table.entries[title.row]
        alone = row is not None
        measures.append(
            ImportedMeasure(
                seq=seq,
                title=without_kind(title.title),
                line=title.line,
                kind=kind_of(title.title),
                group=title.mission,
                group_title=table.missions.get(title.mission or ""),
                dimension=title.dimension,
                departments=read_departments(entry.get("DEPARTMENTS"), lao_name),
                departments_line=entry.line,
                period=_period(entry),
                budget=dict(row or {}),
                budget_mode=("AMOUNT" if any(row.values()) else "NONE") if row else None,
                objectives=_texts(entry, "OBJECTIVES") if alone else (),
                target_group=one_line(entry.get("TARGET_GROUP")) if alone else "",
                steps=number_steps(split_text(entry.get("STEPS"), entry.line)) if alone else (),
                outputs=tuple(
                    read_indicator("OUTPUT", text.text, text.line)
                    for text in _texts(entry, "OUTPUTS")
                ),
                outcomes=tuple(
                    read_indicator("OUTCOME", text.text, text.line)
                    for text in _texts(entry, "OUTCOMES")
                ),
                remark=one_line(entry.get("REMARK")),
            )
        )
    return measures


def _texts(entry: Entry, role: str) -> tuple[Text, ...]:
    items = split_text(entry.get(role), entry.line).points()
    return tuple(Text(item.text, item.line) for item in items)


def _period(entry: Entry) -> ImportedPeriod:
    text = one_line(entry.get("PERIOD"))
    return ImportedPeriod(text, *read_period(text))
