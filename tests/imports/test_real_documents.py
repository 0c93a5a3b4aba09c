"""The four real documents give the figures counted by hand; skipped where they are not at hand."""

from __future__ import annotations

from collections import Counter

import pytest

from portal_plugin.imports.reader import read_document

PLAN, OUTCOMES, TICKS, STEPS = "plan", "annual-2566", "annual-2564", "6m-2564"


@pytest.fixture()
def document(real):
    return lambda name: read_document(real(name), f"{name}.txt")


def _codes(document, code):
    return [finding for finding in document.findings if finding.code == code]


def test_the_plan_has_41_measures_in_four_dimensions_and_twelve_missions(document):
    plan = document(PLAN)
    assert [measure.seq for measure in plan.measures] == list(range(1, 42))
    assert Counter(measure.dimension for measure in plan.measures) == {1: 10, 2: 19, 3: 6, 4: 6}
    assert [len(dimension.missions) for dimension in plan.dimensions] == [3, 3, 3, 3]
    assert (plan.year_from, plan.year_to) == (2566, 2570)
    assert plan.announcement.day.isoformat() == "2022-09-30"


def test_the_budgets_of_the_plan_add_up_in_every_year(document):
    budget = document(PLAN).as_json()["document"]["budget_by_dimension"]
    for year in range(2566, 2571):
        assert [budget[str(no)][str(year)] for no in (1, 2, 3, 4)] == [350_000, 0, 39_000, 0]


def test_amounts_come_from_the_sheets_and_not_from_shared_cells(document):
    amounts = {m.seq: m.budget[2566] for m in document(PLAN).measures if any(m.budget.values())}
    assert amounts == {
        1: 200_000,
        4: 50_000,
        9: 50_000,
        10: 50_000,
        30: 18_000,
        31: 20_000,
        32: 1_000,
    }


def test_sixteen_measures_of_the_plan_are_judged_by_complaints(document):
    judged = {
        measure.seq
        for measure in document(PLAN).measures
        for indicator in (*measure.outputs, *measure.outcomes)
        if indicator.complaint_topic is not None
    }
    assert judged == {14, 16, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 29, 38, 40, 41}


def test_kinds_units_and_list_lengths_of_the_plan(document):
    measures = document(PLAN).measures
    kinds = Counter(measure.kind for measure in measures)
    assert kinds == {"PROJECT": 9, "ACTIVITY": 12, "MEASURE": 19, None: 1}
    units = Counter(unit.name for measure in measures for unit in measure.departments)
    assert units["สำนักปลัดเทศบาล"] == 19
    assert units["กองการเจ้าหน้าที่"] == 6
    assert units["กองยุทธศาสตร์และงบประมาณ"] == 4
    for name, low, high in (
        ("objectives", 1, 6),
        ("top_steps", 2, 14),
        ("outputs", 1, 5),
        ("outcomes", 1, 3),
    ):
        counts = [len(getattr(measure, name)) for measure in measures]
        assert (min(counts), max(counts)) == (low, high), name


