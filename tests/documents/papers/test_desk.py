"""Whose desk a paper lies on, and what waits for the public."""

from __future__ import annotations

from typing import Any

from portal_plugin.documents.codes import PaperState, Station
from portal_plugin.documents.letterhead import write_letterhead
from portal_plugin.documents.papers.chain import people_for, usual_chain
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse, send_back
from portal_plugin.documents.papers.desk import (
    awaiting_me,
    awaiting_publication,
    fiscal_years,
    paper_lines,
    paper_page,
)
from portal_plugin.documents.papers.drafting import begin_paper, draft
from portal_plugin.documents.papers.holding import hold
from portal_plugin.documents.product import Asked


def _waiting(session: Any, office: Any) -> dict[str, int]:
    return {name: len(awaiting_me(session, office[name])) for name in office.actors}


def test_a_paper_waits_for_the_next_on_its_chain_alone(
    session: Any, office: Any, given: Any
) -> None:
    assert _waiting(session, office) == {"author": 0, "section": 1, "clerk": 0, "head": 0}
    endorse(session, office["section"], given.id, 2)
    assert _waiting(session, office) == {"author": 0, "section": 0, "clerk": 1, "head": 0}
    send_back(session, office["clerk"], given.id, 3, "แก้")
    assert sum(_waiting(session, office).values()) == 0


def test_a_line_says_where_the_newest_version_stands(session: Any, office: Any, given: Any) -> None:
    begin_paper(session, office["author"], "sample", Asked(2567))
    by_year = {line.fiscal_year: line for line in paper_lines(session)}
    assert (by_year[2567].state, by_year[2567].version) == (None, None)
    assert (by_year[2566].state, by_year[2566].version) == (PaperState.CIRCULATING, 1)
    assert (by_year[2566].waits_for, by_year[2566].station) == ("section (ตัวอย่าง)", "SECTION_HEAD")
    assert [line.fiscal_year for line in paper_lines(session, 2566)] == [2566]
    assert fiscal_years(session) == [2567, 2566]


def test_a_correction_takes_the_line_of_what_it_corrects(
    session: Any, office: Any, signed_by_all: Any, through: Any
) -> None:
    assert [line.version for line in awaiting_publication(session)] == [1]
    chain = through(AUTHOR="author", HEAD="head")
    circulate(
        session, office["author"], signed_by_all.paper_id, chain, office.people, correction="แก้"
    )
    assert [line.version for line in paper_lines(session)] == [2]
    assert awaiting_publication(session) == []
    assert [one.version for one in paper_page(session, signed_by_all.paper_id).versions] == [2, 1]


def test_what_is_internal_never_waits_for_the_public(
    session: Any, offer: Any, signed_by_all: Any
) -> None:
    offer(internal=True)
    assert awaiting_publication(session) == []


def test_the_form_proposes_whom_it_passed_before(session: Any, office: Any, given: Any) -> None:
    paper = begin_paper(session, office["author"], "sample", Asked(2567))
    people = people_for(office["author"], office.people)
    usual = usual_chain(session, paper, draft(session, paper), people)
    assert usual[Station.CLERK].person_id == "id-clerk"
    assert usual[Station.DIRECTOR].person_id == ""
    left = [who for who in people if who.id != "id-clerk"]
    usual = usual_chain(session, paper, draft(session, paper), left)
    assert usual[Station.CLERK].person_id == ""


def test_the_form_proposes_posts_of_the_letterhead_and_the_only_head(
    session: Any, office: Any, paper_id: Any
) -> None:
    write_letterhead(session, office["author"], {"clerk_acting": "รองปลัดเทศบาล รักษาราชการแทน"})
    paper = hold(session, paper_id)
    people = people_for(office["author"], office.people)
    usual = usual_chain(session, paper, draft(session, paper), people)
    assert usual[Station.HEAD].person_id == "id-head"
    assert usual[Station.HEAD].post == "นายกเทศมนตรีเมืองตัวอย่างริมน้ำ"
    assert usual[Station.CLERK].post == "รองปลัดเทศบาล"
    assert usual[Station.CLERK].acting_for == "ปลัดเทศบาลเมืองตัวอย่างริมน้ำ"
