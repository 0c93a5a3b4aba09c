"""What an informant tells, judged whole before it is taken: its form alone, never its content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption.codes import Category
from portal_plugin.corruption.contents import Facts, Identity
from portal_plugin.corruption.models import Post
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.texts import LONGEST_TEXT, tidy, too_long

LEAST_FACTS: Final = 30
LONGEST_FACTS: Final = LONGEST_TEXT
LONGEST_LINE: Final = 500
_LINES: Final = ("when", "where", "posts_other", "name", "contact")


@dataclass(frozen=True, slots=True)
class Given:
    """What an informant tells, and who tells it, if he says so."""

    category: Category
    facts: Facts
    identity: Identity | None = None


def check(session: InspectionSession, typed: Mapping[str, str], posts: Sequence[str]) -> Given:
    """What was typed, tidied and fit to be taken. Raises `RuleBroken` with every fault at once.

    `typed` has category, facts, when, where, posts_other, outside_only, wants_protection, name and
    contact, of which the first two are asked for; a tick is any text. `posts` are ids of posts that
    the report concerns; `posts_other`, one that the list lacks, goes into the facts. A report
    without a name is taken as any other if it tells definite facts (C13).
    """
    facts = tidy(typed.get("facts", ""))
    lines = {name: " ".join(tidy(typed.get(name, "")).split()) for name in _LINES}
    category = _category(typed.get("category", ""))
    concerned = _posts(session, posts)
    breaches = [
        *([] if category else [Breach("CATEGORY", "category", "กรุณาเลือกประเภทของเรื่อง")]),
        *_facts_breaches(facts),
        *(breach for name in _LINES for breach in too_long(name, lines[name], LONGEST_LINE)),
    ]
    if concerned is None:
        sentence = "กรุณาเลือกตำแหน่งที่เกี่ยวข้องจากรายการอีกครั้ง"
        breaches.append(Breach("C16", "posts", sentence))
    if breaches or category is None or concerned is None:
        raise RuleBroken(breaches)
    other = lines["posts_other"]
    return Given(
        category,
        Facts(
            facts=f"{facts}\n\nตำแหน่งอื่นที่เกี่ยวข้อง: {other}" if other else facts,
            when=lines["when"],
            where=lines["where"],
            posts=concerned,
            outside_only=bool(typed.get("outside_only")),
            wants_protection=bool(typed.get("wants_protection")),
        ),
        _identity(lines),
    )


def _category(code: str) -> Category | None:
    return Category(code) if code in set(Category) else None


def _facts_breaches(facts: str) -> list[Breach]:
    says_something = any(character.isalnum() for character in facts)
    if not says_something or len(facts) < LEAST_FACTS:
        sentence = f"กรุณาเล่าว่าใครทำอะไร ที่ไหน เมื่อใด อย่างน้อย {LEAST_FACTS} ตัวอักษร"
        return [Breach("C13", "facts", sentence)]
    return too_long("facts", facts, LONGEST_FACTS)


def _identity(lines: Mapping[str, str]) -> Identity | None:
    if not lines["name"] and not lines["contact"]:
        return None
    return Identity(name=lines["name"], contact=lines["contact"])


def _posts(session: InspectionSession, typed: Sequence[str]) -> tuple[UUID, ...] | None:
    """The posts of these ids, by id; None when one is none of the municipality's."""
    try:
        asked = {UUID(each) for each in typed}
    except ValueError:
        return None
    # One that was closed while somebody wrote is still whom he means.
    known = set(session.scalars(sa.select(Post.id))) if asked else set()
    return tuple(sorted(asked)) if asked <= known else None
