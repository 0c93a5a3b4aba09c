"""The figures of a period as plain data: what pages draw, files carry and summaries keep.

Schema portal-plugin/complaint-statistics/1. Months are "2025-10", days ISO and Gregorian, the
fiscal year Buddhist, percentages of a hundred.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.complaints.codes import CHANNEL_WORDS
from portal_plugin.complaints.counters import FIGURES
from portal_plugin.complaints.topics import topic_labels
from portal_plugin.statistics.figures import FEWEST_SPLIT, SATISFIED_PERCENT, Totals, figures
from portal_plugin.statistics.period import Period
from portal_plugin.tabular import Cell, csv_bytes
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import TenantSession

SCHEMA = "portal-plugin/complaint-statistics/1"
SPLITS = ("months", "topics", "channels", "departments")
NO_DEPARTMENT = "ยังไม่มอบหมาย"

Body = dict[str, Any]

_COLUMNS: Mapping[str, str] = {
    "received": "รับเรื่อง",
    "done": "ตอบแล้ว",
    "in_progress": "อยู่ระหว่างดำเนินการ",
    "in_time": "ตอบในกำหนด",
    "explained": "ชี้แจงในกำหนด",
    "overdue": "เลยกำหนด",
    "median_days": "ค่ากลางวันที่ใช้ตอบ",
    "reopened": "เปิดเรื่องอีกครั้ง",
    "merged": "เรื่องซ้ำ",
    "rated": "ผู้ให้คะแนน",
    "satisfied": "ผู้พึงพอใจ",
    "satisfied_percent": "ร้อยละความพึงพอใจ",
}
_SPLIT_WORDS: Mapping[str, str] = {
    "months": "เดือน",
    "topics": "หัวข้อ",
    "channels": "ช่องทาง",
    "departments": "หน่วยงาน",
}
_ALL_WORD = "ทั้งหมด"


def statistics_body(session: TenantSession, period: Period) -> Body:
    """Everything that is known of a period today, in five statements."""
    found = figures(session, period, clock.today())
    topics, departments = topic_labels(session), _department_names(session)
    return {
        "schema": SCHEMA,
        "fiscal_year": period.fiscal_year,
        "part": period.part.value,
        "window": {"from": period.first.isoformat(), "to": period.last.isoformat()},
        "as_of": found.today.isoformat(),
        "splits_published": found.splits_tell_nobody,
        "fewest_split": FEWEST_SPLIT,
        "satisfied_threshold": SATISFIED_PERCENT,
        "total": _numbers(found.total),
        "months": [
            {"month": f"{month:%Y-%m}", **_numbers(totals)}
            for month, totals in found.by_month
            if month <= found.today
        ],
        "topics": _lines(found.by_topic, topics),
        "channels": _lines(found.by_channel, CHANNEL_WORDS),
        "departments": [
            {
                "code": str(key) if key else None,
                "label": departments.get(key, "") if key else NO_DEPARTMENT,
                **_numbers(totals),
            }
            for key, totals in found.by_department
        ],
    }


def published_body(body: Body) -> Body:
    """What everybody may see: no split where it might tell who complained (domain 7.4)."""
    if body["splits_published"]:
        return body
    return body | {name: [] for name in SPLITS}


def canonical(body: Body) -> bytes:
    """Canonical JSON: sorted keys, no white space, UTF-8."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def as_csv(body: Body) -> bytes:
    """The same as one table: first all, then a line for each value of each split."""
    rows: list[list[Cell]] = [[_ALL_WORD, "", *_cells(body["total"])]]
    for name in SPLITS:
        for line in body[name]:
            label = line["month"] if name == "months" else line["label"]
            rows.append([_SPLIT_WORDS[name], label, *_cells(line)])
    return csv_bytes(["แยกตาม", "รายการ", *_COLUMNS.values()], rows)


def _cells(numbers: Mapping[str, Any]) -> list[Cell]:
    return [numbers[name] for name in _COLUMNS]


def _numbers(totals: Totals) -> dict[str, int | float | bool | None]:
    return {
        **{name: getattr(totals, name) for name in FIGURES},
        "in_progress": totals.in_progress,
        "overdue": totals.overdue,
        "overdue_now": totals.overdue_now,
        "median_days": totals.median_days,
        "in_time_percent": totals.in_time_percent,
        "satisfied_percent": totals.satisfied_percent,
        "satisfying": totals.satisfying,
    }


def _lines(rows: Iterable[tuple[Any, Totals]], words: Mapping[Any, str]) -> list[Body]:
    return [
        {"code": str(key), "label": words.get(key, str(key)), **_numbers(totals)}
        for key, totals in rows
    ]


def _department_names(session: TenantSession) -> dict[UUID, str]:
    rows = session.execute(sa.select(Department.id, Department.name))
    return {row.id: row.name for row in rows}
