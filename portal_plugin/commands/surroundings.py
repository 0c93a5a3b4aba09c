"""What every command shares: its workplace, its tenant, one sentence when something is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import click
import sqlalchemy as sa
from flask import current_app, has_app_context

from portal_plugin.config.catalogue import CatalogueGap
from portal_plugin.config.settings import SettingsError
from portal_plugin.embedded.errors import EmbeddedError
from portal_plugin.errors import PortalPluginError
from portal_plugin.imports.unreadable import UnreadableDocument
from portal_plugin.roles import NotAnAdministrator
from portal_plugin.state import EXTENSION_KEY
from portal_plugin.tenants.errors import TenancyError, UnknownTenant
from portal_plugin.tenants.resolve import TenantRecord, tenant_by_code
from portal_plugin.tenants.session import TenantSession, tenant_session
from portal_plugin.workplace import Workplace, hosted_workplace, open_workplace

_SENTENCES = (
    PortalPluginError,
    SettingsError,
    EmbeddedError,
    UnreadableDocument,
    NotAnAdministrator,
    CatalogueGap,
)

json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
tenant_option = click.option("--tenant", "code", required=True, help="Code of the municipality.")
year_option = click.option(
    "--year", required=True, type=click.IntRange(2500, 2699), help="Buddhist fiscal year."
)
round_option = click.option(
    "--round", "round_code", required=True, type=click.Choice(["6M", "12M"])
)


@contextmanager
def workplace(*, initialise: bool = False) -> Iterator[Workplace]:
    """The workplace of this command; every foreseeable fault becomes one sentence and exit 1."""
    with one_sentence(), ExitStack() as stack:
        if has_app_context() and EXTENSION_KEY in current_app.extensions:
            yield stack.enter_context(hosted_workplace())
        else:
            yield stack.enter_context(open_workplace(initialise=initialise))


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn foreseeable faults into click's error: a plain sentence, and exit 1."""
    try:
        yield
    except UnknownTenant as fault:
        raise click.ClickException(
            f"no tenant has the code {fault}: portal-plugin tenants list shows them"
        ) from fault
    except _SENTENCES as fault:
        raise click.ClickException(str(fault)) from fault
    except TenancyError as fault:
        raise click.ClickException(str(fault)) from fault
    except sa.exc.OperationalError as fault:
        raise click.ClickException(
            f"the database does not answer ({str(fault.orig).splitlines()[0]}): start it or mend "
            "PORTAL_PLUGIN_DATABASE_URL"
        ) from fault
    except sa.exc.ProgrammingError as fault:
        if "does not exist" in str(fault.orig) or "permission denied" in str(fault.orig):
            raise click.ClickException(
                "the database is not prepared for this role: run portal-plugin init"
            ) from fault
        raise


@contextmanager
def tenant_work(place: Workplace, code: str) -> Iterator[tuple[TenantRecord, TenantSession]]:
    """The tenant of `code` and a session in its space; the command commits."""
    tenant = tenant_by_code(place.engine, code)
    with tenant_session(place.engine, tenant.id) as session:
        yield tenant, session


def print_json(value: Any) -> None:
    """Print `value` as JSON, Thai as Thai."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
