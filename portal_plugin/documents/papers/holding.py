"""Papers and versions, found and held while something about them is decided."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.documents.codes import PaperState
from portal_plugin.documents.models import Endorsement, Paper, PaperVersion
from portal_plugin.documents.papers.errors import UnknownPaper
from portal_plugin.tenants.session import TenantSession

SIGNED = frozenset({PaperState.APPROVED, PaperState.PUBLISHED})
"""States of a version that the head signed."""


def hold(session: TenantSession, paper_id: UUID) -> Paper:
    """The paper, locked until the commit: one act on it at a time. Raises `UnknownPaper`."""
    query = (
        sa.select(Paper)
        .where(Paper.id == paper_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    paper = session.scalars(query).one_or_none()
    if paper is None:
        raise UnknownPaper()
    return paper


def hold_version(session: TenantSession, version_id: UUID) -> tuple[Paper, PaperVersion]:
    """A version as it stands once its paper is locked. Raises `UnknownPaper`."""
    paper_id = session.scalar(sa.select(PaperVersion.paper_id).where(PaperVersion.id == version_id))
    if paper_id is None:
        raise UnknownPaper()
    paper = hold(session, paper_id)
    query = (
        sa.select(PaperVersion)
        .where(PaperVersion.id == version_id)
        .execution_options(populate_existing=True)
    )
    return paper, session.scalars(query).one()


def versions_of(session: TenantSession, paper_id: UUID) -> Sequence[PaperVersion]:
    """All versions of a paper, newest first, without their bodies."""
    query = (
        sa.select(PaperVersion)
        .where(PaperVersion.paper_id == paper_id)
        .order_by(PaperVersion.version.desc())
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def chain_of(session: TenantSession, version_id: UUID) -> Sequence[Endorsement]:
    """The stations of a version in their order."""
    query = (
        sa.select(Endorsement)
        .where(Endorsement.version_id == version_id)
        .order_by(Endorsement.position)
        .execution_options(populate_existing=True)
    )
    return session.scalars(query).all()


def next_station(chain: Sequence[Endorsement]) -> Endorsement | None:
    """Whose turn it is; None when all have decided."""
    return next((entry for entry in chain if entry.decision is None), None)
