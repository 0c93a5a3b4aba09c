"""What is published of the corruption channel as plain data: one page, its files, and the rounds'
reports take the same numbers from here, so that they cannot differ.

Schema portal-plugin/corruption-statistics/1. Months are "2025-10", days ISO and Gregorian, the
fiscal year Buddhist; null is a hidden cell, and the counts of a period that is not over.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from portal_plugin.config.catalogue import oit_item
from portal_plugin.corruption.codes import CATEGORY_WORDS
from portal_plugin.corruption.figures import SMALLEST_SHOWN, Counts, Figures
from portal_plugin.tabular import Cell, csv_bytes
from portal_plugin.thai import round_window

SCHEMA = "portal-plugin/corruption-statistics/1"
SPLITS = ("states", "categories", "months")
STATE_WORDS = {"done": "ดำเนินการแล้วเสร็จ", "in_progress": "อยู่ระหว่างดำเนินการ"}
HIDDEN = "ไม่แสดง"

Body = dict[str, Any]

_PERIOD_WORDS = {"H1": "ครึ่งปีแรก", "H2": "ครึ่งปีหลัง", "YEAR": "ทั้งปี"}
_SPLIT_WORDS = {"states": "สถานะ", "categories": "ประเภทเรื่อง", "months": "เดือนที่รับเรื่อง"}
_WORDS: Mapping[str, Mapping[str, str]] = {
    "states": STATE_WORDS,
    "categories": {code.value: words for code, words in CATEGORY_WORDS.items()},
    "months": {},
}
_NOT_OVER = "ยังไม่ครบช่วงเวลา"
_COLUMNS = ("ปีงบประมาณ", "ช่วงเวลา", "ตั้งแต่วันที่", "ถึงวันที่", "แยกตาม", "รายการ", "จำนวนเรื่อง")


def year_body(figures: Figures) -> Body:
    """Both halves of a fiscal year and the year: the OIT item of statistics (product 22)."""
    halves = [
        _period(half.code, half.first.isoformat(), half.last.isoformat(), half.counts)
        for half in figures.halves
    ]
    return {
        "schema": SCHEMA,
        "fiscal_year": figures.fiscal_year,
        "oit_item": oit_item(figures.fiscal_year, "COMPLAINT_STATS"),
        "smallest_shown": SMALLEST_SHOWN,
        "periods": [*halves, _period("YEAR", halves[0]["from"], halves[-1]["to"], figures.year)],
    }


def round_body(figures: Figures, round_code: str) -> Body | None:
    """What the report of a round ("6M", "12M") carries: the same counts, and the ledger's head as
    it stood when the round's months ended. None before they have."""
    counts = figures.within(*round_window(figures.fiscal_year, round_code))
    if counts is None:
        return None
    return {"figures": _counts(counts), "ledger_head": figures.ledger_head}


def as_csv(body: Body) -> bytes:
    """A year's body as one table, a line for each cell; what is hidden says so."""
    return csv_bytes(_COLUMNS, _rows(body))


def _rows(body: Body) -> Iterator[list[Cell]]:
    for period in body["periods"]:
        opening: list[Cell] = [
            body["fiscal_year"],
            _PERIOD_WORDS[period["period"]],
            period["from"],
            period["to"],
        ]
        counts = period["counts"]
        if counts is None:
            yield [*opening, "ทั้งหมด", "", _NOT_OVER]
            continue
        yield [*opening, "ทั้งหมด", "", counts["received"]]
        for split in SPLITS:
            for value, number in counts[split].items():
                label = _WORDS[split].get(value, value)
                yield [*opening, _SPLIT_WORDS[split], label, HIDDEN if number is None else number]


def _period(code: str, first: str, last: str, counts: Counts | None) -> Body:
    return {
        "period": code,
        "from": first,
        "to": last,
        "counts": _counts(counts) if counts else None,
    }


def _counts(counts: Counts) -> Body:
    return {
        "received": counts.received,
        "hides": counts.hides,
        "states": dict(counts.states),
        "categories": dict(counts.categories),
        "months": dict(counts.months),
    }
