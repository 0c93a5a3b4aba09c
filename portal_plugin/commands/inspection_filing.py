"""inspection verify-filing: what a filing receipt says, proved without any database."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path
from typing import Final

import click

from portal_plugin.commands.surroundings import json_option, one_sentence, print_json
from portal_plugin.corruption.informants.filing import MOST_BYTES, statement_in, verify

_KEY: Final = re.compile(r"[0-9a-f]{64}")
_FILE: Final = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("verify-filing")
@click.argument("file", type=_FILE)
@click.option("--key", "typed", metavar="HEX", help="The municipality's public key, 64 hex digits.")
@click.option("--key-file", type=_FILE, help="The same, as saved from /<space>/corruption/key.")
@json_option
def verify_filing(file: Path, typed: str | None, key_file: Path | None, as_json: bool) -> None:
    """Prove a filing receipt (PDF) and print what was signed.

    The key must come from the municipality itself: the one on the receipt proves nothing.
    """
    key = _key(typed, key_file)
    with one_sentence():
        said = asdict(verify(statement_in(_read(file)), key))
    if as_json:
        print_json(said)
        return
    click.echo(
        "The signature fits. This was signed; where the paper says otherwise, it was changed:"
    )
    for name, value in said.items():
        click.echo(f"  {name:<17}  {value}")
    click.echo("The municipality's own ledger has it under this head:")
    click.echo(
        f"  portal-plugin ledger verify --tenant {said['municipality_code']} "
        f"--head {said['ledger_digest']}"
    )


def _key(typed: str | None, key_file: Path | None) -> str:
    if (typed is None) == (key_file is None):
        raise click.ClickException("give the municipality's public key: --key HEX or --key-file")
    words = typed or ""
    if key_file is not None:
        words = _read(key_file).decode("ascii", errors="replace")
    key = re.sub(r"\s", "", words).lower()
    if not _KEY.fullmatch(key):
        raise click.ClickException(
            "a public key is 64 hex digits: save it from the address that the receipt names"
        )
    return key


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as stream:
            return stream.read(MOST_BYTES + 1)
    except OSError as fault:
        raise click.ClickException(f"{file} cannot be read ({fault.strerror})") from None
