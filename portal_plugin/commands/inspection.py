"""inspection ceremony, recover, dispose: what the corruption channel needs of an operator."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import UUID

import click
import sqlalchemy as sa

from portal_plugin import clock
from portal_plugin.commands.inspection_filing import verify_filing
from portal_plugin.commands.surroundings import tenant_option, workplace
from portal_plugin.config.settings import SettingsError
from portal_plugin.corruption import ledger, posts
from portal_plugin.corruption.codes import Standing
from portal_plugin.corruption.crypto.receipts import ChannelKey
from portal_plugin.corruption.crypto.shares import BadShares, Share, one_share, together
from portal_plugin.corruption.custody import disposal, recovery
from portal_plugin.corruption.custody.recovery import Holder
from portal_plugin.corruption.custody.recovery_forms import share_forms
from portal_plugin.corruption.models import Inspector, Post, Report
from portal_plugin.corruption.session import InspectionSession, inspection_session
from portal_plugin.tenants.resolve import TenantRecord, tenant_by_code
from portal_plugin.workplace import Workplace


@contextmanager
def channel_work(place: Workplace, code: str) -> Iterator[tuple[TenantRecord, InspectionSession]]:
    """The tenant of `code` and a session of its channel; the command commits."""
    tenant = tenant_by_code(place.engine, code)
    if place.settings.channel_key is None:
        raise SettingsError("PORTAL_PLUGIN_CHANNEL_KEY is not set: this command needs it")
    key = ChannelKey(place.settings.channel_key)
    with inspection_session(place.inspection_engine, tenant.id, key) as session:
        yield tenant, session


@click.group()
def inspection() -> None:
    """The corruption channel: its recovery key, and what it must forget."""


@inspection.command("ceremony")
@tenant_option
@click.option("--threshold", required=True, type=int, help="How many shares open reports.")
@click.option(
    "--holder",
    "holders",
    multiple=True,
    required=True,
    metavar="NAME=POST",
    help="Who keeps a share, and his post; several posts with ';', none for an outsider.",
)
@click.option(
    "-o",
    "--output",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="An empty folder for the printed forms, one a holder.",
)
@click.option("--replace", is_flag=True, help="Make another key, for reports from now on.")
def ceremony(
    code: str, threshold: int, holders: tuple[str, ...], folder: Path, replace: bool
) -> None:
    """Split a new recovery key among office holders. Print the forms, then destroy the files."""
    with workplace() as place, channel_work(place, code) as (tenant, session):
        people = _holders(holders, posts.posts(session))
        made = recovery.hold_ceremony(session, threshold, people, replace=replace)
        with _written(folder, share_forms(tenant.name, made)):
            session.commit()
    click.echo(f"Recovery key {made.fingerprint}: {threshold} of {len(people)} shares open it.")
    click.echo(f"Print the {len(people)} forms in {folder}, hand each to its holder alone, then")
    click.echo("destroy the files. Nobody can print them again.")
    if replace:
        click.echo("Reports that came before keep the older key: its shares stay needed.")


def _holders(typed: Sequence[str], known: Sequence[Post]) -> list[Holder]:
    titles = {post.title: post for post in known}
    if not titles:
        raise click.ClickException("there are no posts yet: an inspector opens that page first")
    people = []
    for holder in typed:
        name, separator, rest = holder.partition("=")
        held = [title.strip() for title in rest.split(";") if title.strip()]
        if not separator or not name.strip():
            raise click.ClickException(f"{holder}: give NAME=POST, or NAME= for an outsider")
        unknown = [title for title in held if title not in titles]
        if unknown:
            raise click.ClickException(f"no post {unknown[0]}; there are {', '.join(titles)}")
        people.append(Holder(name.strip(), tuple(titles[title] for title in held)))
    return people


@contextmanager
def _written(folder: Path, forms: Sequence[bytes]) -> Iterator[None]:
    """The forms in `folder`, for its owner alone; gone again if what follows fails."""
    paths = [folder / f"share-{number}.pdf" for number in range(1, len(forms) + 1)]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if any(folder.iterdir()):
            raise click.ClickException(f"{folder} is not empty: name an empty folder")
        folder.chmod(0o700)
        written: list[Path] = []
        try:
            for path, form in zip(paths, forms, strict=True):
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                written.append(path)
                with os.fdopen(descriptor, "wb") as file:
                    file.write(form)
            yield
        except BaseException:
            for path in written:
                with suppress(OSError):
                    path.unlink()
            raise
    except OSError as fault:
        raise click.ClickException(
            f"{folder} cannot be written ({fault.strerror}): name a folder of your own"
        ) from fault


@inspection.command("recover")
@tenant_option
@click.option("--to", "name", required=True, help="Name or account of an active inspector.")
@click.option(
    "--shares-from",
    "files",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with one share; without it the terminal asks, and shows nothing.",
)
def recover(code: str, name: str, files: tuple[Path, ...]) -> None:
    """Put the recovery key together from shares and give an inspector what he may read."""
    with workplace() as place, channel_work(place, code) as (_tenant, session):
        inspector = _inspector_named(session, name)
        key = together(_read(files) if files else _asked())
        found = recovery.recover(session, key, inspector)
        session.commit()
    click.echo(f"{found.given} reports were opened for {inspector.name}.")
    if found.not_his:
        click.echo(f"{found.not_his} were not: they concern him, or are for others to read.")
    if found.other_key:
        click.echo(f"{found.other_key} carry the key of another ceremony.")


def _inspector_named(session: InspectionSession, name: str) -> Inspector:
    found = session.scalars(
        sa.select(Inspector).where(
            sa.or_(Inspector.name == name, Inspector.account_id == name),
            Inspector.standing != Standing.LEFT,
        )
    ).all()
    if len(found) != 1:
        raise click.ClickException(
            f"{len(found)} inspectors are called {name}: give the name on the page of inspectors, "
            "or the account"
        )
    return found[0]


def _read(files: Sequence[Path]) -> list[Share]:
    try:
        return [one_share(file.read_text(encoding="utf-8")) for file in files]
    except (OSError, UnicodeDecodeError):
        raise BadShares("a file of a share cannot be read: give text with its words") from None


def _asked() -> list[Share]:
    """As many different shares as the first one says; a misread one is asked for again."""
    shares: dict[int, Share] = {}
    needed = 1
    while len(shares) < needed:
        typed = click.prompt(f"Share {len(shares) + 1}", hide_input=True)
        try:
            share = one_share(typed)
        except BadShares as fault:
            click.echo(f"{fault}.")
            continue
        if share.index in shares:
            click.echo("This share was given before: another holder's is needed.")
        needed = share.member_threshold
        shares[share.index] = share
    return list(shares.values())


@inspection.command("dispose")
@tenant_option
@click.option("--dry-run", is_flag=True, help="Only say what is due.")
@click.option(
    "--by-order",
    "ordered",
    multiple=True,
    metavar="NUMBER",
    help="Destroy this closed report although it is not due (several times for several).",
)
@click.option("--yes", is_flag=True, help="Do not ask.")
def dispose(code: str, dry_run: bool, ordered: tuple[str, ...], yes: bool) -> None:
    """Destroy reports that were kept as long as was promised; their figures stay."""
    with workplace() as place, channel_work(place, code) as (_tenant, session):
        ground = disposal.Ground.ORDER if ordered else disposal.Ground.RETENTION
        wanted = _by_number(session, ordered) if ordered else _due(session)
        for number in wanted:
            click.echo(number)
        if not wanted or dry_run:
            click.echo(f"{len(wanted)} reports would be destroyed.")
            return
        if not yes:
            click.confirm(f"Destroy {len(wanted)} reports for good?", abort=True)
        destroyed = disposal.dispose(session, ledger.SYSTEM, list(wanted.values()), ground)
        session.commit()
    click.echo(f"{destroyed} reports were destroyed; the ledger has the record.")


def _due(session: InspectionSession) -> dict[str, UUID]:
    return {found.number: found.report_id for found in disposal.due(session, clock.today())}


def _by_number(session: InspectionSession, numbers: Sequence[str]) -> dict[str, UUID]:
    rows = session.execute(sa.select(Report.number, Report.id).where(Report.number.in_(numbers)))
    found = {row.number: row.id for row in rows}
    missing = sorted(set(numbers) - set(found))
    if missing:
        raise click.ClickException(f"no such report: {', '.join(missing)}")
    return found


inspection.add_command(verify_filing)

COMMANDS = (inspection,)
