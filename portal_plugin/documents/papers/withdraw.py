"""The author calls a paper back from its chain."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from portal_plugin import audit
from portal_plugin.actor import Actor, Person
from portal_plugin.documents.codes import PaperState
from portal_plugin.documents.models import PaperVersion
from portal_plugin.documents.papers.errors import NotAuthor, NotCirculating
from portal_plugin.documents.papers.holding import chain_of, hold_version
from portal_plugin.tenants.session import TenantSession


def withdraw(
    session: TenantSession, actor: Actor, version_id: UUID, known: Sequence[Person] = ()
) -> PaperVersion:
    """Call back a version that circulates. Once its author is no longer among the people whom the
    host knows, anybody who writes papers may: else it could never come back.

    Raises `UnknownPaper`, `NotCirculating`, `NotAuthor`.
    """
    paper, version = hold_version(session, version_id)
    if version.state is not PaperState.CIRCULATING:
        raise NotCirculating()
    author = chain_of(session, version.id)[0].person_id
    if not may_withdraw(actor, author, known):
        raise NotAuthor()
    version.state = PaperState.WITHDRAWN
    audit.record(session, actor, "paper.withdraw", "paper", paper.id, version=version.version)
    session.flush()
    return version


def may_withdraw(actor: Actor, author_id: str, known: Sequence[Person]) -> bool:
    """Whether `actor` may call back what the person `author_id` gave."""
    has_left = bool(known) and author_id not in {who.id for who in known}
    return actor.id == author_id or has_left
