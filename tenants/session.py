"""A session that works for one tenant and can work for no other."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from portal_plugin.tenants.base import TENANT_SETTING, Owned
from portal_plugin.tenants.errors import ScopeSwitched

_TELL_DATABASE = sa.text(f"select set_config('{TENANT_SETTING}', :tenant, true)").execution_options(
    portal_plugin_tells_tenant=True
)
_SETS_SCOPE = re.compile(
    r'\s*(re)?set\s+((session|local)\s+)?"?portal_plugin"?\s*\.', re.IGNORECASE
)


class TenantSession(Session):
    """A unit of work in one tenant's space.

    The tenant is told to the database at the begin of each transaction and only for that
    transaction, so the pool (and PgBouncer in transaction mode) hands on no scope. Whoever opens
    the session owns the commit; services add, flush and never commit.
    """

    def __init__(self, bind: sa.Engine, tenant_id: UUID) -> None:
        super().__init__(bind=bind, expire_on_commit=False)
        if not event.contains(bind, "before_cursor_execute", _refuse_raw_scope):
            event.listen(bind, "before_cursor_execute", _refuse_raw_scope)
        self._tenant_id = tenant_id
        self._after_commit: list[Callable[[], None]] = []

    @property
    def tenant_id(self) -> UUID:
        """The tenant this session works for; fixed for its life."""
        return self._tenant_id

    def after_commit(self, call: Callable[[], None]) -> None:
        """Run `call` once the work is committed; a rollback forgets it."""
        self._after_commit.append(call)

    def commit(self) -> None:
        """Commit, then run what was asked for after the commit."""
        super().commit()
        calls, self._after_commit = self._after_commit, []
        for call in calls:
            call()

    def rollback(self) -> None:
        """Undo the work and forget what was to follow it."""
        self._after_commit = []
        super().rollback()

    def close(self) -> None:
        """Undo what was not committed, forget what was to follow it, let the connection go."""
        self._after_commit = []
        super().close()


@event.listens_for(TenantSession, "after_begin")
def _tell_database(
    session: TenantSession, _transaction: SessionTransaction, connection: sa.Connection
) -> None:
    connection.execute(_TELL_DATABASE, {"tenant": str(session.tenant_id)})


def _refuse_raw_scope(
    _connection: sa.Connection,
    _cursor: Any,
    statement: str,
    _parameters: Any,
    context: Any,
    _executemany: bool,
) -> None:
    """On engines that serve tenants only the session above sets the scope: a `SET` that outlives
    its transaction would go to the next user of the connection."""
    if "set_config" in statement or _SETS_SCOPE.match(statement):
        if context is not None and context.execution_options.get("portal_plugin_tells_tenant"):
            return
        raise ScopeSwitched(
            "a statement would change the tenant of a connection: open a session of that tenant"
        )


@event.listens_for(TenantSession, "before_flush")
def _own_new_rows(session: TenantSession, _context: Any, _instances: Any) -> None:
    for row in session.new:
        if not isinstance(row, Owned):
            continue
        owner = row.__dict__.get("tenant_id")
        if owner is None:
            row.tenant_id = session.tenant_id
        elif owner != session.tenant_id:
            raise ScopeSwitched(
                f"a {type(row).__name__} of another tenant was added to a session: "
                "open a session of its own tenant for it"
            )


@contextmanager
def tenant_session(engine: sa.Engine, tenant_id: UUID) -> Iterator[TenantSession]:
    """A session of `tenant_id`, rolled back unless the caller commits it."""
    session = TenantSession(engine, tenant_id)
    try:
        yield session
    finally:
        session.rollback()
        session.close()
