"""Row-level security against none: every read of the plugin, and the same one without a wall.

The unprotected side is a copy of the whole database with row-level security switched off; its
statements name the tenant themselves (`own_words`). Both sides run the same statements with the
same role over plain psycopg, statement by statement, turn and turn about. A read's figure is the
time without the wall divided by the time behind it; the bench's figure is the worst read's.
"""

from __future__ import annotations

import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
import sqlalchemy as sa

from portal_plugin.bench.filling import fill
from portal_plugin.bench.ground import Ground, opened, own_home
from portal_plugin.bench.index_conditions import without_tenant_condition
from portal_plugin.bench.own_words import Statement, statements_of
from portal_plugin.bench.reads import Subjects, reads_of
from portal_plugin.bench.result import BenchFailed, Result
from portal_plugin.bench.size import Size
from portal_plugin.logins import EMBEDDED_DATABASE
from portal_plugin.tenants.base import SCHEMA, TENANT_SETTING
from portal_plugin.tenants.models import Tenant
from portal_plugin.tenants.session import tenant_session

BAR = 0.95
COPY = "portal_plugin_unprotected"
_LOOKED_AT = 8
_TOLD = 12


@dataclass(frozen=True, slots=True)
class Visit:
    """One read of one municipality, in the words of both sides."""

    tenant_id: UUID
    walled: list[Statement]
    open: list[Statement]


def run(size: Size) -> Result:
    """Fill, copy, switch the copy's walls off, check the plans, and let both sides run."""
    with own_home() as home, opened(home) as ground:
        rows = fill(ground, tenants=size.tenants, measures=size.measures, rows=size.rows)
        visits = _visits(ground)
        ground.place.engine.dispose()
        _copy_without_walls(ground)
        with ExitStack() as stack:
            walled = stack.enter_context(_connection(ground, EMBEDDED_DATABASE))
            unwalled = stack.enter_context(_connection(ground, COPY))
            _must_agree(walled, unwalled, visits)
            loose = _loose_scans(walled, visits)
            telling = _seconds_to_tell(walled, next(iter(visits.values()))[0].tenant_id)
            ratios = {name: _ratio(walled, unwalled, found, size) for name, found in visits.items()}
    return verdict(rows, size.tenants, ratios, loose, telling)


def verdict(
    rows: int, tenants: int, ratios: dict[str, float], loose: list[str], telling: float
) -> Result:
    """Met when the worst read keeps the bar and no scan passes the tenant by.

    `ratios` by read; `loose` are scans that do not begin at the tenant; `telling` in seconds.
    """
    worst = min(ratios, key=lambda name: ratios[name])
    told = ", ".join(f"{name} {ratio:.2f}" for name, ratio in sorted(ratios.items()))
    scans = (
        f"{len(loose)} scans not through the tenant: {'; '.join(loose[:_TOLD])}"
        if loose
        else "tenant_id is an index condition of every scan"
    )
    return Result(
        name="rls",
        value=round(ratios[worst], 3),
        bar=f">= {BAR}, tenant_id always an index condition",
        met=ratios[worst] >= BAR and not loose,
        detail=(
            f"{rows} rows, {tenants} tenants; worst read: {worst}; {told}; {scans}; telling the "
            f"tenant costs {telling * 1e3:.2f} ms a transaction and is not in the ratios"
        ),
    )


def _visits(ground: Ground) -> dict[str, list[Visit]]:
    """Every read of some municipalities, chosen with a fixed seed."""
    engine = ground.place.engine
    with engine.connect() as connection:
        ids = list(connection.scalars(sa.select(Tenant.id).order_by(Tenant.code)))
    found: dict[str, list[Visit]] = {}
    chosen = random.Random(2566).sample(ids, min(_LOOKED_AT, len(ids)))  # noqa: S311
    for tenant_id in chosen:
        with tenant_session(engine, tenant_id) as session:
            subjects = Subjects.of(session)
        for name, read in reads_of(subjects).items():
            walled = statements_of(engine, tenant_id, read)
            unwalled = [statement.in_own_words(tenant_id) for statement in walled]
            found.setdefault(name, []).append(Visit(tenant_id, walled, unwalled))
    return found


