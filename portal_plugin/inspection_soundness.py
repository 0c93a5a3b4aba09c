"""What `doctor` asks about the corruption channel. It counts, and opens nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Final

import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.corruption.codes import Standing, State
from portal_plugin.corruption.custody.succession import FEWEST
from portal_plugin.corruption.models import ChannelOffice, Inspector, ReaderKey, Report
from portal_plugin.corruption.models.office import RETENTION_DAYS
from portal_plugin.tenants import policy
from portal_plugin.tenants.base import SCHEMA
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.resolve import TenantRecord, all_tenants
from portal_plugin.tenants.session import TenantSession, tenant_session
from portal_plugin.workplace import Workplace

PATIENCE_DAYS: Final = 30
"""How long a report may wait for somebody to dispose of it."""
NOT_SERVED: Final = (True, "the corruption channel is not served here")

_READABLE_SQL = sa.text(
    """
    select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = :schema and c.relkind in ('r', 'p', 'v', 'm')
       and has_schema_privilege(n.oid, 'USAGE')
       and (has_table_privilege(c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')
            or has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE'))
     order by c.relname
    """
)


def role(place: Workplace) -> tuple[bool, str]:
    """Whether the channel's role keeps to its own schema and to one municipality at a time."""
    if place.settings.inspection_database_url is None:
        return NOT_SERVED
    with place.inspection_engine.connect() as connection:
        faults = policy.role_faults(connection)
        user = connection.exec_driver_sql("select current_user").scalar_one()
        beyond = connection.scalars(_READABLE_SQL, {"schema": SCHEMA}).all()
    if beyond:
        faults.append(f"{user} has privileges on {', '.join(beyond)}: revoke them")
    return not faults, "; ".join(faults) or f"{user} reads the channel alone, a tenant at a time"


def key(place: Workplace) -> tuple[bool, str]:
    """Whether there is a key for receipts, and where it lies."""
    if place.settings.inspection_database_url is None:
        return NOT_SERVED
    secret, kept = place.settings.channel_key, place.settings.home / "secrets" / "channel"
    if secret is None:
        return False, "PORTAL_PLUGIN_CHANNEL_KEY is not set: no receipt can be given"
    with suppress(OSError):
        if kept.read_text() == secret:
            return True, f"the channel's key lies in {kept}: keep a copy, or every mailbox is lost"
    return True, "the channel's key comes from the settings: keep a copy, or every mailbox is lost"


def people(place: Workplace) -> tuple[bool, str]:
    """How many municipalities still lack somebody. A hint: each decides when it opens."""
    if place.settings.inspection_database_url is None:
        return NOT_SERVED
    lacking = {"an inspector": 0, "an outside recipient": 0, "a recovery key": 0}
    counted = 0
    for _tenant, session in _municipalities(place):
        active = sa.select(Inspector.id).where(Inspector.standing == Standing.ACTIVE).limit(1)
        recovery = sa.select(ChannelOffice.id).where(ChannelOffice.recovery_key.is_not(None))
        counted += 1
        for name, query in (
            ("an inspector", active.where(~Inspector.outside)),
            ("an outside recipient", active.where(Inspector.outside)),
            ("a recovery key", recovery),
        ):
            lacking[name] += session.scalar(query) is None
    said = [f"{many} have not {name} yet" for name, many in lacking.items() if many]
    return True, f"of {counted} municipalities " + ("; ".join(said) or "none lacks anybody")


def readers(place: Workplace) -> tuple[bool, str]:
    """Whether every report has two readers, so that one passphrase lost loses none."""
    thin = _counted(place, _thin) if place.settings.inspection_database_url else None
    if thin is None:
        return NOT_SERVED
    if thin:
        return False, (
            f"fewer than {FEWEST} readers: {_listed(thin)}; an inspector shares them at "
            "/<municipality>/inspection/readers, or use portal-plugin inspection recover"
        )
    return True, f"every report has at least {FEWEST} readers"


def disposal(place: Workplace) -> tuple[bool, str]:
    """Whether what was promised to be forgotten is gone."""
    overdue = _counted(place, _overdue) if place.settings.inspection_database_url else None
    if overdue is None:
        return NOT_SERVED
    if overdue:
        return False, (
            f"kept {PATIENCE_DAYS} days longer than promised: {_listed(overdue)}; portal-plugin "
            "inspection dispose destroys them, or inspectors do at "
            "/<municipality>/inspection/disposals"
        )
    return True, "no report is kept longer than promised"


def _municipalities(place: Workplace) -> Iterator[tuple[TenantRecord, TenantSession]]:
    """Sessions of the channel's role without the channel's key: nothing is opened."""
    for tenant in all_tenants(place.engine):
        if tenant.type is not TenantType.PROVINCE_OFFICE:
            with tenant_session(place.inspection_engine, tenant.id) as session:
                yield tenant, session


def _counted(place: Workplace, count: Callable[[TenantSession], int]) -> dict[str, int]:
    """Counts by municipality, without those of none."""
    found = {tenant.code: count(session) for tenant, session in _municipalities(place)}
    return {code: many for code, many in found.items() if many}


def _listed(counts: dict[str, int]) -> str:
    return ", ".join(f"{code} {many} reports" for code, many in counts.items())


def _thin(session: TenantSession) -> int:
    able = (
        sa.select(sa.func.count())
        .select_from(ReaderKey)
        .join(Inspector, Inspector.id == ReaderKey.inspector_id)
        .where(ReaderKey.report_id == Report.id, Inspector.standing == Standing.ACTIVE)
        .scalar_subquery()
    )
    thin = sa.select(sa.func.count(Report.id)).where(Report.disposed_on.is_(None), able < FEWEST)
    return session.scalar(thin) or 0


def _overdue(session: TenantSession) -> int:
    days = session.scalar(sa.select(ChannelOffice.retention_days)) or RETENTION_DAYS
    overdue = sa.select(sa.func.count(Report.id)).where(
        Report.state == State.CLOSED,
        Report.disposed_on.is_(None),
        Report.closed_on < clock.today() - timedelta(days=days + PATIENCE_DAYS),
    )
    return session.scalar(overdue) or 0
