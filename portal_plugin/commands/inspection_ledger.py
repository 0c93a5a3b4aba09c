"""ledger verify, ledger head: the proof of the corruption channel's ledger, and what to print of it
so that nobody can cut off its end unseen."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

import click
import sqlalchemy as sa

from portal_plugin.commands.inspection import channel_work
from portal_plugin.commands.surroundings import (
    json_option,
    print_json,
    tenant_option,
    tenant_work,
    workplace,
)
from portal_plugin.corruption.models import LedgerEntry, LedgerHead
from portal_plugin.corruption.proof.verification import Anchor, Fault, verify_ledger
from portal_plugin.reports.models import Report
from portal_plugin.tenants.resolve import all_tenants
from portal_plugin.tenants.session import TenantSession
from portal_plugin.workplace import Workplace

_SHOWN: Final = 20
_TYPED_HEAD: Final = re.compile(r"[0-9a-fA-F]{64}")


@click.group()
def ledger() -> None:
    """The corruption channel's ledger of every view and act."""


@ledger.command("verify")
@click.option("--tenant", "code", help="Only this municipality.")
@click.option(
    "--head",
    "heads",
    multiple=True,
    metavar="HEX",
    help="A head that is printed somewhere, as of a filing receipt; needs --tenant.",
)
@json_option
def verify(code: str | None, heads: tuple[str, ...], as_json: bool) -> None:
    """Prove each entry, each row it speaks of, and each head that a frozen report carries.

    Ends non-zero when something was changed, removed, added or cut off.
    """
    if heads and code is None:
        raise click.ClickException("a head is one municipality's: name it with --tenant")
    given = [_typed_head(head) for head in heads]
    found = []
    with workplace() as place:
        for one in [code] if code else [tenant.code for tenant in all_tenants(place.engine)]:
            faults = _verified(place, one, given)
            found += [{"tenant": one, **asdict(fault)} for fault in faults]
            if not as_json:
                _print(one, faults)
    if as_json:
        print_json(found)
    if found:
        raise SystemExit(1)


@ledger.command("head")
@tenant_option
@json_option
def head(code: str, as_json: bool) -> None:
    """Print the last entry's position, digest and signature, and the key that proves them."""
    with workplace() as place, channel_work(place, code) as (_tenant, session):
        last = session.scalars(
            sa.select(LedgerEntry).join(LedgerHead, LedgerHead.position == LedgerEntry.position)
        ).one_or_none()
        if last is None:
            raise click.ClickException(f"the ledger of {code} has no entry yet")
        said = {
            "position": last.position,
            "day": last.day.isoformat(),
            "head": last.digest.hex(),
            "signature": last.signature.hex(),
            "public_key": bytes(session.key.signing_key(session.tenant_id).verify_key).hex(),
        }
    if as_json:
        print_json(said)
        return
    for name, value in said.items():
        click.echo(f"{name:<10}  {value}")


def _typed_head(typed: str) -> Anchor:
    match = _TYPED_HEAD.fullmatch(typed.strip())
    if match is None:
        raise click.ClickException(f"{typed}: give a head as its 64 hex digits")
    return Anchor(bytes.fromhex(match[0]), "the head that was given")


def _verified(place: Workplace, code: str, given: Sequence[Anchor]) -> list[Fault]:
    """Reports are asked first, so that no head among them is younger than what is verified."""
    with tenant_work(place, code) as (_tenant, session):
        anchors = [*given, *_printed_heads(session)]
    with channel_work(place, code) as (_tenant, channel):
        # One moment for all that is read: entries and rows of who works meanwhile are left out.
        channel.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        return verify_ledger(channel, anchors)


def _printed_heads(session: TenantSession) -> list[Anchor]:
    columns = sa.select(Report.fiscal_year, Report.round, Report.revision, Report.body)
    anchors = []
    for row in session.execute(columns.execution_options(yield_per=10)):
        said = _head_in(json.loads(row.body))
        if said is not None:
            where = f"the report {row.fiscal_year} {row.round}, revision {row.revision}"
            anchors.append(Anchor(bytes.fromhex(said), where))
    return anchors


def _head_in(body: dict[str, Any]) -> str | None:
    """What a report's body says of the ledger; reports before the channel say nothing."""
    said: str | None = (body.get("corruption") or {}).get("ledger_head")
    return said


def _print(code: str, faults: Sequence[Fault]) -> None:
    for fault in faults[:_SHOWN]:
        click.echo(f"{code}  {fault.sentence}")
    if len(faults) > _SHOWN:
        click.echo(f"{code}  and {len(faults) - _SHOWN} more: --json shows all")
    if not faults:
        click.echo(f"{code}  the ledger is whole, and every row is what it says")


COMMANDS = (ledger,)
