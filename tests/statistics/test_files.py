"""What programs and spreadsheets are given."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal_plugin.clock import held_at
from portal_plugin.complaints.models import ComplaintTopic
from portal_plugin.statistics.body import SPLITS, as_csv, canonical, published_body, statistics_body
from portal_plugin.statistics.period import Part, Period
from portal_plugin.tabular import csv_bytes

NOW = datetime(2026, 3, 20, tzinfo=UTC)
_COUNT = {"type": "integer", "minimum": 0}
_SHARE = {"type": ["number", "null"], "minimum": 0, "maximum": 100}
_NUMBERS = {
    **dict.fromkeys(
        [
            "received",
            "done",
            "in_progress",
            "in_time",
            "explained",
            "late",
            "overdue",
            "overdue_now",
            "reopened",
            "merged",
            "rated",
            "satisfied",
        ],
        _COUNT,
    ),
    "median_days": {"type": ["number", "null"], "minimum": 0},
    "in_time_percent": _SHARE,
    "satisfied_percent": _SHARE,
    "satisfying": {"type": ["boolean", "null"]},
}


def _object(**more: Any) -> dict[str, Any]:
    properties = _NUMBERS | more
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_TEXT, _DAY = {"type": "string"}, {"type": "string", "format": "date"}
SCHEMA = {
    "type": "object",
    "properties": {
        "schema": {"const": "portal-plugin/complaint-statistics/1"},
        "fiscal_year": {"type": "integer"},
        "part": {"enum": [part.value for part in Part]},
        "window": {
            "type": "object",
            "properties": {"from": _DAY, "to": _DAY},
            "required": ["from", "to"],
            "additionalProperties": False,
        },
        "as_of": _DAY,
        "splits_published": {"type": "boolean"},
        "fewest_split": _COUNT,
        "satisfied_threshold": _COUNT,
        "total": _object(),
        "months": {
            "type": "array",
            "items": _object(month={"type": "string", "pattern": r"^\d{4}-\d{2}$"}),
        },
        "topics": {"type": "array", "items": _object(code=_TEXT, label=_TEXT)},
        "channels": {"type": "array", "items": _object(code=_TEXT, label=_TEXT)},
        "departments": {
            "type": "array",
            "items": _object(code={"type": ["string", "null"]}, label=_TEXT),
        },
    },
    "additionalProperties": False,
}
SCHEMA["required"] = list(SCHEMA["properties"])  # type: ignore[call-overload]


@pytest.fixture
def body(open_session: Any, register: Any, departments: Any) -> dict[str, Any]:
    """Six complaints, one of them of a topic with a dangerous name."""
    with open_session() as session:
        session.add(ComplaintTopic(code="T-1", label="=1+1"))
        for number in range(5):
            register(session, date(2025, 11, 1 + number), answered_on=date(2025, 11, 9), score=4)
        register(session, date(2026, 2, 1), topic="T-1", department_id=departments["rimnam/works"])
        with held_at(NOW):
            return statistics_body(session, Period(2569))


def test_the_figures_for_programs_keep_their_schema(body: dict[str, Any]) -> None:
    jsonschema.validate(orjson.loads(canonical(body)), SCHEMA)
    assert [line["label"] for line in body["topics"]] == ["การให้บริการประชาชน", "=1+1"]
    assert [line["label"] for line in body["departments"]] == ["ยังไม่มอบหมาย", "กองช่าง"]
    assert body["total"]["overdue_now"] == 1


def test_a_year_without_complaints_keeps_the_schema_too(open_session: Any) -> None:
    with open_session() as session, held_at(NOW):
        body = statistics_body(session, Period(2569, Part.FIRST_QUARTER))
    jsonschema.validate(orjson.loads(canonical(body)), SCHEMA)
    assert body["total"]["received"] == 0
    assert len(body["months"]) == 3


def test_what_is_withheld_is_in_no_file(body: dict[str, Any]) -> None:
    withheld = published_body(body | {"splits_published": False})
    assert [withheld[name] for name in SPLITS] == [[], [], [], []]
    assert withheld["total"] == body["total"]
    assert len(_rows(as_csv(withheld))) == 2
    assert published_body(body) == body


def test_a_spreadsheet_reads_thai_and_runs_no_formula(body: dict[str, Any]) -> None:
    data = as_csv(body)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = _rows(data)
    assert rows[0][:3] == ["แยกตาม", "รายการ", "รับเรื่อง"]
    assert rows[1][:4] == ["ทั้งหมด", "", "6", "5"]
    assert ["หัวข้อ", "'=1+1", "1"] in [row[:3] for row in rows]
    assert len({len(row) for row in rows}) == 1


@example(["=1", " =1", "\u00a0+1", "\t@", "\n-"])
@example(["＝1", "-", "@a", "\r=1"])
@given(st.lists(st.text(), min_size=1, max_size=4))
def test_no_text_is_written_that_a_spreadsheet_would_run(cells: list[str]) -> None:
    (row,) = _rows(csv_bytes(["x"], [cells]))[1:] or [[""]]
    for cell in row:
        assert cell[:1] not in {"\t", "\r", "\n"}
        assert cell == "-" or cell.lstrip()[:1] not in set("=+-@＝＋－＠")


def test_numbers_stay_numbers_and_nothing_is_an_empty_cell() -> None:
    assert csv_bytes(["ก", "ข", "ค"], [[-1, 2.5, None]]).endswith("ก,ข,ค\r\n-1,2.5,\r\n".encode())


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_dash_that_says_none_stays_a_dash() -> None:
    assert csv_bytes(["งบประมาณ"], [["-"], ["-1"]]).decode("utf-8-sig").split() == [
        "งบประมาณ",
        "-",
        "'-1",
    ]
