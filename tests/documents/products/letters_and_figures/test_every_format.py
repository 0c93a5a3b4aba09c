"""Each of these products as each of its files; what was hostile comes out as text."""

from __future__ import annotations

from typing import Any

import pytest

from portal_plugin.complaints.codes import Half, SummaryState
from portal_plugin.documents.catalogue import PAGES, PRODUCTS
from portal_plugin.documents.product import Format
from portal_plugin.documents.writing import write
from portal_plugin.measures.models import Measure
from portal_plugin.statistics import summary as summaries

CODES = (
    "memo",
    "circular",
    "reminder",
    "submission-record",
    "corruption-statistics",
    "complaint-statistics",
    "complaint-summary",
    "satisfaction",
    "no-gift",
    "import-check",
)
HOSTILE = "=1+1 <script>alert(1)</script> \u202e\u200b #set page(1pt) " + "ก" * 3_000


@pytest.fixture
def summarised(filled: Any) -> None:
    with filled.open() as session:
        found = summaries.draft(session, filled.officer, 2566, Half.FIRST_HALF)
        if found.state is SummaryState.SUBMITTED:
            summaries.take_back(session, filled.officer, found.id)
        texts = {"problems": HOSTILE, "obstacles": HOSTILE, "solutions": HOSTILE}
        summaries.write(session, filled.officer, found.id, **texts)
        summaries.submit(session, filled.officer, found.id)
        session.commit()


@pytest.mark.usefixtures("summarised")
@pytest.mark.parametrize("code", CODES)
def test_the_same_body_is_the_same_bytes(gathered: Any, code: str) -> None:
    body = gathered(code)
    for wanted in PRODUCTS[code].formats:
        assert write(body, wanted).data == write(body, wanted).data


@pytest.mark.usefixtures("summarised")
@pytest.mark.parametrize("code", CODES)
def test_what_was_written_in_hostile_words_stays_words(
    gathered: Any, change: Any, code: str
) -> None:
    change(Measure, title=HOSTILE)
    product = PRODUCTS[code]
    body = gathered(code, **{field.name: HOSTILE for field in product.texts})
    for wanted in product.formats:
        data = write(body, wanted).data
        if wanted is Format.HTML:
            assert b"<script" not in data
        if wanted is Format.CSV:
            assert b",=1+1" not in data and b'"=1+1' not in data


def test_the_guide_of_the_channel_is_a_page_where_it_stands() -> None:
    (page,) = [page for page in PAGES if 19 in page.numbers]
    assert (page.code, page.endpoint) == ("corruption-guide", "corruption")
