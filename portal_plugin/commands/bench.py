"""bench: measure the promises on this machine."""

from __future__ import annotations

import os

import click

from portal_plugin.commands.surroundings import json_option, one_sentence, print_json


@click.command()
@click.argument("name", required=False)
@click.option("--small", is_flag=True, help="Tiny sizes: see that it runs, not how fast it is.")
@click.option("--rounds", type=click.IntRange(1, 99), help="How often both sides run (5).")
@click.option(
    "--tenants",
    type=click.IntRange(2, 20_000),
    help="Municipalities of nation-run's larger run (7850).",
)
@click.option("--kills", type=click.IntRange(1, 10_000), help="How often recovery kills (100).")
@click.option(
    "--complaints",
    type=click.IntRange(1_000, 10_000_000),
    help="Complaints that statistics are drawn from (1000000).",
)
@click.option(
    "--operations",
    type=click.IntRange(1, 1_000_000),
    help="Random acts after which statistics-tenant looks for drift (400).",
)
@click.option("--broker", help="A broker that nobody else uses, instead of the embedded one.")
@json_option
def bench(
    name: str | None,
    small: bool,
    rounds: int | None,
    tenants: int | None,
    kills: int | None,
    complaints: int | None,
    operations: int | None,
    broker: str | None,
    as_json: bool,
) -> None:
    """Compare what the plugin does with the plainest way of doing it.

    NAME is submission, rls, statistics-province, statistics-tenant, compile, province-run,
    nation-run or recovery; without it all but the long nation-run are run. Everything happens in
    folders and databases made for it and removed after it. A bar that is not met is told, and is
    no error.
    """
    from portal_plugin.bench.catalogue import benches
    from portal_plugin.bench.size import Size

    if broker is not None and broker == os.environ.get("PORTAL_PLUGIN_BROKER_URL"):
        raise click.UsageError("--broker names the installation's own broker: give an empty one")
    size = (Size.small() if small else Size()).with_options(
        rounds=rounds,
        nation=tenants,
        kills=kills,
        complaints=complaints,
        operations=operations,
        broker=broker,
    )
    rows = []
    with one_sentence():
        for run in benches(name).values():
            result = run(size)
            rows.append(result.as_json())
            if not as_json:
                verdict = "met" if result.met else "NOT met"
                click.echo(f"{result.name}: {result.value:g} (bar {result.bar}): {verdict}")
                click.echo(f"    {result.detail}")
    if as_json:
        print_json(rows)


COMMANDS = (bench,)
