"""The trail of who did what, page by page."""

from __future__ import annotations

import sqlalchemy as sa
from flask import render_template, request, url_for

from portal_plugin.audit import AuditEvent
from portal_plugin.guard import current_session, current_tenant
from portal_plugin.header import ROLE_LABELS
from portal_plugin.language import domain

ON_A_PAGE = 50


def show() -> str:
    """Acts, newest first, fifty a page (`?page=`); a page beyond the last shows the last."""
    session = current_session()
    events = session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) or 0
    pages = max(1, -(-events // ON_A_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    query = (
        sa.select(AuditEvent)
        .order_by(AuditEvent.at.desc(), AuditEvent.id.desc())
        .limit(ON_A_PAGE)
        .offset((page - 1) * ON_A_PAGE)
    )
    return render_template(
        "portal_plugin/reports/trail.html",
        events=session.scalars(query).all(),
        role_words={role.value: domain.gettext(label) for role, label in ROLE_LABELS.items()},
        page=page,
        pages=pages,
        href=url_for("portal_plugin.audit", space=current_tenant().code) + "?page={page}",
    )
