"""Files asked for, and the finished ones."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit, clock, nudge
from portal_plugin.actor import Actor
from portal_plugin.config.names import Task
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.codes import RenderingState
from portal_plugin.documents.models import Rendering, Rendition
from portal_plugin.documents.product import Format, Product
from portal_plugin.errors import NotFound, PortalPluginError
from portal_plugin.measures.codes import RoundCode
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession

KEPT = timedelta(days=30)
"""How long a set is kept; what was published is kept for good."""


class NothingToRender(PortalPluginError):
    """No product, or none of its formats, was chosen."""

    status = 422


def ask(
    session: TenantSession,
    actor: Actor,
    *,
    fiscal_year: int,
    round: RoundCode | None,  # noqa: A002
    products: Sequence[str],
    formats: Sequence[Format] | None = None,
    version_id: UUID | None = None,
) -> Rendering:
    """Ask for files of `products` in a Buddhist fiscal year (and round), or of one frozen version.

    Without `formats` each product is made in all of its own. The worker is nudged after the
    commit. Sets older than `KEPT` are let go of. Raises `NotFound`, `NothingToRender`.
    """
    chosen = [product_of(code) for code in dict.fromkeys(products)]
    wanted = tuple(Format) if formats is None else tuple(dict.fromkeys(formats))
    total = sum(len(formats_of(product, wanted)) for product in chosen)
    if not total:
        raise NothingToRender("เลือกเอกสารและชนิดไฟล์อย่างน้อยหนึ่งอย่าง")
    forget_old(session)
    rendering = Rendering(
        id=new_id(),
        version_id=version_id,
        fiscal_year=fiscal_year,
        round=round,
        products=[product.code for product in chosen],
        formats=[one.value for one in wanted],
        state=RenderingState.WAITING,
        total=total,
        asked_by=actor.name,
    )
    session.add(rendering)
    audit.record(
        session, actor, "rendering.ask", "rendering", rendering.id, year=fiscal_year, files=total
    )
    session.flush()
    nudge.ask(session, Task.RENDER, str(session.tenant_id), str(rendering.id))
    return rendering


def formats_of(product: Product, wanted: Sequence[Format]) -> tuple[Format, ...]:
    """Those of `wanted` that the product is made in."""
    return tuple(one for one in product.formats if one in wanted)


def rendering_of(session: TenantSession, rendering_id: UUID) -> Rendering:
    """A set as it stands now. Raises `NotFound`."""
    found = session.get(Rendering, (session.tenant_id, rendering_id), populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def recent_sets(session: TenantSession, most: int = 10) -> list[Rendering]:
    """Sets asked for by officers, newest first."""
    query = sa.select(Rendering).where(Rendering.version_id.is_(None))
    return list(session.scalars(query.order_by(Rendering.asked_at.desc()).limit(most)))


def files_of(session: TenantSession, rendering_id: UUID) -> list[Rendition]:
    """The finished files of a set, by product and format, without their bytes."""
    query = sa.select(Rendition).where(Rendition.rendering_id == rendering_id)
    return list(session.scalars(query.order_by(Rendition.product, Rendition.format)))


def file_of(session: TenantSession, rendering_id: UUID, product: str, wanted: Format) -> Rendition:
    """One finished file. Raises `NotFound`."""
    query = sa.select(Rendition).where(
        Rendition.rendering_id == rendering_id,
        Rendition.product == product,
        Rendition.format == wanted,
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        raise NotFound()
    return found


def files_of_version(session: TenantSession, version_id: UUID) -> list[Rendition]:
    """The finished files of a published version, without their bytes."""
    return list(session.scalars(_of_version(version_id).order_by(Rendition.format)))


def file_of_version(session: TenantSession, version_id: UUID, wanted: Format) -> Rendition | None:
    """One finished file of a published version; None until the worker has made it."""
    query = _of_version(version_id).where(Rendition.format == wanted)
    found: Rendition | None = session.scalars(query).one_or_none()
    return found


def forget_old(session: TenantSession) -> None:
    """Let go of sets that were asked for more than `KEPT` ago."""
    old = sa.select(Rendering.id).where(
        Rendering.version_id.is_(None), Rendering.asked_at < clock.now() - KEPT
    )
    session.execute(sa.delete(Rendition).where(Rendition.rendering_id.in_(old)))
    session.execute(sa.delete(Rendering).where(Rendering.id.in_(old)))


def _of_version(version_id: UUID) -> sa.Select[*tuple[Any, ...]]:
    return (
        sa.select(Rendition)
        .join(
            Rendering,
            sa.and_(
                Rendering.tenant_id == Rendition.tenant_id,
                Rendering.id == Rendition.rendering_id,
            ),
        )
        .where(Rendering.version_id == version_id)
    )
