"""An officer's own words, and one paper for one period."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse
from portal_plugin.documents.papers.drafting import begin_paper, draft, write_paper
from portal_plugin.documents.papers.errors import AlreadyBegun, UnknownPaper
from portal_plugin.documents.papers.holding import hold
from portal_plugin.documents.papers.queries import body_of
from portal_plugin.documents.product import Asked, Layout
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.measures.codes import RoundCode
from portal_plugin.texts import tidy


def _begin(session: Any, office: Any, **texts: str) -> Any:
    return begin_paper(session, office["author"], "sample", Asked(2566, texts=texts))


def test_own_words_take_the_place_of_the_usual_ones(session: Any, office: Any) -> None:
    paper = _begin(session, office, words="ของข้าพเจ้า", unknown="ทิ้ง")
    assert paper.texts == {"words": "ของข้าพเจ้า"}
    assert draft(session, paper)["texts"]["words"] == "ของข้าพเจ้า"


@pytest.mark.parametrize("typed", ["", " \n", "ข้อความมาตรฐาน", " ข้อความมาตรฐาน\r\n"])
def test_the_usual_words_are_not_kept_so_that_they_follow_the_data(
    session: Any, office: Any, typed: str
) -> None:
    assert _begin(session, office, words=typed).texts == {}


def test_a_text_too_long_is_said_at_its_field(session: Any, office: Any) -> None:
    with pytest.raises(RuleBroken) as refusal:
        _begin(session, office, words="ก" * 20_001)
    assert refusal.value.breaches[0].field == "words"


def test_a_layout_that_the_product_has_not_is_refused(
    session: Any, office: Any, offer: Any
) -> None:
    offer(layouts=(Layout.TICKS,))
    paper = begin_paper(session, office["author"], "sample", Asked(2566, layout=Layout.TICKS))
    assert draft(session, paper)["layout"] == "ticks"
    with pytest.raises(RuleBroken):
        write_paper(session, office["author"], paper.id, {}, Layout.OUTCOME)


def test_a_period_has_one_paper_for_the_public(
    session: Any, office: Any, signed_by_all: Any
) -> None:
    with pytest.raises(AlreadyBegun):
        _begin(session, office)


def test_an_internal_paper_may_be_followed_by_another(
    session: Any, office: Any, offer: Any, paper_id: Any, through: Any
) -> None:
    offer(internal=True)
    with pytest.raises(AlreadyBegun):
        _begin(session, office)
    chain = through(AUTHOR="author", HEAD="head")
    version = circulate(session, office["author"], paper_id, chain, office.people)
    endorse(session, office["head"], version.id, 2)
    assert _begin(session, office).ordinal == 2


def test_a_product_without_rounds_has_no_paper_of_a_round(session: Any, office: Any) -> None:
    with pytest.raises(NotFound):
        begin_paper(session, office["author"], "sample", Asked(2566, RoundCode.SIX_MONTHS))
    with pytest.raises(NotFound):
        begin_paper(session, office["author"], "nothing", Asked(2566))


def test_another_municipalitys_paper_answers_like_none(
    open_session: Any, session: Any, office: Any, signed_by_all: Any
) -> None:
    session.commit()
    with open_session("saithong") as other:
        for act in (
            lambda: hold(other, signed_by_all.paper_id),
            lambda: body_of(other, signed_by_all.id),
            lambda: endorse(other, office["head"], signed_by_all.id, 4),
            lambda: write_paper(other, office["author"], signed_by_all.paper_id, {}),
        ):
            with pytest.raises(UnknownPaper):
                act()


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.text(
        st.one_of(
            st.characters(),
            st.sampled_from("\x00\ud800\u202e\u2066\u200b=+-@<>&\"'{}\r\n\u0e4d\u0e33"),
        ),
        max_size=60,
    )
)
def test_any_words_are_kept_as_written(
    session: Any, office: Any, paper_id: Any, typed: str
) -> None:
    write_paper(session, office["author"], paper_id, {"words": typed})
    session.flush()
    kept = draft(session, hold(session, paper_id))["texts"]["words"]
    assert kept == (tidy(typed) or "ข้อความมาตรฐาน")