def test_nested_steps_keep_their_place(document):
    paths = [step.path for step in document(PLAN).measures[11].steps]
    assert paths == ["1", "2", "2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "3", "4"]


def test_the_front_of_the_plan(document):
    plan = document(PLAN)
    assert (len(plan.objectives), len(plan.goals), len(plan.benefits)) == (5, 2, 5)
    assert [list(target.numbers.values()) for target in plan.targets] == [
        [10, 20, 30, 40, 50],
        [95, 96, 97, 98, 99],
    ]
    assert [len(risk.controls) for risk in plan.risks] == [6, 4, 4, 2]
    assert {risk.level for risk in plan.risks} == {"ปานกลาง"}
    assert plan.preface.count("\n") > 5


def test_the_findings_of_the_plan(document):
    plan = document(PLAN)
    placeholders = _codes(plan, "PLACEHOLDER_NAME")
    assert len(placeholders) == 18
    assert {finding.line for finding in placeholders if finding.line > 1000} == {2095}
    assert [f.line for f in _codes(plan, "PLACEHOLDER_UNIT")] == [2084]
    expected = {
        "SECTION_NUMBER": [(1, 233)],
        "STEP_NUMBER_REPEATED": [(13, 939)],
        "STEP_NUMBER_RESTART": [(32, 2063)],
        "KIND_MISSING": [(31, 1966)],
        "CONTROL_WITHOUT_MEASURE": [(None, 77)],
        "GOAL_ALTERNATIVES": [(None, 109)],
        "MISSION_TITLE_DIFFERS": [(None, 357)],
        "LEGAL_YEAR_DIFFERS": [(16, 1093)],
    }
    for code, places in expected.items():
        assert [(f.measure, f.line) for f in _codes(plan, code)] == places, code
    assert [f.measure for f in _codes(plan, "KIND_DIFFERS")] == [28]
    assert [f.measure for f in _codes(plan, "TITLE_DIFFERS")] == [6, 13, 33, 40]
    assert [f.line for f in _codes(plan, "TOTAL_DIFFERS")] == [147, 175]
    assert len(_codes(plan, "UNIT_SPELLING")) == 2
    assert {f.measure for f in _codes(plan, "WRONG_LAO_WORD")} == {None, 13, 19, 39}
    assert {f.code for f in plan.findings if f.severity == "ERROR"} == {
        "PLACEHOLDER_NAME",
        "PLACEHOLDER_UNIT",
    }


def test_the_outcome_report_has_ten_measures_and_two_names(document):
    report = document(OUTCOMES)
    assert [measure.seq for measure in report.measures] == list(range(1, 11))
    assert Counter(m.departments[0].name for m in report.measures) == {
        "ทุกส่วนราชการ": 8,
        "สำนักปลัด": 2,
    }
    assert [len(m.steps) for m in report.measures] == [5, 5, 5, 4, 4, 2, 2, 3, 4, 4]
    assert [len(m.results) for m in report.measures] == [6, 5, 5, 2, 5, 1, 2, 1, 3, 2]
    assert (report.fiscal_year, report.round) == (2566, None)
    assert report.province
    differing = _codes(report, "TENANT_NAME_DIFFERS")
    assert [(f.line, f.severity) for f in differing] == [(9, "ERROR")]
    assert [f.line for f in _codes(report, "DUPLICATE_RESULT")] == [32]
    assert [f.line for f in _codes(report, "FOREIGN_AGENCY_TEXT")] == [27]
    assert any("19 แห่ง" in f.message for f in _codes(report, "OCR_MISREADING"))


def test_the_tick_report_has_nine_done_and_three_not_started(document):
    report = document(TICKS)
    assert len(report.measures) == 12
    assert Counter(m.status for m in report.measures) == {"DONE": 9, "NOT_STARTED": 3}
    assert (report.ita.total, report.ita.level, report.ita.fiscal_year) == (77.18, "B", 2563)
    assert report.lao_type == "PAO"
    assert report.lao_name.endswith(report.province)
    assert [m.group for m in report.measures] == [
        "1",
        "1",
        "2",
        "3",
        "4",
        "5",
        "9",
        "9",
        "9",
        "10",
        "10",
        "10",
    ]
    assert "6, 7, 8" in _codes(report, "INDICATOR_MISSING")[0].message
    assert [f.measure for f in _codes(report, "NOT_STARTED_WITHOUT_REASON")] == [5, 10, 12]
    assert [f.line for f in _codes(report, "PLAN_REPORT_DIFFER")] == [49]
    assert not report.blocked


def test_the_step_report_has_19_statuses_22_results_and_ten_scores(document):
    report = document(STEPS)
    statuses = Counter(s.code for m in report.measures for s in m.printed_statuses)
    assert statuses == {"DONE": 11, "IN_PROGRESS": 8}
    assert sum(len(m.results) for m in report.measures) == 22
    assert [score.score for score in report.ita.scores] == [
        87.89,
        74.84,
        81.59,
        76.28,
        77.88,
        74.62,
        79.61,
        75.83,
        62.2,
        37.5,
    ]
    assert [score.instrument for score in report.ita.scores] == ["IIT"] * 5 + ["EIT"] * 3 + [
        "OIT"
    ] * 2
    assert len(report.ita.scores[8].issues) == 11
    assert (report.fiscal_year, report.round) == (2564, "6M")
    differ = {(f.measure, "ผู้รับผิดชอบ" in f.message) for f in _codes(report, "PLAN_REPORT_DIFFER")}
    assert differ == {(1, False), (3, False), (6, False), (8, False), (3, True), (4, True)}
    assert [f.line for f in _codes(report, "EVENT_OUTSIDE_ROUND")] == [158]
    assert len(_codes(report, "PERIOD_OUTSIDE_ROUND")) == 8
    assert [f.measure for f in _codes(report, "STATUS_SYNONYM")] == [8]


def test_a_sentence_cut_by_a_page_is_whole_again(document):
    results = document(STEPS).measures[7].results
    assert any("คะแนนการประเมินคุณธรรม" in result.text for result in results)


@pytest.mark.parametrize("name", [PLAN, OUTCOMES, TICKS, STEPS])
@pytest.mark.parametrize("kind", ["html", "xlsx", "csv", "docx"])
def test_real_documents_read_the_same_in_every_format(name, kind, real, written, tmp_path):
    path = tmp_path / f"{name}.txt"
    path.write_bytes(real(name))
    expected = read_document(path.read_bytes(), path.name).as_json()["measures"]
    assert read_document(*written(path, kind)).as_json()["measures"] == expected


@pytest.mark.parametrize("name", [PLAN, OUTCOMES, TICKS, STEPS])
def test_half_of_a_real_document_blocks_or_is_refused(name, real):
    data = real(name)
    for share in (0.5, 0.7, 0.9):
        assert read_document(data[: int(len(data) * share)], "half.txt").blocked
