"""What is written of the yearly measures is read back to the same measures.

PORTAL_PLUGIN_TEST_EXAMPLES sets how many invented documents each way out and in is tried with.
"""

from __future__ import annotations

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.documents.formats import docx, html, xlsx
from portal_plugin.documents.product import Layout
from portal_plugin.documents.products import measures_report, measures_table
from portal_plugin.imports.reader import read_document
from portal_plugin.measures.codes import Status
from portal_plugin.measures.ita_indicators import INDICATOR_NAMES
from portal_plugin.measures.standing import fold_status

WRITERS = {"docx": docx.write, "html": html.write, "xlsx": xlsx.write}
DAY = date(2023, 10, 5)
TOWN = "เทศบาลเมืองตัวอย่างริมน้ำ"
UNITS = ("สำนักปลัดเทศบาล", "กองคลัง", "กองช่าง", "ทุกส่วนราชการ", "งานนิติการ")
GROUPS = ("ด้านการให้บริการ", "ด้านข้อมูลข่าวสาร", "ด้านจริยธรรม (ตัวอย่าง)")
WORDS = (
    "จัดทำคู่มือ",
    "เผยแพร่ข้อมูล",
    "ผ่านเว็บไซต์",
    "ตามข้อ ๒ ของแผน",
    "จำนวน 75 คน",
    "(e-service)",
    "ร้อยละ ๘๐.๕",
    "=SUM(A1)",
    "@คำสั่ง",
    "+66",
    "ยืม-คืน",
    "พ.ศ. ๒๕๖๖",
    "ได้แก่ -งานทะเบียน -งานรายได้",
    "น้ำ ป่า ผู้ใหญ่",
    "ยาวโดยไม่มีวรรค" * 12,
)
FIRST = tuple(word for word in WORDS if word[0] >= "ก")

texts = st.builds(
    lambda first, more: " ".join([first, *more]),
    st.sampled_from(FIRST),
    st.lists(st.sampled_from(WORDS), max_size=4),
)
lists = st.lists(texts, max_size=4)
statuses = st.sampled_from([*Status, None])


def _step(place, text, status=None, results=()):
    return {"path": str(place), "text": text, "status": status, "results": list(results)}


def _body(measures, layout):
    for seq, measure in enumerate(measures, start=1):
        measure["seq"] = seq
    return {
        "product": "measures-report",
        "municipality": {
            "name": TOWN,
            "words": {"th": "เทศบาลเมือง", "abbr": "ทม."},
        },
        "fiscal_year": 2566,
        "round": "6M",
        "layout": layout.value,
        "window": {"from": "2022-10-01", "to": "2023-03-31"},
        "texts": {"introduction": f"{TOWN} ขอรายงานผล ดังนี้"},
        "measures": measures,
        "ita": {"fiscal_year": 2565, "total": "83.41", "level": "B"},
        "revision": None,
    }


@st.composite
def measure(draw, *, steps=True, number=None, group=""):
    """A measure that was reported as a whole."""
    status = draw(statuses)
    told = status not in (None, Status.NOT_STARTED, Status.CANNOT_PROCEED)
    return {
        "title": draw(texts),
        "indicator_number": number,
        "group_title": group,
        "departments": draw(st.lists(st.sampled_from(UNITS), min_size=1, max_size=3, unique=True)),
        "period": draw(st.sampled_from(["", "ปีงบประมาณ พ.ศ. ๒๕๖๖", "ต.ค. ๖๕ - มี.ค. ๖๖"])),
        "status": status.value if status else None,
        "results": draw(lists.filter(bool)) if told else [],
        "outcomes": draw(lists) if told else [],
        "problems": "",
        "solution": "",
        "reason": None,
        "reason_text": draw(texts) if status is Status.CANNOT_PROCEED else "",
        "evidence": [],
        "steps": [_step(n, text) for n, text in enumerate(draw(lists), 1)] if steps else [],
    }


@st.composite
def reported_by_step(draw):
    """A measure whose steps were reported one by one (R5), some with results of their own."""
    found = draw(measure())
    told = draw(st.lists(st.tuples(texts, statuses.filter(bool), lists), min_size=2, max_size=4))
    found["steps"] = [
        _step(place, text, status.value, results)
        for place, (text, status, results) in enumerate(told, start=1)
    ]
    whole = (
        draw(st.lists(texts, max_size=1)) if any(step["results"] for step in found["steps"]) else []
    )
    found["results"] = whole + [text for step in found["steps"] for text in step["results"]]
    folded = fold_status(Status(step["status"]) for step in found["steps"])
    return found | {"status": folded.value, "outcomes": [], "reason_text": ""}


@st.composite
def grouped(draw):
    """Measures under named groups, and some under none."""
    names = draw(st.lists(st.sampled_from(GROUPS), unique=True, max_size=3))
    found = draw(st.lists(measure(), min_size=0 if names else 1, max_size=2))
    for name in names:
        found += draw(st.lists(measure(group=name), min_size=1, max_size=3))
    return found


@st.composite
def by_indicator(draw):
    """Measures that hang on indicators."""
    numbers = sorted(
        draw(st.sets(st.sampled_from(sorted(INDICATOR_NAMES)), min_size=1, max_size=4))
    )
    found = []
    for number in numbers:
        one = measure(steps=False, number=number, group=INDICATOR_NAMES[number])
        found += draw(st.lists(one, min_size=1, max_size=3))
    for each in found:
        each |= {"outcomes": [], "period": ""}
    return found


