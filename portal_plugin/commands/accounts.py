"""accounts add: people of the stand-alone host."""

from __future__ import annotations

import secrets
import sys

import click

from portal_plugin.actor import Role
from portal_plugin.commands.surroundings import tenant_option, tenant_work, workplace
from portal_plugin.hosts.standalone.accounts import create_account


@click.group()
def accounts() -> None:
    """People who sign in to the stand-alone host."""


@accounts.command("add")
@click.argument("username")
@tenant_option
@click.option("--name", required=True, help="Name that others see.")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([r.value for r in Role])
)
@click.option("--department", help="Name of the department, for a department officer.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def add(
    username: str,
    code: str,
    name: str,
    roles: tuple[str, ...],
    department: str | None,
    password_stdin: bool,
) -> None:
    """Add USERNAME; without --password-stdin a password is made and shown once."""
    given = sys.stdin.readline().rstrip("\n") if password_stdin else None
    password = given or secrets.token_urlsafe(12)
    with workplace() as place, tenant_work(place, code) as (_, session):
        create_account(
            session,
            username=username,
            password=password,
            display_name=name,
            roles=frozenset(Role(role) for role in roles),
            department=department,
        )
        session.commit()
    click.echo(f"{username} may sign in at /{code}/login.")
    if given is None:
        click.echo(f"Password, shown once: {password}")


COMMANDS = (accounts,)
