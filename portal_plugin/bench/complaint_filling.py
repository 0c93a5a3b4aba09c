"""Fill municipalities with invented complaints and the counters that go with them."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

import psycopg

_TENANTS = """
INSERT INTO portal_plugin.tenant (id, code, type, name, province)
SELECT {new_id}, 'sample-' || n, 'SUBDISTRICT_MUNICIPALITY', 'เทศบาลตำบลตัวอย่าง ' || n, 'ตัวอย่างธานี'
  FROM generate_series(1, {tenants}) n;
INSERT INTO portal_plugin.department (tenant_id, id, name, kind)
SELECT id, {new_id}, 'กองตัวอย่าง ' || n, 'DIVISION'
  FROM portal_plugin.tenant, generate_series(1, 12) n WHERE code LIKE 'sample-%';
"""

BUSY = "sample-1"
"""Code of the municipality that may hold more than the others."""


def add_tenants(connection: psycopg.Connection, tenants: int, *, new_id: str = "uuidv7()") -> None:
    """Municipalities "sample-1" and so on, with twelve departments each.

    `new_id` is SQL that gives an id; uuidv7() is there from PostgreSQL 18 on.
    """
    connection.execute("SET session_replication_role = replica")
    connection.execute(_TENANTS.format(tenants=tenants, new_id=new_id).encode())


def add_complaints(
    connection: psycopg.Connection,
    *,
    each: int,
    busy: int,
    today: date,
    days: int,
    talk: bool = False,
    new_id: str = "uuidv7()",
) -> None:
    """`each` complaints for every municipality with departments, `busy` for `BUSY`, received in
    the `days` up to `today`; with `talk` also what was done and said.

    The connection is an administrator's; what it fills is analysed, and committed.
    """
    values = {"each": each, "of_busy": busy, "busy": BUSY, "days": days}
    for name in ["complaints.sql"] + ["complaint_talk.sql"] * talk:
        text = files("portal_plugin.bench").joinpath(name).read_text("utf-8")
        filled = text.format(**values, today=today.isoformat(), new_id=new_id)
        connection.execute(filled.encode())
    connection.commit()
    connection.autocommit = True
    connection.execute("VACUUM (ANALYZE)")
