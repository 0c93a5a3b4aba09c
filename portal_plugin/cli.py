"""`portal-plugin …` for the stand-alone host, and the same as `flask portal-plugin …` in a host."""

from __future__ import annotations

import click

from portal_plugin.commands import (
    accounts,
    bench,
    complaints,
    database,
    delivery,
    documents,
    inspection,
    inspection_ledger,
    open311,
    personal_data,
    processes,
    render,
    render_sets,
    tenants,
)


@click.group()
def portal_plugin() -> None:
    """Integrity plans, complaints and upward reporting of municipalities."""


for command in (
    *database.COMMANDS,
    *tenants.COMMANDS,
    *accounts.COMMANDS,
    *documents.COMMANDS,
    *render.COMMANDS,
    *render_sets.COMMANDS,
    *delivery.COMMANDS,
    *complaints.COMMANDS,
    *personal_data.COMMANDS,
    *open311.COMMANDS,
    *inspection.COMMANDS,
    *inspection_ledger.COMMANDS,
    *processes.COMMANDS,
    *bench.COMMANDS,
):
    portal_plugin.add_command(command)


def main() -> None:
    """The console script."""
    portal_plugin()
