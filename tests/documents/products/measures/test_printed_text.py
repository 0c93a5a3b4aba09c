"""What is printed of the measures can be taken from the PDF again, whole and in order."""

from __future__ import annotations

from datetime import date

import pypdfium2
import pytest

from portal_plugin.documents.formats import pdf
from portal_plugin.documents.product import Layout
from portal_plugin.documents.products import ita_analysis, measures_report, measures_table
from portal_plugin.measures.codes import RoundCode

DAY = date(2024, 1, 2)
REAL = [
    ("annual-2566", 2566, RoundCode.TWELVE_MONTHS),
    ("annual-2564", 2564, RoundCode.TWELVE_MONTHS),
    ("6m-2564", 2564, RoundCode.SIX_MONTHS),
]


def _letters(text):
    return "".join(text.split())


def _printed(document):
    with pypdfium2.PdfDocument(pdf.write(document, DAY)) as opened:
        return _letters("".join(page.get_textpage().get_text_range() for page in opened))


def _stands(text, printed):
    """Whole, or in pieces where a page ends inside its row."""
    wanted = _letters(text)
    pieces = 0
    while wanted and pieces < 4:
        length = next((n for n in range(len(wanted), 0, -1) if wanted[:n] in printed), 0)
        if not length:
            return False
        wanted, pieces = wanted[length:], pieces + 1
    return not wanted


def _texts(body):
    for measure in body["measures"]:
        yield measure["title"]
        yield from (step["text"] for step in measure["steps"])
        yield from measure.get("results", ())
        yield from measure.get("outcomes", ())
        yield from measure["departments"]


def _in_order(titles, printed):
    place = 0
    for title in titles:
        place = printed.find(_letters(title)[:12], place)
        if place < 0:
            return False
    return True


@pytest.mark.parametrize("layout", list(Layout))
def test_every_layout_prints_every_text_of_the_sample_in_order(stored, body_of, sample, layout):
    stored(sample)
    body = body_of("measures-report", 2566, RoundCode.SIX_MONTHS, layout)
    printed = _printed(measures_report.compose(body))
    shown = {*_texts(body)} - (
        {s["text"] for m in body["measures"] for s in m["steps"]}
        if layout is Layout.TICKS
        else set()
    )
    assert [text for text in shown if not _stands(text, printed)] == []
    assert _in_order([measure["title"] for measure in body["measures"]], printed)


@pytest.mark.parametrize(("kind", "year", "period"), REAL, ids=["outcome", "ticks", "steps"])
def test_every_text_of_a_real_report_is_printed_in_order(real, stored, body_of, kind, year, period):
    stored(real(kind))
    body = body_of("measures-report", year, period)
    printed = _printed(measures_report.compose(body))
    assert [text for text in _texts(body) if not _stands(text, printed)] == []
    assert _in_order([measure["title"] for measure in body["measures"]], printed)


def test_the_table_and_the_analysis_print_every_text_in_order(real, stored, body_of):
    stored(real("6m-2564"))
    table = body_of("measures-table", 2564)
    printed = _printed(measures_table.compose(table))
    assert [text for text in _texts(table) if not _stands(text, printed)] == []
    analysis = body_of("ita-analysis", 2564)
    printed = _printed(ita_analysis.compose(analysis))
    indicators = analysis["ita"]["indicators"]
    issues = [issue for one in indicators for issue in one["issues"]]
    assert [text for text in issues if not _stands(text, printed)] == []
    assert _in_order([one["name"] for one in indicators], printed)
