"""approve, push, outbox, resend: a report's way up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import click
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.actor import SYSTEM
from portal_plugin.celery import Ground, celery_sender, make_celery
from portal_plugin.commands.surroundings import (
    json_option,
    print_json,
    tenant_work,
    workplace,
)
from portal_plugin.errors import PortalPluginError
from portal_plugin.nudge import equip
from portal_plugin.reports import due
from portal_plugin.reports.approve import approve_report, publish_report
from portal_plugin.reports.models import OutboxItem, Receipt, Report
from portal_plugin.reports.outbox import resend as resend_delivery
from portal_plugin.reports.patience import Patience
from portal_plugin.reports.push import push_one
from portal_plugin.reports.states import Delivery
from portal_plugin.tenants.resolve import TenantRecord, all_tenants
from portal_plugin.tenants.session import TenantSession, tenant_session
from portal_plugin.workplace import Workplace

_AT_ONCE = 100_000
_one_tenant = click.option("--tenant", "code", help="Only this municipality.")


@click.command()
@_one_tenant
@click.option("--year", type=click.IntRange(2500, 2699), help="Only this Buddhist fiscal year.")
@click.option("--round", "round_code", type=click.Choice(["6M", "12M"]), help="Only this round.")
@click.option("--publish/--no-publish", default=True, show_default=True)
@json_option
def approve(
    code: str | None, year: int | None, round_code: str | None, publish: bool, as_json: bool
) -> None:
    """Approve the newest frozen reports, on the word of who may; and publish them."""
    rows = []
    with workplace() as place:
        sender = _sender(place)
        for tenant, session in _spaces(place, code):
            equip(session, sender)
            for report_id in _unapproved(session, year, round_code):
                report = approve_report(session, SYSTEM, report_id)
                if publish:
                    publish_report(session, SYSTEM, report_id)
                rows.append(_report_row(tenant, report))
            session.commit()
    _print(rows, as_json, "no report waits for approval")


@click.command()
@_one_tenant
@json_option
def push(code: str | None, as_json: bool) -> None:
    """Send what is due now, in this process; the worker does the same by itself."""
    rows = []
    with workplace() as place:
        if place.settings.national_url is None:
            raise PortalPluginError(
                "no national endpoint is known: set PORTAL_PLUGIN_NATIONAL_URL with its client id "
                "and secret, or start portal-plugin sandbox"
            )
        ground = Ground(place.settings, place.engine, place.province_engine)
        patience = Patience.of(place.settings)
        tenants = {tenant.id: tenant for tenant in all_tenants(place.engine)}
        with place.province_engine.connect() as connection:
            deliveries = due.due_deliveries(connection, clock.now(), _AT_ONCE)
        for delivery in deliveries:
            tenant = tenants[delivery.tenant_id]
            if code in {None, tenant.code}:
                push_one(
                    place.engine, patience, ground.endpoint, delivery.tenant_id, delivery.outbox_id
                )
                with tenant_session(place.engine, tenant.id) as session:
                    rows += _outbox_rows(tenant, session, delivery.outbox_id)
    _print(rows, as_json, "nothing is due")
    if any(row["state"] in {Delivery.REJECTED, Delivery.DEAD} for row in rows):
        raise SystemExit(1)


@click.command()
@_one_tenant
@json_option
def outbox(code: str | None, as_json: bool) -> None:
    """Show every report's way up: state, attempts, receipt, last error."""
    rows = []
    with workplace() as place:
        for tenant, session in _spaces(place, code):
            rows += _outbox_rows(tenant, session)
    _print(rows, as_json, "the outbox is empty")


@click.command()
@click.argument("delivery", metavar="ID", type=click.UUID)
@json_option
def resend(delivery: UUID, as_json: bool) -> None:
    """Give the refused or dead delivery ID a fresh set of attempts."""
    rows = []
    with workplace() as place:
        with place.province_engine.connect() as connection:
            tenant_id = connection.scalar(
                sa.select(OutboxItem.tenant_id).where(OutboxItem.id == delivery)
            )
        tenant = next((t for t in all_tenants(place.engine) if t.id == tenant_id), None)
        if tenant is None:
            raise PortalPluginError("no delivery has this id: portal-plugin outbox shows them")
        with tenant_work(place, tenant.code) as (_, session):
            equip(session, _sender(place))
            resend_delivery(session, SYSTEM, delivery)
            session.commit()
            rows = _outbox_rows(tenant, session, delivery)
    _print(rows, as_json, "")


def _spaces(place: Workplace, code: str | None) -> Iterator[tuple[TenantRecord, TenantSession]]:
    codes = [code] if code else [tenant.code for tenant in all_tenants(place.engine)]
    for one in codes:
        with tenant_work(place, one) as entered:
            yield entered


def _sender(place: Workplace) -> Any:
    return celery_sender(make_celery(place.settings)) if place.settings.broker_url else None


def _unapproved(session: TenantSession, year: int | None, round_code: str | None) -> list[UUID]:
    newer = sa.orm.aliased(Report)
    query = sa.select(Report.id).where(
        Report.approved_at.is_(None),
        ~sa.exists().where(
            newer.instrument == Report.instrument,
            newer.fiscal_year == Report.fiscal_year,
            newer.round == Report.round,
            newer.revision > Report.revision,
        ),
    )
    if year is not None:
        query = query.where(Report.fiscal_year == year)
    if round_code is not None:
        query = query.where(Report.round == round_code)
    return list(session.scalars(query.order_by(Report.fiscal_year, Report.round)))


def _report_row(tenant: TenantRecord, report: Report) -> dict[str, Any]:
    return {
        "tenant": tenant.code,
        "fiscal_year": report.fiscal_year,
        "round": report.round.value,
        "instrument": report.instrument.value,
        "revision": report.revision,
        "digest": report.digest,
        "state": "published" if report.published_at else "approved",
        "id": report.id,
    }


def _outbox_rows(
    tenant: TenantRecord, session: TenantSession, only: UUID | None = None
) -> list[dict[str, Any]]:
    query = (
        sa.select(OutboxItem, Report.digest, Receipt.reference)
        .outerjoin(Report, sa.and_(Report.id == OutboxItem.report_id))
        .outerjoin(Receipt, sa.and_(Receipt.outbox_id == OutboxItem.id))
        .order_by(OutboxItem.fiscal_year, OutboxItem.round, OutboxItem.revision)
        .execution_options(populate_existing=True)
    )
    if only is not None:
        query = query.where(OutboxItem.id == only)
    return [
        {
            "tenant": tenant.code,
            "fiscal_year": item.fiscal_year,
            "round": item.round.value,
            "instrument": item.instrument.value,
            "revision": item.revision,
            "state": item.state.value,
            "attempts": item.attempts,
            "next_attempt_at": item.next_attempt_at,
            "last_error": item.last_error,
            "digest": digest,
            "receipt": reference,
            "id": item.id,
        }
        for item, digest, reference in session.execute(query)
    ]


def _print(rows: list[dict[str, Any]], as_json: bool, nothing: str) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        ending = row.get("receipt") or row.get("last_error") or row["digest"]
        click.echo(
            f"{row['tenant']}  {row['fiscal_year']} {row['round']} r{row['revision']}  "
            f"{row['state']}  {ending}  {row['id']}"
        )
    if not rows:
        click.echo(nothing)


COMMANDS = (approve, push, outbox, resend)
