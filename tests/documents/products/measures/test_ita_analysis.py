"""Product 7: the ITA result, indicator by indicator."""

from __future__ import annotations

from decimal import Decimal

import pytest

from portal_plugin.documents.gathering.ita_result import level_of
from portal_plugin.documents.model import Paragraph, Table
from portal_plugin.documents.products import ita_analysis
from portal_plugin.measures.errors import NotFound
from portal_plugin.measures.ita import ItaResult, record_assessment


@pytest.fixture
def analysis(stored, body_of, sample):
    stored(sample)
    return ita_analysis.compose(body_of("ita-analysis", 2566))


def _table(document):
    return next(block for block in document.blocks if isinstance(block, Table))


def _told(document):
    return [block.text for block in document.blocks if isinstance(block, Paragraph)]


def test_the_measures_of_a_year_answer_the_result_of_the_year_before(analysis):
    assert "๒๕๖๕" in analysis.blocks[0].lines[-1]


def test_every_indicator_stands_with_its_score_and_its_issues(analysis, sample):
    rows = [row for row in _table(analysis).rows if not row.total]
    scores = [score for row in rows for score in (row.cells[-2].number,)]
    assert scores == [one.score for one in sample.ita.scores]
    assert [len(row.cells[-1].lines) for row in rows] == [len(s.issues) for s in sample.ita.scores]


def test_an_instrument_stands_once_beside_all_its_indicators(analysis):
    spans = [(c.text, c.down) for row in _table(analysis).rows for c in row.cells if c.down > 1]
    assert spans == [("IIT", 5), ("EIT", 3), ("OIT", 2)]


def test_total_and_level_are_told_in_one_sentence(analysis):
    assert any("๘๓.๔๑ คะแนน อยู่ในระดับ B" in text for text in _told(analysis))


def test_indicators_below_the_pass_mark_are_named(analysis):
    below = _told(analysis)[-1]
    assert "๘๕ คะแนน" in below
    assert "ประสิทธิภาพการสื่อสาร (๗๘.๖๕ คะแนน)" in below
    assert "การเปิดเผยข้อมูล" not in below


def test_means_of_the_instruments_stand_below_where_they_are_known(session, plan_officer, body_of):
    result = ItaResult(Decimal("90"), iit=Decimal("91.5"), scores={1: Decimal("88")})
    record_assessment(session, plan_officer, 2565, result)
    totals = [
        row for row in _table(ita_analysis.compose(body_of("ita-analysis", 2566))).rows if row.total
    ]
    assert [(row.cells[0].text, row.cells[1].number) for row in totals] == [
        ("คะแนนเฉลี่ย IIT", 91.5),
        ("คะแนนรวม", 90.0),
    ]


def test_an_issue_without_a_score_keeps_its_row(session, plan_officer, body_of):
    record_assessment(session, plan_officer, 2565, ItaResult(issues={9: ["หาข้อมูลยาก"]}))
    row = _table(ita_analysis.compose(body_of("ita-analysis", 2566))).rows[0]
    assert [cell.text for cell in row.cells] == ["๙", "OIT", "การเปิดเผยข้อมูล", "–", "- หาข้อมูลยาก"]


def test_without_a_result_one_is_told_to_record_it(body_of):
    with pytest.raises(NotFound, match="2565"):
        body_of("ita-analysis", 2566)


@pytest.mark.parametrize(
    ("total", "level"),
    [
        ("95", "AA"),
        ("94.99", "A"),
        ("77.18", "B"),
        ("74.99", "C"),
        ("55", "D"),
        ("54", "E"),
        ("0", "F"),
    ],
)
def test_levels_were_letters_up_to_2565(total, level):
    assert level_of(2565, Decimal(total)) == level


def test_levels_are_words_since_2566_and_every_instrument_counts():
    best = [Decimal(96)] * 3
    assert level_of(2566, Decimal(96), best) == "ผ่านดีเยี่ยม"
    assert level_of(2566, Decimal(96), [*best[1:], Decimal(90)]) == "ผ่านดี"
    assert level_of(2566, Decimal(96), [*best[1:], Decimal(80)]) == "ผ่าน"
    assert level_of(2566, Decimal(70)) == "ต้องปรับปรุง"
    assert level_of(2566, Decimal("69.99")) == "ต้องปรับปรุงโดยด่วน"


def test_a_word_that_hangs_on_an_unknown_instrument_is_not_guessed():
    assert level_of(2566, Decimal(96)) is None
    assert level_of(2566, None) is None
