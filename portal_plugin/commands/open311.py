"""open311 add, list, revoke: programs of others that may post complaints."""

from __future__ import annotations

import click

from portal_plugin.actor import SYSTEM
from portal_plugin.commands.surroundings import (
    json_option,
    print_json,
    tenant_option,
    tenant_work,
    workplace,
)
from portal_plugin.complaints.tracking import TrackingKey
from portal_plugin.open311.clients import add_client, clients, revoke_client

_name_option = click.option("--name", required=True, help="Name of the program.")


@click.group("open311")
def open311() -> None:
    """Programs that may post complaints through Open311."""


@open311.command("add")
@tenant_option
@_name_option
@json_option
def add(code: str, name: str, as_json: bool) -> None:
    """Let a program post. Prints its key, once: only a digest of it is kept."""
    with workplace() as place, tenant_work(place, code) as (tenant, session):
        assert place.settings.tracking_key is not None
        api_key = add_client(session, SYSTEM, name, TrackingKey(place.settings.tracking_key))
        session.commit()
    if as_json:
        print_json({"jurisdiction_id": tenant.code, "name": name, "api_key": api_key})
        return
    click.echo(f"api_key {api_key}")
    click.echo(f"jurisdiction_id {tenant.code}")
    click.echo("Nobody can tell this key again: give it to the program's operator now.")


@open311.command("list")
@tenant_option
@json_option
def list_clients(code: str, as_json: bool) -> None:
    """List the programs, without their keys."""
    with workplace() as place, tenant_work(place, code) as (_, session):
        rows = [
            {"name": client.name, "active": client.active, "since": client.made_at.isoformat()}
            for client in clients(session)
        ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state = "may post" if row["active"] else "revoked"
        click.echo(f"{row['name']}\t{state}\t{row['since']}")


@open311.command("revoke")
@tenant_option
@_name_option
def revoke(code: str, name: str) -> None:
    """Let a program post no more; `add` gives it a new key."""
    with workplace() as place, tenant_work(place, code) as (_, session):
        revoke_client(session, SYSTEM, name)
        session.commit()
    click.echo(f"{name} can post no more.")


COMMANDS = (open311,)
