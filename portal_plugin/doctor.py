"""Whether this installation is sound: one check a promise, each with a detail to act on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from kombu.connection import Connection

from portal_plugin import clock
from portal_plugin import complaint_soundness as complaints
from portal_plugin import inspection_soundness as channel
from portal_plugin.config.catalogue import CatalogueGap, dimension_titles, round_dates
from portal_plugin.documents.emblem import emblem_of
from portal_plugin.documents.renditions.sweep import oldest_due_set
from portal_plugin.embedded.broker import broker_options
from portal_plugin.migrations import runner
from portal_plugin.reports.due import oldest_due_at
from portal_plugin.reports.heartbeat import seconds_since_sweep
from portal_plugin.tenants import policy
from portal_plugin.thai import fiscal_year_of
from portal_plugin.workplace import Workplace

_DOCUMENT_PATIENCE_SECONDS = 3600.0
"""A province's night of documents is long; nobody waits for it before the page says so."""


@dataclass(frozen=True, slots=True)
class Check:
    """One finding: `detail` says what was seen and, where it is a fault, what to do."""

    name: str
    ok: bool
    detail: str


def examine(place: Workplace) -> list[Check]:
    """All checks. A check that breaks is a fault, never an exception."""
    return [_run(name, check, place) for name, check in CHECKS.items()]


def _run(name: str, check: Callable[[Workplace], tuple[bool, str]], place: Workplace) -> Check:
    try:
        ok, detail = check(place)
    except Exception as fault:  # a broken check must not hide the others
        ok, detail = False, f"{type(fault).__name__}: {str(fault).splitlines()[0]}"
    return Check(name, ok, detail)


def _roles(place: Workplace) -> tuple[bool, str]:
    with place.engine.connect() as connection:
        faults = policy.role_faults(connection)
        user = connection.exec_driver_sql("select current_user").scalar_one()
    return not faults, "; ".join(faults) or f"{user} is bound by row-level security"


def _policies(place: Workplace) -> tuple[bool, str]:
    with place.engine.connect() as connection:
        breaches = policy.wall_breaches(connection)
    return not breaches, "; ".join(breaches) or "every tenant table is forced and has its policy"


def _migrations(place: Workplace) -> tuple[bool, str]:
    with place.engine.connect() as connection:
        current, head = runner.current(connection), runner.head()
    if current == head:
        return True, f"schema {current}"
    return False, f"schema {current}, this code needs {head}: run portal-plugin init"


def _server(place: Workplace) -> tuple[bool, str]:
    with place.engine.connect() as connection:
        version = connection.exec_driver_sql("show server_version_num").scalar_one()
    major = int(version) // 10000
    return 15 <= major <= 18, f"PostgreSQL {major}"


def _broker(place: Workplace) -> tuple[bool, str]:
    if place.settings.broker_url is None:
        return False, "PORTAL_PLUGIN_BROKER_URL is not set: reports wait in the outbox"
    options = broker_options(place.settings.broker_url, 60, 60)
    with Connection(  # type: ignore[no-untyped-call]
        options["broker_url"], transport_options=options["broker_transport_options"]
    ) as connection:
        connection.ensure_connection(max_retries=1, timeout=5)
    return True, f"{options['broker_url'].split(':', 1)[0]} answers"


def _sweep(place: Workplace) -> tuple[bool, str]:
    """Judged by what waits, not by the clock of a worker that may run on another machine."""
    patience = max(3 * place.settings.sweep_seconds, 60)
    with place.province_engine.connect() as connection:
        oldest = oldest_due_at(connection, clock.now())
    age = seconds_since_sweep(place.settings.home)
    seen = "no sweep seen on this machine" if age is None else f"last sweep {age:.0f} s ago"
    waiting = (clock.now() - oldest).total_seconds() if oldest else 0.0
    if waiting > patience:
        return False, (
            f"a delivery has been due for {waiting:.0f} s, {seen}: start portal-plugin worker and "
            "portal-plugin beat"
        )
    return True, f"nothing is overdue, {seen}"


def _deliveries(place: Workplace) -> tuple[bool, str]:
    with place.province_engine.connect() as connection:
        dead = connection.execute(
            sa.text("select count(*) from portal_plugin.outbox where state in ('dead', 'rejected')")
        ).scalar_one()
    if dead:
        return False, f"{dead} reports were refused or given up: portal-plugin outbox shows them"
    return True, "no report is stuck"


def _documents(place: Workplace) -> tuple[bool, str]:
    emblem_of(place.settings.emblem_file)
    with place.province_engine.connect() as connection:
        oldest = oldest_due_set(connection)
    waiting = (clock.now() - oldest).total_seconds() if oldest else 0.0
    if waiting > _DOCUMENT_PATIENCE_SECONDS:
        return False, (
            f"documents were asked for {waiting:.0f} s ago and nobody makes them: start "
            "portal-plugin worker and portal-plugin beat"
        )
    return True, "no set of documents waits for a worker"


def _catalogue(_place: Workplace) -> tuple[bool, str]:
    year = fiscal_year_of(clock.today())
    for code in ("6M", "12M"):
        round_dates(year, code)
    try:
        dimension_titles(year)
    except CatalogueGap:
        return False, f"no dimension titles for fiscal year {year}: add config/catalogue/dimensions"
    return True, f"rounds and dimensions of fiscal year {year} are known"


def _national(place: Workplace) -> tuple[bool, str]:
    if place.settings.national_url is None:
        return True, "PORTAL_PLUGIN_NATIONAL_URL is not set: approved reports wait in the outbox"
    return True, place.settings.national_url


CHECKS: dict[str, Callable[[Workplace], tuple[bool, str]]] = {
    "server": _server,
    "roles": _roles,
    "policies": _policies,
    "migrations": _migrations,
    "broker": _broker,
    "sweep": _sweep,
    "deliveries": _deliveries,
    "documents": _documents,
    "catalogue": _catalogue,
    "national": _national,
    "tracking": complaints.tracking,
    "holidays": complaints.holidays_known,
    "tending": complaints.tending,
    "mail": complaints.mail,
    "virus scanner": complaints.virus_scanner,
    "channel role": channel.role,
    "channel key": channel.key,
    "channel people": channel.people,
    "channel readers": channel.readers,
    "channel disposal": channel.disposal,
}
