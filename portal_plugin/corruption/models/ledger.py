"""The ledger: each entry carries the digest of the one before it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal_plugin.corruption.base import Held, InspectionBase
from portal_plugin.corruption.codes import LedgerAct
from portal_plugin.tenants.base import coded


class LedgerEntry(Held, InspectionBase):
    """One act. `actor` is an inspector's id, "informant", "system" or "office:<account id>".

    `detail` holds codes and digests of ciphertexts, never anything that was written. `signature`
    is Ed25519 over `digest` with the municipality's key.
    """

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.UniqueConstraint("tenant_id", "position"),
        sa.Index(None, "tenant_id", "report_id"),
    )

    position: Mapped[int] = mapped_column(sa.BigInteger)
    day: Mapped[date]
    act: Mapped[LedgerAct] = mapped_column(coded(LedgerAct, "act"))
    actor: Mapped[str]
    report_id: Mapped[UUID | None]
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=sa.text("'{}'"))
    previous: Mapped[bytes]
    digest: Mapped[bytes]
    signature: Mapped[bytes]


class LedgerHead(Held, InspectionBase):
    """The last entry's position and digest; whoever appends holds this row."""

    __tablename__ = "ledger_head"
    __table_args__ = (sa.UniqueConstraint("tenant_id"),)

    position: Mapped[int] = mapped_column(sa.BigInteger)
    digest: Mapped[bytes]
