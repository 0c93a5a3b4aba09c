"""What every document's data begins with: whose it is, of which year, in which words."""

from __future__ import annotations

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.config.catalogue import CatalogueGap, lao_words
from portal_plugin.documents.models import Letterhead
from portal_plugin.documents.product import Asked, Body
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import TenantSession

SCHEMA = "portal-plugin/document/1"

_LETTERHEAD = (
    "head_name",
    "head_acting",
    "clerk_name",
    "clerk_acting",
    "address",
    "telephone",
    "email",
    "memo_unit",
    "memo_prefix",
)


def opening(session: TenantSession, product: str, title: str, asked: Asked) -> Body:
    """The opening of a product's body, in two statements.

    `municipality` holds code, name, type, province, `words` (by type: th, abbr, head, clerk,
    ordinance, staff, council; see config/catalogue/lao_words.json) and the letterhead's entries,
    "" where the municipality has not given them. `made_on` is today, ISO.
    """
    tenant = session.scalars(sa.select(Tenant).where(Tenant.id == session.tenant_id)).one()
    kept = session.scalars(sa.select(Letterhead)).one_or_none()
    try:
        words = lao_words(tenant.type)
    except CatalogueGap:  # the province's own office
        words = {
            "th": "",
            "abbr": "",
            "head": "",
            "clerk": "",
            "ordinance": "",
            "staff": "",
            "council": "",
        }
    return {
        "schema": SCHEMA,
        "product": product,
        "title": title,
        "municipality": {
            "code": tenant.code,
            "name": tenant.name,
            "type": tenant.type.value,
            "province": tenant.province,
            "website": tenant.website or "",
            "words": words,
            **{name: getattr(kept, name) if kept else "" for name in _LETTERHEAD},
        },
        "fiscal_year": asked.fiscal_year,
        "round": asked.round.value if asked.round else None,
        "layout": asked.layout.value if asked.layout else None,
        "made_on": clock.today().isoformat(),
        "texts": {},
    }
