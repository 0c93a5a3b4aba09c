"""A session of the channel: one tenant's, through the engine of the channel's own role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import sqlalchemy as sa

from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.tenants.session import TenantSession


class InspectionSession(TenantSession):
    """Services of the channel take this and no other: the ordinary role could not serve them.

    `key` is the channel's: receipts are found and the ledger is signed with it.
    """

    def __init__(self, bind: sa.Engine, tenant_id: UUID, key: ChannelKey) -> None:
        super().__init__(bind, tenant_id)
        self.key = key


@contextmanager
def inspection_session(
    engine: sa.Engine, tenant_id: UUID, key: ChannelKey
) -> Iterator[InspectionSession]:
    """A session of `tenant_id` in the channel, rolled back unless the caller commits it."""
    session = InspectionSession(engine, tenant_id, key)
    try:
        yield session
    finally:
        session.rollback()
        session.close()
