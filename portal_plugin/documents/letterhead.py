"""The letterhead: who signs for the municipality, and where to write to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.documents.models import Letterhead
from portal_plugin.errors import Breach, RuleBroken
from portal_plugin.mail.address import AddressRefused, email_address
from portal_plugin.tenants.base import new_id
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

LIMITS: Final[Mapping[str, int]] = {
    "head_name": 200,
    "head_acting": 200,
    "clerk_name": 200,
    "clerk_acting": 200,
    "address": 500,
    "telephone": 100,
    "email": 254,
    "memo_unit": 200,
    "memo_prefix": 50,
}
"""The fields, with the most characters of each; all stand on one line."""


def letterhead_of(session: TenantSession) -> dict[str, str]:
    """The fields as they were last given, "" for what never was."""
    kept = session.scalars(
        sa.select(Letterhead).execution_options(populate_existing=True)
    ).one_or_none()
    return {name: getattr(kept, name) if kept else "" for name in LIMITS}


def write_letterhead(session: TenantSession, actor: Actor, typed: Mapping[str, str]) -> None:
    """Give the letterhead anew; a field that is missing is emptied. Papers that were frozen stay
    as they are. Raises `RuleBroken`."""
    given = {name: " ".join(tidy(typed.get(name, "")).split()) for name in LIMITS}
    breaches = [
        breach for name, limit in LIMITS.items() for breach in too_long(name, given[name], limit)
    ]
    given["email"], refused = _email(given["email"])
    if breaches or refused:
        raise RuleBroken([*breaches, *refused])
    before = letterhead_of(session)
    kept = given | {"updated_by": actor.name, "updated_at": clock.now()}
    session.execute(
        insert(Letterhead)
        .values(id=new_id(), **kept)
        .on_conflict_do_update(index_elements=["tenant_id"], set_=kept)
    )
    changed = [name for name in LIMITS if before[name] != given[name]]
    audit.record(session, actor, "letterhead.write", "letterhead", fields=changed)
    session.flush()


def _email(text: str) -> tuple[str, list[Breach]]:
    if not text:
        return "", []
    try:
        return email_address(text), []
    except AddressRefused:
        return text, [
            Breach("EMAIL", "email", "อีเมลนี้ไม่ถูกต้อง กรุณาตรวจอีกครั้ง เช่น office@example.go.th")
        ]
