"""Documents nobody has seen: cut anywhere, other column orders, digits and header wordings."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal_plugin.imports.reader import read_document
from portal_plugin.imports.unreadable import UnreadableDocument
from portal_plugin.imports.vocabulary import load
from portal_plugin.imports.wording import skeleton

OWN = Path(__file__).parent / "samples"
TO_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
TO_ARABIC = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
NAMES = ("outcome-table-12m", "numbered-groups-6m")


@cache
def _text(name: str) -> str:
    return (OWN / f"{name}.txt").read_text(encoding="utf-8")


@cache
def _expected(name: str):
    return _measures(_text(name))


def _measures(text: str):
    return read_document(text.encode(), "x.txt").as_json()["measures"]


def _shape(measures):
    keys = (
        "seq",
        "group",
        "kind",
        "budget",
        "status",
        "steps",
        "results",
        "objectives",
        "outputs",
        "outcomes",
    )
    return [
        tuple(measure[key] if key != "budget" else tuple(measure[key]) for key in keys)
        for measure in measures
    ]


@given(st.sampled_from(NAMES), st.data())
@settings(max_examples=150)
def test_a_file_cut_at_any_byte_is_read_or_refused_and_never_crashes(name, data):
    whole = _text(name).encode()
    cut = whole[: data.draw(st.integers(0, len(whole)))]
    try:
        document = read_document(cut, "x.txt")
    except UnreadableDocument as error:
        assert str(error)
    else:
        assert document.measures


def test_a_plan_cut_in_its_middle_blocks(demo_samples):
    plan = next(path for path in demo_samples if path.stem.startswith("plan-town")).read_bytes()
    for share in (0.3, 0.5, 0.77, 0.93):
        document = read_document(plan[: int(len(plan) * share)], "x.txt")
        assert document.blocked, share


def test_a_yearly_report_cut_in_its_middle_blocks(demo_samples):
    for path in demo_samples:
        if path.stem.startswith("measures"):
            data = path.read_bytes()
            assert read_document(data[: int(len(data) * 0.8)], path.name).blocked


@pytest.mark.parametrize(
    "end",
    [
        "มาตรการ/กิจกรรม\tวิธีการดำเนินการ\t",
        "๔. ปรับปรุงช่องทางร้อ",
        "๔. ปรับปรุง\t<p>๑. ทำ",
        "๔. ก\tข\tค\tง\tจ\t<p>ฉ",
    ],
)
def test_an_end_in_the_middle_of_a_row_blocks(end):
    document = read_document(f"{_text('outcome-table-12m')}{end}".encode(), "x.txt")
    assert "TRUNCATED" in {finding.code for finding in document.findings}


def test_a_report_without_its_table_of_results_blocks(demo_samples):
    path = next(path for path in demo_samples if "12m" in path.name)
    text = path.read_text(encoding="utf-8")
    assert read_document(text[: text.index("สถานะการดำเนินงาน") - 60].encode(), "x.txt").blocked


@given(st.permutations(range(6)))
@settings(max_examples=40)
def test_columns_in_any_order_give_the_same_measures(order):
    lines = []
    for line in _text("outcome-table-12m").splitlines():
        cells = line.split("\t")
        lines.append("\t".join(cells[place] for place in order) if len(cells) == 6 else line)
    assert _measures("\n".join(lines)) == _expected("outcome-table-12m")


@pytest.mark.parametrize("table", [TO_THAI, TO_ARABIC])
def test_thai_and_arabic_digits_give_the_same_measures(sample, table):
    text = sample.read_text(encoding="utf-8")
    assert _shape(_measures(text.translate(table))) == _shape(_measures(text))


@given(st.data())
@settings(max_examples=40)
def test_known_header_wordings_are_exchangeable(data):
    headers = load("headers")
    text = _text("numbered-groups-6m")
    header = next(line for line in text.splitlines() if "\t" in line)
    roles = ("MEASURE", "STEPS", "DEPARTMENTS", "PERIOD", "RESULTS")
    words = [data.draw(st.sampled_from(headers[role]), label=role) for role in roles]
    assert _measures(text.replace(header, "\t".join(words))) == _expected("numbered-groups-6m")


def test_a_scanners_marks_and_blanks_in_headers_do_not_matter():
    text = (
        _text("outcome-table-12m")
        .replace("ผู้รับผิดชอบ", "ผูรับ ผิดชอบ")
        .replace("วิธีการดำเนินการ", "วิธิการ ดำเนินการ")
    )
    assert _measures(text) == _expected("outcome-table-12m")


def test_a_new_wording_is_recognised_by_its_beginning():
    text = _text("outcome-table-12m").replace(
        "ผลลัพธ์/ความสำเร็จของการดำเนินการ", "ผลลัพธ์ที่ประชาชนได้รับจริง"
    )
    text = text.replace("ผลลัพธ์/ความสำเร็จ ของการดำเนินการ", "ผลลัพธ์ที่ประชาชนได้รับจริง")
    assert _measures(text) == _expected("outcome-table-12m")


def test_no_wording_of_a_header_means_two_things():
    seen: dict[str, str] = {}
    for role, words in load("headers").items():
        for word in words:
            assert seen.setdefault(skeleton(word), role) == role, word


@pytest.mark.parametrize("mark", ["/", "✓", "√", "x", "X", "●"])
def test_any_tick_mark_counts(demo_samples, mark):
    path = next(path for path in demo_samples if "12m" in path.name)
    text = path.read_text(encoding="utf-8")
    expected = read_document(path.read_bytes(), path.name).as_json()["measures"]
    assert _measures(text.replace("\t/\t", f"\t{mark}\t")) == expected


def test_a_table_broken_after_any_row_without_a_new_header_stays_one_table():
    lines = _text("outcome-table-12m").splitlines()
    rows = [
        place for place, line in enumerate(lines) if "\t" in line and not line.startswith("มาตรการ")
    ]
    for place in rows[1:]:
        broken = [*lines[:place], "", "- ๒ -", "", *lines[place:]]
        assert _measures("\n".join(broken)) == _expected("outcome-table-12m"), place


def test_numbers_per_year_vary_when_the_table_gives_the_measure_its_own_row(demo_samples):
    path = next(path for path in demo_samples if path.stem.startswith("plan-sao"))
    text = path.read_text(encoding="utf-8").replace(
        "24,000\t24,000\t24,000\t24,000\t24,000", "24,000\t25,000\t26,000\t27,000\t28,000"
    )
    measure = read_document(text.encode(), "x.txt").measures[0]
    assert measure.budget == {2566: 24_000, 2567: 25_000, 2568: 26_000, 2569: 27_000, 2570: 28_000}


def test_without_a_table_of_years_no_year_is_invented(demo_samples):
    path = next(path for path in demo_samples if path.stem.startswith("plan-sao"))
    lines = [line for line in path.read_text("utf-8").splitlines() if "\t" not in line]
    document = read_document("\n".join(lines).encode(), "x.txt")
    first = document.measures[0]
    assert (first.amount, dict(first.budget)) == (24_000, {})
    assert "BUDGET_YEAR_UNKNOWN" in {finding.code for finding in document.findings}
