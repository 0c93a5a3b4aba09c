"""A row for each measure: what the layouts in numbered groups and with an outcome share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from portal_plugin.documents.model import Cell, Column, Row, Table
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.headed_rows import headed_rows
from portal_plugin.documents.products.layouts.marks import listed, step_lines
from portal_plugin.documents.products.layouts.measure_cells import (
    departments_cell,
    further_columns,
    lines_cell,
    period_cell,
    results_lines,
    title_cell,
)

Print = Callable[[Body], Cell]


def steps_cell(measure: Body) -> Cell:
    """All steps of a measure."""
    return lines_cell(step_lines(measure["steps"]))


def results_cell(measure: Body) -> Cell:
    """All results of a measure and its steps."""
    return lines_cell(results_lines(measure))


def outcomes_cell(measure: Body) -> Cell:
    """What came of it."""
    return lines_cell(listed(measure["outcomes"]))


def measure_table(
    measures: Sequence[Body], title: str, columns: Sequence[tuple[Column, Print]]
) -> Table:
    """A table with the measure's title in its first column, then `columns`, then those that the
    data fill."""
    every = [*columns, *further_columns(measures)]

    def rows_of(measure: Body, number: str) -> Sequence[Row]:
        printed = (show(measure) for _, show in every)
        return (Row((title_cell(measure["title"], number), *printed)),)

    width = len(every) + 1
    rows = headed_rows(measures, width, rows_of)
    return Table((Column(title, width=2.4), *(column for column, _ in every)), rows)


DEPARTMENTS = (Column("ผู้รับผิดชอบ", width=1.5), departments_cell)
PERIOD = (Column("ระยะเวลาดำเนินการ", width=1.3), period_cell)