def _copy_without_walls(ground: Ground) -> None:
    ground.server.create_database(COPY, template=EMBEDDED_DATABASE)
    with ground.administrator(COPY) as connection:
        tables = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = %s::regnamespace AND relrowsecurity",
            [SCHEMA],
        ).fetchall()
        for (table,) in tables:
            off = f"ALTER TABLE {SCHEMA}.{table} DISABLE ROW LEVEL SECURITY"
            connection.execute(f"{off}, NO FORCE ROW LEVEL SECURITY".encode())
        connection.execute("VACUUM (ANALYZE)")


@contextmanager
def _connection(ground: Ground, database: str) -> Iterator[psycopg.Connection]:
    """The restricted role's connection, as the application's: nothing prepared on the server."""
    url = sa.make_url(ground.place.logins.app).set(drivername="postgresql", database=database)
    connection: psycopg.Connection = psycopg.connect(url.render_as_string(hide_password=False))
    connection.prepare_threshold = None
    with connection:
        yield connection


def _tell(connection: psycopg.Connection, tenant_id: UUID) -> None:
    connection.execute("SELECT set_config(%s, %s, true)", [TENANT_SETTING, str(tenant_id)])


def _tell_both(walled: psycopg.Connection, unwalled: psycopg.Connection, tenant_id: UUID) -> None:
    """The copy is told too: the counting function asks whose figures it is to give."""
    for connection in (walled, unwalled):
        _tell(connection, tenant_id)


def _seconds_to_tell(connection: psycopg.Connection, tenant_id: UUID) -> float:
    taken = []
    for _ in range(200):
        began = time.perf_counter()
        _tell(connection, tenant_id)
        taken.append(time.perf_counter() - began)
    return median(taken)


def _must_agree(
    walled: psycopg.Connection, unwalled: psycopg.Connection, visits: dict[str, list[Visit]]
) -> None:
    """Raise `BenchFailed` unless both sides answer every statement with the same rows."""
    for name, each in visits.items():
        for visit in each:
            _tell_both(walled, unwalled, visit.tenant_id)
            for one, other in zip(visit.walled, visit.open, strict=True):
                if _rows(walled, one) != _rows(unwalled, other):
                    raise BenchFailed(f"the copy answers the read {name!r} otherwise: mend bench")


def _loose_scans(connection: psycopg.Connection, visits: dict[str, list[Visit]]) -> list[str]:
    found: dict[str, None] = {}
    for name, each in visits.items():
        _tell(connection, each[0].tenant_id)
        for statement in each[0].walled:
            explained = connection.execute(
                b"EXPLAIN (FORMAT JSON) " + statement.text.encode(), statement.values
            ).fetchone()
            assert explained is not None
            for scan in without_tenant_condition(explained[0][0]["Plan"]):
                found[f"{scan} ({name})"] = None
    return list(found)


def _ratio(
    walled: psycopg.Connection, unwalled: psycopg.Connection, visits: list[Visit], size: Size
) -> float:
    """The median over the rounds of: time without the wall / time behind it."""
    ratios = []
    for _ in range(size.rounds):
        taken = [_looks(walled, unwalled, visit, size.looks) for visit in visits]
        ratios.append(sum(without for without, _ in taken) / sum(behind for _, behind in taken))
    return median(ratios)


def _looks(
    walled: psycopg.Connection, unwalled: psycopg.Connection, visit: Visit, looks: int
) -> tuple[float, float]:
    """Median seconds (without the wall, behind it); who goes first changes each time."""
    without, behind = [], []
    _tell_both(walled, unwalled, visit.tenant_id)
    for look in range(looks):
        if look % 2:
            without.append(_seconds(unwalled, visit.open))
        behind.append(_seconds(walled, visit.walled))
        if not look % 2:
            without.append(_seconds(unwalled, visit.open))
    return median(without), median(behind)


def _seconds(connection: psycopg.Connection, statements: list[Statement]) -> float:
    began = time.perf_counter()
    for statement in statements:
        _rows(connection, statement)
    return time.perf_counter() - began


def _rows(connection: psycopg.Connection, statement: Statement) -> list[Any]:
    return connection.execute(statement.text.encode(), statement.values).fetchall()
