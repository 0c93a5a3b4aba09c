"""What the worker does with a set of files: one product a transaction, so that progress shows.

The row is claimed by a lease. A worker that is killed leaves what it had finished; the next one
takes the set up after the lease and makes what is missing.
"""

from __future__ import annotations

import hashlib
import logging
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.documents.catalogue import product_of
from portal_plugin.documents.codes import RenderingState
from portal_plugin.documents.models import Rendering, Rendition
from portal_plugin.documents.papers.queries import body_of
from portal_plugin.documents.product import Asked, Body, Format, Product
from portal_plugin.documents.renditions.service import formats_of
from portal_plugin.documents.writing import Written, write
from portal_plugin.errors import PortalPluginError
from portal_plugin.tenants.session import TenantSession, tenant_session

_LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 5
"""A set that ended its worker so often is given up."""


@dataclass(frozen=True, slots=True)
class Means:
    """What rendering needs besides the data: seconds that a worker may hold a set between two
    products, and the emblem's PNG."""

    lease_seconds: float
    emblem: bytes | None = None


def render_set(engine: sa.Engine, tenant_id: UUID, rendering_id: UUID, means: Means) -> bool:
    """Make every file that a set still lacks; False when it is finished or another worker has it.

    May run twice, at once or after a kill: the claim lets one in, and a file is stored once.
    """
    with tenant_session(engine, tenant_id) as session:
        products = _claim(session, rendering_id, means)
        session.commit()
    if products is None:
        return False
    for code in products:
        _make(engine, tenant_id, rendering_id, product_of(code), means)
    with tenant_session(engine, tenant_id) as session:
        _finish(_held(session, rendering_id))
        session.commit()
    return True


def _claim(session: TenantSession, rendering_id: UUID, means: Means) -> list[str] | None:
    """The products of a set that nobody works on, now ours; None else."""
    query = (
        sa.select(Rendering)
        .where(Rendering.id == rendering_id, is_due())
        .with_for_update(skip_locked=True)
    )
    rendering = session.scalars(query).one_or_none()
    if rendering is None:
        return None
    if rendering.attempts >= MOST_ATTEMPTS:
        rendering.message = _joined(rendering.message, "จัดทำไม่สำเร็จหลายครั้ง กรุณาขอใหม่")
        rendering.failed = rendering.total - rendering.done
        _finish(rendering)
        return None
    rendering.state = RenderingState.RUNNING
    rendering.attempts += 1
    rendering.failed, rendering.message = 0, ""
    _renew(rendering, means)
    return list(rendering.products)


def is_due() -> sa.ColumnElement[bool]:
    """The condition of a set that somebody should take up now."""
    return sa.or_(
        Rendering.state == RenderingState.WAITING,
        sa.and_(Rendering.state == RenderingState.RUNNING, Rendering.lease_until < clock.now()),
    )


def _make(
    engine: sa.Engine, tenant_id: UUID, rendering_id: UUID, product: Product, means: Means
) -> None:
    """The files of one product, all or none, with what became of them in the set's row."""
    try:
        with tenant_session(engine, tenant_id) as session:
            rendering = _held(session, rendering_id)
            for wanted, written in _written(session, rendering, product, means):
                session.add(_rendition(rendering, product, wanted, written))
                rendering.done += 1
            _renew(rendering, means)
            session.commit()
    except PortalPluginError as nothing:
        _note(engine, tenant_id, rendering_id, product, nothing.sentence, missing=False)
    except Exception:  # one document that cannot be made must not keep the others back
        _LOG.exception("%s of %s could not be made", product.code, tenant_id)
        sentence = "จัดทำไม่สำเร็จ แจ้งผู้ดูแลระบบ"
        _note(engine, tenant_id, rendering_id, product, sentence, missing=True)


def _written(
    session: TenantSession, rendering: Rendering, product: Product, means: Means
) -> list[tuple[Format, Written]]:
    wanted = formats_of(product, [Format(one) for one in rendering.formats])
    made = sa.select(Rendition.format).where(
        Rendition.rendering_id == rendering.id, Rendition.product == product.code
    )
    missing = [one for one in wanted if one not in set(session.scalars(made))]
    if not missing:
        return []
    body = _body(session, rendering, product)
    draft = rendering.version_id is None
    return [(one, write(body, one, emblem=means.emblem, draft=draft)) for one in missing]


def _body(session: TenantSession, rendering: Rendering, product: Product) -> Body:
    if rendering.version_id is not None:
        return body_of(session, rendering.version_id)
    asked = Asked(rendering.fiscal_year, rendering.round if product.has_rounds else None)
    return product.gather(session, asked)


def _rendition(
    rendering: Rendering, product: Product, wanted: Format, written: Written
) -> Rendition:
    return Rendition(
        rendering_id=rendering.id,
        product=product.code,
        format=wanted.value,
        filename=written.filename,
        data=written.data,
        sha256=hashlib.sha256(written.data).hexdigest(),
        size=len(written.data),
    )


def _note(
    engine: sa.Engine,
    tenant_id: UUID,
    rendering_id: UUID,
    product: Product,
    sentence: str,
    *,
    missing: bool,
) -> None:
    """Say why a product has no files. What there is nothing to write for was never missing."""
    with tenant_session(engine, tenant_id) as session:
        rendering = _held(session, rendering_id)
        files = len(formats_of(product, [Format(one) for one in rendering.formats]))
        if missing:
            rendering.failed += files
        else:
            rendering.total -= files
        rendering.message = _joined(rendering.message, f"{product.title}: {sentence}")
        session.commit()


def _held(session: TenantSession, rendering_id: UUID) -> Rendering:
    query = sa.select(Rendering).where(Rendering.id == rendering_id).with_for_update()
    return session.scalars(query).one()


def _renew(rendering: Rendering, means: Means) -> None:
    rendering.lease_until = clock.now() + timedelta(seconds=means.lease_seconds)


def _finish(rendering: Rendering) -> None:
    rendering.state = RenderingState.FAILED if rendering.failed else RenderingState.DONE
    rendering.lease_until, rendering.finished_at = None, clock.now()


def _joined(*sentences: str) -> str:
    return "\n".join(filter(None, sentences))
