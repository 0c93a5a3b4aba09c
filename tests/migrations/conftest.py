"""Databases in which nothing was migrated yet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa

from portal_plugin.roles import make_roles


@pytest.fixture
def bare_name(server: Any) -> Iterator[str]:
    """The name of a new, empty database."""
    name = f"portal_plugin_bare_{uuid4().hex[:12]}"
    server.run(f"CREATE DATABASE {name}")
    yield name
    server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def bare(server: Any, bare_name: str) -> Iterator[sa.Engine]:
    """The owner's engine on a database with roles and schema and no table."""
    admin = sa.create_engine(server.admin_url.set(database=bare_name))
    make_roles(admin, server.passwords)
    admin.dispose()
    engine = server.engine("portal_plugin_owner", bare_name)
    yield engine
    engine.dispose()
