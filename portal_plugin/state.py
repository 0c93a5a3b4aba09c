"""What the plugin keeps for one application, and how a request finds it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Lock

import sqlalchemy as sa
from flask import current_app
from flask_sqlalchemy import SQLAlchemy

from portal_plugin.actor import Act, Actor, Person
from portal_plugin.config.catalogue.public_holidays import Holidays
from portal_plugin.config.settings import Settings
from portal_plugin.nudge import Sender
from portal_plugin.tenants.errors import UnsafeDatabaseRole
from portal_plugin.tenants.policy import (
    APP_ROLE,
    INSPECTION_ROLE,
    PROVINCE_ROLE,
    refuse_unsafe_role,
)
from portal_plugin.tenants.resolve import TenantRecord

EXTENSION_KEY = "portal_plugin"

TenantOf = Callable[[str], TenantRecord]
ActorOf = Callable[[TenantRecord], Actor | None]
May = Callable[[Actor, Act, TenantRecord], bool]
UrlOf = Callable[[TenantRecord], str | None]
PeopleOf = Callable[[TenantRecord], Sequence[Person]]


@dataclass(slots=True)
class PortalState:
    """What the plugin keeps for one application."""

    settings: Settings
    db: SQLAlchemy
    tenant: TenantOf
    actor: ActorOf
    may: May
    sign_in_url: UrlOf
    sign_out_url: UrlOf
    people: PeopleOf
    holidays: Holidays
    sender: Sender | None
    _engine: sa.Engine
    _province_engine: sa.Engine | None
    _inspection_engine: sa.Engine | None
    _judged: set[str] = field(default_factory=set)
    _judging: Lock = field(default_factory=Lock)

    @property
    def engine(self) -> sa.Engine:
        """The engine of the restricted role. Raises `UnsafeDatabaseRole` for any other."""
        return self._harmless(self._engine, APP_ROLE, "PORTAL_PLUGIN_DATABASE_URL")

    @property
    def province_engine(self) -> sa.Engine | None:
        """The engine of the province's role, if it is known here. Raises `UnsafeDatabaseRole`."""
        if self._province_engine is None:
            return None
        setting = "PORTAL_PLUGIN_PROVINCE_DATABASE_URL"
        return self._harmless(self._province_engine, PROVINCE_ROLE, setting)

    @property
    def inspection_engine(self) -> sa.Engine | None:
        """The engine of the corruption channel, where it is served. Raises `UnsafeDatabaseRole`."""
        if self._inspection_engine is None:
            return None
        setting = "PORTAL_PLUGIN_INSPECTION_DATABASE_URL"
        return self._harmless(self._inspection_engine, INSPECTION_ROLE, setting)

    def _harmless(self, engine: sa.Engine, role: str, setting: str) -> sa.Engine:
        """`engine`, once its role was seen to be bound by the wall; a refused one is let go."""
        if setting not in self._judged:
            with self._judging:
                try:
                    with engine.connect() as connection:
                        refuse_unsafe_role(connection, role, setting)
                except UnsafeDatabaseRole:
                    engine.dispose()
                    raise
                self._judged.add(setting)
        return engine


def portal_state() -> PortalState:
    """The plugin's state in the current application."""
    state = current_app.extensions.get(EXTENSION_KEY)
    if not isinstance(state, PortalState):
        raise RuntimeError("this application has no Portal: call Portal(app) first")
    return state
