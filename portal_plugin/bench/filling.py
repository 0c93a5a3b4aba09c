"""Fill a database with invented municipalities whose tables hold a wanted number of rows."""

from __future__ import annotations

from importlib.resources import files

import psycopg

from portal_plugin.bench.ground import Ground
from portal_plugin.tenants.base import SCHEMA

FISCAL_YEAR = 2566
"""Buddhist fiscal year whose two rounds are reported in full: 12 entries a measure."""


def fill(ground: Ground, *, tenants: int, measures: int, rows: int = 0) -> int:
    """Plans, reports and a trail for `tenants` municipalities; gives the rows behind the wall.

    Each measure has five steps, reported like the measure itself in both rounds: 12 entries. The
    audit trail is as long as `rows` demands.
    """
    with ground.administrator() as connection:
        _run(connection, "filling.sql", tenants=tenants, measures=measures)
        missing = rows - _rows(connection)
        _run(connection, "filling_trail.sql", each=max(1, -(-missing // tenants)))
        connection.execute("VACUUM (ANALYZE)")
        return _rows(connection)


def _run(connection: psycopg.Connection, name: str, **numbers: int) -> None:
    text = files("portal_plugin.bench").joinpath(name).read_text("utf-8")
    connection.execute(text.format(**numbers).encode())


def _rows(connection: psycopg.Connection) -> int:
    names = connection.execute(
        "SELECT format('SELECT count(*) FROM %%I.%%I', %s::text, relname) FROM pg_class"
        " WHERE relnamespace = %s::regnamespace AND relkind = 'r' AND relrowsecurity",
        [SCHEMA, SCHEMA],
    ).fetchall()
    counts = (connection.execute(query.encode()).fetchone() for (query,) in names)
    return sum(row[0] for row in counts if row is not None)
