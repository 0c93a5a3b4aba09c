"""tenants add, tenants list."""

from __future__ import annotations

import click

from portal_plugin.commands.surroundings import json_option, print_json, workplace
from portal_plugin.tenants.models import TenantType
from portal_plugin.tenants.register import add_tenant
from portal_plugin.tenants.resolve import all_tenants


@click.group()
def tenants() -> None:
    """Municipalities and the province's office."""


@tenants.command("add")
@click.argument("code")
@click.argument("name")
@click.option(
    "--type", "kind", required=True, type=click.Choice([kind.value for kind in TenantType])
)
@click.option("--province", required=True)
@json_option
def add(code: str, name: str, kind: str, province: str, as_json: bool) -> None:
    """Add the tenant CODE, shown as NAME. Its space is /CODE/."""
    with workplace() as place:
        tenant = add_tenant(place.owner_engine, code, name, TenantType(kind), province)
    if as_json:
        print_json({"code": tenant.code, "name": tenant.name, "id": tenant.id})
    else:
        click.echo(f"{tenant.name} has the space /{tenant.code}/.")


@tenants.command("list")
@json_option
def list_tenants(as_json: bool) -> None:
    """List the tenants."""
    with workplace() as place:
        found = all_tenants(place.engine)
    if as_json:
        print_json(
            [
                {"code": t.code, "name": t.name, "type": t.type.value, "province": t.province}
                for t in found
            ]
        )
        return
    for tenant in found:
        click.echo(f"{tenant.code}\t{tenant.type.value}\t{tenant.name}")


COMMANDS = (tenants,)
