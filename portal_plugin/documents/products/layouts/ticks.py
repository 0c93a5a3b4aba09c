"""The layout with tick columns (domain section 1.4): measures by indicator, then their status."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from portal_plugin.documents.gathering.ita_result import total_sentence
from portal_plugin.documents.model import Align, Block, Cell, Column, Paragraph, Row, Table
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.by_indicator import (
    indicator_cell,
    measures_table,
    titles_cell,
)
from portal_plugin.documents.products.layouts.headed_rows import groups_of
from portal_plugin.documents.products.layouts.marks import dash, listed
from portal_plugin.documents.products.layouts.measure_cells import (
    AWAITING,
    further_columns,
    lines_cell,
    status_line,
    status_word,
)
from portal_plugin.measures.codes import Status

TICK: Final = "/"
_TICKED: Final = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.DONE)
_SPANNING: Final = "สถานะการดำเนินงาน"


def blocks(body: Body) -> tuple[Block, ...]:
    """The measures and their units, the ITA total that they answer, and a tick for each status."""
    return (
        measures_table(body["measures"]),
        *_ita(body),
        status_table(body["measures"]),
    )


def status_table(measures: Sequence[Body]) -> Table:
    """A row for each measure. No column says that a measure cannot proceed: its result does."""
    further = further_columns(measures)
    rows: list[Row] = []
    for group in groups_of(measures):
        for place, measure in enumerate(group.measures):
            shared = () if place else (indicator_cell(group, len(group.measures)),)
            result = lines_cell(_result(measure))
            more = (show(measure) for _, show in further)
            rows.append(Row((*shared, titles_cell([measure]), *_ticks(measure), result, *more)))
    columns = (
        Column("ตัวชี้วัด", width=1.5),
        Column("มาตรการ/แนวทาง", width=3.4),
        *(
            Column(status_word(status), width=1.1, align=Align.CENTER, group=_SPANNING)
            for status in _TICKED
        ),
        Column("ผลการดำเนินการ", width=3.4),
        *(column for column, _ in further),
    )
    return Table(columns, tuple(rows))


def _ita(body: Body) -> Iterator[Paragraph]:
    sentence = total_sentence(body["ita"], body["municipality"]["name"]) if body["ita"] else ""
    if sentence:
        yield Paragraph(sentence, indent=True)


def _ticks(measure: Body) -> Iterator[Cell]:
    for status in _TICKED:
        yield Cell((TICK,) if measure["status"] == status else ())


def _result(measure: Body) -> tuple[str, ...]:
    told = listed(measure["results"], dash)
    if measure["status"] is None:
        return (AWAITING,)
    if measure["status"] == Status.CANNOT_PROCEED:
        return (status_line(measure), *told)
    if measure["status"] == Status.NOT_STARTED and measure["reason"]:
        return (status_line(measure), *told)
    return told
