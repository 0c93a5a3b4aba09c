"""Product 22: a page and files that say the same, hide the same, and say plainly where there is
nothing."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import jsonschema
import pytest
from lxml import html

from portal_plugin.clock import held_at
from portal_plugin.corruption.codes import CATEGORY_WORDS, Category

_CELLS = {
    "type": "object",
    "additionalProperties": {"type": ["integer", "null"], "minimum": 0},
    "minProperties": 2,
}
_DAY = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}


def _strict(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


_COUNTS = _strict(
    received={"type": "integer", "minimum": 0},
    hides={"type": "boolean"},
    states=_CELLS,
    categories=_CELLS,
    months=_CELLS,
)
SCHEMA = _strict(
    schema={"const": "portal-plugin/corruption-statistics/1"},
    tenant=_strict(code={"type": "string"}, name={"type": "string"}),
    fiscal_year={"type": "integer"},
    oit_item={"type": ["string", "null"]},
    smallest_shown={"const": 5},
    periods={
        "type": "array",
        "items": _strict(
            **{"from": _DAY, "to": _DAY},
            period={"enum": ["H1", "H2", "YEAR"]},
            counts={"anyOf": [_COUNTS, {"type": "null"}]},
        ),
        "minItems": 3,
        "maxItems": 3,
    },
)


@pytest.fixture
def some(tell: Any) -> None:
    """Eight reports of the first half, one of the second: thirteen shown cells would be too many."""
    tell(date(2023, 11, 3), times=8, category=Category.BRIBERY, closed_on=date(2024, 2, 1))
    tell(date(2023, 12, 3), times=5, category=Category.OTHER)
    tell(date(2024, 7, 3), category=Category.PERSONNEL)


def _page(app: Any, query: str = "?year=2567", **options: Any) -> tuple[int, str]:
    answer = app.test_client().get(f"/rimnam/statistics/corruption{query}", **options)
    tree = html.document_fromstring(answer.get_data(as_text=True))
    return answer.status_code, " ".join(tree.get_element_by_id("content").text_content().split())


def _json(app: Any, query: str = "?year=2567") -> Any:
    return app.test_client().get(f"/rimnam/statistics/corruption.json{query}").json


def _csv(app: Any, query: str = "?year=2567") -> list[list[str]]:
    answer = app.test_client().get(f"/rimnam/statistics/corruption.csv{query}")
    assert answer.data.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


def test_anybody_sees_the_figures_with_the_item_they_are_published_under(
    app: Any, some: None
) -> None:
    status, text = _page(app)
    assert status == 200
    assert "ปีงบประมาณ ๒๕๖๗" in text
    assert "O24" in text
    assert "๑๔" in text
    assert "O19" in _page(app, "?year=2568")[1]
    assert "OIT" not in _page(app, "?year=2572")[1]


def test_hidden_cells_are_said_to_be_hidden_and_why(app: Any, some: None, tell: Any) -> None:
    assert "ไม่แสดงจำนวนที่น้อยกว่า ๕ เรื่อง" in _page(app)[1]
    tell(date(2022, 11, 3), times=6, category=Category.OTHER)
    text = _page(app, "?year=2566")[1]
    assert "ไม่แสดง" not in text
    assert "๖" in text


def test_a_year_without_reports_is_told_in_plain_words(app: Any) -> None:
    sentence = "ปีงบประมาณ ๒๕๖๗ ไม่มีเรื่องร้องเรียนการทุจริตและประพฤติมิชอบ"
    assert sentence in _page(app)[1]
    english = _page(app, "?year=2567&lang=en")
    assert english[0] == 200


def test_a_half_that_runs_says_when_it_will_be_told(app: Any, some: None) -> None:
    with held_at(datetime(2024, 2, 1, tzinfo=UTC)):
        text = _page(app)[1]
        assert "ยังไม่ถึงเวลาเผยแพร่" in text
        assert "๓๑ มีนาคม ๒๕๖๗" in text
        assert "๑๓" not in text
    with held_at(datetime(2024, 5, 1, tzinfo=UTC)):
        text = _page(app)[1]
        assert "๑๓" in text
        assert "เผยแพร่หลัง ๓๐ กันยายน ๒๕๖๗" in text


def test_the_first_half_without_reports_does_not_speak_for_the_year(app: Any) -> None:
    with held_at(datetime(2024, 5, 1, tzinfo=UTC)):
        text = _page(app)[1]
    assert "ครึ่งปีแรกของปีงบประมาณ ๒๕๖๗ ไม่มีเรื่องร้องเรียนการทุจริต" in text


def test_programs_are_given_the_schema(app: Any, some: None) -> None:
    for query in ("?year=2567", "?year=2566", "", "?year=x"):
        jsonschema.validate(_json(app, query), SCHEMA)
    first, second, year = _json(app)["periods"]
    assert first["counts"]["categories"]["BRIBERY"] == 8
    assert second["counts"]["received"] == 1
    assert set(second["counts"]["categories"].values()) == {None}
    assert year["counts"]["received"] == 14
    assert year["counts"]["categories"]["BRIBERY"] is None


def test_the_page_and_both_files_say_the_same(app: Any, some: None) -> None:
    told = _json(app)
    rows = _csv(app)
    expected = []
    for period in told["periods"]:
        counts = period["counts"]
        expected.append(str(counts["received"]))
        for split in ("states", "categories", "months"):
            numbers = list(counts[split].values())
            if split == "categories":
                numbers = [counts[split][code] for code in Category]
            if split == "states":
                numbers = [counts[split]["done"], counts[split]["in_progress"]]
            expected += ["ไม่แสดง" if number is None else str(number) for number in numbers]
    assert [row[-1] for row in rows[1:]] == expected
    assert {row[5] for row in rows if row[4] == "ประเภทเรื่อง"} == set(CATEGORY_WORDS.values())
    page = _page(app)[1]
    assert page.count("ไม่แสดง") > 10


def test_what_is_not_over_is_in_no_file(app: Any, some: None) -> None:
    with held_at(datetime(2024, 5, 1, tzinfo=UTC)):
        rows = _csv(app)
        told = _json(app)
    assert [period["counts"] is None for period in told["periods"]] == [False, True, True]
    assert [row[-1] for row in rows if row[1] != "ครึ่งปีแรก"][1:] == ["ยังไม่ครบช่วงเวลา"] * 2


def test_the_statistics_of_complaints_lead_here(app: Any) -> None:
    answer = app.test_client().get("/rimnam/statistics?year=2567")
    assert "/rimnam/statistics/corruption?year=2567" in answer.get_data(as_text=True)
