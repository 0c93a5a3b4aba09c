"""The door of the plugin: `Portal(app)`."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from portal_plugin.actor import Actor, Person, role_allows
from portal_plugin.blueprint import make_blueprint
from portal_plugin.celery import celery_sender
from portal_plugin.config.settings import Settings, SettingsError
from portal_plugin.engines import APP_BIND, INSPECTION_BIND, PROVINCE_BIND, engine_options
from portal_plugin.language import ensure_babel
from portal_plugin.state import (
    EXTENSION_KEY,
    ActorOf,
    May,
    PeopleOf,
    PortalState,
    TenantOf,
    UrlOf,
)
from portal_plugin.tenants.resolve import TenantRecord, tenant_by_code
from portal_plugin.working_days import usable_holidays


class Portal:
    """The extension. Two applications in one process may each have one."""

    def __init__(self, app: Flask | None = None, **seams: Any) -> None:
        if app is not None:
            self.init_app(app, **seams)

    def init_app(
        self,
        app: Flask,
        *,
        db: SQLAlchemy | None = None,
        celery: Any = None,
        tenant: TenantOf | None = None,
        actor: ActorOf | None = None,
        may: May | None = None,
        sign_in_url: UrlOf | None = None,
        sign_out_url: UrlOf | None = None,
        people: PeopleOf | None = None,
        settings: Settings | None = None,
    ) -> PortalState:
        """Plug in.

        `tenant(code)` gives the tenant of the address (raises `UnknownTenant`), `actor(tenant)`
        who is signed in there (default: Flask-Login's current user, if it has an `actor_in`
        method), `may(actor, act, tenant)` whether he may (default: by role); `sign_in_url(tenant)`
        and `sign_out_url(tenant)` where the host lets people in and out; `people(tenant)` who can
        be given work there (default: nobody is known, and a name is typed). `celery` is the
        host's Celery application, through which the worker is nudged; without one the sweep
        finds all.

        Raises `SettingsError`, `UnsafeDatabaseRole`, or RuntimeError when the application already
        has a portal or another `SQLAlchemy()`.
        """
        if EXTENSION_KEY in app.extensions:
            raise RuntimeError("this application already has a Portal: use one a application")
        settings = settings or Settings.read(app.config)
        if settings.database_url is None:
            raise SettingsError(
                "PORTAL_PLUGIN_DATABASE_URL is not set: give the PostgreSQL URL of the role "
                "portal_plugin_app"
            )
        db = _plug_database(app, db, settings)
        with app.app_context():
            engine = db.engines[APP_BIND]
            province_engine = db.engines.get(PROVINCE_BIND)
            inspection_engine = db.engines.get(INSPECTION_BIND)
        state = PortalState(
            settings=settings,
            db=db,
            tenant=tenant or (lambda code: tenant_by_code(state.engine, code)),
            actor=actor or _actor_of_flask_login,
            may=may or (lambda who, act, _tenant: role_allows(who, act)),
            sign_in_url=sign_in_url or _nowhere,
            sign_out_url=sign_out_url or _nowhere,
            people=people or _nobody,
            holidays=usable_holidays(settings.holidays_file),
            sender=celery_sender(celery) if celery is not None else None,
            _engine=engine,
            _province_engine=province_engine,
            _inspection_engine=inspection_engine,
        )
        try:
            assert state.engine is not None
        except sa.exc.OperationalError:
            app.logger.warning("the database is out of reach; its role is judged at first use")
        app.extensions[EXTENSION_KEY] = state
        ensure_babel(app)
        app.register_blueprint(make_blueprint(settings), url_prefix=settings.url_prefix or None)
        return state


def _nowhere(_tenant: TenantRecord) -> None:
    return None


def _nobody(_tenant: TenantRecord) -> tuple[Person, ...]:
    return ()


def _plug_database(app: Flask, db: SQLAlchemy | None, settings: Settings) -> SQLAlchemy:
    present: SQLAlchemy | None = app.extensions.get("sqlalchemy")
    if present is not None and db is not None and present is not db:
        raise RuntimeError(
            "this application already has another SQLAlchemy(): pass that one as Portal(app, db=db)"
        )
    assert settings.database_url is not None
    urls = {
        APP_BIND: settings.database_url,
        PROVINCE_BIND: settings.province_database_url,
        INSPECTION_BIND: settings.inspection_database_url if settings.serve != "portal" else None,
    }
    wanted = {bind: url for bind, url in urls.items() if url}
    if present is not None:
        with app.app_context():
            for bind, url in wanted.items():
                present.engines.setdefault(  # type: ignore[attr-defined]
                    bind, sa.create_engine(url, **engine_options())
                )
        return present
    binds = app.config.setdefault("SQLALCHEMY_BINDS", {})
    for bind, url in wanted.items():
        binds.setdefault(bind, {"url": url, **engine_options()})
    db = db or SQLAlchemy()
    db.init_app(app)
    return db


def _actor_of_flask_login(tenant: TenantRecord) -> Actor | None:
    from flask_login import current_user

    actor_in = getattr(current_user, "actor_in", None)
    return actor_in(tenant) if actor_in is not None else None
