"""Papers as the public may see them, and the body of a version as it was signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
import sqlalchemy as sa

from portal_plugin.clock import BANGKOK
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.codes import PaperState
from portal_plugin.documents.models import Endorsement, Paper, PaperVersion
from portal_plugin.documents.papers.errors import UnknownPaper
from portal_plugin.documents.papers.holding import chain_of
from portal_plugin.documents.product import Body
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.session import TenantSession


@dataclass(frozen=True, slots=True)
class PublishedPaper:
    """A version that stands before the public; `fiscal_year` is Buddhist."""

    paper_id: UUID
    version_id: UUID
    product: str
    title: str
    fiscal_year: int
    round: RoundCode | None
    version: int
    digest: str
    published_at: datetime
    correction: str


def published_papers(
    session: TenantSession, fiscal_year: int | None = None
) -> list[PublishedPaper]:
    """The newest published version of each paper, the last published first."""
    query = _published()
    if fiscal_year is not None:
        query = query.where(Paper.fiscal_year == fiscal_year)
    newest: dict[UUID, PublishedPaper] = {}
    for row in session.execute(query.order_by(PaperVersion.version.desc())):
        found = _as_published(row)
        newest.setdefault(found.paper_id, found)
    return sorted(newest.values(), key=lambda one: (one.published_at, one.product), reverse=True)


def published_versions(
    session: TenantSession,
    product: str,
    fiscal_year: int,
    round: RoundCode | None,  # noqa: A002
) -> list[PublishedPaper]:
    """All published versions of a paper, newest first; [] where there is none."""
    query = _published().where(
        Paper.product == product,
        Paper.fiscal_year == fiscal_year,
        Paper.round.is_(None) if round is None else Paper.round == round,
    )
    rows = session.execute(query.order_by(PaperVersion.version.desc()))
    return [_as_published(row) for row in rows]


def body_of(session: TenantSession, version_id: UUID) -> Body:
    """The frozen body with "endorsements", "version" and "correction". Raises `UnknownPaper`.

    What people wrote to each other on the chain stays in the office: only an internal paper's
    body carries their comments.
    """
    row = session.execute(
        sa.select(PaperVersion.body, PaperVersion.version, PaperVersion.correction).where(
            PaperVersion.id == version_id
        )
    ).one_or_none()
    if row is None:
        raise UnknownPaper()
    body: Body = orjson.loads(row.body)
    internal = body["product"] in PRODUCTS and PRODUCTS[body["product"]].internal
    return body | {
        "endorsements": [_entry(one, internal) for one in chain_of(session, version_id)],
        "version": row.version,
        "correction": row.correction,
    }


def _published() -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(
            Paper.id.label("paper_id"),
            PaperVersion.id.label("version_id"),
            Paper.product,
            Paper.fiscal_year,
            Paper.round,
            PaperVersion.version,
            PaperVersion.digest,
            PaperVersion.published_at,
            PaperVersion.correction,
        )
        .select_from(PaperVersion)
        .join(Paper, _own(PaperVersion.paper_id, Paper))
        .where(PaperVersion.state == PaperState.PUBLISHED)
    )


def _as_published(row: Any) -> PublishedPaper:
    return PublishedPaper(title=title_of(row.product), **row._mapping)


def title_of(product: str) -> str:
    """The title of a product, its code where this release has no such product."""
    return PRODUCTS[product].title if product in PRODUCTS else product


def _own(column: Any, table: Any) -> sa.ColumnElement[bool]:
    """A join inside one tenant's space, led by the tenant as the keys are."""
    return sa.and_(table.tenant_id == PaperVersion.tenant_id, table.id == column)


def _entry(one: Endorsement, internal: bool) -> Body:
    decided = one.decided_at.astimezone(BANGKOK).date().isoformat() if one.decided_at else None
    return {
        "station": one.station.value,
        "name": one.name,
        "post": one.post,
        "acting_for": one.acting_for,
        "decision": one.decision.value if one.decision else None,
        "comment": one.comment if internal else "",
        "dated": decided,
    }
