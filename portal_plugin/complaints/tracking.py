"""The tracking code: 16 Crockford characters (80 bits) and one that checks them.

Only a keyed BLAKE2b digest of it is kept. Guessing one of 2^80 needs no slow hash to be hopeless,
and so no lock-out that somebody could turn against a citizen.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from portal_plugin import crockford
from portal_plugin.errors import PortalPluginError

LENGTH = 16


class BadCode(PortalPluginError):
    """What was typed cannot be a tracking code."""

    status = 422

    def __init__(self) -> None:
        super().__init__("รหัสติดตามไม่ถูกต้อง ตรวจตัวอักษรทั้ง 17 ตัวในใบรับเรื่อง แล้วพิมพ์อีกครั้ง")


@dataclass(frozen=True, slots=True)
class TrackingKey:
    """The province's key for tracking codes; `secret` is at least 32 characters."""

    secret: str = field(repr=False)

    def digest(self, tenant_id: UUID, code: str) -> bytes:
        """What is kept of a code (32 bytes): another tenant's digest of it differs."""
        return self._keyed(b"complaint-find", tenant_id, code.encode(), 32)

    def new_code(self, tenant_id: UUID, seed: bytes | None = None) -> str:
        """A code; the same `seed` (a form sent twice) gives the same one, else it is random."""
        seed = secrets.token_bytes(32) if seed is None else seed
        number = int.from_bytes(self._keyed(b"complaint-make", tenant_id, seed, 10))
        return crockford.code_of(number, LENGTH)

    def seed_digest(self, tenant_id: UUID, seed: bytes) -> bytes:
        """What is kept of a seed (32 bytes), so that it is used for one complaint."""
        return self._keyed(b"complaint-seed", tenant_id, seed, 32)

    def _keyed(self, purpose: bytes, tenant_id: UUID, data: bytes, size: int) -> bytes:
        key = hashlib.blake2b(self.secret.encode(), digest_size=32).digest()
        return hashlib.blake2b(
            tenant_id.bytes + data, key=key, person=purpose, digest_size=size
        ).digest()


def read_code(typed: str) -> str:
    """The 17 characters of what a person typed. Raises `BadCode`."""
    code = crockford.read(typed, LENGTH)
    if code is None:
        raise BadCode()
    return code
