"""import and compile."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import click

from portal_plugin.actor import SYSTEM
from portal_plugin.commands.surroundings import (
    json_option,
    print_json,
    round_option,
    tenant_option,
    tenant_work,
    workplace,
    year_option,
)
from portal_plugin.errors import PortalPluginError
from portal_plugin.imports.reader import read_document
from portal_plugin.imports.service import ImportBlocked, examine_document, import_document
from portal_plugin.measures.codes import Instrument, RoundCode
from portal_plugin.measures.rounds import open_round
from portal_plugin.reports.freeze import freeze_report, plan_of

MOST_BYTES = 10 * 1024 * 1024
_LONGEST_NAME = 80


@click.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@tenant_option
@click.option("--dry-run", is_flag=True, help="Read and check only; change nothing.")
@click.option("--accept", "accepted", multiple=True, metavar="CODE", help="Answer an error found.")
@json_option
def import_file(
    file: Path, code: str, dry_run: bool, accepted: tuple[str, ...], as_json: bool
) -> None:
    """Read the plan or report in FILE, check it, and store it in the municipality's space."""
    with workplace() as place, tenant_work(place, code) as (_, session):
        document = read_document(_bytes(file), file.name)
        document = examine_document(session, document)
        blocked = None
        if not dry_run:
            try:
                import_document(session, SYSTEM, document, filename=file.name, accepted=accepted)
                session.commit()
            except ImportBlocked as fault:
                blocked = fault
    if as_json:
        print_json(document.as_json())
    else:
        _print_check(document.as_json())
    if blocked is not None:
        raise click.ClickException(str(blocked))


def _bytes(file: Path) -> bytes:
    name = " ".join(file.name.split())[:_LONGEST_NAME]
    try:
        status = file.stat()
        # A pipe or a device has no end to wait for.
        if not stat.S_ISREG(status.st_mode):
            raise PortalPluginError(f"{name} is not a file: give the path of a document")
        if status.st_size > MOST_BYTES:
            raise PortalPluginError(f"{name} is larger than 10 MB: import a smaller file")
        return file.read_bytes()
    except (OSError, ValueError) as fault:
        reason = getattr(fault, "strerror", None) or "not a path"
        raise PortalPluginError(f"cannot read {name} ({reason}): check the path") from fault


def _print_check(report: dict[str, Any]) -> None:
    for measure in report["measures"]:
        click.echo(f"{measure['seq']:>3}  {measure['title']}")
    for finding in report["findings"]:
        where = f"line {finding['line']}" if finding["line"] else "document"
        click.echo(f"{finding['severity']:<8}{finding['code']:<28}{where:<12}{finding['message']}")
    click.echo(f"{len(report['measures'])} measures, {len(report['findings'])} findings")


@click.command("compile")
@tenant_option
@year_option
@round_option
@click.option(
    "--instrument",
    type=click.Choice([one.value for one in Instrument]),
    help="Default: the five-year plan where one covers the year, else the year's ITA measures.",
)
@click.option("--correction", default="", help="Why an approved report is compiled again.")
@json_option
def compile_round(
    code: str, year: int, round_code: str, instrument: str | None, correction: str, as_json: bool
) -> None:
    """Compile a round's report and freeze it with its digest and revision."""
    with workplace() as place, tenant_work(place, code) as (tenant, session):
        chosen = Instrument(instrument) if instrument else _instrument(session, year)
        open_round(session, SYSTEM, year, round_code)
        report = freeze_report(
            session, SYSTEM, year, RoundCode(round_code), chosen, correction=correction
        )
        session.commit()
    row = {
        "tenant": tenant.code,
        "fiscal_year": year,
        "round": round_code,
        "instrument": chosen.value,
        "revision": report.revision,
        "digest": report.digest,
        "bytes": len(report.body),
        "id": report.id,
    }
    if as_json:
        print_json(row)
    else:
        click.echo(
            f"{tenant.code} {year} {round_code}: revision {report.revision}, {report.digest}"
        )


def _instrument(session: Any, year: int) -> Instrument:
    if plan_of(session, Instrument.PLAN_5Y, year) is not None:
        return Instrument.PLAN_5Y
    return Instrument.ITA_MEASURES


COMMANDS = (import_file, compile_round)
