"""What is typed into the form: judged whole, by its form alone."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal_plugin.corruption.codes import Category
from portal_plugin.corruption.contents import Identity
from portal_plugin.corruption.informants.given import (
    LEAST_FACTS,
    LONGEST_FACTS,
    LONGEST_LINE,
    check,
)
from portal_plugin.errors import RuleBroken

_TYPED = {"category": "BRIBERY", "facts": "กรรมการรับเงินจากผู้รับจ้างก่อนตรวจงาน (ตัวอย่าง)"}


def _refused(session: Any, typed: dict[str, str], posts: list[str] | None = None) -> set[str]:
    with pytest.raises(RuleBroken) as refusal:
        check(session, typed, posts or [])
    return set(refusal.value.by_field())


def test_facts_and_a_category_are_enough(open_channel: Any) -> None:
    with open_channel() as session:
        found = check(session, _TYPED, [])
    assert (found.category, found.identity) == (Category.BRIBERY, None)
    assert found.facts.facts == _TYPED["facts"]


def test_every_fault_is_told_at_once(open_channel: Any) -> None:
    typed = {"category": "?", "facts": "", "when": "x" * (LONGEST_LINE + 1)}
    with open_channel() as session:
        assert _refused(session, typed, ["?"]) == {"category", "facts", "when", "posts"}


@pytest.mark.parametrize("facts", ["ก" * (LEAST_FACTS - 1), "-" * 99, "ก" * (LONGEST_FACTS + 1)])
def test_facts_must_say_something_and_end_somewhere(open_channel: Any, facts: str) -> None:
    with open_channel() as session:
        assert _refused(session, _TYPED | {"facts": facts}) == {"facts"}


def test_a_post_of_another_municipality_is_as_unknown_as_any(
    open_channel: Any, make_post: Any
) -> None:
    with open_channel("saithong") as session:
        theirs = str(make_post(session, "ปลัดเทศบาล").id)
        session.commit()
    with open_channel() as session:
        mine = make_post(session, "ปลัดเทศบาล").id
        assert check(session, _TYPED, [str(mine), str(mine)]).facts.posts == (mine,)
        for posts in ([theirs], [str(uuid4())], [str(mine), "x"]):
            assert _refused(session, _TYPED, posts) == {"posts"}


def test_a_post_that_the_list_lacks_is_told_with_the_facts(open_channel: Any) -> None:
    with open_channel() as session:
        found = check(session, _TYPED | {"posts_other": "ที่ปรึกษา (ตัวอย่าง)"}, [])
    assert found.facts.facts.endswith("\n\nตำแหน่งอื่นที่เกี่ยวข้อง: ที่ปรึกษา (ตัวอย่าง)")


def test_who_gives_a_contact_alone_has_said_who_he_is(open_channel: Any) -> None:
    with open_channel() as session:
        found = check(session, _TYPED | {"contact": " 000\n000 "}, [])
    assert found.identity == Identity("", "000 000")


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_is_typed_is_taken_or_refused(open_channel: Any, facts: str, line: str) -> None:
    typed = dict.fromkeys(("category", "when", "where", "posts_other", "name", "contact"), line)
    with open_channel() as session:
        try:
            found = check(session, typed | {"facts": facts, "category": "OTHER"}, [])
        except RuleBroken as refusal:
            assert refusal.breaches
        else:
            assert "\x00" not in found.facts.facts + found.facts.when
            found.facts.facts.encode()
