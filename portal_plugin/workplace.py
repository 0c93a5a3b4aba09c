"""Where a command works: settings with every blank filled, and engines by role.

Without PORTAL_PLUGIN_DATABASE_URL it starts or joins the embedded server of the home folder and
brings its schema up to date; with it, it changes nothing by itself.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import psycopg
import sqlalchemy as sa

from portal_plugin import sandbox
from portal_plugin.config.settings import Settings, SettingsError
from portal_plugin.embedded.broker import prepare_broker
from portal_plugin.embedded.cluster import EmbeddedPostgres
from portal_plugin.embedded.place import keep_secret
from portal_plugin.embedded.server import Server
from portal_plugin.engines import make_engine
from portal_plugin.logins import (
    EMBEDDED_DATABASE,
    Logins,
    embedded_logins,
    role_passwords,
    server_logins,
)
from portal_plugin.migrations import runner
from portal_plugin.roles import ROLES, make_roles
from portal_plugin.state import portal_state
from portal_plugin.tenants.policy import (
    APP_ROLE,
    INSPECTION_ROLE,
    OWNER_ROLE,
    PROVINCE_ROLE,
    refuse_unsafe_role,
)

_NOTICED_SECONDS = 5.0
_PAUSE_SECONDS = 0.1


@dataclass
class Workplace:
    """Settings as they hold here, and the engines of the roles that are known here."""

    settings: Settings
    logins: Logins
    server: Server | None = None

    @cached_property
    def engine(self) -> sa.Engine:
        """The restricted role's engine. Raises `UnsafeDatabaseRole` for any other role."""
        return _bound(make_engine(self.logins.app), APP_ROLE, "PORTAL_PLUGIN_DATABASE_URL")

    @cached_property
    def province_engine(self) -> sa.Engine:
        """The engine that reads delivery state across tenants.

        Raises `SettingsError`, or `UnsafeDatabaseRole` for a role that reads more.
        """
        setting = "PORTAL_PLUGIN_PROVINCE_DATABASE_URL"
        return _bound(self._engine(self.logins.province, setting), PROVINCE_ROLE, setting)

    @cached_property
    def inspection_engine(self) -> sa.Engine:
        """The engine of the corruption channel.

        Raises `SettingsError`, or `UnsafeDatabaseRole` for a role that is not bound by its wall.
        """
        setting = "PORTAL_PLUGIN_INSPECTION_DATABASE_URL"
        return _bound(self._engine(self.logins.inspection, setting), INSPECTION_ROLE, setting)

    @cached_property
    def owner_engine(self) -> sa.Engine:
        """The engine that may add tenants and migrate. Raises `SettingsError`."""
        return self._engine(
            self.logins.owner or self.logins.admin, "PORTAL_PLUGIN_ADMIN_DATABASE_URL"
        )

    def _engine(self, url: str | None, setting: str) -> sa.Engine:
        if url is None:
            raise SettingsError(f"{setting} is not set: this command needs that login")
        return make_engine(url)

    def close(self) -> None:
        """Let go of every connection."""
        for name in ("engine", "province_engine", "inspection_engine", "owner_engine"):
            engine = self.__dict__.get(name)
            if engine is not None:
                engine.dispose()


def _bound(engine: sa.Engine, role: str, setting: str) -> sa.Engine:
    """The engine, once its role is known to be bound by row-level security."""
    try:
        with engine.connect() as connection:
            refuse_unsafe_role(connection, role, setting)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def open_workplace(
    environment: Mapping[str, Any] = os.environ, *, initialise: bool = False
) -> Iterator[Workplace]:
    """The workplace of this environment; `initialise` also prepares a server named by URL.

    Raises `SettingsError`, `EmbeddedError`, `NotAnAdministrator`.
    """
    settings = Settings.read(environment)
    if settings.database_url is None:
        with EmbeddedPostgres(settings.home).running() as server:
            yield from _closing(_embedded(settings, server))
        return
    if initialise:
        _prepare(settings, server_logins(settings))
    logins = server_logins(settings)
    yield from _closing(Workplace(_filled(settings, logins, settings.broker_url), logins))


