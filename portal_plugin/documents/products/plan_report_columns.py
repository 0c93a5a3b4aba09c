"""The columns of the plan's report: the fields of e-PlanNACC, measure by measure."""

from __future__ import annotations

from typing import Final

from portal_plugin.config.catalogue import labels
from portal_plugin.documents.model import Align, Cell, Column
from portal_plugin.documents.product import Body
from portal_plugin.documents.products.layouts.marks import listed
from portal_plugin.documents.products.layouts.measure_cells import (
    Print,
    evidence_lines,
    lines_cell,
    reason_text,
    status_word,
)
from portal_plugin.documents.wording.numerals import count
from portal_plugin.measures.codes import BudgetMode, Status
from portal_plugin.thai import thai_digits

MONEY: Final = ("plan", "ordinance", "paid")
"""Amounts in whole baht, in the order of their columns."""


def columns_of(body: Body) -> list[tuple[Column, Print]]:
    """Every column that says something in this report; the first six always stand.

    The ordinance is named in the word of the LAO type.
    """
    ordinance = body["municipality"]["words"]["ordinance"] or "ข้อบัญญัติ"
    always: list[tuple[Column, Print]] = [
        (Column("โครงการ/กิจกรรม/มาตรการ", width=2.7), _title),
        (_baht("งบตามแผน (บาท)"), _money("plan")),
        (_baht(f"งบตาม{ordinance} (บาท)"), _money("ordinance")),
        (_baht("เบิกจ่าย (บาท)"), _money("paid")),
        (Column("สถานะ", width=2.3), _status),
        (Column("ผลการดำเนินงาน", width=3), _results),
    ]
    return always + [
        (Column(title, width=1.8), show)
        for title, show in _WHERE_TOLD
        if any(show(measure).lines for measure in body["measures"])
    ]


def _baht(title: str) -> Column:
    return Column(title, width=1.3, align=Align.END)


def _title(measure: Body) -> Cell:
    kind = labels("measure_kinds").get(measure["kind"] or "", "")
    told = () if not kind or measure["title"].startswith(kind) else (f"({kind})",)
    return lines_cell([f"{thai_digits(measure['seq'])}. {measure['title']}", *told])


def _money(name: str) -> Print:
    return lambda measure: (
        Cell(("–",), number=0)
        if measure["budget"]["mode"] == BudgetMode.NONE
        else count(measure["budget"][name])
    )


def _status(measure: Body) -> Cell:
    lines = [status_word(measure["status"])]
    if measure["carried_over"]:
        lines.append("(ผลจากรอบ ๖ เดือน)")
    if measure["conforming"] is False:
        lines.append("(ไม่สอดคล้องกับมิติ จึงไม่นับ)")
    status = Status(measure["status"]) if measure["status"] else None
    return Cell(tuple(lines), status=status)


def _results(measure: Body) -> Cell:
    return lines_cell((*listed(measure["results"]), *listed(measure["outcomes"])))


def _text(name: str) -> Print:
    return lambda measure: lines_cell([measure[name]] if measure[name] else [])


def _reason(measure: Body) -> Cell:
    reason = reason_text(measure)
    return lines_cell([reason] if reason else [])


_WHERE_TOLD: Final[tuple[tuple[str, Print], ...]] = (
    ("ปัญหา/อุปสรรค", _text("problems")),
    ("แนวทางแก้ไข", _text("solution")),
    ("เหตุที่ไม่สามารถดำเนินการ", _reason),
    ("หลักฐาน", lambda measure: lines_cell(evidence_lines(measure["evidence"]))),
    ("หมายเหตุ", _text("remark")),
)
