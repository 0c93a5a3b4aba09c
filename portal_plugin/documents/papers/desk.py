"""Papers as people work on them: the list, one with its versions, and what waits for whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal_plugin.actor import Actor
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.codes import PaperState, Station
from portal_plugin.documents.models import Endorsement, Paper, PaperVersion
from portal_plugin.documents.papers.errors import UnknownPaper
from portal_plugin.documents.papers.holding import chain_of, next_station, versions_of
from portal_plugin.documents.papers.queries import title_of
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A paper with its newest version; `state` and all of the version are None for a draft.

    `waits_for_id` and `waits_for` are the person whose turn it is, at `station`.
    """

    paper_id: UUID
    product: str
    title: str
    internal: bool
    fiscal_year: int
    round: RoundCode | None
    ordinal: int
    begun_by: str
    begun_at: datetime
    version_id: UUID | None
    version: int | None
    state: PaperState | None
    correction: str | None
    since: datetime | None
    waits_for_id: str | None
    waits_for: str | None
    station: Station | None


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper with its versions, newest first, and the chain of the one that is shown."""

    paper: Paper
    versions: Sequence[PaperVersion]
    shown: PaperVersion | None
    chain: Sequence[Endorsement]

    @property
    def newest(self) -> PaperVersion | None:
        """The newest version; None for a draft."""
        return self.versions[0] if self.versions else None

    @property
    def waiting(self) -> Endorsement | None:
        """Whose turn it is on the version shown; None when it does not circulate."""
        if self.shown is None or self.shown.state is not PaperState.CIRCULATING:
            return None
        return next_station(self.chain)


def paper_lines(session: TenantSession, fiscal_year: int | None = None) -> list[PaperLine]:
    """Every paper with its newest version, what moved last first, in one statement."""
    query = _lines()
    if fiscal_year is not None:
        query = query.where(Paper.fiscal_year == fiscal_year)
    return [_as_line(row) for row in session.execute(query)]


def awaiting_me(session: TenantSession, actor: Actor) -> list[PaperLine]:
    """Papers whose next station is the actor's, the longest waiting first."""
    query = _lines().where(
        PaperVersion.state == PaperState.CIRCULATING, Endorsement.person_id == actor.id
    )
    return [_as_line(row) for row in session.execute(query)][::-1]


def awaiting_publication(session: TenantSession) -> list[PaperLine]:
    """Approved papers that are for the public and not yet before it."""
    query = _lines().where(PaperVersion.state == PaperState.APPROVED)
    return [line for line in map(_as_line, session.execute(query)) if not line.internal]


def paper_page(session: TenantSession, paper_id: UUID, version: int | None = None) -> PaperPage:
    """One paper, showing the newest version or the one asked for. Raises `UnknownPaper`."""
    query = sa.select(Paper).where(Paper.id == paper_id).execution_options(populate_existing=True)
    paper = session.scalars(query).one_or_none()
    if paper is None:
        raise UnknownPaper()
    versions = versions_of(session, paper_id)
    if version is None:
        shown = versions[0] if versions else None
    else:
        shown = next((one for one in versions if one.version == version), None)
        if shown is None:
            raise UnknownPaper()
    chain = chain_of(session, shown.id) if shown else ()
    return PaperPage(paper, versions, shown, chain)


def fiscal_years(session: TenantSession) -> list[int]:
    """The Buddhist fiscal years that have papers, newest first."""
    query = sa.select(Paper.fiscal_year).distinct().order_by(Paper.fiscal_year.desc())
    return list(session.scalars(query))


def _lines() -> sa.Select[*tuple[Any, ...]]:
    later = aliased(PaperVersion)
    undecided = aliased(Endorsement)
    newest = ~sa.exists().where(
        later.tenant_id == PaperVersion.tenant_id,
        later.paper_id == PaperVersion.paper_id,
        later.version > PaperVersion.version,
    )
    first = (
        sa.select(sa.func.min(undecided.position))
        .where(
            undecided.tenant_id == PaperVersion.tenant_id,
            undecided.version_id == PaperVersion.id,
            undecided.decision.is_(None),
        )
        .scalar_subquery()
    )
    return (
        sa.select(Paper, PaperVersion, Endorsement)
        .select_from(Paper)
        .outerjoin(
            PaperVersion,
            sa.and_(
                PaperVersion.tenant_id == Paper.tenant_id,
                PaperVersion.paper_id == Paper.id,
                newest,
            ),
        )
        .outerjoin(
            Endorsement,
            sa.and_(
                Endorsement.tenant_id == PaperVersion.tenant_id,
                Endorsement.version_id == PaperVersion.id,
                PaperVersion.state == PaperState.CIRCULATING,
                Endorsement.position == first,
            ),
        )
        .order_by(sa.func.coalesce(PaperVersion.frozen_at, Paper.begun_at).desc(), Paper.id.desc())
        .execution_options(populate_existing=True)
    )


def _as_line(row: Any) -> PaperLine:
    paper, version, station = row
    product = PRODUCTS.get(paper.product)
    return PaperLine(
        paper_id=paper.id,
        product=paper.product,
        title=title_of(paper.product),
        internal=product is None or product.internal,
        fiscal_year=paper.fiscal_year,
        round=paper.round,
        ordinal=paper.ordinal,
        begun_by=paper.begun_by,
        begun_at=paper.begun_at,
        version_id=version.id if version else None,
        version=version.version if version else None,
        state=version.state if version else None,
        correction=version.correction if version else None,
        since=version.approved_at or version.frozen_at if version else None,
        waits_for_id=station.person_id if station else None,
        waits_for=station.name if station else None,
        station=station.station if station else None,
    )
