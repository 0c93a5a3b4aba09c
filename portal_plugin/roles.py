"""Roles and schema of a database: made once by an administrator, before the first migration."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from psycopg import sql

from portal_plugin.tenants.base import INSPECTION_SCHEMA, SCHEMA
from portal_plugin.tenants.policy import APP_ROLE, INSPECTION_ROLE, OWNER_ROLE, PROVINCE_ROLE

ROLES = (OWNER_ROLE, APP_ROLE, PROVINCE_ROLE, INSPECTION_ROLE)
_WEAK = "NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT"
_IS_STRONG = "rolsuper or rolbypassrls or rolcreatedb or rolcreaterole or rolreplication"
_ONE_AT_A_TIME = "select pg_advisory_lock(hashtext('portal_plugin.roles'))"


class NotAnAdministrator(RuntimeError):
    """The login given for `init` may not create roles."""


def make_roles(engine: sa.Engine, passwords: Mapping[str, str]) -> None:
    """Create the roles (or set the password of those that exist) and the schema they share.

    `passwords` maps a role's name to its password. Raises `NotAnAdministrator`.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(_ONE_AT_A_TIME)
        may_create, is_super = connection.exec_driver_sql(
            "select rolcreaterole or rolsuper, rolsuper from pg_roles where rolname = current_user"
        ).one()
        if not may_create:
            raise NotAnAdministrator(
                "this login may not create roles: set PORTAL_PLUGIN_ADMIN_DATABASE_URL to a login "
                "that may, for init alone"
            )
        _make_or_renew(connection, passwords, is_super=is_super)
        _make_schema(connection, is_super=is_super)


def _make_or_renew(
    connection: sa.Connection, passwords: Mapping[str, str], *, is_super: bool
) -> None:
    query = "select rolname from pg_roles"
    existing = set(connection.exec_driver_sql(query).scalars())
    strong = set(connection.exec_driver_sql(f"{query} where {_IS_STRONG}").scalars())
    for role in ROLES:
        attributes = "LOGIN " + _WEAK
        if role in existing and not is_super:  # who may not give these rights may not deny them
            attributes = "LOGIN NOINHERIT"
            if role in strong:
                raise NotAnAdministrator(
                    f"the role {role} has more rights than it may have: run init as a superuser, "
                    "who can take them away"
                )
        verb = "ALTER" if role in existing else "CREATE"
        statement = sql.SQL(f"{verb} ROLE {{role}} {attributes} PASSWORD {{verifier}}").format(
            role=sql.Identifier(role),
            verifier=sql.Literal(_verifier(connection, role, passwords[role])),
        )
        try:
            connection.exec_driver_sql(statement.as_string())
        except sa.exc.ProgrammingError as fault:
            raise NotAnAdministrator(
                f"this login may not change the role {role}: run init as the login that made it, "
                "or as a superuser"
            ) from fault


def _verifier(connection: sa.Connection, role: str, password: str) -> str:
    """The password as SCRAM keeps it, so that no log and no error message holds the password."""
    driver: Any = connection.connection.driver_connection
    verifier: bytes = driver.pgconn.encrypt_password(
        password.encode(), role.encode(), b"scram-sha-256"
    )
    return verifier.decode()


def _make_schema(connection: sa.Connection, *, is_super: bool) -> None:
    if not is_super:
        connection.exec_driver_sql(f"GRANT {OWNER_ROLE} TO CURRENT_USER")
    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA} AUTHORIZATION {OWNER_ROLE}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {APP_ROLE}, {PROVINCE_ROLE}")
    connection.exec_driver_sql(
        f"CREATE SCHEMA IF NOT EXISTS {INSPECTION_SCHEMA} AUTHORIZATION {OWNER_ROLE}"
    )
    # The application may call the counting function there, and is granted nothing else.
    connection.exec_driver_sql(
        f"GRANT USAGE ON SCHEMA {INSPECTION_SCHEMA} TO {INSPECTION_ROLE}, {APP_ROLE}"
    )
