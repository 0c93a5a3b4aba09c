"""An inspector's key: opened with passphrase and code, for half an hour, in one browser.

What opens it lies in no table: the passphrase is in a head, and while the key is open, the secret
that holds it is in the browser's cookie. A copy of the database opens nothing, nor does a cookie
without the row.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import orjson
import sqlalchemy as sa
from nacl.utils import random

from portal_plugin import clock
from portal_plugin.corruption import ledger
from portal_plugin.corruption.base import channel_id
from portal_plugin.corruption.codes import LedgerAct, Standing
from portal_plugin.corruption.crypto.context import Context, Field
from portal_plugin.corruption.crypto.errors import CannotOpen
from portal_plugin.corruption.crypto.passphrase import (
    is_current,
    lock_with_passphrase,
    unlock_with_passphrase,
)
from portal_plugin.corruption.crypto.sealing import KEY_BYTES, KeyPair, key_pair, lock, unlock
from portal_plugin.corruption.inspection import totp
from portal_plugin.corruption.inspection.strength import LONGEST, check_passphrase
from portal_plugin.corruption.models import Inspector, OpenedKey
from portal_plugin.corruption.session import InspectionSession
from portal_plugin.errors import Breach, RuleBroken

OPEN_FOR: Final = timedelta(minutes=30)
FREE_TRIES: Final = 3
"""Wrong tries without a pause."""
FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=1)
_ID_BYTES: Final = 16
_HELD: Final = struct.Struct(f">{KEY_BYTES}sQ")

REFUSED = "วลีหรือรหัส 6 หลักไม่ถูกต้อง โปรดรอรหัสใหม่ในโทรศัพท์ แล้วลองอีกครั้ง"
EXCHANGED = (
    "กุญแจสาธารณะของท่านในฐานข้อมูลถูกเปลี่ยน เรื่องใหม่จะไปถึงผู้อื่น "
    "โปรดแจ้งผู้ดูแลระบบให้สั่ง portal-plugin ledger verify"
)
PAUSED = "ลองผิดหลายครั้ง โปรดรอสักครู่แล้วลองอีกครั้ง"


@dataclass(frozen=True, slots=True)
class OpenedSecret:
    """What the browser is given: `cookie` opens the key until the aware instant `until`."""

    cookie: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class OpenKey:
    """An inspector's key pair while it is open."""

    pair: KeyPair
    until: datetime


def locked(
    tenant_id: UUID, inspector_id: UUID, pair: KeyPair, totp_secret: str, passphrase: str
) -> bytes:
    """The private key and the secret of the telephone, together under the passphrase."""
    held = {"private": base64.b64encode(pair.private).decode(), "totp": totp_secret}
    context = _key_context(tenant_id, inspector_id)
    return lock_with_passphrase(one_blank(passphrase), orjson.dumps(held), context)


def open_key(
    session: InspectionSession, inspector: Inspector, passphrase: str, code: str
) -> OpenedSecret:
    """Open an inspector's key for half an hour. Raises `RuleBroken` (field "passphrase").

    A wrong passphrase and a wrong code answer alike. The count of wrong tries stands in the
    session also when this raises: the caller commits it.
    """
    pair, _secret = proved(session, inspector, passphrase, code)
    now = clock.now()
    session.execute(sa.delete(OpenedKey).where(OpenedKey.until <= now))
    opened = _kept(session, inspector, pair, now + OPEN_FOR)
    ledger.append(session, LedgerAct.UNLOCKED, str(inspector.id))
    return opened


def proved(
    session: InspectionSession, inspector: Inspector, passphrase: str, code: str
) -> tuple[KeyPair, str]:
    """The key pair and the secret of the telephone, by passphrase and code; as `open_key`."""
    # Tries at one key wait for each other: a hundred at once would all find no wrong one before.
    session.refresh(inspector, with_for_update=True)
    now = clock.now()
    if inspector.standing != Standing.ACTIVE:
        raise RuleBroken.single("C16", "passphrase", REFUSED)
    if inspector.paused_until is not None and inspector.paused_until > now:
        raise RuleBroken.single("PAUSE", "passphrase", PAUSED)
    try:
        if len(passphrase) > LONGEST:
            raise CannotOpen("no passphrase is that long")
        context = _key_context(inspector.tenant_id, inspector.id)
        blob = inspector.locked_key
        held = orjson.loads(unlock_with_passphrase(one_blank(passphrase), blob, context))
        step = totp.step_of(held["totp"], code, now, after=inspector.last_code_step)
        if step is None:
            raise CannotOpen("the code is wrong or was taken before")
    except (CannotOpen, UnicodeEncodeError):
        _count_failure(session, inspector, now)
        raise RuleBroken.single("C16", "passphrase", REFUSED) from None
    pair = key_pair(base64.b64decode(held["private"]))
    if pair.public != inspector.public_key:
        raise RuleBroken.single("C16", "passphrase", EXCHANGED)
    if not is_current(blob):
        inspector.locked_key = locked(
            inspector.tenant_id, inspector.id, pair, held["totp"], passphrase
        )
    inspector.last_code_step, inspector.failures, inspector.paused_until = step, 0, None
    session.flush()
    return pair, held["totp"]