def _closing(workplace: Workplace) -> Iterator[Workplace]:
    try:
        yield workplace
    finally:
        workplace.close()


def _embedded(settings: Settings, server: Server) -> Workplace:
    """The workplace on the embedded server, made ready; a server killed meanwhile comes back.

    For a moment after the kill its watcher has not noticed yet, and nothing seems to be dead.
    """
    deadline = time.monotonic() + _NOTICED_SECONDS
    while True:
        try:
            return _made_ready(settings, server)
        except (sa.exc.OperationalError, psycopg.OperationalError):
            if server.restart_if_dead():
                deadline = time.monotonic() + _NOTICED_SECONDS
            elif time.monotonic() > deadline:
                raise
            time.sleep(_PAUSE_SECONDS)


def _made_ready(settings: Settings, server: Server) -> Workplace:
    logins = embedded_logins(server)
    if not _is_current(logins.app):
        with server.connect() as connection:
            connection.execute("select pg_advisory_lock(hashtext('portal_plugin.database'))")
            known = "select 1 from pg_database where datname = %s"
            if connection.execute(known, [EMBEDDED_DATABASE]).fetchone() is None:
                server.create_database(EMBEDDED_DATABASE)
            _prepare(settings, logins)
            _close_to_strangers(connection)
    broker = settings.broker_url or prepare_broker(server)
    return Workplace(_filled(settings, logins, broker), logins, server)


def _close_to_strangers(connection: psycopg.Connection) -> None:
    """Only our roles may enter the embedded database: the broker's role shares its server."""
    connection.execute(f"REVOKE CONNECT ON DATABASE {EMBEDDED_DATABASE} FROM PUBLIC")
    connection.execute(f"GRANT CONNECT ON DATABASE {EMBEDDED_DATABASE} TO {', '.join(ROLES)}")


def _is_current(url: str) -> bool:
    engine = make_engine(url)
    try:
        with engine.connect() as connection:
            return runner.current(connection) == runner.head()
    except sa.exc.OperationalError:
        return False
    finally:
        engine.dispose()


def _prepare(settings: Settings, logins: Logins) -> None:
    """Roles and schema by the administrator, then the migrations by their owner."""
    if logins.admin is None:
        raise SettingsError(
            "PORTAL_PLUGIN_ADMIN_DATABASE_URL is not set: init needs a login that may create roles"
        )
    passwords = role_passwords(settings.home)
    admin = make_engine(logins.admin)
    make_roles(admin, passwords)
    admin.dispose()
    owner = make_engine(
        sa.make_url(logins.admin)
        .set(username=OWNER_ROLE, password=passwords[OWNER_ROLE])
        .render_as_string(hide_password=False)
    )
    with owner.begin() as connection:
        runner.upgrade(connection)
    owner.dispose()


def _filled(settings: Settings, logins: Logins, broker_url: str | None) -> Settings:
    settings.home.mkdir(parents=True, exist_ok=True)
    filled = replace(
        settings,
        database_url=logins.app,
        province_database_url=logins.province,
        inspection_database_url=logins.inspection if settings.serve != "portal" else None,
        broker_url=broker_url,
        secret_key=settings.secret_key or keep_secret(settings.home, "session"),
        tracking_key=settings.tracking_key or keep_secret(settings.home, "tracking"),
        channel_key=settings.channel_key or keep_secret(settings.home, "channel"),
    )
    if settings.national_url is None:
        filled = sandbox.fill(filled)
    return filled


@contextmanager
def hosted_workplace() -> Iterator[Workplace]:
    """The workplace of a command under `flask portal-plugin`: the host's engines and settings."""
    state = portal_state()
    settings = state.settings
    assert settings.database_url is not None
    logins = server_logins(settings)
    yield from _closing(Workplace(_filled(settings, logins, settings.broker_url), logins))
