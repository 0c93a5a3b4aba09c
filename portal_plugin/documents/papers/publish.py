"""Put an approved paper before the public, for good."""

from __future__ import annotations

from uuid import UUID

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.codes import PaperState
from portal_plugin.documents.models import PaperVersion
from portal_plugin.documents.papers.errors import NotPublishable
from portal_plugin.documents.papers.holding import hold_version
from portal_plugin.documents.renditions.service import ask
from portal_plugin.tenants.session import TenantSession


def publish(session: TenantSession, actor: Actor, version_id: UUID) -> PaperVersion:
    """Publish an approved version and have its files made; twice changes nothing.

    Versions published before keep their address. Raises `UnknownPaper`, `NotPublishable`.
    """
    paper, version = hold_version(session, version_id)
    if version.state is PaperState.PUBLISHED:
        return version
    if product_of(paper.product).internal:
        raise NotPublishable("หนังสือนี้ใช้ภายใน จึงไม่เผยแพร่")
    if version.state is not PaperState.APPROVED:
        raise NotPublishable("หนังสือนี้ยังไม่ได้รับความเห็นชอบ ให้ลงนามครบก่อนเผยแพร่")
    version.state = PaperState.PUBLISHED
    version.published_at = clock.now()
    version.published_by = actor.name
    audit.record(
        session,
        actor,
        "paper.publish",
        "paper",
        paper.id,
        version=version.version,
        digest=version.digest,
        correction=version.correction,
    )
    session.flush()
    ask(
        session,
        actor,
        fiscal_year=paper.fiscal_year,
        round=paper.round,
        products=[paper.product],
        formats=None,
        version_id=version.id,
    )
    return version
