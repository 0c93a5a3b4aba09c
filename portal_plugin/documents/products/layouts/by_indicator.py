"""Measures that hang on indicators, the indicator in the first column (domain section 1.4)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from portal_plugin.documents.model import Cell, Column, Row, Table
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.headed_rows import MeasureGroup, groups_of
from portal_plugin.documents.products.layouts.marks import dash, listed
from portal_plugin.documents.products.layouts.measure_cells import lines_cell


def indicator_cell(group: MeasureGroup, down: int) -> Cell:
    """The indicator beside all its rows."""
    return lines_cell([group.label] if group.label else [], down=down)


def titles_cell(measures: Sequence[Body]) -> Cell:
    """The titles of measures that share a cell."""
    return lines_cell(listed([measure["title"] for measure in measures], dash))


def measures_table(measures: Sequence[Body]) -> Table:
    """Which measures answer an indicator and who is responsible; measures of one indicator share
    a row while the same units answer for them."""
    rows: list[Row] = []
    for group in groups_of(measures):
        runs = [list(run) for _, run in groupby(group.measures, lambda one: one["departments"])]
        for place, run in enumerate(runs):
            units = lines_cell(listed(run[0]["departments"], dash))
            shared = () if place else (indicator_cell(group, len(runs)),)
            rows.append(Row((*shared, titles_cell(run), units)))
    columns = (
        Column("ตัวชี้วัด", width=1.6),
        Column("มาตรการ/แนวทาง", width=4.4),
        Column("หน่วยงานที่รับผิดชอบ", width=1.8),
    )
    return Table(columns, tuple(rows))
