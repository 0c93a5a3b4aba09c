"""Where the pages of transparency lead: within this space, and by whole addresses."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for

from portal_plugin.actor import Act
from portal_plugin.channel import channel_href
from portal_plugin.documents.papers.queries import PublishedPaper
from portal_plugin.guard import current_tenant
from portal_plugin.state import portal_state
from portal_plugin.transparency.answers import Answer, Served
from portal_plugin.transparency.periods import period_of


def here(endpoint: str, **arguments: Any) -> str:
    """The path of a page of this space."""
    return url_for(f"portal_plugin.{endpoint}", space=current_tenant().code, **arguments)


def whole(path: str) -> str:
    """The whole address of a path of this site, under the name by which citizens know it; an
    address that is whole already stays."""
    if not path.startswith("/"):
        return path
    base = portal_state().settings.public_url or request.host_url.rstrip("/")
    return base + path


def is_served(endpoint: str) -> bool:
    """Whether this application has that page."""
    return f"portal_plugin.{endpoint}" in current_app.view_functions


def act_of(endpoint: str) -> Act | None:
    """What a visitor must be allowed to do to open a page; None for a public one."""
    view = current_app.view_functions.get(f"portal_plugin.{endpoint}")
    act: Act | None = getattr(view, "portal_plugin_act", None)
    return act


def served() -> Served:
    """Which pages that answer OIT topics are there."""
    return Served(
        guide_href=channel_href(),
        form_href=channel_href("report"),
        complaints=is_served("complain"),
    )


def answer_href(answer: Answer) -> str:
    """Where an answer stands."""
    return answer.href or here(answer.endpoint, **answer.arguments)


def permanent_href(paper: PublishedPaper) -> str:
    """The address of a version, which never shows another."""
    return here("public_paper_version", version=paper.version, **_named(paper))


def newest_href(paper: PublishedPaper) -> str:
    """The address of the paper, which shows its newest version."""
    return here("public_paper", **_named(paper))


def _named(paper: PublishedPaper) -> dict[str, Any]:
    return {
        "product": paper.product,
        "fiscal_year": paper.fiscal_year,
        "period": period_of(paper.round),
    }
