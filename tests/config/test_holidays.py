"""Office holidays by year: what the catalogue knows, and what an operator lays over it."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.config.catalogue import BUDDHIST_ERA, CatalogueGap
from portal_plugin.config.catalogue.public_holidays import HolidayFileError, holidays

COVERED = [2567, 2568, 2569]
FIXED = ["01-01", "04-06", "04-13", "04-14", "04-15", "05-04", "06-03", "07-28", "08-12"]
FIXED += ["10-13", "10-23", "12-05", "12-10", "12-31"]


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def _written(content: Any) -> Path:
        file = tmp_path / "holidays.json"
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        file.write_bytes(raw)
        return file

    yield _written
    holidays.cache_clear()


def _whole(year: int, **changes: Any) -> dict[str, Any]:
    days = {f"{year - BUDDHIST_ERA}-{day}": "วันหยุด (ตัวอย่าง)" for day in FIXED}
    return {"years": {str(year): {"complete": True, "days": days} | changes}}


@pytest.mark.parametrize("year", COVERED)
def test_a_covered_year_names_its_source_and_confidence(year: int) -> None:
    entry = holidays().years[year]
    assert entry.complete and entry.source and entry.confidence in {"high", "medium"}


@pytest.mark.parametrize("year", COVERED)
@pytest.mark.parametrize("day", FIXED)
def test_the_fixed_days_stand_in_every_covered_year(year: int, day: str) -> None:
    assert holidays().name(date.fromisoformat(f"{year - BUDDHIST_ERA}-{day}"))


@pytest.mark.parametrize("year", COVERED)
def test_a_run_of_holidays_on_a_weekend_has_a_substitute_on_the_next_working_day(
    year: int,
) -> None:
    days = holidays().years[year].days
    for day, name in days.items():
        if day.weekday() < 5 or day.month == 12 or name == "วันเข้าพรรษา":
            continue
        following = day
        while following.weekday() > 4 or (following in days and "ชดเชย" not in days[following]):
            following += timedelta(days=1)
        assert "ชดเชย" in days.get(following, ""), f"{day} {name} has no substitute"


def test_labour_day_is_no_office_holiday_and_the_ploughing_ceremony_is() -> None:
    assert holidays().name(date(2025, 5, 1)) is None
    assert holidays().name(date(2025, 5, 9)) == "วันพระราชพิธีพืชมงคลจรดพระนังคัลแรกนาขวัญ"


@pytest.mark.parametrize("day", [date(2023, 12, 31), date(2027, 1, 1), date(2027, 6, 15)])
def test_a_year_that_is_unknown_or_incomplete_is_a_gap(day: date) -> None:
    assert not holidays().covers(day)
    with pytest.raises(CatalogueGap, match=str(day.year + BUDDHIST_ERA)):
        holidays().name(day)


def test_an_operator_completes_a_year(written: Any) -> None:
    file = written({"years": {"2570": {"complete": True, "days": {"2027-02-22": "ชดเชย"}}}})
    laid = holidays(file)
    assert laid.name(date(2027, 2, 22)) == "ชดเชย"
    assert laid.name(date(2027, 1, 1)) == "วันขึ้นปีใหม่"
    assert laid.name(date(2025, 5, 9)) == holidays().name(date(2025, 5, 9))
    assert laid.years[2570].source == "the operator's file"
    assert laid.years[2570].confidence == "high"


def test_an_operator_adds_a_year_of_which_nothing_was_known(written: Any) -> None:
    laid = holidays(written(_whole(2571, source="ประกาศ (ตัวอย่าง)", confidence="high")))
    assert laid.covers(date(2028, 2, 29))
    assert laid.years[2571].source == "ประกาศ (ตัวอย่าง)"


def test_an_operator_takes_a_day_away(written: Any) -> None:
    file = written({"years": {"2568": {"complete": True, "days": {"2025-08-11": None}}}})
    assert holidays(file).name(date(2025, 8, 11)) is None
    assert date(2025, 8, 11) not in holidays(file).years[2568].days
    assert holidays().name(date(2025, 8, 11))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "not a JSON file"),
        (b"\xff\xfe", "not a JSON file"),
        (b"[" * 100_000, "not a JSON file"),
        (b'{"years": {"2570": 1, "2570": 2}}', "twice"),
        (b" " * 1_000_001, "larger than 1 MB"),
        ([], "write"),
        ({"years": {}}, "write"),
        ({"years": {"2027": {}}}, "'2027' is not a Buddhist year"),
        ({"years": {"๒๕๗๐": {}}}, "is not a Buddhist year"),
        ({"years": {"2570": []}}, "must hold complete"),
        ({"years": {"2570": {"days": {}}}}, "complete must be true or false"),
        ({"years": {"2570": {"complete": 1, "days": {}}}}, "complete must be true or false"),
        (_whole(2571, confidence="sure"), "confidence must be"),
        (_whole(2571, confidence=[]), "confidence must be"),
        (_whole(2571, source=3), "source must be text"),
        (_whole(2571, dayz={}), "'dayz' is not known"),
        (_whole(2571, days={"2571-01-01": "x"}), "must be a day such as 2028-02-21"),
        (_whole(2571, days={"2027-01-01": "x"}), "must be a day such as 2028-02-21"),
        (_whole(2571, days={"20280101": "x"}), "must be a day such as 2028-02-21"),
        (_whole(2571, days={"2027-02-29": "x"}), "must be a day such as 2028-02-21"),
        (_whole(2571, days={"2028-01-01": " "}), "must be text"),
        (_whole(2571, days={"2028-01-01": 1}), "must be text"),
        (_whole(2571, days={"2028-01-01": "x"}), "complete with 1 days"),
    ],
)
def test_a_file_with_a_fault_is_told_plainly(written: Any, content: Any, sentence: str) -> None:
    with pytest.raises(HolidayFileError, match=sentence):
        holidays(written(content))


def test_every_fault_of_a_file_is_told_at_once(written: Any) -> None:
    with pytest.raises(HolidayFileError) as told:
        holidays(written({"years": {"27": {}, "2571": {"complete": 0, "days": {"x": None}}}}))
    assert all(word in str(told.value) for word in ("'27'", "complete", "'x'"))


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    for file in (tmp_path / "none.json", tmp_path):
        with pytest.raises(HolidayFileError, match="cannot be read"):
            holidays(file)


_KEYS = st.sampled_from(["years", "2570", "2571", "days", "complete", "2028-01-01"]) | st.text(
    max_size=10
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_JSON)
def test_no_file_breaks_the_reader(written: Any, content: Any) -> None:
    try:
        laid = holidays(written({"years": content}))
    except HolidayFileError:
        return
    finally:
        holidays.cache_clear()
    assert set(COVERED) <= set(laid.years)
