"""The layout with an outcome beside the results (domain section 1.2)."""

from __future__ import annotations

from portal_plugin.documents.model import Block, Column
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.one_row import (
    DEPARTMENTS,
    PERIOD,
    measure_table,
    outcomes_cell,
    results_cell,
    steps_cell,
)


def blocks(body: Body) -> tuple[Block, ...]:
    """One table of six columns."""
    columns = (
        (Column("วิธีการดำเนินการ", width=3), steps_cell),
        DEPARTMENTS,
        PERIOD,
        (Column("สรุปผลการดำเนินการตามมาตรการ/กิจกรรม", width=3), results_cell),
        (Column("ผลลัพธ์/ความสำเร็จของการดำเนินการ", width=2.4), outcomes_cell),
    )
    return (measure_table(body["measures"], "มาตรการ/กิจกรรม", columns),)
