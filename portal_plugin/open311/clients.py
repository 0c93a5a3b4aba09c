"""Programs that may post complaints, and their keys, of which only digests are kept."""

from __future__ import annotations

import hashlib
import secrets
from uuid import UUID

import sqlalchemy as sa

from portal_plugin import audit, clock
from portal_plugin.actor import Actor
from portal_plugin.complaints.models import Open311Client
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.errors import Conflict, NotFound, RuleBroken
from portal_plugin.tenants.session import TenantSession
from portal_plugin.texts import tidy, too_long

LONGEST_NAME = 100
LONGEST_KEY = 200
_PURPOSE = b"open311-client"


def add_client(session: TenantSession, actor: Actor, name: str, key: TrackingKey) -> str:
    """Let a program post; returns its API key (43 characters), which nobody can tell again.

    A revoked name may come back and has a new key then. Raises `RuleBroken`, or `Conflict` when
    the name is in use.
    """
    name = _checked(name)
    row = _named(session, name)
    if row is not None and row.active:
        raise Conflict("มีโปรแกรมชื่อนี้แล้ว กรุณาใช้ชื่ออื่น หรือเพิกถอนกุญแจเดิมก่อน")
    api_key = secrets.token_urlsafe(32)
    if row is None:
        row = Open311Client(name=name)
        session.add(row)
    row.key_digest = _digest(key, session.tenant_id, api_key)
    row.active, row.made_at = True, clock.now()
    session.flush()
    audit.record(session, actor, "open311.client.add", "open311_client", row.id, name=name)
    session.flush()
    return api_key


def revoke_client(session: TenantSession, actor: Actor, name: str) -> None:
    """Let a program post no more. Raises `NotFound` when none of that name may."""
    row = _named(session, " ".join(tidy(name).split()))
    if row is None or not row.active:
        raise NotFound("ไม่พบโปรแกรมชื่อนี้ที่ยังส่งเรื่องได้ กรุณาตรวจชื่อ")
    row.active = False
    audit.record(session, actor, "open311.client.revoke", "open311_client", row.id, name=row.name)
    session.flush()


def clients(session: TenantSession) -> list[Open311Client]:
    """All clients, by name, the revoked ones too."""
    return list(session.scalars(sa.select(Open311Client).order_by(Open311Client.name)))


def client_of(session: TenantSession, api_key: str, key: TrackingKey) -> Open311Client | None:
    """Whose API key this is; None when it is nobody's here, or revoked."""
    if not api_key or len(api_key) > LONGEST_KEY:
        return None
    return session.scalars(
        sa.select(Open311Client).where(
            Open311Client.key_digest == _digest(key, session.tenant_id, api_key),
            Open311Client.active,
        )
    ).one_or_none()


def _named(session: TenantSession, name: str) -> Open311Client | None:
    return session.scalars(
        sa.select(Open311Client).where(Open311Client.name == name).with_for_update()
    ).one_or_none()


def _checked(name: str) -> str:
    name = " ".join(tidy(name).split())
    if not any(character.isalnum() for character in name):
        raise RuleBroken.single("NAME", "name", "กรุณาตั้งชื่อโปรแกรมที่จะส่งเรื่อง")
    breaches = too_long("name", name, LONGEST_NAME)
    if breaches:
        raise RuleBroken(breaches)
    return name


def _digest(key: TrackingKey, tenant_id: UUID, api_key: str) -> bytes:
    secret = hashlib.blake2b(key.secret.encode(), digest_size=32).digest()
    return hashlib.blake2b(
        tenant_id.bytes + api_key.encode(), key=secret, person=_PURPOSE, digest_size=32
    ).digest()
