"""recount: the proof of the complaint figures."""

from __future__ import annotations

from dataclasses import asdict

import click
import sqlalchemy as sa

from portal_plugin.commands.surroundings import json_option, print_json, tenant_work, workplace
from portal_plugin.complaints.recount import Drift, recount
from portal_plugin.errors import PortalPluginError
from portal_plugin.tenants.resolve import all_tenants
from portal_plugin.workplace import Workplace

_ATTEMPTS = 5


@click.command("recount")
@click.option("--tenant", "code", help="Only this municipality.")
@click.option("--repair", is_flag=True, help="Put right what drifted.")
@json_option
def recount_figures(code: str | None, repair: bool, as_json: bool) -> None:
    """Derive every complaint's clock and every counter anew from events, and compare.

    Ends non-zero when something drifted and was not repaired.
    """
    rows = []
    with workplace() as place:
        for one in [code] if code else [tenant.code for tenant in all_tenants(place.engine)]:
            drifts = _recounted(place, one, repair)
            rows += [{"tenant": one, **asdict(drift)} for drift in drifts]
    if as_json:
        print_json(rows)
    for row in rows if not as_json else ():
        click.echo(
            f"{row['tenant']}  {row['subject']}  {row['figure']}  "
            f"{row['found']} instead of {row['expected']}{'  repaired' if repair else ''}"
        )
    if not rows and not as_json:
        click.echo("every figure is what the events say")
    if rows and not repair:
        raise SystemExit(1)


def _recounted(place: Workplace, code: str, repair: bool) -> list[Drift]:
    """Tried again when somebody changed meanwhile what was to be repaired."""
    for _ in range(_ATTEMPTS):
        with tenant_work(place, code) as (_tenant, session):
            try:
                drifts = recount(session, repair=repair)
                session.commit()
            except sa.exc.OperationalError as fault:
                if getattr(fault.orig, "sqlstate", None) != "40001":
                    raise
                continue
            return drifts
    raise PortalPluginError(f"{code} is too busy to be repaired now: try again in a quiet hour")


COMMANDS = (recount_figures,)
