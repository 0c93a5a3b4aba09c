"""Behind PgBouncer in transaction mode one server connection serves all, and carries no tenant on."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
import sqlalchemy as sa

from portal_plugin.engines import make_engine
from portal_plugin.tenants.models import Department
from portal_plugin.tenants.session import tenant_session

OURS = sa.select(sa.func.array_agg(Department.tenant_id.distinct()))
HERE = sa.text("select pg_backend_pid()")

CONFIGURATION = """
[databases]
{database} = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {listen_port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = {logins}
pool_mode = transaction
default_pool_size = 1
logfile = {log}
"""


@pytest.fixture
def pooled(
    database: Any,
    departments: dict[str, UUID],
    poolers_folder: Path,
    free_port: Callable[[], int],
    required: Callable[..., str],
    eventually: Callable[..., None],
) -> Iterator[sa.Engine]:
    """The restricted role's engine, through a pooler that has one connection to the server."""
    found = shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin")
    program = required("pooler", found, "no PgBouncer here: install pgbouncer")
    with database.app.connect() as connection:
        server = connection.connection.dbapi_connection.info
    url = database.app.url.set(host="127.0.0.1", port=free_port(), query={})
    log = poolers_folder / "pgbouncer.log"
    logins = poolers_folder / "logins"
    logins.write_text(f'"{url.username}" "{url.password}"\n')
    configuration = poolers_folder / "pgbouncer.ini"
    configuration.write_text(
        CONFIGURATION.format(
            database=url.database,
            host=server.host,
            port=server.port,
            listen_port=url.port,
            logins=logins,
            log=log,
        )
    )
    account = ["--user", "nobody"] if os.geteuid() == 0 else []  # it refuses to run as root
    with subprocess.Popen([program, "--quiet", *account, str(configuration)]) as pooler:
        engine = make_engine(url.render_as_string(hide_password=False))
        try:
            eventually(lambda: pooler.poll() is not None or _answers(engine))
            assert pooler.poll() is None, log.read_text()
            yield engine
        finally:
            engine.dispose()
            pooler.terminate()


def _answers(engine: sa.Engine) -> bool:
    try:
        engine.connect().close()
    except sa.exc.OperationalError:
        return False
    return True


def test_every_transaction_sees_its_own_municipality_alone(
    pooled: sa.Engine, tenant_ids: dict[str, UUID]
) -> None:
    def look(turn: int) -> tuple[bool, int]:
        own = list(tenant_ids.values())[turn % len(tenant_ids)]
        with tenant_session(pooled, own) as session:
            seen, server_process = session.scalar(OURS), session.scalar(HERE)
            if turn % 2:
                session.commit()
        with pooled.connect() as connection:
            nobody = connection.scalar(OURS)
        return seen == [own] and nobody is None, server_process

    with ThreadPoolExecutor(4) as threads:
        looks = list(threads.map(look, range(120)))
    assert all(alone for alone, _ in looks)
    assert len({server_process for _, server_process in looks}) == 1


def test_a_failed_transaction_leaves_no_tenant_behind(
    pooled: sa.Engine, tenant_ids: dict[str, UUID]
) -> None:
    with (
        pytest.raises(sa.exc.DataError),
        tenant_session(pooled, tenant_ids["rimnam"]) as session,
    ):
        session.execute(sa.text("select 1 / 0"))
    with pooled.connect() as connection:
        assert connection.scalar(OURS) is None


def test_a_tenant_set_for_the_connection_would_leak(
    pooled: sa.Engine, tenant_ids: dict[str, UUID]
) -> None:
    """The other tests can fail: this is the mistake they guard against."""
    conninfo = pooled.url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(conninfo) as careless:
        careless.execute(
            "select set_config('portal_plugin.tenant', %s, false)", [str(tenant_ids["rimnam"])]
        )
    with pooled.connect() as connection:
        assert connection.scalar(OURS) == [tenant_ids["rimnam"]]