def _read(body, kind, compose=measures_report.compose):
    return read_document(WRITERS[kind](compose(body), DAY), f"x.{kind}")


def _words(text):
    """A dash may stand nearer to its word, or further from it."""
    return "".join(text.split())


def _seen(document, *, steps=True):
    return [
        {
            "seq": one.seq,
            "title": _words(one.title),
            "group": _words(one.group_title or ""),
            "departments": [unit.name for unit in one.departments],
            "status": one.status,
            "results": [_words(text.text) for text in one.results],
            "reason": _words(one.problems),
        }
        | ({"steps": [_words(step.text) for step in one.steps]} if steps else {})
        for one in document.measures
    ]


def _expected(body, *, steps=True, status=True):
    return [
        {
            "seq": one["seq"],
            "title": _words(one["title"]),
            "group": _words(one["group_title"]),
            "departments": one["departments"],
            "status": one["status"] if status else _unmet(one["status"]),
            "results": [_words(text) for text in one["results"]],
            "reason": _words(f"เนื่องจาก{one['reason_text']}" if one["reason_text"] else ""),
        }
        | ({"steps": [_words(step["text"]) for step in one["steps"]]} if steps else {})
        for one in body["measures"]
    ]


def _unmet(status):
    """Two layouts have no column for a status: only what was not done is told, in the result."""
    return status if status in (Status.NOT_STARTED, Status.CANNOT_PROCEED) else None


@pytest.fixture(params=sorted(WRITERS))
def kind(request):
    return request.param


EXAMPLES = int(os.environ.get("PORTAL_PLUGIN_TEST_EXAMPLES", "6"))
many = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@many
@given(measures=grouped())
def test_numbered_groups_are_read_back(kind, measures):
    body = _body(measures, Layout.NUMBERED_GROUPS)
    found = _read(body, kind)
    assert _seen(found) == _expected(body, status=False)
    assert [one.period.text for one in found.measures] == [one["period"] for one in measures]


@many
@given(measures=grouped())
def test_the_outcome_layout_is_read_back(kind, measures):
    body = _body(measures, Layout.OUTCOME)
    found = _read(body, kind)
    assert _seen(found) == _expected(body, status=False)
    assert [[_words(out.text) for out in one.outcomes] for one in found.measures] == [
        [_words(text) for text in one["outcomes"]] for one in measures
    ]


@many
@given(measures=by_indicator())
def test_the_tick_layout_is_read_back(kind, measures):
    body = _body(measures, Layout.TICKS)
    found = _read(body, kind)
    assert _seen(found, steps=False) == _expected(body, steps=False)
    assert (found.ita.fiscal_year, found.ita.total, found.ita.level) == (2565, 83.41, "B")


@many
@given(measures=st.lists(reported_by_step(), min_size=1, max_size=4))
def test_the_layout_with_a_status_for_each_step_is_read_back(kind, measures):
    body = _body(measures, Layout.STEP_STATUS)
    found = _read(body, kind)
    assert _seen(found) == _expected(body)
    assert [[step.status for step in one.steps] for one in found.measures] == [
        [step["status"] for step in one["steps"]] for one in measures
    ]


@many
@given(measures=grouped())
def test_the_table_of_measures_is_read_back(kind, measures):
    body = _table_body(measures)
    found = _read(body, kind, measures_table.compose)
    assert [_words(one.title) for one in found.measures] == [
        _words(one["title"]) for one in measures
    ]
    assert [one.follow_up for one in found.measures] == ["ติดตามรายเดือน"] * len(measures)
    assert [[_words(step.text) for step in one.steps] for one in found.measures] == [
        [_words(step["text"]) for step in one["steps"]] for one in measures
    ]


def _table_body(measures):
    body = _body(measures, Layout.OUTCOME)
    body["measures"] = [one | {"follow_up": "ติดตามรายเดือน"} for one in measures]
    return body


def _plain(**given):
    return {
        "title": "จัดทำคู่มือ",
        "indicator_number": None,
        "group_title": "",
        "departments": ["ทุกส่วนราชการ"],
        "period": "",
        "status": "NOT_STARTED",
        "results": [],
        "outcomes": [],
        "problems": "",
        "solution": "",
        "reason": None,
        "reason_text": "",
        "evidence": [],
        "steps": [],
    } | given


def test_a_row_of_unit_and_status_alone_is_no_header(kind):
    body = _body([_plain(), _plain(title="เผยแพร่ข้อมูล")], Layout.NUMBERED_GROUPS)
    assert _seen(_read(body, kind)) == _expected(body)


def test_results_above_the_steps_are_no_steps(kind):
    steps = [_step(1, "หนึ่ง", "DONE", ["ก่อน", "หลัง"]), _step(2, "สอง", "DONE", ["เสร็จ"])]
    results = ["โดยรวม", "ก่อน", "หลัง", "เสร็จ"]
    body = _body([_plain(status="DONE", results=results, steps=steps)], Layout.STEP_STATUS)
    found = _read(body, kind).measures[0]
    assert [step.results for step in found.steps] == [("ก่อน", "หลัง"), ("เสร็จ",)]
    assert [text.text for text in found.results] == results


def test_no_heading_stands_above_a_measure_that_belongs_to_no_group(kind):
    body = _body([_plain(group_title=GROUPS[0]), _plain(title="เดี่ยว")], Layout.NUMBERED_GROUPS)
    found = {one.title: one.group_title for one in _read(body, kind).measures}
    assert found == {"เดี่ยว": None, "จัดทำคู่มือ": GROUPS[0]}
