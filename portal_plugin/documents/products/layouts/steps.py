"""The layout with a status for each step (domain section 1.5, part 3)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from portal_plugin.documents.model import Block, Cell, Column, Row, Table
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.headed_rows import headed_rows
from portal_plugin.documents.products.layouts.marks import listed, numbered_step, unnumbered
from portal_plugin.documents.products.layouts.measure_cells import (
    departments_cell,
    further_columns,
    lines_cell,
    period_cell,
    status_cell,
    title_cell,
)
from portal_plugin.documents.products.layouts.one_row import steps_cell
from portal_plugin.imports.statuses import fold

Print = Callable[[Body], Cell]


def blocks(body: Body) -> tuple[Block, ...]:
    """One table; a row for each step that was reported apart from the others."""
    measures = body["measures"]
    further = further_columns(measures)
    columns = (
        Column("มาตรการ/แนวทาง", width=2.2),
        Column("วิธีการดำเนินงาน", width=3),
        Column("ผู้รับผิดชอบ", width=1.5),
        Column("ระยะเวลาดำเนินการ", width=1.3),
        Column("ผลการดำเนินงาน", width=3.2),
        Column("สถานะดำเนินการ", width=1.5),
        *(column for column, _ in further),
    )
    shows = [show for _, show in further]
    rows = headed_rows(measures, len(columns), lambda one, number: _rows(one, number, shows))
    return (Table(columns, rows),)


def _rows(measure: Body, number: str, further: Sequence[Print]) -> list[Row]:
    parts = list(_parts(measure))
    down = len(parts)
    title = title_cell(measure["title"], number, down=down)
    units, period = departments_cell(measure, down=down), period_cell(measure, down=down)
    more = [_spread(show(measure), down) for show in further]
    (steps, results, status), *below = parts
    rows = [Row((title, steps, units, period, results, status, *more))]
    return rows + [Row(cells) for cells in below]


def _spread(cell: Cell, down: int) -> Cell:
    return Cell(cell.lines, down=down)


def _parts(measure: Body) -> Iterator[tuple[Cell, Cell, Cell]]:
    """Steps, results and status of each row. Steps of one status without results of their own
    share the measure's row; else what was told of the whole measure stands above the steps."""
    steps = measure["steps"]
    if _alike(steps):
        results = _results(measure["results"], alone=len(steps) < 2)
        yield steps_cell(measure), results, status_cell(measure)
        return
    apart = measure["status"] != fold([step["status"] for step in steps])
    whole = whole_results(measure)
    if whole or apart:
        status = status_cell(measure) if apart else Cell()
        yield Cell(), _results(whole, alone=False), status
    for together in _together(steps):
        lines = [line for step in together for line in numbered_step(step)]
        yield lines_cell(lines), _results(_own(together), alone=False), _step_status(together[0])


def _alike(steps: Sequence[Body]) -> bool:
    own = any(step["results"] for step in steps)
    return len(steps) < 2 or (not own and len({step["status"] for step in steps}) == 1)


def _results(results: Sequence[str], *, alone: bool) -> Cell:
    return lines_cell(listed(results) if alone else unnumbered(results))


def _own(steps: Sequence[Body]) -> list[str]:
    return [text for step in steps for text in step["results"]]


def _step_status(step: Body) -> Cell:
    return status_cell({**step, "reason": None, "reason_text": ""})


def whole_results(measure: Body) -> list[str]:
    """The results that belong to no step: a report lists them before those of the steps."""
    of_steps = sum(len(step["results"]) for step in measure["steps"])
    results: list[str] = measure["results"]
    return results[: len(results) - of_steps]


def _together(steps: Sequence[Body]) -> Iterator[list[Body]]:
    """Each step, with the parts of it that were not reported on their own."""
    row: list[Body] = []
    for step in steps:
        nested = "." in step["path"] and not (step["status"] or step["results"])
        if row and not nested:
            yield row
            row = []
        row.append(step)
    if row:
        yield row
