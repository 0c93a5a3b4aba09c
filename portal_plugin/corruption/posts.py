"""Posts that a report can concern; who holds one reads no report that concerns it (C16)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin.corruption import ledger
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.corruption.models import Post
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import NotFound, RuleBroken
from portal_plugin.texts import tidy, too_long

LONGEST_TITLE: Final = 120
MOST_POSTS: Final = 60


def posts(session: InspectionSession) -> list[Post]:
    """Posts in use, in their order."""
    return [post for post in every_post(session) if post.active]


def every_post(session: InspectionSession) -> list[Post]:
    """Posts in their order, closed ones too."""
    query = sa.select(Post).order_by(Post.position, Post.id)
    return list(session.scalars(query.execution_options(populate_existing=True)))


def fill(session: InspectionSession, titles: Sequence[str]) -> None:
    """Begin with these posts, where there is none yet."""
    if session.scalar(sa.select(Post.id).limit(1)) is not None:
        return
    rows = [
        {"id": channel_id(), "tenant_id": session.tenant_id, "title": title, "position": position}
        for position, title in enumerate(titles[:MOST_POSTS], 1)
    ]
    session.execute(
        insert(Post).values([{**row, "active": True} for row in rows]).on_conflict_do_nothing()
    )


def add(session: InspectionSession, actor: str, title: str) -> Post:
    """One more post. `actor` as the ledger names him. Raises `RuleBroken` (field "title")."""
    title = _checked(session, title)
    last = session.scalar(sa.select(sa.func.max(Post.position))) or 0
    post = Post(id=channel_id(), title=title, position=last + 1, active=True)
    session.add(post)
    session.flush()
    ledger.append(session, LedgerAct.OFFICE_CHANGED, actor, post=str(post.id), added=True)
    return post


def rename(session: InspectionSession, actor: str, post_id: UUID, title: str) -> None:
    """Another title for the same post. Raises `RuleBroken` (field "title"), `NotFound`."""
    post = _found(session, post_id)
    title = _checked(session, title, but=post_id)
    if title == post.title:
        return
    post.title = title
    session.flush()
    ledger.append(session, LedgerAct.OFFICE_CHANGED, actor, post=str(post_id), renamed=True)


def close(session: InspectionSession, actor: str, post_id: UUID, *, closed: bool = True) -> None:
    """Offer a post no more, or again. It is never deleted: sealed reports name it."""
    post = _found(session, post_id)
    if post.active is not closed:
        return
    post.active = not closed
    session.flush()
    ledger.append(session, LedgerAct.OFFICE_CHANGED, actor, post=str(post_id), closed=closed)


def known(session: InspectionSession, chosen: Iterable[UUID | str]) -> frozenset[UUID]:
    """The ids, all of posts of this municipality. Raises `RuleBroken` (field "posts")."""
    sentence = "โปรดเลือกตำแหน่งจากรายการ"
    try:
        asked = frozenset(UUID(str(each)) for each in chosen)
    except ValueError:
        raise RuleBroken.single("C16", "posts", sentence) from None
    found = set(session.scalars(sa.select(Post.id).where(Post.id.in_(asked))))
    if found != asked:
        raise RuleBroken.single("C16", "posts", sentence)
    return asked


def _found(session: InspectionSession, post_id: UUID) -> Post:
    post = session.scalars(sa.select(Post).where(Post.id == post_id)).one_or_none()
    if post is None:
        raise NotFound()
    return post


def _checked(session: InspectionSession, title: str, but: UUID | None = None) -> str:
    # Marks that nobody sees would make two posts of one title.
    seen = "".join(each for each in tidy(title) if unicodedata.category(each) != "Cf")
    title = " ".join(seen.split())
    if not any(character.isalnum() for character in title):
        raise RuleBroken.single("C16", "title", "โปรดเขียนชื่อตำแหน่ง")
    breaches = too_long("title", title, LONGEST_TITLE)
    if breaches:
        raise RuleBroken(breaches)
    rows = every_post(session)
    if any(post.title == title and post.id != but for post in rows):
        raise RuleBroken.single("C16", "title", "มีตำแหน่งนี้อยู่แล้ว โปรดใช้ชื่ออื่น")
    if but is None and len(rows) >= MOST_POSTS:
        sentence = f"มีตำแหน่งครบ {MOST_POSTS} ตำแหน่งแล้ว โปรดแก้ชื่อตำแหน่งที่มีอยู่แทน"
        raise RuleBroken.single("C16", "title", sentence)
    return title
