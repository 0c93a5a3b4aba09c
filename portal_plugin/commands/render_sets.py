"""render-sets: a province's documents, asked for at once and made by the workers."""

from __future__ import annotations

from typing import Any

import click

from portal_plugin.actor import SYSTEM
from portal_plugin.celery import celery_sender, make_celery
from portal_plugin.commands.surroundings import (
    json_option,
    print_json,
    tenant_work,
    workplace,
    year_option,
)
from portal_plugin.documents.catalogue import PRODUCTS
from portal_plugin.documents.product import Format
from portal_plugin.documents.renditions.service import ask
from portal_plugin.measures.codes import RoundCode
from portal_plugin.nudge import equip
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.resolve import all_tenants


@click.command("render-sets")
@year_option
@click.option("--round", "round_code", type=click.Choice(["6M", "12M"]), help="With its reports.")
@click.option("--tenant", "code", help="Only this municipality.")
@click.option("--product", "products", multiple=True, metavar="CODE", help="Default: all.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice([one.value for one in Format]),
    help="Default: every format of each product.",
)
@json_option
def render_sets(
    year: int,
    round_code: str | None,
    code: str | None,
    products: tuple[str, ...],
    formats: tuple[str, ...],
    as_json: bool,
) -> None:
    """Ask the workers for the documents of every municipality, or of one."""
    period = RoundCode(round_code) if round_code else None
    chosen = products or [
        name for name, product in PRODUCTS.items() if period or not product.has_rounds
    ]
    rows: list[dict[str, Any]] = []
    with workplace() as place:
        broker = place.settings.broker_url
        sender = celery_sender(make_celery(place.settings)) if broker else None
        codes = [code] if code else _municipalities(place)
        for one in codes:
            with tenant_work(place, one) as (tenant, session):
                equip(session, sender)
                rendering = ask(
                    session,
                    SYSTEM,
                    fiscal_year=year,
                    round=period,
                    products=chosen,
                    formats=[Format(name) for name in formats] or None,
                )
                session.commit()
                rows.append({"tenant": tenant.code, "files": rendering.total, "id": rendering.id})
    _print(rows, as_json)


def _municipalities(place: Any) -> list[str]:
    tenants = all_tenants(place.engine)
    return [one.code for one in tenants if one.type is not TenantType.PROVINCE_OFFICE]


def _print(rows: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        print_json(rows)
        return
    for row in rows:
        click.echo(f"{row['tenant']}  {row['files']} files asked for  {row['id']}")


COMMANDS = (render_sets,)
