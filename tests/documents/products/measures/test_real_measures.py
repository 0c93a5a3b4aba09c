"""The real yearly reports, stored and written in their own layout, are read back as they were."""

from __future__ import annotations

from datetime import date

import pytest

from portal_plugin.documents.formats import docx, html, xlsx
from portal_plugin.documents.product import Layout
from portal_plugin.documents.products import ita_analysis, measures_report, measures_table
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.wording import bare
from portal_plugin.measures.codes import RoundCode

OUTCOMES, TICKS, STEPS = ("annual-2566", 2566), ("annual-2564", 2564), ("6m-2564", 2564)
ROUNDS = {
    OUTCOMES: RoundCode.TWELVE_MONTHS,
    TICKS: RoundCode.TWELVE_MONTHS,
    STEPS: RoundCode.SIX_MONTHS,
}
WRITERS = {"docx": docx.write, "html": html.write, "xlsx": xlsx.write}


@pytest.fixture
def report(real, stored, body_of):
    def compose(which):
        kind, year = which
        stored(real(kind))
        return body_of("measures-report", year, ROUNDS[which])

    return compose


def _measures(document):
    return [
        {
            "seq": one.seq,
            "title": bare(one.title),
            "group": bare(one.group_title or ""),
            "units": [bare(unit.name) for unit in one.departments],
            "period": bare(one.period.text),
            "steps": [(step.path, bare(step.text), step.status) for step in one.steps],
            "status": one.status,
            "results": [bare(text.text) for text in one.results],
            "outcomes": [bare(outcome.text) for outcome in one.outcomes],
        }
        for one in document.measures
    ]


@pytest.mark.parametrize(
    ("which", "layout"),
    [(OUTCOMES, Layout.OUTCOME), (TICKS, Layout.TICKS), (STEPS, Layout.STEP_STATUS)],
    ids=["outcome", "ticks", "steps"],
)
def test_each_report_chooses_the_layout_it_was_printed_in(report, which, layout):
    assert report(which)["layout"] == layout


@pytest.mark.parametrize("kind", sorted(WRITERS))
@pytest.mark.parametrize("which", [OUTCOMES, TICKS, STEPS], ids=["outcome", "ticks", "steps"])
def test_what_we_write_of_a_report_reads_like_the_report_itself(report, real, which, kind):
    document = measures_report.compose(report(which))
    again = read_document(WRITERS[kind](document, date(2024, 1, 2)), f"x.{kind}")
    assert _measures(again) == _measures(real(which[0]))
    assert again.fiscal_year == which[1]
    assert again.round == ROUNDS[which].value


def test_the_table_of_measures_reads_like_the_original(real, stored, body_of):
    stored(real(STEPS[0]))
    data = docx.write(measures_table.compose(body_of("measures-table", 2564)), date(2024, 1, 2))
    before, after = real(STEPS[0]).measures, read_document(data, "x.docx").measures
    assert [bare(one.title) for one in after] == [bare(one.title) for one in before]
    assert [bare(one.follow_up) for one in after] == [bare(one.follow_up) for one in before]
    assert [bare(one.period.text) for one in after] == [bare(one.period.text) for one in before]


def test_the_analysis_has_the_ten_indicators_with_scores_and_issues(real, stored, body_of):
    stored(real(STEPS[0]))
    body = body_of("ita-analysis", 2564)
    ita_analysis.compose(body)
    found = [
        (one["number"], float(one["score"]), len(one["issues"]))
        for one in body["ita"]["indicators"]
    ]
    printed = real(STEPS[0]).ita.scores
    assert found == [(one.number, one.score, len(one.issues)) for one in printed]