def opened(session: InspectionSession, inspector: Inspector, cookie: str) -> OpenKey | None:
    """The key pair that this browser holds open for this inspector, or none."""
    parts = _parts_of(cookie)
    if parts is None or inspector.standing != Standing.ACTIVE:
        return None
    opened_id, secret = parts
    row = session.scalars(
        sa.select(OpenedKey).where(
            OpenedKey.id == opened_id,
            OpenedKey.inspector_id == inspector.id,
            OpenedKey.until > clock.now(),
        )
    ).one_or_none()
    if row is None:
        return None
    try:
        private, seconds = _HELD.unpack(unlock(secret, row.locked, _opened_context(row)))
    except (CannotOpen, struct.error):
        return None
    # The end stands in the ciphertext too: whoever can write rows cannot put it off.
    until = datetime.fromtimestamp(seconds, UTC)
    return OpenKey(key_pair(private), until) if until > clock.now() else None


def close_keys(session: InspectionSession, inspector: Inspector) -> None:
    """Close an inspector's key in every browser."""
    session.execute(sa.delete(OpenedKey).where(OpenedKey.inspector_id == inspector.id))


def change_passphrase(
    session: InspectionSession,
    inspector: Inspector,
    old: str,
    code: str,
    new: str,
    *,
    known: Iterable[str] = (),
) -> None:
    """Lock an inspector's key under another passphrase and close it everywhere.

    `known` is what a guesser would try first. Raises `RuleBroken` for a weak one (field "new"),
    before a try is counted; and as `open_key` does.
    """
    breaches = check_passphrase(new, (inspector.name, inspector.account_id, *known))
    if breaches:
        raise RuleBroken([Breach(each.rule, "new", each.message) for each in breaches])
    pair, secret = proved(session, inspector, old, code)
    inspector.locked_key = locked(inspector.tenant_id, inspector.id, pair, secret, new)
    close_keys(session, inspector)
    ledger.append(session, LedgerAct.KEY_LOCKED_ANEW, str(inspector.id))


def one_blank(passphrase: str) -> str:
    """Words with one blank between them, however they were typed."""
    return " ".join(passphrase.split())


def _kept(
    session: InspectionSession, inspector: Inspector, pair: KeyPair, until: datetime
) -> OpenedSecret:
    until = until.replace(microsecond=0)
    secret = random(KEY_BYTES)
    row = OpenedKey(
        id=channel_id(), tenant_id=inspector.tenant_id, inspector_id=inspector.id, until=until
    )
    held = _HELD.pack(pair.private, int(until.timestamp()))
    row.locked = lock(secret, held, _opened_context(row))
    session.add(row)
    session.flush()
    cookie = base64.urlsafe_b64encode(row.id.bytes + secret).decode().rstrip("=")
    return OpenedSecret(cookie, until)


def _parts_of(cookie: str) -> tuple[UUID, bytes] | None:
    try:
        found = base64.b64decode(cookie + "=" * (-len(cookie) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    if len(found) != _ID_BYTES + KEY_BYTES:
        return None
    return UUID(bytes=found[:_ID_BYTES]), found[_ID_BYTES:]


def _count_failure(session: InspectionSession, inspector: Inspector, now: datetime) -> None:
    inspector.failures += 1
    over = inspector.failures - FREE_TRIES
    if over > 0:
        pause = min(FIRST_PAUSE * 2 ** min(over - 1, 10), LONGEST_PAUSE)
        inspector.paused_until = now + pause
    ledger.append(session, LedgerAct.UNLOCK_REFUSED, str(inspector.id), failures=inspector.failures)


def _key_context(tenant_id: UUID, inspector_id: UUID) -> Context:
    return Context(tenant_id, Field.INSPECTOR_KEY, inspector_id)


def _opened_context(row: OpenedKey) -> Context:
    return Context(row.tenant_id, Field.OPENED_KEY, row.inspector_id, row.id)
