"""A paper passes its stations in their order, each signed by the one person named there."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from portal_plugin.actor import Actor, Role
from portal_plugin.audit import AuditEvent
from portal_plugin.documents.codes import Decision, PaperState, Station
from portal_plugin.documents.papers.chain import Named
from portal_plugin.documents.papers.circulate import circulate
from portal_plugin.documents.papers.decide import endorse, send_back
from portal_plugin.documents.papers.drafting import write_paper
from portal_plugin.documents.papers.errors import (
    Circulating,
    NotAuthor,
    NotCirculating,
    NotHead,
    NotNamed,
    NotTheirTurn,
)
from portal_plugin.documents.papers.holding import chain_of
from portal_plugin.documents.papers.queries import body_of
from portal_plugin.documents.papers.withdraw import withdraw
from portal_plugin.errors import RuleBroken


def _fields(refusal: pytest.ExceptionInfo[RuleBroken]) -> set[str]:
    return {breach.field for breach in refusal.value.breaches}


def test_giving_a_paper_is_its_authors_signature(session: Any, given: Any) -> None:
    chain = chain_of(session, given.id)
    assert [one.station for one in chain] == ["AUTHOR", "SECTION_HEAD", "CLERK", "HEAD"]
    assert [one.decision for one in chain] == [Decision.ENDORSED, None, None, None]
    assert given.state is PaperState.CIRCULATING


def test_all_signatures_in_order_approve_it(session: Any, office: Any, given: Any) -> None:
    for position, name in ((2, "section"), (3, "clerk")):
        assert endorse(session, office[name], given.id, position).approved_at is None
    endorse(session, office["head"], given.id, 4, "เห็นชอบ")
    assert given.state is PaperState.APPROVED
    assert given.approved_at == chain_of(session, given.id)[-1].decided_at


def test_nobody_signs_before_his_turn(session: Any, office: Any, given: Any) -> None:
    with pytest.raises(NotTheirTurn, match="section"):
        endorse(session, office["head"], given.id, 4)
    assert [one.decision for one in chain_of(session, given.id)][1:] == [None, None, None]


def test_nobody_signs_for_somebody_else(session: Any, office: Any, given: Any) -> None:
    with pytest.raises(NotNamed):
        endorse(session, office["clerk"], given.id, 2)
    stranger = Actor("id-stranger", "คนอื่น (ตัวอย่าง)", session.tenant_id, frozenset(Role))
    with pytest.raises(NotNamed):
        endorse(session, stranger, given.id, 2)


def test_a_form_sent_twice_signs_once(
    session: Any, office: Any, paper_id: Any, through: Any
) -> None:
    chain = through(AUTHOR="author", SECTION_HEAD="section", DIRECTOR="section", HEAD="head")
    version = circulate(session, office["author"], paper_id, chain, office.people)
    endorse(session, office["section"], version.id, 2)
    with pytest.raises(NotTheirTurn):
        endorse(session, office["section"], version.id, 2)
    assert chain_of(session, version.id)[2].decision is None
    endorse(session, office["section"], version.id, 3)
    assert chain_of(session, version.id)[2].decision is Decision.ENDORSED


def test_the_head_must_still_be_allowed_to_approve(
    session: Any, office: Any, paper_id: Any, through: Any
) -> None:
    version = circulate(
        session, office["author"], paper_id, through(AUTHOR="author", HEAD="head"), office.people
    )
    dismissed = Actor("id-head", "head (ตัวอย่าง)", session.tenant_id, frozenset({Role.AUDITOR}))
    with pytest.raises(NotHead):
        endorse(session, dismissed, version.id, 2)


def test_sending_back_needs_a_word_and_ends_the_version(
    session: Any, office: Any, given: Any
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        send_back(session, office["section"], given.id, 2, " \u202e\n ")
    assert _fields(refusal) == {"comment"}
    send_back(session, office["section"], given.id, 2, "แก้หัวข้อ ๒")
    assert given.state is PaperState.RETURNED
    assert chain_of(session, given.id)[1].comment == "แก้หัวข้อ ๒"
    with pytest.raises(NotCirculating):
        endorse(session, office["section"], given.id, 2)


def test_what_came_back_is_given_again_as_the_next_version(
    session: Any, office: Any, given: Any, full_chain: Any
) -> None:
    send_back(session, office["section"], given.id, 2, "แก้ถ้อยคำ")
    author = office["author"]
    write_paper(session, author, given.paper_id, {"words": "ถ้อยคำใหม่"})
    again = circulate(session, author, given.paper_id, full_chain, office.people)
    assert (again.version, again.correction) == (2, "")
    assert body_of(session, again.id)["texts"] == {"words": "ถ้อยคำใหม่"}
    assert body_of(session, given.id)["texts"] == {"words": "ข้อความมาตรฐาน"}


def test_only_one_version_is_on_its_way(
    session: Any, office: Any, given: Any, full_chain: Any
) -> None:
    with pytest.raises(Circulating):
        circulate(session, office["author"], given.paper_id, full_chain, office.people)
    with pytest.raises(Circulating):
        write_paper(session, office["author"], given.paper_id, {"words": "อื่น"})


def test_a_correction_says_why_and_changes_something(
    session: Any, office: Any, signed_by_all: Any, full_chain: Any
) -> None:
    author, paper = office["author"], signed_by_all.paper_id
    with pytest.raises(RuleBroken) as refusal:
        circulate(session, author, paper, full_chain, office.people)
    assert refusal.value.rules == {"R9"}
    with pytest.raises(RuleBroken) as refusal:
        circulate(session, author, paper, full_chain, office.people, correction="ปรับ")
    assert refusal.value.rules == {"UNCHANGED"}
    write_paper(session, author, paper, {"words": "แก้แล้ว"})
    version = circulate(session, author, paper, full_chain, office.people, correction=" แก้คำผิด ")
    assert (version.version, version.correction) == (2, "แก้คำผิด")
    assert body_of(session, version.id)["correction"] == "แก้คำผิด"


def test_other_people_alone_are_a_change(
    session: Any, office: Any, signed_by_all: Any, through: Any
) -> None:
    chain = through(AUTHOR="author", HEAD="head")
    version = circulate(
        session,
        office["author"],
        signed_by_all.paper_id,
        chain,
        office.people,
        correction="เปลี่ยนผู้ลงนาม",
    )
    assert version.version == 2


def test_a_paper_that_moved_on_meanwhile_is_not_given(
    session: Any, office: Any, given: Any, full_chain: Any
) -> None:
    withdraw(session, office["author"], given.id)
    with pytest.raises(RuleBroken) as refusal:
        circulate(session, office["author"], given.paper_id, full_chain, office.people, after=0)
    assert refusal.value.status == 409


def test_only_its_author_calls_a_paper_back(session: Any, office: Any, given: Any) -> None:
    with pytest.raises(NotAuthor):
        withdraw(session, office["clerk"], given.id, office.people)
    withdraw(session, office["author"], given.id, office.people)
    assert given.state is PaperState.WITHDRAWN
    with pytest.raises(NotCirculating):
        withdraw(session, office["author"], given.id, office.people)


def test_what_its_author_left_behind_another_calls_back(
    session: Any, office: Any, given: Any
) -> None:
    there = [who for who in office.people if who.id != "id-author"]
    withdraw(session, office["clerk"], given.id, there)
    assert given.state is PaperState.WITHDRAWN


@pytest.mark.parametrize(
    ("chain", "fields"),
    [
        ([], {"author_post", "head_person", "head_post"}),
        ([Named(Station.HEAD, "nobody", "x")], {"author_post", "head_person"}),
        (
            [Named(Station.AUTHOR, "", "x"), Named(Station.HEAD, "id-clerk", "x")],
            {"head_person"},
        ),
        (
            [Named(Station.AUTHOR, "", "x" * 201), Named(Station.HEAD, "id-head", "x", "x" * 201)],
            {"author_post", "head_acting"},
        ),
        (
            [
                Named(Station.AUTHOR, "", "x"),
                Named(Station.CLERK, "id-clerk", " "),
                Named(Station.HEAD, "id-head", "x"),
            ],
            {"clerk_post"},
        ),
    ],
)
def test_what_a_chain_lacks_is_said_at_its_field(
    session: Any, office: Any, paper_id: Any, chain: list[Named], fields: set[str]
) -> None:
    with pytest.raises(RuleBroken) as refusal:
        circulate(session, office["author"], paper_id, chain, office.people)
    assert _fields(refusal) == fields


def test_where_the_host_knows_nobody_the_chain_says_whom_to_ask(
    session: Any, office: Any, paper_id: Any, through: Any
) -> None:
    with pytest.raises(RuleBroken, match="เชื่อมรายชื่อบุคลากร"):
        circulate(session, office["author"], paper_id, through(AUTHOR="author", HEAD="head"), [])


def test_the_author_is_who_gives_it_whatever_the_form_says(
    session: Any, office: Any, paper_id: Any, through: Any
) -> None:
    chain = through(AUTHOR="clerk", HEAD="head")
    version = circulate(session, office["author"], paper_id, chain, office.people)
    assert chain_of(session, version.id)[0].person_id == "id-author"


def test_every_act_stands_in_the_trail(session: Any, office: Any, signed_by_all: Any) -> None:
    query = sa.select(AuditEvent.act).where(AuditEvent.subject_id == signed_by_all.paper_id)
    acts = session.scalars(query.order_by(AuditEvent.id)).all()
    assert sorted(acts) == [
        "paper.approve",
        "paper.begin",
        "paper.circulate",
        "paper.endorse",
        "paper.endorse",
    ]
