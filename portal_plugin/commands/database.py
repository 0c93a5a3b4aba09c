"""init and doctor."""

from __future__ import annotations

import click

from portal_plugin.commands.surroundings import json_option, print_json, workplace
from portal_plugin.doctor import examine
from portal_plugin.migrations import runner


@click.command()
@json_option
def init(as_json: bool) -> None:
    """Make roles and schema, and bring the schema to this version."""
    with workplace(initialise=True) as place, place.engine.connect() as connection:
        revision = runner.current(connection)
    if as_json:
        print_json({"revision": revision})
    else:
        click.echo(f"The database is ready (schema {revision}).")


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Examine database, broker, worker, catalogues and mail; exit 1 on a fault."""
    with workplace() as place:
        checks = examine(place)
    ok = all(check.ok for check in checks)
    if as_json:
        print_json(
            {
                "ok": ok,
                "checks": [
                    {"name": check.name, "ok": check.ok, "detail": check.detail} for check in checks
                ],
            }
        )
    else:
        for check in checks:
            click.echo(f"{'ok   ' if check.ok else 'FAULT'} {check.name}: {check.detail}")
    if not ok:
        raise SystemExit(1)


COMMANDS = (init, doctor)
