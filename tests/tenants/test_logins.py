"""Commands and workers, too, serve only as roles that the wall binds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from portal_plugin.config.settings import Settings
from portal_plugin.logins import Logins, role_passwords, server_logins
from portal_plugin.roles import ROLES
from portal_plugin.tenants.errors import UnsafeDatabaseRole
from portal_plugin.tenants.policy import APP_ROLE, OWNER_ROLE, PROVINCE_ROLE
from portal_plugin.workplace import Workplace

ADMINISTRATOR = "postgresql+psycopg://root:secret@db.example/portal"


@pytest.fixture
def workplace(database: Any) -> Iterator[Callable[..., Workplace]]:
    """A workplace whose two serving roles are given by name; None is the superuser."""
    opened: list[Workplace] = []

    def _text(role: str | None) -> str:
        server = database.server
        url = server.url(role, database.name) if role else server.admin_url
        text: str = url.set(database=database.name).render_as_string(hide_password=False)
        return text

    def _open(app: str | None = APP_ROLE, province: str | None = PROVINCE_ROLE) -> Workplace:
        logins = Logins(
            app=_text(app), province=_text(province), inspection=None, owner=None, admin=None
        )
        opened.append(Workplace(Settings(), logins))
        return opened[-1]

    yield _open
    for each in opened:
        each.close()


def test_the_restricted_roles_may_work(workplace: Callable[..., Workplace]) -> None:
    place = workplace()
    assert place.engine.url.username == APP_ROLE
    assert place.province_engine.url.username == PROVINCE_ROLE


@pytest.mark.parametrize("role", [None, OWNER_ROLE])
def test_a_role_that_can_step_over_the_wall_may_not(
    workplace: Callable[..., Workplace], role: str | None
) -> None:
    with pytest.raises(UnsafeDatabaseRole, match="connect as portal_plugin_app"):
        _ = workplace(app=role).engine
    with pytest.raises(
        UnsafeDatabaseRole,
        match=r"connect as portal_plugin_province.*PORTAL_PLUGIN_PROVINCE_DATABASE_URL",
    ):
        _ = workplace(province=role).province_engine


def test_an_administrators_url_gives_way_to_the_roles_that_init_made(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=ADMINISTRATOR)
    before = server_logins(settings)
    assert (before.app, before.province, before.owner) == (ADMINISTRATOR, None, None)
    passwords = role_passwords(tmp_path)
    after = server_logins(settings)
    for role, url in (
        (APP_ROLE, after.app),
        (PROVINCE_ROLE, after.province),
        (OWNER_ROLE, after.owner),
    ):
        assert url == f"postgresql+psycopg://{role}:{passwords[role]}@db.example/portal"
    assert after.admin == ADMINISTRATOR


def test_the_applications_own_url_is_used_as_it_is_and_administers_nothing(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://{APP_ROLE}:given@db.example/portal"
    logins = server_logins(Settings(home=tmp_path, database_url=url))
    assert logins == Logins(app=url, province=None, inspection=None, owner=None, admin=None)


def test_passwords_of_roles_are_made_once_and_for_their_owner_alone(tmp_path: Path) -> None:
    home = tmp_path / "home"
    passwords = role_passwords(home)
    assert set(passwords) == set(ROLES)
    assert len(set(passwords.values())) == len(ROLES)
    assert all(len(password) >= 32 for password in passwords.values())
    assert role_passwords(home) == passwords
    for each in (home / "secrets").iterdir():
        assert each.stat().st_mode & 0o077 == 0, each.name
