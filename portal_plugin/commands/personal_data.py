"""personal-data export, personal-data erase: a person's right to see and to be forgotten."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from portal_plugin.actor import SYSTEM
from portal_plugin.commands.surroundings import tenant_option, tenant_work, workplace
from portal_plugin.complaints.person import Person
from portal_plugin.complaints.personal_data import erase_person, export_person

Command = TypeVar("Command", bound=Callable[..., Any])


def _person_options(command: Command) -> Command:
    command = click.option("--phone", help="A telephone number that was given.")(command)
    command = click.option("--email", help="An e-mail address that was given.")(command)
    return click.option("--number", help="The number of one complaint.")(command)


@click.group("personal-data")
def personal_data() -> None:
    """What is kept of one person's complaints: give a number, an e-mail or a phone."""


@personal_data.command("export")
@tenant_option
@_person_options
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; it must not exist yet, and its owner alone may read it.",
)
def export(
    code: str, number: str | None, email: str | None, phone: str | None, output: Path
) -> None:
    """Write all that is kept of the person as JSON. It goes into the audit trail."""
    with workplace() as place, tenant_work(place, code) as (_, session):
        found = export_person(session, SYSTEM, Person(number, email, phone))
        try:
            descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError as fault:
            raise click.ClickException(
                f"{output} cannot be written ({fault.strerror}): name a file that is not there yet"
            ) from fault
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            session.commit()
            json.dump(found, file, ensure_ascii=False, indent=2)
    click.echo(f"{len(found['complaints'])} complaints are in {output}.")


@personal_data.command("erase")
@tenant_option
@_person_options
@click.option("--yes", is_flag=True, help="Do not ask.")
def erase(code: str, number: str | None, email: str | None, phone: str | None, yes: bool) -> None:
    """Erase contact and content of the person's answered complaints; the figures stay."""
    if not yes:
        click.confirm("Erase it for good?", abort=True)
    with workplace() as place, tenant_work(place, code) as (_, session):
        erased = erase_person(session, SYSTEM, Person(number, email, phone))
        session.commit()
    click.echo(f"{erased} complaints were erased.")


COMMANDS = (personal_data,)
