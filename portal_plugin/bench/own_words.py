"""The statements of a read, and the same ones for a database without walls.

Where row-level security adds the tenant by itself, an unprotected application has to say it. Every
join of the plugin is led by the tenant, so one condition on the first table of each SELECT is what
one would write by hand, and all that is written here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import event

from portal_plugin.tenants.base import SCHEMA
from portal_plugin.tenants.policy import SHARED_TABLES
from portal_plugin.tenants.session import TenantSession, tenant_session

_FIRST_TABLE = re.compile(rf"\bFROM ({SCHEMA}\.(\w+))(?: AS (\w+))?")
_MARK = re.compile(r"[()]|\bWHERE\b|\b(?:GROUP BY|ORDER BY|HAVING|LIMIT|FOR UPDATE|UNION)\b")


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL as psycopg takes it, with its values."""

    text: str
    values: dict[str, Any]

    def in_own_words(self, tenant_id: UUID) -> Statement:
        """The same rows asked for where no wall adds the tenant."""
        text = self.text
        for found in reversed(list(_FIRST_TABLE.finditer(text))):
            if found[2] not in SHARED_TABLES:
                condition = f"{found[3] or found[1]}.tenant_id = %(own_tenant)s::UUID"
                text = _with_condition(text, found.end(), condition)
        return Statement(text, {**self.values, "own_tenant": tenant_id})


def statements_of(
    engine: sa.Engine, tenant_id: UUID, read: Callable[[TenantSession], object]
) -> list[Statement]:
    """What `read` asks the database in the tenant's space, the telling of the tenant left out."""
    with tenant_session(engine, tenant_id) as session:
        session.connection()
        with _listening(engine) as heard:
            read(session)
    return heard


@contextmanager
def _listening(engine: sa.Engine) -> Iterator[list[Statement]]:
    heard: list[Statement] = []

    def hear(_c: Any, _u: Any, text: str, values: Any, _x: Any, _many: bool) -> None:
        heard.append(Statement(text, dict(values)))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield heard
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def _with_condition(text: str, tables: int, condition: str) -> str:
    """`text` with a condition more in the SELECT whose tables begin at `tables`."""
    where, end = _where_and_end(text, tables)
    if where is None:
        return f"{text[:end]} WHERE {condition} {text[end:]}"
    return f"{text[:where]} {condition} AND ({text[where:end]}) {text[end:]}"


def _where_and_end(text: str, tables: int) -> tuple[int | None, int]:
    """Where this SELECT's conditions begin (None: it has none), and where they would end."""
    depth, where = 0, None
    for mark in _MARK.finditer(text, tables):
        if mark[0] == "(":
            depth += 1
        elif mark[0] == ")":
            if depth == 0:
                return where, mark.start()
            depth -= 1
        elif depth == 0 and mark[0] == "WHERE":
            where = mark.end()
        elif depth == 0:
            return where, mark.start()
    return where, len(text)
