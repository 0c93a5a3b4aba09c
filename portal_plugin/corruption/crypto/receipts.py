"""The receipt: 20 Crockford characters (100 bits) and one that checks them, shown once.

Two keyed derivations (BLAKE2b, under 1 ms) come of it: the digest that a report is found by, and
the key that opens it. Neither leads to the other or back to the receipt.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from nacl.signing import SigningKey

from portal_plugin import crockford
from portal_plugin.errors import PortalPluginError

LENGTH: Final = 20


class BadReceipt(PortalPluginError):
    """What was typed cannot be a receipt."""

    status = 422

    def __init__(self) -> None:
        super().__init__("รหัสรับแจ้งไม่ถูกต้อง ตรวจตัวอักษรทั้ง 21 ตัว แล้วพิมพ์อีกครั้ง")


@dataclass(frozen=True, slots=True)
class ChannelKey:
    """The channel's key; `secret` is at least 32 characters. Losing it closes every mailbox."""

    secret: str = field(repr=False)

    def lookup(self, tenant_id: UUID, receipt: str) -> bytes:
        """What a report is found by (32 bytes)."""
        return self._keyed(b"receipt-find", tenant_id, receipt.encode())

    def informant_key(self, tenant_id: UUID, receipt: str) -> bytes:
        """What opens a report for its informant (32 bytes)."""
        return self._keyed(b"receipt-open", tenant_id, receipt.encode())

    def new_receipt(self, tenant_id: UUID, seed: bytes | None = None) -> str:
        """A receipt; the same `seed` (a form sent twice) gives the same one, else it is random."""
        seed = secrets.token_bytes(32) if seed is None else seed
        number = int.from_bytes(self._keyed(b"receipt-make", tenant_id, seed))
        return crockford.code_of(number, LENGTH)

    def seed_digest(self, tenant_id: UUID, seed: bytes) -> bytes:
        """What is kept of a seed (32 bytes), so that it is used for one report."""
        return self._keyed(b"receipt-seed", tenant_id, seed)

    def signing_key(self, tenant_id: UUID) -> SigningKey:
        """The Ed25519 key with which a municipality signs filing receipts and its ledger."""
        return SigningKey(self._keyed(b"sign", tenant_id, b""))

    def _keyed(self, purpose: bytes, tenant_id: UUID, data: bytes) -> bytes:
        key = hashlib.blake2b(self.secret.encode(), digest_size=32, person=b"channel").digest()
        return hashlib.blake2b(
            tenant_id.bytes + data, key=key, person=purpose, digest_size=32
        ).digest()


def read_receipt(typed: str) -> str:
    """The 21 characters of what a person typed. Raises `BadReceipt`."""
    receipt = crockford.read(typed, LENGTH)
    if receipt is None:
        raise BadReceipt()
    return receipt
