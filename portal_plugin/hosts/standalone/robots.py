"""What search engines are told of the host: welcome everywhere but at the staff's pages and the
corruption channel. Public.

Every municipality has lines of its own: a wildcard would take the channel's published statistics
with it, and not every reader of this file knows wildcards.
"""

from __future__ import annotations

from collections.abc import Iterator

from flask import Response, current_app, request, url_for

from portal_plugin.state import portal_state
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.resolve import TenantRecord, all_tenants

_CLOSED = ("work", "corruption")


def robots() -> Response:
    """The file of the robots exclusion protocol (RFC 9309), with each municipality's sitemap."""
    if "portal_plugin.sitemap" not in current_app.view_functions:
        lines = ["Disallow: /"]  # nothing but the channel is served here
    else:
        lines = [line for tenant in all_tenants(portal_state().engine) for line in _of(tenant)]
    text = "\n".join(["User-agent: *", *sorted(lines, key=_rules_first)]) + "\n"
    return Response(text, content_type="text/plain; charset=utf-8")


def _of(tenant: TenantRecord) -> Iterator[str]:
    where = url_for("portal_plugin.front", space=tenant.code)
    for part in _CLOSED:
        yield f"Disallow: {where}{part}"
    if tenant.type is not TenantType.PROVINCE_OFFICE:
        base = portal_state().settings.public_url or request.host_url.rstrip("/")
        sitemap = url_for("portal_plugin.sitemap", space=tenant.code)
        yield f"Sitemap: {base}{sitemap}"


def _rules_first(line: str) -> bool:
    return line.startswith("Sitemap")
