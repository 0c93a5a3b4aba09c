"""Where the corruption channel is, for pages that lead to it or from one of its pages to another.

It may be served here, at a host name of its own (PORTAL_PLUGIN_CHANNEL_URL), or nowhere.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from portal_plugin.engines import INSPECTION_BIND
from portal_plugin.guard import current_tenant
from portal_plugin.language import LANGUAGES, SOURCE, page_language
from portal_plugin.state import portal_state
from portal_plugin.tenants.models import TenantType

_GUIDE = "portal_plugin.corruption"


def channel_is_served() -> bool:
    """Whether this process answers at the channel's addresses."""
    return _GUIDE in current_app.view_functions and INSPECTION_BIND in portal_state().db.engines


def channel_href(page: str = "") -> str | None:
    """Address of the guide, or of the channel's `page` ("report"); None where there is none.

    It carries the language of this page, since the channel reads no cookie.
    """
    tenant = current_tenant()
    elsewhere = portal_state().settings.channel_url
    if tenant.type is TenantType.PROVINCE_OFFICE:
        return None
    if channel_is_served():
        way = url_for(_GUIDE, space=tenant.code)
    elif elsewhere is not None:
        way = f"{elsewhere}/{tenant.code}/corruption"
    else:
        return None
    language = page_language()
    query = "" if language == SOURCE else f"?lang={language}"
    return way + (f"/{page}" if page else "") + query


def to(endpoint: str, **arguments: Any) -> str:
    """Address of a page of this space from a page of the channel, in the language asked for."""
    asked = request.args.get("lang")
    lang = asked if asked in LANGUAGES else None
    return url_for(f"portal_plugin.{endpoint}", space=current_tenant().code, lang=lang, **arguments)


def to_write_down(endpoint: str) -> str:
    """The whole address of a page of this space, as a paper must tell it."""
    settings = portal_state().settings
    where = url_for(f"portal_plugin.{endpoint}", space=current_tenant().code)
    base = settings.channel_url or settings.public_url or request.host_url.rstrip("/")
    return base + where
