"""Which database URL each role signs in with."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from portal_plugin.config.settings import Settings
from portal_plugin.embedded.place import keep_secret
from portal_plugin.embedded.server import Server
from portal_plugin.roles import ROLES
from portal_plugin.tenants.policy import APP_ROLE, INSPECTION_ROLE, OWNER_ROLE, PROVINCE_ROLE

EMBEDDED_DATABASE = "portal_plugin"


@dataclass(frozen=True, slots=True)
class Logins:
    """URLs by role; None where nobody told us how to sign in."""

    app: str
    province: str | None
    inspection: str | None
    owner: str | None
    admin: str | None


def role_passwords(home: Path) -> dict[str, str]:
    """The passwords that `init` gives the roles, made at first use and kept in the home folder."""
    home.mkdir(parents=True, exist_ok=True)
    return {role: keep_secret(home, role) for role in ROLES}


def embedded_logins(server: Server) -> Logins:
    """Logins of the embedded server."""
    passwords = role_passwords(server.home)

    def url(role: str) -> str:
        return server.url(role, EMBEDDED_DATABASE, passwords[role])

    return Logins(
        app=url(APP_ROLE),
        province=url(PROVINCE_ROLE),
        inspection=url(INSPECTION_ROLE),
        owner=url(OWNER_ROLE),
        admin=server.url(database=EMBEDDED_DATABASE),
    )


def server_logins(settings: Settings) -> Logins:
    """Logins of the server that PORTAL_PLUGIN_DATABASE_URL names.

    An administrator's URL is never used to serve: where `init` ran with this home folder, its
    restricted logins take its place; where it did not, the role is refused at the first use.
    """
    assert settings.database_url is not None
    given = sa.make_url(settings.database_url)
    kept = (settings.home / "secrets" / OWNER_ROLE).exists()
    passwords = role_passwords(settings.home) if kept else {}

    def url(role: str) -> str | None:
        if role not in passwords:
            return None
        return _text(given.set(username=role, password=passwords[role]))

    is_app = given.username == APP_ROLE
    return Logins(
        app=_text(given) if is_app else url(APP_ROLE) or _text(given),
        province=settings.province_database_url or url(PROVINCE_ROLE),
        inspection=settings.inspection_database_url or url(INSPECTION_ROLE),
        owner=url(OWNER_ROLE),
        admin=settings.admin_database_url or (None if is_app else _text(given)),
    )


def _text(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)
