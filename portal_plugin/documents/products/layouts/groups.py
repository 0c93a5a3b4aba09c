"""The layout in numbered groups (domain section 1.1)."""

from __future__ import annotations

from portal_plugin.documents.model import Block, Column
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.one_row import (
    DEPARTMENTS,
    PERIOD,
    measure_table,
    results_cell,
    steps_cell,
)


def blocks(body: Body) -> tuple[Block, ...]:
    """One table; a heading row above the measures of each group."""
    columns = (
        (Column("ขั้นตอน/วิธีการปฏิบัติ", width=3), steps_cell),
        DEPARTMENTS,
        PERIOD,
        (Column("ผลการดำเนินงาน", width=3.4), results_cell),
    )
    return (measure_table(body["measures"], "มาตรการ", columns),)
